"""What leaves the screen: a sheet of paper as PDF, and a table for a spreadsheet. Drawn from values alone."""
