"""A database of the first release with its demo story comes to today's schema whole, and the pages stand on it."""

import gzip
import json
import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import JSON, Boolean, Connection, Date, DateTime, MetaData, Table, func, select, text

from app import create_app
from app.database import db
from app.models.assents import Assent
from app.models.issues import Issue
from app.models.people import Person
from tests.conftest import Visitor, database_url

FIRST_RELEASE = "0002"
# Every table as it was after `flask import-registers` and `flask demo` at that revision: {table: [row, …]}.
STORY = Path(__file__).parent / "demo_0002.json.gz"
MIGRATIONS = str(Path(__file__).parents[2] / "migrations")


@pytest.fixture(scope="module")
def rows() -> dict[str, list[dict[str, Any]]]:
    return json.loads(gzip.decompress(STORY.read_bytes()))


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory, rows: dict[str, list[dict[str, Any]]]) -> Iterator[Flask]:
    """The application over that database, upgraded to head."""
    folder = tmp_path_factory.mktemp("upgrade")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    app = create_app(
        {
            "MODE": "test",
            "TESTING": True,
            "DEMO": False,
            "SECRET_KEY": "a key for tests, long enough to be one",
            "INSTANCE": folder,
            "SQLALCHEMY_DATABASE_URI": database_url(folder, f"{worker}_upgrade"),
            "PUBLIC_URL": "http://localhost",
            "WTF_CSRF_ENABLED": False,
            "RATELIMIT_ENABLED": False,
        }
    )
    with app.app_context():
        upgrade(directory=MIGRATIONS, revision=FIRST_RELEASE)
        with db.engine.begin() as connection:
            load(connection, rows)
        upgrade(directory=MIGRATIONS)
        yield app
        db.session.remove()
        db.engine.dispose()


def load(connection: Connection, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Put the rows into the tables as they are at that revision, whatever points at what."""
    is_postgres = connection.dialect.name == "postgresql"
    connection.execute(
        text("SET LOCAL session_replication_role = replica" if is_postgres else "PRAGMA defer_foreign_keys=ON")
    )
    schema = MetaData()
    for name, given in rows.items():
        if given:
            table = Table(name, schema, autoload_with=connection)
            connection.execute(table.insert(), [typed(table, row) for row in given])
            if is_postgres and "id" in table.c:
                last = f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"
                connection.execute(text(last))


def typed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: value if value is None else _typed(table.c[name].type, value) for name, value in row.items()}


def _typed(kind: Any, value: Any) -> Any:
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value).astimezone() if "+" in value else datetime.fromisoformat(value + "+00:00")
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, JSON):
        return json.loads(value)
    return bool(value) if isinstance(kind, Boolean) else value


def test_no_row_is_lost_on_the_way(upgraded, rows):
    kept = {}
    with db.engine.connect() as connection:
        for name in rows:
            table = Table(name, MetaData(), autoload_with=connection)
            kept[name] = connection.scalar(select(func.count()).select_from(table))

    assert kept == {name: len(given) for name, given in rows.items()}


def test_a_yes_is_about_the_same_issue_as_before(upgraded, rows):
    before = {row["id"]: row["issue_id"] for row in rows["assent"]}

    after = {one.id: one.subject_id for one in db.session.scalars(select(Assent)) if one.subject == Issue.__tablename__}

    assert after == before


def test_everybody_of_the_story_comes_to_their_own_page_and_reads_what_they_read(upgraded):
    people = db.session.scalars(select(Person).where(Person.joined_at.is_not(None)).order_by(Person.id)).all()
    references = db.session.scalars(select(Issue.reference).order_by(Issue.id)).all()

    for person in people[::6]:
        browser = Visitor(upgraded, person)
        assert browser.get("/min-side").status_code == 200, person.name
        seen = [browser.get(f"/innspill/{reference}").status_code for reference in references[::5]]
        assert set(seen) <= {200, 404}, person.name
