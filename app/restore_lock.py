"""Who works with the data: each process that runs shares a lock, and a restore has it alone.

A file in INSTANCE_PATH (and beside an SQLite file that lies elsewhere) is locked for the processes of one machine, and
PostgreSQL by each connection, for those of several. The locks end with the process, however it ends. A restore that
did not finish leaves a mark in the same places: until it is run again, nobody comes in.
"""

import fcntl
import json
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app, request
from sqlalchemy import Column, DateTime, Engine, MetaData, Table, event, func, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

LOCK_FILE = "running.lock"
MARK_FILE = "restore-unfinished.json"
LOCK_NUMBER = 0x4D65647669726B  # "Medvirk", as the number of an advisory lock
MARK_TABLE = Table(
    "medvirk_restore", MetaData(), Column("begun_at", DateTime(timezone=True), server_default=func.now())
)
SECONDS_FOR_THE_KILLED = 10  # within them what a killed restore had started ends as well
SEEN_WITHOUT_DATA = frozenset({"site.health"})  # tells by itself that the database is out of reach

BEING_RESTORED = "The data is being restored from a backup. Start again when `flask restore` has ended."
NOT_WHOLE = "A restore did not finish, and the data is not whole. Run `flask restore DIR` again; nothing starts before."
IN_USE = "Web, worker or another command is running. Stop them all, on every machine, and run this again."


class Closed(OperationalError, click.ClickException):
    """Nobody may come in now. A page answers as when the database is gone; a command says the sentence and ends."""

    def __init__(self, sentence: str) -> None:
        OperationalError.__init__(self, None, None, Exception(sentence))
        click.ClickException.__init__(self, sentence)

    def __str__(self) -> str:
        return self.message


