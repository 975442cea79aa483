"""The whole search index written anew, in batches, while people post and search; made anew where it is broken.

What is sound is never emptied: each batch takes the place of its own rows, so that a search finds all the while.
"""

from dataclasses import dataclass

from sqlalchemy import Select, delete, select, text

from app.database import StatementFailed, db, savepoint
from app.models.issues import Issue, IssueText
from app.models.people import SEARCH_BEHIND, Heartbeat
from app.search.index import FTS, is_sqlite, row_of, write
from app.search.state import note_behind

BATCH = 200
DROP_PARTS = (  # the tables that FTS5 keeps beside its own
    "DROP TABLE IF EXISTS issue_fts_data",
    "DROP TABLE IF EXISTS issue_fts_idx",
    "DROP TABLE IF EXISTS issue_fts_content",
    "DROP TABLE IF EXISTS issue_fts_docsize",
    "DROP TABLE IF EXISTS issue_fts_config",
)


@dataclass(frozen=True)
class Batch:
    """Issues that were looked at; `busy`: somebody was writing them, so that they are left for a batch of their own."""

    last_id: int
    written: int
    busy: tuple[int, ...]


def prepare() -> list[str]:
    """Make anew what is missing or broken, in the open transaction, and say what that was."""
    made = []
    if is_sqlite():  # read the schema again: a connection may remember an index that has been broken since
        db.session.execute(text("PRAGMA writable_schema = RESET"))
    else:  # one at a time: both would read the table first, and then wait for each other to drop it
        db.session.execute(text("SELECT pg_advisory_xact_lock(hashtext('reindex'))"))
    if not _goes("SELECT issue_id, title, words FROM issue_text LIMIT 1"):
        db.session.execute(text("DROP TABLE IF EXISTS issue_text"))
        IssueText.metadata.tables[IssueText.__tablename__].create(db.session.connection())
        made.append("the table of words")
    if is_sqlite() and not _goes("INSERT INTO issue_fts(issue_fts) VALUES ('integrity-check')"):
        _make_fts()
        made.append("the index")
    if not is_sqlite():  # it may be damaged without saying so; people wait for some seconds
        db.session.execute(text("DROP INDEX IF EXISTS ix_search_issue_text_words"))
        db.session.execute(text("CREATE INDEX ix_search_issue_text_words ON issue_text USING gin (words gin_trgm_ops)"))
        made.append("the index")
    if "the table of words" in made or (is_sqlite() and made):
        note_behind()  # killed before the end, it is known that something lacks
    return made


def rewrite(*, after: int) -> Batch | None:
    """The next batch of issues, in the open transaction; none when there are no more."""
    ids = list(db.session.scalars(select(Issue.id).where(Issue.id > after).order_by(Issue.id).limit(BATCH)))
    if not ids:
        return None
    # Nobody is waited for while others are held: somebody who changes two issues at once could wait for us.
    rows = _rows(select(Issue).where(Issue.id.in_(ids)).with_for_update(skip_locked=True))
    done = {row["issue_id"] for row in rows}
    return Batch(ids[-1], len(rows), tuple(one for one in ids if one not in done))


def rewrite_one(issue_id: int) -> None:
    """One that somebody was writing, when they have done."""
    _rows(select(Issue).where(Issue.id == issue_id).with_for_update())


def finish() -> None:
    """Forget rows of issues that are gone, and that something lacked."""
    there = select(Issue.id)
    gone = delete(IssueText).where(IssueText.issue_id.not_in(there))
    db.session.execute(gone.execution_options(synchronize_session=False))
    if is_sqlite():
        db.session.execute(delete(FTS).where(FTS.c.rowid.not_in(there)))
    db.session.execute(delete(Heartbeat).where(Heartbeat.name == SEARCH_BEHIND))


def _rows(held: Select[Issue]) -> list[dict[str, int | str]]:
    rows = [row_of(issue) for issue in db.session.scalars(held)]
    if rows:
        write(rows)
    return rows


def _goes(statement: str) -> bool:
    try:
        with savepoint():
            db.session.execute(text(statement)).close()
    except StatementFailed:
        return False
    return True


def _make_fts() -> None:
    """Drop it and all its parts. One that is so broken that it cannot be dropped is struck from the schema."""
    if not _goes("DROP TABLE IF EXISTS issue_fts"):
        db.session.execute(text("PRAGMA writable_schema = ON"))
        db.session.execute(text("DELETE FROM sqlite_master WHERE name = 'issue_fts'"))
        db.session.execute(text("PRAGMA writable_schema = RESET"))  # off, and the schema is read again
    for statement in DROP_PARTS:
        db.session.execute(text(statement))
    db.session.execute(text("CREATE VIRTUAL TABLE issue_fts USING fts5(words, tokenize='trigram')"))
