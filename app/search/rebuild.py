"""The whole search index written anew, in batches, while people post and search; made anew where it is broken.

What is sound is never emptied: each batch takes the place of its own rows, so that a search finds all the while.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, delete, select, text

from app.database import StatementFailed, db, savepoint
from app.models.people import SEARCH_BEHIND, Heartbeat
from app.search.index import is_sqlite, write_words
from app.search.kinds import ISSUES, KINDS, Searchable
from app.search.state import note_behind

BATCH = 200
FTS_PARTS = ("data", "idx", "content", "docsize", "config")  # the tables that FTS5 keeps beside its own


@dataclass(frozen=True)
class Batch:
    """Things that were looked at; `busy`: somebody was writing them, so that they are left for a batch of their own."""

    last_id: int
    written: int
    busy: tuple[int, ...]


def prepare_index() -> list[str]:
    """Make anew what is missing or broken, in the open transaction, and say what that was."""
    if is_sqlite():  # read the schema again: a connection may remember an index that has been broken since
        db.session.execute(text("PRAGMA writable_schema = RESET"))
    else:  # one at a time: both would read the table first, and then wait for each other to drop it
        db.session.execute(text("SELECT pg_advisory_xact_lock(hashtext('reindex'))"))
    made = [what for kind in KINDS.values() for what in _prepare(kind)]
    if "the table of words" in made or (is_sqlite() and made):
        note_behind()  # killed before the end, it is known that something lacks
    return made


def _prepare(kind: Searchable) -> list[str]:
    made = []
    if not _goes(kind.sql("SELECT {key}, title, words FROM {texts} LIMIT 1")):
        db.session.execute(text(kind.sql("DROP TABLE IF EXISTS {texts}")))
        kind.texts.metadata.tables[kind.name].create(db.session.connection())
        made.append("the table of words")
    if is_sqlite() and not _goes(kind.sql("INSERT INTO {fts}({fts}) VALUES ('integrity-check')")):
        _make_fts(kind)
        made.append("the index")
    if not is_sqlite():  # it may be damaged without saying so; people wait for some seconds
        db.session.execute(text(kind.sql("DROP INDEX IF EXISTS ix_search_{texts}_words")))
        create = "CREATE INDEX ix_search_{texts}_words ON {texts} USING gin (words gin_trgm_ops)"
        db.session.execute(text(kind.sql(create)))
        made.append("the index")
    return made


def rewrite_batch(kind: Searchable = ISSUES, *, after: int) -> Batch | None:
    """The next batch of one kind, in the open transaction; none when there are no more."""
    model = kind.model
    ids = list(db.session.scalars(select(model.id).where(model.id > after).order_by(model.id).limit(BATCH)))
    if not ids:
        return None
    # Nobody is waited for while others are held: somebody who changes two issues at once could wait for us.
    done = _written(kind, select(model).where(model.id.in_(ids)).with_for_update(skip_locked=True))
    return Batch(ids[-1], len(done), tuple(one for one in ids if one not in done))


def rewrite_one(kind: Searchable, number: int) -> None:
    """One that somebody was writing, when they have done."""
    _written(kind, select(kind.model).where(kind.model.id == number).with_for_update())


def remove_orphans() -> None:
    """Forget words of things that are gone, and that something lacked."""
    for kind in KINDS.values():
        there = select(kind.model.id)
        gone = delete(kind.texts).where(kind.key.not_in(there))
        db.session.execute(gone.execution_options(synchronize_session=False))
        if is_sqlite():
            db.session.execute(delete(kind.fts).where(kind.fts.c.rowid.not_in(there)))
    db.session.execute(delete(Heartbeat).where(Heartbeat.name == SEARCH_BEHIND))


def _written(kind: Searchable, held: Select[Any]) -> set[int]:
    things = db.session.scalars(held).all()
    if things:
        write_words(kind, things)
    return {thing.id for thing in things}


def _goes(statement: str) -> bool:
    try:
        with savepoint():
            db.session.execute(text(statement)).close()
    except StatementFailed:
        return False
    return True


def _make_fts(kind: Searchable) -> None:
    """Drop it and all its parts. One that is so broken that it cannot be dropped is struck from the schema."""
    if not _goes(kind.sql("DROP TABLE IF EXISTS {fts}")):
        db.session.execute(text("PRAGMA writable_schema = ON"))
        db.session.execute(text(kind.sql("DELETE FROM sqlite_master WHERE name = '{fts}'")))
        db.session.execute(text("PRAGMA writable_schema = RESET"))  # off, and the schema is read again
    for part in FTS_PARTS:
        db.session.execute(text(kind.sql("DROP TABLE IF EXISTS {fts}_" + part)))
    db.session.execute(text(kind.sql("CREATE VIRTUAL TABLE {fts} USING fts5(words, tokenize='trigram')")))
