"""Counts the statements that a page takes."""

from contextlib import contextmanager

from sqlalchemy import event

from app.database import db


@contextmanager
def counting():
    """Every statement that is sent meanwhile."""
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def statements_of(world, role, path):
    """How many statements a page takes: the second time, when what is made once is made."""
    assert world.ask(role, "GET", path).status_code == 200, path
    with counting() as seen:
        world.ask(role, "GET", path)
    return seen
