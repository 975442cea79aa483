"""Who is told of what happened, in which words, and how the letters leave the house."""
