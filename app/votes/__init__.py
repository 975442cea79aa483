"""The room of votes: open, named, more for than against."""
