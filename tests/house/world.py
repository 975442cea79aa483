"""A walker's view of the made country: its people by role, its things by name, and a request of any of them."""

import sqlite3
from contextlib import closing
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import Table, delete, func, insert, select, text
from werkzeug.test import TestResponse

from app.database import db
from app.models.people import Person
from tests.conftest import TABLES
from tests.make import Make

# The country's actors, in the order in which tables name them. `visitor` has no account.
ROLES = (
    "visitor",
    "stranger",
    "author",
    "member",
    "substitute",
    "leader",
    "deputy",
    "secretary",
    "observer",
    "nav_member",
    "nav_leader",
    "nav_secretary",
    "director",
    "stand_in",
    "assistant",
    "municipal_director",
    "municipal_stand_in",
    "regional_director",
    "regional_stand_in",
    "coordinator",
    "far_coordinator",
    "contact",
    "moderator",
    "administrator",
    "ended",
)


@dataclass
class World:
    """The people by role, the things by name, and how to walk among them."""

    app: Flask
    make: Make
    people: dict[str, Person] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    sums: dict[str, str | None] = field(default_factory=dict)
    copy: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(":memory:"))

    def ask(self, role: str, method: str, path: str, **options: Any) -> TestResponse:
        """One request of one actor, in a fresh browser."""
        client = self.app.test_client()
        if role in self.tokens:
            client.set_cookie(self.app.config["SESSION_COOKIE_NAME"], self._cookie(role))
        response: TestResponse = Context().run(client.open, path, method=method, **options)
        return response

    def _cookie(self, role: str) -> str:
        """What the role's browser keeps of its session: signed once, sent by thousands of requests."""
        if role not in self.cookies:
            serializer = SecureCookieSessionInterface().get_signing_serializer(self.app)
            assert serializer is not None
            self.cookies[role] = str(serializer.dumps({"_user_id": self.tokens[role], "_fresh": True}))
        return self.cookies[role]

    def remember(self) -> None:
        """Keep everything as it is now."""
        db.session.commit()
        if db.engine.dialect.name == "sqlite":
            with closing(db.engine.raw_connection()) as kept:
                kept.driver_connection.backup(self.copy)
            return
        with db.engine.connect() as connection:
            for table in TABLES:
                rows = connection.execute(select(table).order_by(*table.primary_key))  # what comes first is named later
                self.rows[table.name] = [dict(row) for row in rows.mappings()]
        self.sums = self._sums()

    def restore(self) -> None:
        """Everything as it was, whatever has been done in between."""
        db.session.remove()
        if db.engine.dialect.name == "sqlite":
            with closing(db.engine.raw_connection()) as changed:
                self.copy.backup(changed.driver_connection)
            return
        now = self._sums()
        changed = [table for table in TABLES if now[table.name] != self.sums[table.name]]
        with db.engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))  # no foreign keys meanwhile
            for table in changed:
                connection.execute(delete(table))
                if self.rows[table.name]:
                    connection.execute(insert(table), self.rows[table.name])
            numbered = [self._next_number(table) for table in changed if "id" in table.c]
            if numbered:
                connection.execute(select(*numbered))

    def _sums(self) -> dict[str, str | None]:
        """Table → a sum of its rows: few of them change in a test, and only those are written anew."""
        each = (
            f"SELECT '{table.name}', md5(string_agg(one::text, '|' ORDER BY one::text)) FROM {table.name} one"
            for table in TABLES
        )
        with db.engine.connect() as connection:
            rows = connection.execute(text(" UNION ALL ".join(each))).all()
        return {row[0]: row[1] for row in rows}

    def _next_number(self, table: Table) -> Any:
        """The numbers of new rows go on after those that are there."""
        most = max((row["id"] for row in self.rows[table.name]), default=0)
        return func.setval(func.pg_get_serial_sequence(table.name, "id"), most + 1, False)

    def contents(self, *, but: set[str]) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, to compare with later."""
        with db.engine.connect() as connection:
            return {
                table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
                for table in TABLES
                if table.name not in but
            }
