"""A copy is made while people write, and brought back on fresh ground: nothing is lost, and nothing secret is in it."""

import os
import shutil
import sqlite3
import threading
from contextvars import Context
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from flask_migrate import upgrade
from sqlalchemy import select

from app.accounts.views.sessions import new_device
from app.backup.commands import postgresql
from app.backup.commands.content import known_migrations
from app.backup.commands.manifest import Refused, read_manifest
from app.core import clock
from app.database import db, transaction
from app.files import due
from app.files.service import folder_lock
from app.models.files import StoredFile
from app.models.people import Heartbeat, Person
from tests.backup.conftest import SECRET, TITLE, assert_whole

LETTERS = str.maketrans("0123456789", "ghijklmnop")  # numbers would be read for those of persons
on_sqlite = pytest.mark.skipif(bool(os.environ.get("TEST_DATABASE_URL")), reason="files of SQLite")
on_postgresql = pytest.mark.skipif(not os.environ.get("TEST_DATABASE_URL"), reason="programs of PostgreSQL")


def writer(filled, until, answers):
    """Somebody who comments with a file, again and again."""
    with filled.house.app.app_context(), transaction():
        _device, token = new_device(db.session.get_one(Person, filled.person_id), remember=True, label="test")
    client = filled.house.app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True

    def write():
        number = 0
        while not until.is_set():
            number += 1
            data = b"Referat " + os.urandom(10_000).hex().translate(LETTERS).encode()
            said = {"text": f"Referat {token[:6]} {number}.", "tag": "experience", "audience": "user_side"}
            file = {"attachment": (BytesIO(data), f"referat-{number}.txt")}
            answer = Context().run(client.post, f"/innspill/{filled.reference}/kommentar", data={**said, **file})
            answers.append(answer.status_code)

    return threading.Thread(target=write)


def test_a_copy_made_while_people_write_is_restored_whole_on_fresh_ground(filled, grounds, tmp_path):
    until, answers = threading.Event(), []
    writers = [writer(filled, until, answers) for _ in range(2)]
    for one in writers:
        one.start()
    try:
        while len(answers) < 4:
            until.wait(0.05)
        before = len(answers)
        for name in ("first", "second"):
            filled.house.backup(tmp_path / name)
        meanwhile = len(answers) - before
    finally:
        until.set()
        for one in writers:
            one.join()
    assert meanwhile > 0, "nobody wrote while it was copied"
    assert set(answers) == {303}
    manifest = read_manifest(tmp_path / "second")
    assert len(manifest.uploads) == manifest.rows["stored_file"] > 3
    assert manifest.lost == []

    fresh = grounds("fresh")
    said = fresh.restore(tmp_path / "second")

    assert_whole(fresh, manifest.rows)
    assert list(fresh.folder.glob("before-restore-*")) == []
    assert said[-1] == "The restore is done. Start web and worker."
    assert fresh.ask("/").status_code == 200
    page = fresh.ask(f"/innspill/{filled.reference}", filled.person_id)
    assert TITLE in page.text
    assert fresh.ask("/healthz").json["migrations"] == "at head"


def test_after_a_restore_the_waiting_mails_wait_for_somebody_to_look(filled, grounds):
    house = grounds("mails")

    house.restore(filled.copy)

    with house.app.app_context():
        assert db.session.get(Heartbeat, "mails_paused") is not None


def test_a_copy_holds_database_and_named_uploads_and_nothing_that_opens_a_door(filled, tmp_path):
    folder = filled.house.folder
    secret = b"the key that seals every ballot"
    for name in ("secret_key", "votes/keys/2026.key", "uploads/aa/aa00stray", "uploads/key.pem", "mails/letter.eml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(secret)

    filled.house.backup(tmp_path / "copy")

    files = [path for path in (tmp_path / "copy").rglob("*") if path.is_file()]
    names = {path.relative_to(tmp_path / "copy").as_posix() for path in files}
    assert names == {"manifest.json", *(file.path for file in read_manifest(tmp_path / "copy").files)}
    for path in files:
        assert secret not in path.read_bytes()
        assert SECRET.encode() not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0


def test_no_upload_is_swept_while_it_is_copied(filled):
    with filled.house.app.app_context():
        forgotten = filled.house.uploads / "bb" / "bb00forgotten"
        forgotten.parent.mkdir(exist_ok=True)
        forgotten.write_bytes(b"x")
        os.utime(forgotten, (0, 0))
        hour = datetime(2026, 3, 10, 8, due.MINUTE, tzinfo=clock.OSLO)

        with folder_lock.lock_for_copying():
            assert list(due.due(hour)) == []
            assert forgotten.exists()

        assert len(list(due.due(hour + timedelta(hours=1)))) == 1
        assert not forgotten.exists()


def test_an_upload_that_the_disk_has_lost_is_named_and_does_not_stop_the_copy(filled, grounds, tmp_path):
    house = grounds("lost")
    house.restore(filled.copy)
    with house.app.app_context():
        lost, changed, _kept = db.session.scalars(select(StoredFile.key)).all()
    (house.uploads / lost[:2] / lost).unlink()
    (house.uploads / changed[:2] / changed).write_bytes(b"something else")

    done = house.flask("backup", str(tmp_path / "copy"))

    assert done.exit_code == 0
    assert f"The upload {lost} is missing" in done.stderr
    assert f"The upload {changed} is missing on the disk, or was changed there" in done.stderr
    house.leave()
    assert house.restore(tmp_path / "copy")[-1] == "The restore is done. Start web and worker."


def test_a_copy_of_an_older_version_is_brought_to_todays(grounds, tmp_path):
    old, new = grounds("old"), grounds("new")
    with old.app.app_context():
        upgrade(revision="0004")
    old.backup(tmp_path / "copy")

    said = new.restore(tmp_path / "copy")

    with new.app.app_context():
        newest = known_migrations()[0]
    assert f"The database was brought from version 0004 to {newest}." in said
    assert new.content().migration == newest


@pytest.mark.parametrize("there", ["a file", "a link", "a full folder", "in the uploads"])
def test_a_backup_takes_a_new_folder_only(filled, tmp_path, there):
    folder = filled.house.uploads / "copy" if there == "in the uploads" else tmp_path / "copy"
    if there == "a file":
        folder.write_text("mine")
    elif there == "a link":
        folder.symlink_to(tmp_path / "elsewhere")
    elif there == "a full folder":
        folder.mkdir()
        (folder / "mine").write_text("mine")

    done = filled.house.flask("backup", str(folder))

    assert done.exit_code != 0
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.glob(".*")) == []


