"""What the worker runs by itself, in transactions of its own."""
