"""`flask import-registers`: the registers of the house, or newer files of them. `flask appoint`: the first people."""

from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale
from sqlalchemy import delete

from app.core import clock
from app.core.actor import ANYONE
from app.core.errors import DomainError
from app.core.roles import ScopeKind
from app.councils.service import register_import, scopes
from app.councils.service.register_changes import CLOSINGS_AT_ONCE, Changes
from app.councils.service.register_files import OWN_FOLDER, RegisterError, checksum_of, read_folder
from app.database import db, transaction
from app.models.people import IMPORT_REFUSED, IMPORT_REGISTERS, Heartbeat


@click.command(IMPORT_REGISTERS)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=OWN_FOLDER)
@click.option("--dry-run", is_flag=True, help="print every row that would be added, changed or closed; write nothing")
@click.option("--close-missing", is_flag=True, help=f"close more than {CLOSINGS_AT_ONCE} places that the files lack")
@click.option("--if-new", is_flag=True, help="do nothing when these very files were taken in before (for the start)")
@with_appcontext
def import_registers(folder: Path, *, dry_run: bool, close_missing: bool, if_new: bool) -> None:
    """Add, rename, close and merge counties, municipalities, offices and organisations by the files in FOLDER.

    counties.csv, municipalities.csv, offices.csv, organisations.csv: those that are there. A row with a number in the
    column `successor` has been merged into that one; a region of the same name under a new number is the same region.
    What a file lacks is closed, never deleted; more than a few only with --close-missing. A bad row stops the import,
    and nothing is changed.
    """
    mark = f"{IMPORT_REGISTERS}:{checksum_of(folder)}"
    if if_new and db.session.get(Heartbeat, mark) is not None:
        click.echo("These registers were taken in before.")
        return
    try:
        changes = _take_in(folder, dry_run=dry_run, close_missing=close_missing)
        for line in changes.summary(every_row=dry_run):
            click.echo(line)
        changes.refuse(str(folder), may_close_many=close_missing or dry_run)
    except RegisterError as error:
        if not dry_run:
            _note_import(IMPORT_REFUSED)
        raise click.ClickException(f"{error}. Nothing was changed.") from error
    if not dry_run:
        _note_import(IMPORT_REGISTERS, mark)
    elif changes.are_many_closings:
        click.echo(f"The import closes {changes.closings} places: it wants --close-missing.")


class _TakenBack(Exception):
    """Nothing of it is kept."""

    def __init__(self, changes: Changes) -> None:
        super().__init__()
        self.changes = changes


def _take_in(folder: Path, *, dry_run: bool, close_missing: bool) -> Changes:
    """What was changed; or what would have been, when nobody wants it yet or it is refused."""
    registers = read_folder(folder, register_import.known_numbers())
    try:
        with transaction():
            changes = register_import.apply_registers(ANYONE, registers, today=clock.today())
            if dry_run or changes.orphans or (changes.are_many_closings and not close_missing):
                raise _TakenBack(changes)
    except _TakenBack as taken:
        return taken.changes
    return changes


def _note_import(*names: str) -> None:
    """When registers were taken in, or refused, and which they were: the newest word takes the place of the others."""
    with transaction():
        if IMPORT_REGISTERS in names:
            db.session.execute(delete(Heartbeat).where(Heartbeat.name == IMPORT_REFUSED))
        for name in names:
            db.session.merge(Heartbeat(name=name, at=clock.now()))


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
            reach = scopes.reach_of(ScopeKind(kind), county=county, organisation=organisation)
            with transaction():
                if end:
                    scopes.end_scope(reach, email=address)
                else:
                    scopes.give_scope(reach, email=address, name=name or address)
        except DomainError as error:
            raise click.ClickException(f"{error.text} Nothing was changed.") from error
    click.echo(f"{address} is {'no longer' if end else 'now'} {kind.replace('_', ' ')}.")
