"""`flask import-registers`: the registers of the house, or newer files of the same names."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from app.core import clock
from app.core.actor import ANYONE
from app.councils import imports
from app.councils.registers import OWN_FOLDER, RegisterError, read_folder
from app.database import transaction


@click.command("import-registers")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=OWN_FOLDER)
@with_appcontext
def import_registers(folder: Path) -> None:
    """Add, rename, close and merge counties, municipalities, offices and organisations by the files in FOLDER.

    counties.csv, municipalities.csv, offices.csv, organisations.csv: those that are there. A row with a number in the
    column `successor` has been merged into that one. A bad row stops it, and nothing is changed.
    """
    try:
        registers = read_folder(folder, imports.known())
        with transaction():
            changes = imports.apply(ANYONE, registers, today=clock.today())
    except RegisterError as error:
        raise click.ClickException(f"{error}. Nothing was changed.") from error
    for line in changes.summary():
        click.echo(line)
