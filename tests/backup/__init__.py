"""Copies of the house's data, and the way back."""
