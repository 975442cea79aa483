"""The commands: one thin command a use case."""

from flask import Flask

from app.councils.commands import import_registers


def install(app: Flask) -> None:
    """Hang every room's commands under `flask`."""
    app.cli.add_command(import_registers)
