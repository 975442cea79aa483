"""The commands: one thin command a use case."""

from flask import Flask


def install(app: Flask) -> None:
    """Hang every room's commands under `flask`."""
