"""The room of councils."""
