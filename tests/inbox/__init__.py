"""Tests of the room inbox."""
