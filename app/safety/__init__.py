"""The room of safety."""
