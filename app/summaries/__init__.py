"""The room of summaries."""
