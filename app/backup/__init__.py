"""Copies of what a server can lose, the database and the uploads; and the way back from them."""
