"""The commands behind make: set the house up, run it, check it. They need nothing but Python's own library."""
