"""Tests of the room votes."""
