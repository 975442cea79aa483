"""Rows by the hundred thousand: gathered as plain facts, written in the order of the schema, a batch at a time."""

import enum
import json
from collections.abc import Sequence
from typing import Any

from psycopg import sql
from sqlalchemy import JSON, Column, Table, func, insert, inspect, select, text

from app.database import db
from app.models.base import Base

Row = dict[str, Any]


class Rows:
    """Gives every row its id and its defaults at once, so that other rows can name it before anything is written."""

    def __init__(self) -> None:
        self._waiting: dict[Table, list[Row]] = {}
        self._blank: dict[Table, Row] = {}
        self._last: dict[Table, int] = {}
        self.written: dict[str, int] = {}

    def add(self, model: type[Base], **facts: Any) -> Row:
        """One row; it may be changed until it is written."""
        table = inspect(model).local_table
        assert isinstance(table, Table)
        if table not in self._blank:
            self._begin(table)
        row = {**self._blank[table], **facts}
        if table in self._last:
            self._last[table] += 1
            row["id"] = self._last[table]
        self._waiting[table].append(row)
        return row

    def write(self) -> None:
        """Write what waits, in the open transaction: what is pointed at comes first."""
        for table in db.metadata.sorted_tables:
            rows = self._waiting.get(table)
            if not rows:
                continue
            if db.engine.dialect.name == "postgresql":
                _copy(table, rows)
            else:
                db.session.execute(insert(table), rows)
            self.written[table.name] = self.written.get(table.name, 0) + len(rows)
            self._waiting[table] = []

    def finish(self) -> None:
        """Write the rest; on PostgreSQL the next id follows the ones given here, and the planner learns the sizes."""
        self.write()
        if db.engine.dialect.name == "postgresql":
            for table, last in self._last.items():
                db.session.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), max(last, 1))))
        db.session.execute(text("ANALYZE"))

    def _begin(self, table: Table) -> None:
        self._waiting[table] = []
        self._blank[table] = {column.name: _default(column) for column in table.columns}
        if "id" in table.columns:
            self._last[table] = db.session.scalar(select(func.max(table.c.id))) or 0


def _default(column: Column[Any]) -> Any:
    if column.default is None or not column.default.is_scalar:
        return {} if isinstance(column.type, JSON) and not column.nullable else None
    return column.default.arg  # type: ignore[attr-defined]


def _copy(table: Table, rows: Sequence[Row]) -> None:
    """COPY is many times as fast as INSERT there. It bypasses the column types, so `_plain` says what they would."""
    names = [column.name for column in table.columns]
    columns = sql.SQL(", ").join(sql.Identifier(name) for name in names)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
    raw = db.session.connection().connection.cursor()
    with raw.copy(statement) as copy:
        for row in rows:
            copy.write_row([_plain(row[name]) for name in names])


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value


__all__ = ["Row", "Rows"]
