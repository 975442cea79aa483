"""From what happened to who is told, and how it leaves the house."""
