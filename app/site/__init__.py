"""The room of site."""