def test_a_backup_that_fails_leaves_nothing_behind_and_says_why(filled, grounds, tmp_path):
    house = grounds("failing")
    house.restore(filled.copy)
    with house.app.app_context():
        key = db.session.scalars(select(StoredFile.key)).first()
    path = house.uploads / key[:2] / key
    path.unlink()
    path.mkdir()  # reading it fails, also for root

    done = house.flask("backup", str(tmp_path / "copies" / "copy"))

    assert done.exit_code != 0
    assert done.stderr.startswith("Error: The copy was not made. Is a directory")
    assert list((tmp_path / "copies").iterdir()) == []


@on_sqlite
def test_what_an_old_database_had_not_yet_taken_in_neither_harms_the_new_one_nor_is_lost(filled, grounds):
    """A `-wal` beside another file than its own destroys it."""
    house = grounds("wal")
    running = sqlite3.connect(filled.house.folder / "test.db")
    running.execute("PRAGMA journal_mode=WAL")
    with running:
        running.execute("CREATE TABLE late (word)")
        running.execute("INSERT INTO late VALUES ('written last')")
    for suffix in ("", "-wal"):  # as after a power cut
        shutil.copy(filled.house.folder / f"test.db{suffix}", house.folder / f"test.db{suffix}")
    with running:
        running.execute("DROP TABLE late")
    running.close()

    house.restore(filled.copy)

    assert_whole(house, read_manifest(filled.copy).rows)
    (aside,) = house.folder.glob("before-restore-*")
    kept = sqlite3.connect(aside / "test.db")
    assert kept.execute("SELECT word FROM late").fetchall() == [("written last",)]
    kept.close()


@on_postgresql
def test_what_an_old_database_held_is_kept_as_a_dump(filled, grounds):
    house = grounds("kept")
    house.restore(filled.copy)
    with house.app.app_context(), transaction():
        db.session.add(Heartbeat(name="of_the_old", at=clock.now()))
    house.leave()

    house.restore(filled.copy)

    with house.app.app_context():
        assert db.session.get(Heartbeat, "of_the_old") is None
    dumps = list(house.folder.glob("before-restore-*/database.dump"))
    assert len(dumps) == 1


@on_postgresql
def test_a_password_never_stands_on_a_command_line(filled):
    with filled.house.app.app_context():
        url = db.engine.url.set(username="medvirk", password="hemmelig'ord", query={"sslpassword": "og denne"})

        class Engine:
            dialect = db.engine.dialect

        Engine.url = url
        environment = {}
        address = postgresql.database_address(Engine, environment)

    assert "hemmelig" not in address
    assert "denne" not in address
    assert "user=medvirk" in address
    assert environment == {"PGPASSWORD": "hemmelig'ord"}


@pytest.mark.parametrize(
    ("has", "sentence"),
    [
        (None, "The server is PostgreSQL 99, and pg_dump was not found: install postgresql-client-99."),
        ("15.4", "The server is PostgreSQL 99, and pg_dump is version 15 here: install postgresql-client-99."),
    ],
)
def test_programs_of_postgresql_that_are_missing_or_too_old_are_named(tmp_path, monkeypatch, has, sentence):
    monkeypatch.setattr(postgresql, "DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    if has:
        (tmp_path / "pg_dump").write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {has}'\n")
        (tmp_path / "pg_dump").chmod(0o755)

    with pytest.raises(Refused) as caught:
        postgresql.find_program("pg_dump", 99)

    assert caught.value.message == sentence


def test_an_empty_database_is_not_copied(grounds, tmp_path):
    done = grounds("empty").flask("backup", str(tmp_path / "copy"))

    assert done.exit_code != 0
    assert "The database is empty: there is nothing to copy." in done.stderr
    assert not (tmp_path / "copy").exists()
