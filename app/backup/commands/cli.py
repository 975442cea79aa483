"""`flask backup DIR` and `flask restore DIR`: make a copy, and put one in the place of what is here."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from app import restore_lock
from app.backup.commands.backup import make_backup
from app.backup.commands.manifest import Refused
from app.backup.commands.restore import restore_backup

FOLDER = click.Path(path_type=Path)


@click.command("backup")
@click.argument("folder", metavar="DIR", type=FOLDER)
@with_appcontext
def backup(folder: Path) -> None:
    """Copy database and uploads to the new folder DIR, while the house runs.

    No setting and no key is in it. Whoever reads it reads what the councils wrote: keep it encrypted.
    """
    with plain_words("The copy was not made"):
        manifest = make_backup(folder)
    for key in manifest.lost:
        click.echo(
            f"The upload {key} is missing on the disk, or was changed there, and is not whole in the copy.", err=True
        )
    rows = sum(manifest.rows.values())
    click.echo(f"Copied {rows} rows in {len(manifest.rows)} tables and {len(manifest.uploads)} uploads to {folder}.")


@click.command("restore")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--yes", is_flag=True, help="do not ask")
@with_appcontext
def restore_command(folder: Path, *, yes: bool) -> None:
    """Replace database and uploads by the copy in DIR. Web and worker must be stopped.

    The copy is checked first. When this is killed, nothing starts until it has been run again.
    """

    def agree(database: str) -> None:
        if not yes:
            click.confirm(f"Replace {database} and all uploads by this copy?", abort=True)

    try:
        with plain_words("The restore did not finish"):
            for sentence in restore_backup(folder, agree=agree):
                click.echo(sentence)
    except click.ClickException:
        if restore_lock.restore_lock_of().is_marked:
            click.echo(restore_lock.NOT_WHOLE, err=True)
        raise


@contextmanager
def plain_words(what: str) -> Iterator[None]:
    """Says a full disk, a database that is gone and a house that is closed in one sentence.

    Raises Refused instead of their errors.
    """
    try:
        yield
    except restore_lock.Closed:
        raise
    except OSError as error:
        raise Refused(f"{what}. {error.strerror or error}: {error.filename or ''}".rstrip(": ")) from error
    except SQLAlchemyError as error:
        raise Refused(f"{what}. The database says: {type(error).__name__}.") from error
