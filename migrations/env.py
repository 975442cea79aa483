"""Alembic's way in: the app's engine and schema; plain SQLAlchemy types in what it writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app

from app.models.base import UTCDateTime

target = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, autogen: Any) -> str | bool:
    """Spell our column types plainly, so that a migration does not depend on tomorrow's classes."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String({item.length})"
    return False


def include_object(item: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """The search index is each database's own and written by hand."""
    return not (name or "").startswith(("issue_fts", "ix_search_"))


def compare_type(
    _context: Any, _inspected: Any, _metadata: Any, inspected_type: Any, metadata_type: Any
) -> bool | None:
    """Our words are stored as plain strings; that is not a difference."""
    if isinstance(metadata_type, sa.Enum) and isinstance(inspected_type, sa.String):
        return False
    return None


@contextmanager
def tables_built_anew(connection: sa.Connection) -> Iterator[None]:
    """SQLite alters a table by building it anew, which it refuses while rows of others point at it.

    So foreign keys are not looked at meanwhile, which must be said outside a transaction, and all are looked at in the
    end, before the commit (sqlite.org/lang_altertable.html, section 7). Raises RuntimeError where one points nowhere.
    """
    raw = connection.connection
    if connection.dialect.name != "sqlite":
        yield
        return
    raw.cursor().execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        raw.cursor().execute("PRAGMA foreign_keys=ON")


def check_keys(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"Rows point nowhere after the migration: {sorted({row[0] for row in broken})}")


def run() -> None:
    with target.engine.connect() as connection, tables_built_anew(connection):
        context.configure(
            connection=connection,
            target_metadata=target.metadata,
            render_as_batch=True,
            render_item=render_item,
            include_object=include_object,
            compare_type=compare_type,
        )
        with context.begin_transaction():
            context.run_migrations()
            check_keys(connection)
        if connection.in_transaction():
            connection.commit()


run()
