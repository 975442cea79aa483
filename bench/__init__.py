"""Measuring Medvirk: a country of invented data, and what its pages cost on it. Not part of the product."""
