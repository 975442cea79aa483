"""A restore has the house alone: it waits for nobody to work, lets nobody in, and killed it leaves the door closed."""

import itertools
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from app import restore_lock
from app.backup.commands import postgresql
from app.backup.commands.manifest import read_manifest
from app.core import clock
from app.database import db, transaction
from app.models.people import Heartbeat
from tests.backup.conftest import SECONDS, TITLE, House, another, assert_whole

NUMBERS = itertools.count()
is_postgresql = bool(os.environ.get("TEST_DATABASE_URL"))


@pytest.fixture
def house(filled, grounds):
    """A house that was restored once, and where one row was written since."""
    house = grounds(f"house{next(NUMBERS)}")
    house.restore(filled.copy)
    with house.app.app_context(), transaction():
        db.session.add(Heartbeat(name="of_the_old", at=clock.now()))
    house.leave()
    return house


def until(what: Callable[[], object], process: "subprocess.Popen[str]") -> None:
    end = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < end, "it did not come to it"
        assert process.poll() is None, process.stdout and process.stdout.read()
        time.sleep(0.05)


def has_beaten(house: House) -> bool:
    engine = create_engine(house.url)
    with engine.connect() as connection:
        last = connection.execute(text("SELECT max(at) FROM heartbeat WHERE name = 'worker'")).scalar()
    engine.dispose()
    return last is not None


def answers(port: int, path: str) -> int:
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
            f"http://127.0.0.1:{port}{path}", timeout=30
        ) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def stop(process: "subprocess.Popen[str]") -> str:
    process.send_signal(signal.SIGTERM)
    said, _nothing = process.communicate(timeout=SECONDS)
    return said


def is_of_the_old(house: House) -> bool:
    engine = create_engine(house.url)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT count(*) FROM heartbeat WHERE name = 'of_the_old'")).scalar()
    engine.dispose()
    return bool(found)


def gunicorn(port: int) -> list[str]:
    return ["gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--no-control-socket", "wsgi:app"]


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@pytest.mark.parametrize("program", ["web", "worker"])
def test_nothing_is_restored_while_web_or_worker_runs(filled, house, program):
    port = free_port()
    process = house.start(*(gunicorn(port) if program == "web" else ["flask", "--app", "wsgi", "worker"]))
    try:
        if program == "web":  # a static file: no request has come to the application itself
            until(lambda: answers(port, "/static/dist/manifest.json"), process)
        else:
            until(lambda: has_beaten(house), process)

        done = house.flask("restore", str(filled.copy), "--yes")

        assert done.exit_code == 1
        assert restore_lock.IN_USE in done.stderr
        assert is_of_the_old(house)
        assert program == "worker" or answers(port, "/") == 200
    finally:
        said = stop(process)
    assert "Traceback" not in said

    house.restore(filled.copy)
    assert_whole(house, read_manifest(filled.copy).rows)


def test_while_it_runs_pages_answer_503_and_commands_end_with_one_sentence(house):
    web = another(house)
    with restore_lock.restore_lock_of(house.app).alone():
        for path in ("/", "/om", "/min-side"):
            answer = web.ask(path)
            assert answer.status_code == 503
            assert int(answer.headers["Retry-After"]) > 0
        assert (web.ask("/healthz").status_code, web.ask("/healthz").json["ok"]) == (503, False)
        for command in ("worker", "db upgrade", "import-registers", "backup /nowhere", "restore /nowhere"):
            done = house.flask(*command.split())
            assert done.exit_code == 1, command
            if command != "restore /nowhere":
                assert done.stderr == f"Error: {restore_lock.BEING_RESTORED}\n"

    assert web.ask("/om").status_code == 200
    web.leave()


