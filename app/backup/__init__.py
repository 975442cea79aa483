"""Copies of what a server can lose, the database and the uploads; and how they are restored."""
