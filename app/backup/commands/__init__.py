"""What is run from the machine; it opens its own transactions."""
