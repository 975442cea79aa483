"""What pages read: one function for each page or list."""