@pytest.mark.skipif(not is_postgresql, reason="an SQLite file is one machine's")
def test_another_machine_on_the_same_database_counts_too(filled, house, grounds):
    far = House(grounds("far").folder, house.url, house.app)
    far = another(far)
    assert far.ask("/").status_code == 200

    done = house.flask("restore", str(filled.copy), "--yes")
    assert done.exit_code == 1
    assert restore_lock.IN_USE in done.stderr
    assert is_of_the_old(house)

    far.leave()
    with restore_lock.restore_lock_of(house.app).alone():
        assert far.ask("/").status_code == 503
        restore_lock.restore_lock_of(house.app).mark("before-restore-1")
    assert far.ask("/").status_code == 503
    assert far.flask("worker").stderr == f"Error: {restore_lock.NOT_WHOLE}\n"
    far.restore(filled.copy)
    assert far.ask("/").status_code == 200
    far.leave()


# What a restore does after its mark, one after the other, in Python's words for it.
STEPS = [
    ("subprocess.Popen", "--single-transaction") if is_postgresql else ("os.rename", "test.db"),
    ("os.rename", "/uploads"),
    ("os.remove", restore_lock.MARK_FILE),
]


@pytest.mark.timeout(300)  # three processes are started and killed
def test_a_restore_that_is_killed_at_each_step_keeps_the_house_closed_until_it_has_been_run_to_its_end(filled, house):
    before = set(house.folder.glob("before-restore-*"))
    for event, about in STEPS:
        assert house.killed(event, about, "restore", str(filled.copy), "--yes"), about

        assert (house.folder / restore_lock.MARK_FILE).exists(), about
        web = another(house)
        assert (web.ask("/om").status_code, web.ask("/healthz").status_code) == (503, 503)
    for command in ("worker", "db upgrade", "import-registers", f"backup {house.folder / 'copy'}"):
        done = house.flask(*command.split())
        assert (done.exit_code, done.stderr) == (1, f"Error: {restore_lock.NOT_WHOLE}\n"), command

    said = house.restore(filled.copy)

    assert said[-1] == "The restore is done. Start web and worker."
    assert_whole(house, read_manifest(filled.copy).rows)
    assert TITLE in house.ask(f"/innspill/{filled.reference}", filled.person_id).text
    assert not is_of_the_old(house)
    assert not list(house.folder.glob("*.restoring"))
    assert not (house.folder / restore_lock.MARK_FILE).exists()
    # What stood here before the first try is aside, and not what a killed one had brought.
    (kept,) = set(house.folder.glob("before-restore-*")) - before
    assert len(list((kept / "uploads").glob("*/*"))) == 3
    if is_postgresql:
        assert "of_the_old" in dumped(kept / "database.dump")
    else:
        assert is_of_the_old(House(kept, f"sqlite:///{kept / 'test.db'}", house.app))


def dumped(dump: Path) -> str:
    """What stands in a dump, as text."""
    words = [str(postgresql.find_program("pg_restore", 15)), "--data-only", "--table=heartbeat", "--file=-", str(dump)]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(not is_postgresql, reason="SQLite is replaced by renaming")
def test_killed_while_the_database_is_emptied_it_is_run_again(filled, house):
    plain = house.url.replace("postgresql+psycopg://", "postgresql://")
    process = house.start("flask", "--app", "wsgi", "restore", str(filled.copy), "--yes")
    with psycopg.connect(plain) as reader:
        reader.execute("SELECT 1 FROM issue")  # whoever reads keeps a table from being dropped
        until(lambda: (house.folder / restore_lock.MARK_FILE).exists(), process)
        process.kill()
        process.communicate(timeout=SECONDS)

    house.restore(filled.copy)

    assert_whole(house, read_manifest(filled.copy).rows)
    assert not is_of_the_old(house)


def test_a_web_server_started_on_an_unfinished_restore_says_so_and_ends(house):
    (house.folder / restore_lock.MARK_FILE).write_text('{"aside": "before-restore-1"}')

    process = house.start(*gunicorn(free_port()))
    said, _nothing = process.communicate(timeout=SECONDS)

    assert process.returncode != 0
    assert f"{restore_lock.NOT_WHOLE}\n" in said
    assert "Traceback" not in said


def test_a_killed_backup_is_never_taken_for_a_whole_one(filled, tmp_path):
    copy = tmp_path / "copies" / "copy"
    assert filled.house.killed("os.rename", "/copies/copy", "backup", str(copy))

    (half,) = copy.parent.iterdir()
    assert half.name.startswith(".copy.")
    assert not copy.exists()