class RestoreLock:
    """The lock and the mark, as one process of the house sees them."""

    def __init__(self, engine: Engine, folders: Sequence[Path]) -> None:
        self.engine = engine
        self.is_alone = False
        self._folders = folders
        self._files: list[int] = []
        self._one_at_a_time = threading.Lock()

    @property
    def is_postgresql(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    @property
    def files(self) -> Sequence[int]:
        """The locked files. A program that inherits them keeps the lock as long as it runs."""
        return tuple(self._files)

    def enter(self) -> None:
        """Share the lock until this process and what it forks have ended. Raises Closed."""
        if self._files:
            return
        with self._one_at_a_time:
            if self._files:
                return
            files = self._lock(fcntl.LOCK_SH, BEING_RESTORED)
            if self.is_marked:
                _close(files)
                raise Closed(NOT_WHOLE)
            self._files = files

    def leave(self) -> None:
        """Give the lock back, with every connection."""
        self.engine.dispose()
        _close(self._files)
        self._files, self.is_alone = [], False

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Have the lock alone, on every machine. Raises Closed while anybody else works."""
        self.leave()  # what this process has read so far is no work
        with ExitStack() as stack:
            self._files, self.is_alone = self._lock_when_the_killed_have_ended(), True
            stack.callback(self.leave)
            if self.is_postgresql:
                connection = stack.enter_context(self.engine.connect())  # holds the lock as long as it is open
                if not connection.scalar(select(func.pg_try_advisory_lock(LOCK_NUMBER))):
                    raise Closed(IN_USE)
                connection.commit()
            yield

    @property
    def is_marked(self) -> bool:
        """Did a restore on this machine not finish?"""
        return any((folder / MARK_FILE).exists() for folder in self._folders)

    def aside(self, wanted: str) -> str:
        """Where the old data goes: where an unfinished restore has put it, or as wanted."""
        first = self._folders[0] / MARK_FILE
        return str(json.loads(first.read_text(encoding="utf-8"))["aside"]) if first.exists() else wanted

    def mark(self, aside: str) -> None:
        """Keep everybody out until `unmark`, whatever becomes of this process."""
        for folder in self._folders:
            write_whole(folder / MARK_FILE, json.dumps({"aside": aside}))
        if self.is_postgresql:
            MARK_TABLE.create(self.engine, checkfirst=True)

    def is_marked_in_database(self) -> bool:
        return self.is_postgresql and inspect(self.engine).has_table(MARK_TABLE.name)

    def unmark(self) -> None:
        if self.is_postgresql:
            MARK_TABLE.drop(self.engine, checkfirst=True)
        for folder in reversed(self._folders):
            (folder / MARK_FILE).unlink(missing_ok=True)
            sync_folder(folder)

    def share_connection(self, raw: Any) -> None:
        """Share the lock of the database as long as this connection is open. Raises Closed."""
        with raw.cursor() as cursor:
            cursor.execute(
                "SELECT pg_try_advisory_lock_shared(%s), to_regclass(%s::text) IS NOT NULL",
                (LOCK_NUMBER, MARK_TABLE.name),
            )
            is_shared, is_marked = cursor.fetchone()
        raw.commit()  # such a lock is the connection's, not the transaction's
        if not is_shared or is_marked:
            raise Closed(NOT_WHOLE if is_shared else BEING_RESTORED)

    def _lock(self, kind: int, otherwise: str) -> list[int]:
        files: list[int] = []
        try:
            for folder in self._folders:
                files.append(open_lock(folder / LOCK_FILE))
                fcntl.flock(files[-1], kind | fcntl.LOCK_NB)
        except BlockingIOError as error:
            _close(files)
            raise Closed(otherwise) from error
        except OSError as error:
            _close(files)
            raise Closed(f"{error.filename or 'The lock file'} cannot be locked: {error.strerror}.") from error
        return files

    def _lock_when_the_killed_have_ended(self) -> list[int]:
        until = time.monotonic() + SECONDS_FOR_THE_KILLED
        while self.is_marked and time.monotonic() < until:
            with suppress(Closed):
                return self._lock(fcntl.LOCK_EX, IN_USE)
            time.sleep(0.1)
        return self._lock(fcntl.LOCK_EX, IN_USE)


def install(app: Flask, engine: Engine) -> None:
    """Let every process enter with its first connection or its first request."""
    lock = RestoreLock(engine, _folders(app))
    app.extensions["restore_lock"] = lock

    @event.listens_for(engine, "connect")
    def on_connect(raw: Any, _record: Any) -> None:
        try:
            lock.enter()
            if lock.is_postgresql and not lock.is_alone:
                lock.share_connection(raw)
        except BaseException:
            raw.close()
            raise

    @app.before_request
    def on_request() -> None:
        if request.endpoint not in SEEN_WITHOUT_DATA:
            lock.enter()


def restore_lock_of(app: Flask | None = None) -> RestoreLock:
    found = (app or current_app).extensions["restore_lock"]
    assert isinstance(found, RestoreLock)
    return found


def enter_for_good(app: Flask) -> None:
    """Enter as a program that goes on running, before it has anything to do. Raises Closed."""
    lock = restore_lock_of(app)
    lock.enter()
    if lock.is_postgresql:
        os.register_at_fork(after_in_child=partial(lock.engine.dispose, close=False))
        try:
            lock.engine.connect().close()  # the pool keeps it
        except Closed:
            raise
        except OperationalError:
            return  # the database may come later; the first connection enters


def open_lock(path: Path) -> int:
    """A file to lock. Made by root, it belongs to whom the folder belongs to, who is to open it as well."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.fchown(file, owner.st_uid, owner.st_gid)
    return file


def write_whole(path: Path, text: str) -> None:
    """Whole on the disk, or not at all."""
    half = path.with_name(f"{path.name}.part")
    with half.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """What was renamed or removed in the folder is so after a power cut, too."""
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _folders(app: Flask) -> list[Path]:
    """Where the lock lies: a house with another INSTANCE_PATH may use the same SQLite file."""
    folders = [Path(app.config["INSTANCE"])]
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        beside = (Path(app.instance_path) / url.database).resolve().parent
        if beside != folders[0].resolve():
            folders.append(beside)
    return folders


def _close(files: Sequence[int]) -> None:
    for file in files:
        os.close(file)
