"""What is read of notices: who they are for, all that their letters say, lines of the inbox, letters to print."""
