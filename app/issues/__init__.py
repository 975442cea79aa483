"""The room of issues."""
