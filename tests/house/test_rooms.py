"""The page of operations has a word for whatever the worker, the outbox and the registers can tell it of."""

import sys
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

import app as house
from app.admin.queries import operations
from app.admin.queries.outbox import MailState
from app.admin.words import operations as operations_words
from app.admin.words import outbox
from app.notices.policy.still_true import Untrue
from app.worker import LAST, ROOMS, rooms_with_due


def made(folder: Path, **modules: str) -> Path:
    """A package `house_of_tests` with a room for each: its module `due`, or no such module where the text is empty."""
    package = folder / "house_of_tests"
    for name, text in modules.items():
        (package / name).mkdir(parents=True)
        (package / name / "__init__.py").touch()
        if text:
            (package / name / "due.py").write_text(text)
    (package / "__init__.py").touch()
    return package


@pytest.fixture
def package(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in [one for one in sys.modules if one.partition(".")[0] == "house_of_tests"]:
        del sys.modules[name]


def test_the_worker_asks_every_room_that_has_something_due():
    folders = [path for path in Path(house.__file__).parent.iterdir() if (path / "__init__.py").exists()]

    assert set(ROOMS) == {path.name for path in folders if find_spec(f"app.{path.name}.due")}
    assert {"accounts", "councils", "followups", "notices"} <= set(ROOMS)


def test_a_room_is_asked_by_having_a_module_of_that_name(package):
    asks = "def due(now):\n    yield lambda: now.year\n"
    found = rooms_with_due("house_of_tests", made(package, quiet="", early=asks, notices=asks, votes=asks))

    assert list(found) == ["early", "votes", "notices"]
    assert [use_case() for use_case in found["votes"](datetime(2026, 11, 30, tzinfo=UTC))] == [2026]


def test_a_module_of_that_name_that_asks_nothing_is_no_room_to_forget(package):
    with pytest.raises(AttributeError):
        rooms_with_due("house_of_tests", made(package, votes="def overdue(now):\n    return []\n"))


def test_the_rooms_are_asked_by_name_and_the_digest_is_folded_last():
    assert list(ROOMS)[-len(LAST) :] == list(LAST)
    assert list(ROOMS) == [*sorted(ROOMS.keys() - set(LAST)), *LAST]


def test_every_room_that_the_worker_asks_has_a_name_on_the_page_of_operations():
    assert set(operations_words.ROOMS) == set(ROOMS)


def test_a_room_of_another_version_is_called_by_its_own_name():
    assert operations_words.room_name("a_room_that_was_taken_out") == "a_room_that_was_taken_out"


def test_every_reason_for_not_sending_a_mail_has_words(app):
    assert set(outbox.REASONS) == set(Untrue)
    assert set(outbox.STATES) == set(MailState)


def test_every_register_that_is_counted_has_a_name(make):
    assert {register.name for register in operations.registers()} == set(operations_words.REGISTERS)
