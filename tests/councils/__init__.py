"""Registers, councils, seats and appointments."""
