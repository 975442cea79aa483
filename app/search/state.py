"""Is the search index well; and what becomes of a question, or of a change, when it is not."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from app.core import clock
from app.core.errors import DomainError
from app.core.failures import describe_error
from app.database import StatementFailed, db, savepoint
from app.models.people import SEARCH_BEHIND, Heartbeat
from app.search.kinds import KINDS

log = logging.getLogger(__name__)

# First whether the index is there, then a word that nobody writes: finding nothing reads its structure all the same.
PROBES = {
    "sqlite": """
        SELECT 1, EXISTS (SELECT title, words FROM {texts} WHERE {key} IN (
            SELECT rowid FROM {fts} WHERE words MATCH '"qxzqxz"'
            UNION SELECT max(rowid) FROM (SELECT rowid FROM {fts} WHERE words > '' LIMIT 1)))""",
    "postgresql": """
        SELECT EXISTS (SELECT 1 FROM pg_index
                       WHERE indexrelid = to_regclass('ix_search_{texts}_words') AND indisvalid),
               EXISTS (SELECT title FROM {texts} WHERE words LIKE '%qxzqxz%')""",
}


class Unusable(DomainError):
    """The search index is broken: whoever searches is told, and goes on without."""

    status = 503


class IndexState(StrEnum):
    OK = "ok"
    BEHIND = "behind"  # something was written that it could not take in
    BROKEN = "broken"


@contextmanager
def asking_index() -> Iterator[None]:
    """A question to the index. Raises Unusable when it is broken; the transaction goes on."""
    try:
        with savepoint():
            yield
    except StatementFailed as error:
        log.error("The search index is broken: %s", describe_error(error))
        raise Unusable(_("Søket virker ikke akkurat nå.")) from error


def index_state(behind_since: datetime | None) -> IndexState:
    """How the index is now, in one statement a kind. `behind_since`: the note that a change could not be taken in."""
    try:
        with savepoint():
            probe = PROBES[db.engine.dialect.name]
            is_there = all(db.session.scalar(text(kind.sql(probe))) for kind in KINDS.values())
    except StatementFailed:
        is_there = False
    if not is_there:
        return IndexState.BROKEN
    return IndexState.BEHIND if behind_since is not None else IndexState.OK


def note_behind() -> None:
    """Since when the index lacks something, until `flask reindex` has been run. Several may say so at once."""
    insert = postgresql_insert if db.engine.dialect.name == "postgresql" else sqlite_insert
    mark = insert(Heartbeat).values(name=SEARCH_BEHIND, at=clock.now())
    db.session.execute(mark.on_conflict_do_nothing(index_elements=["name"]))
