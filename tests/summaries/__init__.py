"""Tests of the room summaries."""
