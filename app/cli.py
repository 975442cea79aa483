"""The commands: one thin command a use case."""

from flask import Flask

from app import worker
from app.admin.commands import mails
from app.backup.commands.cli import backup, restore_command
from app.councils.commands import appoint, import_registers
from app.demo.commands import catcher
from app.demo.commands.cli import load_demo
from app.files.commands import sweep_uploads
from app.search.commands import reindex


def install(app: Flask) -> None:
    """Hang every room's commands under `flask`."""
    app.cli.add_command(import_registers)
    app.cli.add_command(appoint)
    app.cli.add_command(sweep_uploads)
    app.cli.add_command(reindex)
    app.cli.add_command(backup)
    app.cli.add_command(restore_command)
    app.cli.add_command(mails)
    app.cli.add_command(load_demo)
    app.cli.add_command(worker.command)
    app.cli.add_command(catcher.command)
