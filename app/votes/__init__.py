"""The room of votes."""
