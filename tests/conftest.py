"""The bench: app, clean tables, a visitor who reads pages as a browser would, a counter of queries."""

import gc
import os
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from contextvars import Context
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy.engine import make_url
from werkzeug.test import TestResponse

from app import create_app
from app.accounts.views.sessions import new_device
from app.database import db, transaction
from app.models.people import Person
from tests.house.counting import counting
from tests.make import Make
from tests.reading import as_read, check_page

SELDOM = (100_000, 20, 20)
TABLES = tuple(db.metadata.sorted_tables)  # sorted once: the sorting is slow
LOCK_ALL = f"LOCK TABLE {', '.join(table.name for table in TABLES)} IN ACCESS EXCLUSIVE MODE"
WHICH_ARE_FILLED = " UNION ALL ".join(
    f"SELECT '{table.name}' WHERE EXISTS (SELECT 1 FROM {table.name})" for table in TABLES
)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Thousands of tests stay until the end: no search for garbage while they are made, and none among them later.

    Seldom otherwise: each request makes thousands of things, and nearly all of them go without a search.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        keep()
        gc.set_threshold(*SELDOM)
        gc.enable()


def keep() -> None:
    """What is there now stays: no search for garbage looks at it again."""
    gc.collect()
    gc.freeze()


def database_url(tmp: Path, worker: str) -> str:
    """A database of its own for each worker: a file, or a database on the server TEST_DATABASE_URL names."""
    given = os.environ.get("TEST_DATABASE_URL")
    if not given:
        return f"sqlite:///{tmp / 'test.db'}"
    url = make_url(given.replace("postgresql://", "postgresql+psycopg://", 1))
    name = f"medvirk_test_{worker}"
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
    return url.set(database=name).render_as_string(hide_password=False)


class AsRead:
    """An answer whose text is as a person reads it."""

    @property
    def text(self) -> str:
        return as_read(super().text)  # type: ignore[misc]


class Client(FlaskClient):
    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.response_wrapper = type("Answer", (AsRead, self.response_wrapper), {})


def build_app(tmp: Path, **given: Any) -> Flask:
    """The application over an empty database with the migrations' tables."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    app = create_app(
        {
            "MODE": "test",
            "TESTING": True,
            "DEMO": False,
            "SECRET_KEY": "a key for tests, long enough to be one",
            "INSTANCE": tmp,
            # Not asked for where one is given: asking empties the worker's own.
            "SQLALCHEMY_DATABASE_URI": given.get("SQLALCHEMY_DATABASE_URI") or database_url(tmp, worker),
            "PUBLIC_URL": "http://localhost",
            "WTF_CSRF_ENABLED": False,
            "RATELIMIT_ENABLED": False,
            "MAIL_SERVER": "127.0.0.1",
            "MAIL_PORT": 1,
            **given,
        }
    )
    app.test_client_class = Client
    with app.app_context():
        upgrade(directory=str(Path(__file__).parent.parent / "migrations"))
    return app


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = build_app(tmp_path_factory.mktemp("instance"))
    keep()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def clean(app: Flask) -> Iterator[None]:
    """An app context for the test, and empty tables after it; transactions are real."""
    with app.app_context():
        yield
        db.session.rollback()
        db.session.remove()
        empty_tables()


def empty_tables() -> None:
    with db.engine.begin() as connection:
        # The driver itself: this runs after every test, and what stands between costs more than the empty tables do.
        cursor = connection.connection.cursor()
        if connection.dialect.name == "postgresql":
            # A fifth of the time of TRUNCATE, and it waits like that for who still writes: else rows would come later.
            # No foreign keys meanwhile.
            cursor.execute(f"{LOCK_ALL}; SET LOCAL session_replication_role = replica")
            cursor.execute(WHICH_ARE_FILLED, prepare=True)
            if filled := [row[0] for row in cursor.fetchall()]:
                cursor.execute("; ".join(f"DELETE FROM {name}" for name in filled))
            return
        cursor.execute("PRAGMA defer_foreign_keys=ON")
        for table in reversed(TABLES):
            cursor.execute(f"DELETE FROM {table.name}")
        if cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'issue_fts'").fetchone():
            cursor.execute("DELETE FROM issue_fts")


@pytest.fixture
def make(clean: None) -> Make:
    return Make()


@dataclass
class Visitor:
    """A browser: somebody signed in, or a stranger. Every page it reads is checked as a page."""

    app: Flask
    person: Person | None = None
    client: Any = None
    last: TestResponse = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        if self.person is not None:
            with transaction():
                _device, token = new_device(self.person, remember=True, label="test")
            with self.client.session_transaction() as cookie:
                cookie["_user_id"] = token
                cookie["_fresh"] = True

    def get(self, path: str, **options: Any) -> TestResponse:
        return self._open("GET", path, **options)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        return self._open("POST", path, data=data or {}, **options)

    def follow(self) -> TestResponse:
        """Go where the last answer redirected."""
        assert self.last.status_code in (302, 303), f"{self.last.status_code}: {self.last.text[:2000]}"
        return self.get(self.last.headers["Location"])

    def _open(self, method: str, path: str, **options: Any) -> TestResponse:
        db.session.commit()
        # A context of its own: requests inside the test's app context would share its session and `g`.
        self.last = Context().run(self.client.open, path, method=method, **options)
        db.session.expire_all()
        is_part = "HX-Request" in options.get("headers", {})
        if self.last.mimetype == "text/html" and self.last.status_code not in (302, 303) and not is_part:
            check_page(self.last.text, f"{method} {path}")
            assert method != "POST" or self.last.status_code >= 400, (
                f"POST {path} is answered with a page: Back would ask to send again. Redirect with 303."
            )
        return self.last


@pytest.fixture
def visit(app: Flask, clean: None) -> Callable[[Person | None], Visitor]:
    def somebody(person: Person | None = None) -> Visitor:
        return Visitor(app, person)

    return somebody


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    return counting
