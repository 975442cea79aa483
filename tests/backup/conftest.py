"""A house with data of its own, a copy of it, and fresh ground beside it; programs of their own when they are meant."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextvars import Context
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, text

from app import create_app, restore_lock
from app.accounts.views.sessions import new_device
from app.backup.commands.backup import make_backup
from app.backup.commands.content import Content, content_of
from app.backup.commands.restore import restore_backup
from app.core import clock
from app.database import db, transaction
from app.files.service import store
from app.models.files import StoredFile
from app.models.people import Person
from tests.conftest import build_app, database_url
from tests.files.test_uploads import PDF
from tests.make import Make

ROOT = Path(__file__).parents[2]
SECRET = "a key for tests, long enough to be one"
TITLE = "Køen på Storgata"
SECONDS = 100


@dataclass
class House:
    """A house: its folder, the address of its database, and, once somebody opened it, its application."""

    folder: Path
    url: str
    app: Flask

    @property
    def uploads(self) -> Path:
        return self.folder / "uploads"

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "MEDVIRK_ENV": "demo",
            "INSTANCE_PATH": str(self.folder),
            "DATABASE_URL": self.url.replace("postgresql+psycopg://", "postgresql://"),
            "SECRET_KEY": SECRET,
            "PUBLIC_URL": "http://localhost",
            "MAIL_SERVER": "127.0.0.1",
            "MAIL_PORT": "1",
            "PYTHONPATH": str(ROOT),
        }

    def start(self, *command: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, env=self.environment(), text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def flask(self, *words: str) -> Any:
        """A command in this process, as a stranger to what else runs here."""
        other = another(self)
        done = Context().run(other.app.test_cli_runner().invoke, args=list(words))
        other.leave()
        return done

    def killed(self, event: str, about: str, *words: str) -> bool:
        """Run a command that is killed just before it does what Python calls `event` to what is named so."""
        line = (
            "import os, signal, sys; from flask.cli import main; "
            "sys.addaudithook(lambda event, what: os.kill(os.getpid(), signal.SIGKILL)"
            f" if event == {event!r} and any({about!r} in str(one) for one in what) else None); "
            "sys.exit(main())"
        )
        command = [sys.executable, "-c", line, "--app", "wsgi", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment(), capture_output=True, text=True, timeout=SECONDS, check=False
        )
        assert done.returncode in (0, -signal.SIGKILL), done.stdout + done.stderr
        return done.returncode == -signal.SIGKILL

    def backup(self, folder: Path) -> None:
        with self.app.app_context():
            make_backup(folder)

    def restore(self, folder: Path) -> list[str]:
        with self.app.app_context():
            return list(restore_backup(folder, agree=lambda _database: None))

    def content(self) -> Content:
        """What is in the database, whoever else works with it."""
        engine = create_engine(self.url)
        with engine.connect() as connection:
            found = content_of(connection)
        engine.dispose()
        return found

    def ask(self, path: str, person_id: int | None = None) -> Any:
        client = self.app.test_client()
        if person_id is not None:
            with self.app.app_context(), transaction():
                _device, token = new_device(db.session.get_one(Person, person_id), remember=True, label="test")
            with client.session_transaction() as cookie:
                cookie["_user_id"] = token
                cookie["_fresh"] = True
        return client.get(path)

    def leave(self) -> None:
        """As a process that ends."""
        with self.app.app_context():
            db.session.remove()
        restore_lock.restore_lock_of(self.app).leave()


def settings(folder: Path, url: str) -> dict[str, Any]:
    return {
        "MODE": "test",
        "TESTING": False,
        "DEMO": False,
        "SECRET_KEY": SECRET,
        "INSTANCE": folder,
        "SQLALCHEMY_DATABASE_URI": url,
        "PUBLIC_URL": "http://localhost",
        "WTF_CSRF_ENABLED": False,
        "RATELIMIT_ENABLED": False,
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": 1,
    }


def another(house: House) -> House:
    """The same data, opened by another process as it were: nobody has come in through it yet."""
    return House(house.folder, house.url, create_app(settings(house.folder, house.url)))


@pytest.fixture(scope="module")
def grounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], House]]:
    """Places where nothing stands yet, each with a database of its own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    made: list[House] = []

    def fresh(name: str) -> House:
        folder = tmp_path_factory.mktemp(name)
        url = database_url(folder, f"{worker}_{name}")
        made.append(House(folder, url, create_app(settings(folder, url))))
        return made[-1]

    yield fresh
    for house in made:
        house.leave()


@dataclass
class Filled:
    """A house with an issue and attachments, and the copy that was made of it."""

    house: House
    copy: Path
    reference: str
    person_id: int


@pytest.fixture(scope="module")
def filled(grounds: Callable[[str], House], tmp_path_factory: pytest.TempPathFactory) -> Filled:
    house = grounds("filled")
    house.app = build_app(house.folder, SQLALCHEMY_DATABASE_URI=house.url, TESTING=False)
    with house.app.app_context():
        with transaction():
            make = Make()
            council = make.council(office=make.office())
            person = make.representative(council)
            issue = make.issue(council, author=person, title=TITLE)
            for number in range(3):
                attach(issue.id, person.id, PDF + str(number).encode())
        reference, person_id = issue.reference, person.id
        db.session.remove()
    copy = tmp_path_factory.mktemp("copies") / "copy"
    house.backup(copy)
    return Filled(house, copy, reference, person_id)


def attach(issue_id: int, person_id: int, data: bytes) -> None:
    key = store.new_key()
    store.write_file(key, data)
    db.session.add(
        StoredFile(
            key=key, name="referat.pdf", content_type="application/pdf", size=len(data), at=clock.now(),
            sha256=sha256(data).hexdigest(), issue_id=issue_id, person_id=person_id,
        )
    )  # fmt: skip


@pytest.fixture
def copy(filled: Filled, tmp_path: Path) -> Path:
    """The copy, to be spoilt."""
    return Path(shutil.copytree(filled.copy, tmp_path / "copy"))


def assert_whole(house: House, rows: dict[str, int]) -> None:
    """Every row that was counted is there, nothing points nowhere, every file named is there as it was uploaded."""
    # The mark that mails pause is new, and so may a device be.
    assert {**house.content().rows, "heartbeat": 0, "device": 0} == {**rows, "heartbeat": 0, "device": 0}
    with house.app.app_context():
        if db.engine.dialect.name == "sqlite":
            assert db.session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
            assert db.session.execute(text("PRAGMA foreign_key_check")).first() is None
        for stored in db.session.scalars(select(StoredFile)):
            assert sha256(store.path_of(stored.key).read_bytes()).hexdigest() == stored.sha256
        db.session.remove()
