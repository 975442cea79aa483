"""`flask import-registers`: the registers of the house, or newer files of them. `flask appoint`: the first people."""

from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from app.core import clock
from app.core.actor import ANYONE
from app.core.errors import DomainError
from app.core.roles import ScopeKind
from app.councils import imports, scopes
from app.councils.registers import OWN_FOLDER, RegisterError, read_folder
from app.database import db, transaction
from app.models.people import IMPORT_REGISTERS, Heartbeat


@click.command(IMPORT_REGISTERS)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=OWN_FOLDER)
@with_appcontext
def import_registers(folder: Path) -> None:
    """Add, rename, close and merge counties, municipalities, offices and organisations by the files in FOLDER.

    counties.csv, municipalities.csv, offices.csv, organisations.csv: those that are there. A row with a number in the
    column `successor` has been merged into that one; a region of the same name under a new number is the same region.
    A bad row stops it, and nothing is changed.
    """
    try:
        registers = read_folder(folder, imports.known())
        with transaction():
            changes = imports.apply(ANYONE, registers, today=clock.today())
    except RegisterError as error:
        raise click.ClickException(f"{error}. Nothing was changed.") from error
    with transaction():
        db.session.merge(Heartbeat(name=IMPORT_REGISTERS, at=clock.now()))
    for line in changes.summary():
        click.echo(line)


@click.command("appoint")
@click.argument("address")
@click.option(
    "--as", "kind", type=click.Choice([kind.value for kind in ScopeKind]), required=True, help="what they are"
)
@click.option("--name", default="", help="their name, for an address that is new here")
@click.option("--county", help="the county's number, for a coordinator: 39")
@click.option("--organisation", help="the organisation's name or short name, for its contact")
@click.option("--end", is_flag=True, help="take it away instead, from now on")
@with_appcontext
def appoint(address: str, kind: str, name: str, county: str | None, organisation: str | None, end: bool) -> None:
    """Make the person with ADDRESS administrator, coordinator, moderator or an organisation's contact.

    Somebody new gets an invitation by mail. Leaders, secretaries and directors are named on the pages of their councils
    and offices.
    """
    with force_locale("nb"):
        try:
            reach = scopes.reach(ScopeKind(kind), county=county, organisation=organisation)
            with transaction():
                if end:
                    scopes.end(reach, email=address)
                else:
                    scopes.give(reach, email=address, name=name or address)
        except DomainError as error:
            raise click.ClickException(f"{error.text} Nothing was changed.") from error
    click.echo(f"{address} is {'no longer' if end else 'now'} {kind.replace('_', ' ')}.")
