"""The whole country with years of history, written as rows, to see how the house stands it."""
