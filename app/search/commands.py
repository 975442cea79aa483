"""`flask reindex`: the search index written anew from the issues."""

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from app.core.failures import described
from app.database import transaction
from app.search import rebuild


@click.command("reindex")
@with_appcontext
def reindex() -> None:
    """Write the whole search index anew, in batches. Safe while the house runs, and to be run again when it was killed.

    What is missing or broken is dropped and made anew first; until the end a search then finds only a part.
    """
    try:
        _reindex()
    except DBAPIError as error:
        raise click.ClickException(f"The index could not be written: {described(error)}") from error


def _reindex() -> None:
    with transaction():
        made = rebuild.prepare()
    for what in made:
        click.echo(f"Made anew: {what}.")
    busy: list[int] = []
    last, written = 0, 0
    while batch := _rewrite(last):
        last, written = batch.last_id, written + batch.written
        busy.extend(batch.busy)
    for issue_id in busy:
        with transaction():
            rebuild.rewrite_one(issue_id)
    with transaction():
        rebuild.finish()
    click.echo(f"{written + len(busy)} issues are in the index.")


def _rewrite(last: int) -> rebuild.Batch | None:
    with transaction():
        return rebuild.rewrite(after=last)
