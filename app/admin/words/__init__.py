"""Sentences made of values: nothing is loaded or decided here."""
