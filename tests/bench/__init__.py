"""Tests of the benches and their country."""
