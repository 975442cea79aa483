"""The room of whoever keeps the house running: technique, never content."""
