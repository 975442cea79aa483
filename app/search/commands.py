"""`flask reindex`: the search index written anew from the issues."""

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from app.core.failures import describe_error
from app.database import transaction
from app.search import rebuild
from app.search.kinds import KINDS, Searchable


@click.command("reindex")
@with_appcontext
def reindex() -> None:
    """Write the whole search index anew, in batches. Safe while the house runs, and to be run again when it was killed.

    What is missing or broken is dropped and made anew first; until the end a search then finds only a part.
    """
    try:
        _reindex()
    except DBAPIError as error:
        raise click.ClickException(f"The index could not be written: {describe_error(error)}") from error


def _reindex() -> None:
    with transaction():
        made = rebuild.prepare_index()
    for what in made:
        click.echo(f"Made anew: {what}.")
    for kind in KINDS.values():
        click.echo(f"{_write(kind)} {kind.model.__tablename__}s are in the index.")
    with transaction():
        rebuild.remove_orphans()


def _write(kind: Searchable) -> int:
    """How many of a kind are in the index now."""
    busy: list[int] = []
    last, written = 0, 0
    while batch := _rewrite(kind, last):
        last, written = batch.last_id, written + batch.written
        busy.extend(batch.busy)
    for number in busy:
        with transaction():
            rebuild.rewrite_one(kind, number)
    return written + len(busy)


def _rewrite(kind: Searchable, last: int) -> rebuild.Batch | None:
    with transaction():
        return rebuild.rewrite_batch(kind, after=last)
