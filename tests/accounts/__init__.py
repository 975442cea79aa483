"""Tests of the doors and of one's own pages."""
