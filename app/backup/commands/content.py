"""What a database holds, in numbers, as a copy says of itself and a restored one is compared with."""

from dataclasses import dataclass

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Connection, String, column, func, inspect, select, table

from app.restore_lock import MARK_TABLE

# The search index of SQLite is tables of its own making.
NOT_COUNTED = ("issue_fts", "sqlite_")


@dataclass(frozen=True)
class Content:
    """The migration it stands at, the rows of each table, and the uploads it names: key → SHA-256."""

    migration: str | None
    rows: dict[str, int]
    uploads: dict[str, str]


def content_of(connection: Connection) -> Content:
    names = sorted(
        name
        for name in inspect(connection).get_table_names()
        if not name.startswith(NOT_COUNTED) and name != MARK_TABLE.name
    )
    rows = {name: connection.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}
    uploads: dict[str, str] = {}
    if "stored_file" in names:
        stored_file = table("stored_file", column("key", String), column("sha256", String))
        uploads = {row.key: row.sha256 for row in connection.execute(select(stored_file))}
    return Content(MigrationContext.configure(connection).get_current_revision(), rows, uploads)


def known_migrations() -> list[str]:
    """Those that this program knows, the newest first."""
    scripts = ScriptDirectory(current_app.extensions["migrate"].directory)
    return [script.revision for script in scripts.walk_revisions()]
