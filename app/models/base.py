"""What every table shares: the base class, the column types, the naming of constraints."""

import enum
from bisect import bisect
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum, Index, MetaData, String, Text, TypeDecorator, text
from sqlalchemy.orm import DeclarativeBase, registry, relationship
from sqlalchemy.orm.collections import collection

from app.core.text import sort_key

# Nothing loads by surprise: a relationship that no query loaded raises instead of asking the database.
rel = partial(relationship, lazy="raise_on_sql")


def index_where(rows: str, name: str, *columns: str, unique: bool = False) -> Index:
    """An index of the rows alone for which the condition holds, the same on both engines."""
    return Index(name, *columns, unique=unique, sqlite_where=text(rows), postgresql_where=text(rows))


class ByName(list[Any]):
    """A relationship's rows in Norwegian order of their names, which no database knows."""

    @collection.appender
    def append(self, row: Any) -> None:
        place = bisect(self, sort_key(row.name), key=lambda one: sort_key(one.name))
        list.insert(self, place, row)  # the list's own: the instrumented one would say that somebody changed it


class UTCDateTime(TypeDecorator[datetime]):
    """An instant. Refuses naive values and gives aware ones back, on SQLite too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Raises ValueError for a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A naive datetime has no place in the database.")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        instant: datetime = value
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


WORD = Enum(
    enum.Enum,
    native_enum=False,
    create_constraint=False,
    length=32,
    values_callable=lambda words: [word.value for word in words],
)


class Base(DeclarativeBase):
    """The root of the schema; knows nothing of Flask."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(column_0_N_label)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: UTCDateTime(), str: Text(), enum.Enum: WORD},
    )


SHORT = String(200)
CODE = String(64)
