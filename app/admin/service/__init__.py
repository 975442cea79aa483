"""What people do in this room: one module for each thing that is done, named after it."""
