"""What the tests of accounts share: the guards switched on, a way to read forms, a count of rows."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app import create_app
from app.accounts.service import link_letters, passwords
from app.database import db, transaction
from app.extensions import limiter
from app.models.notices import Mail
from app.models.people import Person
from tests.conftest import Visitor

GOOD = "tre gule paraplyer"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture
def csrf_on(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def demo_on(app: Flask) -> Iterator[None]:
    app.config["DEMO"] = True
    yield
    app.config["DEMO"] = False


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same algorithm with the least work, or the tests would mostly hash."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._of_nobody.cache_clear()
    yield
    passwords._of_nobody.cache_clear()


@pytest.fixture
def limited(app: Flask, clean: None) -> Iterator[Visitor]:
    """A visitor to the same house with limits on."""
    other = create_app({**app.config, "RATELIMIT_ENABLED": True, "RATELIMIT_STORAGE_URI": "memory://"})
    yield Visitor(other)
    limiter.reset()
    limiter.enabled = False
    with other.app_context():
        db.engine.dispose()


@pytest.fixture
def with_password(make: Any) -> Callable[..., Person]:
    """A person who signs in with GOOD."""
    hashed = passwords.hash_password(GOOD)

    def somebody(**given: Any) -> Person:
        return make.person(**{"password_hash": hashed, **given})

    return somebody


def token_in(response: TestResponse) -> str:
    found = TOKEN.search(response.text)
    assert found, "the page has no form with a token"
    return found.group(1)


def sign_in(visitor: Visitor, person: Person, password: str = GOOD, **more: Any) -> TestResponse:
    """More fields as they are named; `query` and `headers` are the request's."""
    query, headers = more.pop("query", ""), more.pop("headers", {})
    return visitor.post("/logg-inn" + query, {"email": person.email, "password": password, **more}, headers=headers)


def rows() -> dict[str, int]:
    """How many rows each table has."""
    db.session.rollback()
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in db.metadata.sorted_tables
    }


def added(before: dict[str, int]) -> int:
    return sum(rows().values()) - sum(before.values())


def mails(letter: str) -> list[Mail]:
    return list(db.session.scalars(select(Mail).where(Mail.letter == letter).order_by(Mail.id)))


def open_letter(mail: Mail) -> str:
    """The path of the link in a letter, as the worker would write it."""
    db.session.commit()
    with transaction():
        written = link_letters.write_link(mail)
    url = link_letters.link_context(mail, **written)["action_url"]
    return str(url).removeprefix("http://localhost")
