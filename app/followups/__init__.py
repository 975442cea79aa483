"""The room of followups."""
