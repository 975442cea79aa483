"""The database is gone for a while: each answer still is a page of ours, asks it nothing, and gives back the text."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from contextvars import Context
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, event

from app.accounts.views.sessions import new_device
from app.database import db, transaction
from scripts import postgres
from tests.conftest import build_app
from tests.make import Make
from tests.reading import check_page

TYPED = {"body": "Det er kø hver eneste morgen.", "title": "Køen", "act": "look", "theme": "apning", "form_key": "abc"}


class House:
    """An application over a database of its own, that can be taken away while people write."""

    def __init__(self, app: Flask, gone: Callable[[], object]) -> None:
        self.app = app
        self.gone = gone

    def signed_in(self) -> Any:
        with self.app.app_context(), transaction():
            make = Make()
            person = make.representative(make.council(office=make.office()))
            _device, token = new_device(person, remember=True, label="test")
        client = self.app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        return client


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with ExitStack() as stack:
        if os.environ.get("TEST_DATABASE_URL"):
            server = stack.enter_context(postgres.server(postgres.find_programs(), ["gone"]))
            server_url = server.format(database="gone")
            app = build_app(tmp_path, SQLALCHEMY_DATABASE_URI=server_url, TESTING=False)
            yield House(app, lambda: stop(app, stack))
        else:
            folder = tmp_path / "database"
            folder.mkdir()
            app = build_app(tmp_path, SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder / 'm.db'}", TESTING=False)
            yield House(app, lambda: take_away(app, folder))
        with app.app_context():
            db.engine.dispose()


def take_away(app: Flask, folder: Path) -> None:
    with app.app_context():
        db.engine.dispose()
    shutil.rmtree(folder)


def stop(app: Flask, stack: ExitStack) -> None:
    """The pool keeps its connections: they break when they are used, as in a house that runs."""
    stack.pop_all().close()


def ask(client: Any, method: str, path: str, **options: Any) -> Any:
    answer = Context().run(client.open, path, method=method, **options)
    if answer.mimetype == "text/html" and "HX-Request" not in options.get("headers", {}):
        check_page(answer.text, path)
    return answer


def test_what_was_typed_stands_on_the_page_and_can_be_sent_again(house):
    client = house.signed_in()
    assert ask(client, "GET", "/innspill/nytt").status_code == 200
    house.gone()

    answer = ask(client, "POST", "/innspill/nytt", data=TYPED)

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "Medvirk får ikke tak i databasen" in answer.text
    assert re.search(r'<form[^>]*method="post"[^>]*action="/innspill/nytt"', answer.text)
    assert re.search(r'<textarea[^>]*name="body"[^>]*>Det er kø hver eneste morgen\.</textarea>', answer.text)
    assert re.search(r'<input type="hidden" name="theme" value="apning">', answer.text)
    assert re.search(r'<input type="hidden" name="form_key" value="abc">', answer.text)
    assert "Content-Security-Policy" in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_was_typed_has_the_labels_of_its_own_form_and_a_choice_is_not_shown_as_a_text(house):
    """Other forms write a place as a text, and call a title something else."""
    client = house.signed_in()
    house.gone()

    answer = ask(client, "POST", "/innspill/nytt", data={**TYPED, "place": "1-1", "wanted": "", "title": "Kø hver dag"})

    assert '<input type="hidden" name="place" value="1-1">' in answer.text
    assert re.search(r"<label[^>]*>Kort tittel</label>\s*<textarea[^>]*name=\"title\"[^>]*>Kø hver dag<", answer.text)


@pytest.mark.parametrize("path", ["/", "/min-side", "/innspill", "/finnes-ikke", "/innspill/2026-0001"])
def test_every_page_says_so_in_norwegian_whether_one_is_signed_in_or_not(house, path):
    client = house.signed_in()
    house.gone()

    for visitor in (client, house.app.test_client()):
        answer = ask(visitor, "GET", path, headers={"Accept-Language": "en-GB"} if visitor is client else {})
        assert answer.status_code in (302, 404, 503), answer.status_code
        assert answer.status_code == 302 or 'lang="nb"' in answer.text


def test_the_sign_of_health_is_json_with_a_cookie_and_without(house):
    client = house.signed_in()
    house.gone()

    for visitor in (client, house.app.test_client()):
        answer = ask(visitor, "GET", "/healthz")
        assert (answer.status_code, answer.mimetype, answer.json["ok"]) == (503, "application/json", False)


def test_a_password_is_never_given_back(house):
    house.gone()

    answer = ask(house.app.test_client(), "POST", "/logg-inn", data={"email": "k@example.org", "password": "hemmelig"})

    assert answer.status_code == 503
    assert "hemmelig" not in answer.text


def test_a_script_that_saves_gets_a_short_answer(house):
    client = house.signed_in()
    house.gone()

    answer = ask(client, "POST", "/innspill/lignende", data=TYPED, headers={"HX-Request": "true"})
    saved = ask(client, "POST", "/innspill/utkast", data=TYPED, headers={"Accept": "application/json"})

    assert (answer.status_code, saved.status_code) == (503, 503)
    assert "<html" not in answer.text
    assert saved.json["error"]


@pytest.mark.skipif(bool(os.environ.get("TEST_DATABASE_URL")), reason="only SQLite locks the whole database")
def test_a_locked_database_is_said_to_be_busy_and_nothing_typed_is_lost(house):
    client = house.signed_in()
    with house.app.app_context():
        address = db.engine.url
        db.engine.dispose()
        event.listen(db.engine, "connect", lambda raw, _record: raw.execute("PRAGMA busy_timeout=50"))
    other = create_engine(address, connect_args={"isolation_level": None})
    with other.connect() as holder:
        holder.exec_driver_sql("BEGIN IMMEDIATE")

        answer = ask(client, "POST", "/min-konto", data={"name": "Et langt navn", "locale": "nb"})
        holder.exec_driver_sql("ROLLBACK")
    other.dispose()

    assert answer.status_code == 503
    assert "Et langt navn" in answer.text


def test_an_error_of_ours_gives_back_what_was_typed_and_asks_nothing_of_the_database(house, monkeypatch):
    client = house.signed_in()
    monkeypatch.setitem(house.app.view_functions, "issues.post", lambda: 1 / 0)

    answer = ask(client, "POST", "/innspill/nytt", data=TYPED)

    assert answer.status_code == 500
    assert "Det er kø hver eneste morgen." in answer.text
