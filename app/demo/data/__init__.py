"""Data as it lies on disk."""
