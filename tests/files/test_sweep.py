"""What is nobody's goes to the bin and comes back when it is somebody's; what is lost is counted and shown."""

import io
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete
from werkzeug.datastructures import FileStorage

from app.core import clock
from app.core.errors import Invalid
from app.core.roles import ScopeKind
from app.database import db, transaction
from app.files.due import Swept, note_sweep, sweep_stray_files
from app.files.service import attachments, store
from app.files.service.health import HANDFUL
from app.models.files import StoredFile
from app.models.people import Heartbeat
from app.worker import Worker
from tests.files.test_uploads import PDF
from tests.make import Make

DAY = timedelta(days=1)
MANY = HANDFUL + 1


@pytest.fixture(autouse=True)
def uploads(app: Flask, tmp_path: Path, monkeypatch: Any) -> Path:
    """A folder of the test's own."""
    monkeypatch.setitem(app.config, "INSTANCE", tmp_path)
    return tmp_path / "uploads"


@pytest.fixture
def other_disk() -> Iterator[Path]:
    path = Path("/dev/shm") / f"medvirk-{os.getpid()}"
    try:
        path.mkdir()
    except OSError:
        pytest.skip("there is no second disk here")
    yield path
    shutil.rmtree(path)


def nobodys() -> Path:
    """Checked and stored, and never sent."""
    return store.path_of(attachments.prepare_upload(FileStorage(io.BytesIO(PDF), filename="fil.pdf")).key)


def somebodys(make: Make) -> StoredFile:
    checked = attachments.prepare_upload(FileStorage(io.BytesIO(PDF), filename="fil.pdf"))
    actor, issue = make.actor(make.person()), make.issue()
    with transaction():
        return attachments.attach_upload(actor, checked, owner=issue)


def swept(now: datetime) -> Swept:
    """As the worker does it."""
    found = sweep_stray_files(now)
    with transaction():
        note_sweep(found, now)
    return found


def binned(tmp_path: Path) -> list[str]:
    return [path.name for path in (tmp_path / "uploads-bin").glob("*/*")]


def test_what_never_became_anybodys_goes_to_the_bin_after_a_day_and_is_deleted_after_thirty(
    make: Make, tmp_path: Path
) -> None:
    kept, forgotten = somebodys(make), nobodys()
    later = clock.now() + 2 * DAY

    assert sweep_stray_files(clock.now()).binned == 0
    assert sweep_stray_files(later).binned == 1
    assert not forgotten.exists()
    assert binned(tmp_path) == [forgotten.name]
    assert (tmp_path / "uploads-bin" / clock.local_day(later).isoformat() / forgotten.name).read_bytes() == PDF
    assert sweep_stray_files(later + 30 * DAY).deleted == 0
    assert binned(tmp_path) == [forgotten.name]

    assert sweep_stray_files(later + 31 * DAY).deleted == 1
    assert list((tmp_path / "uploads-bin").iterdir()) == []
    assert store.path_of(kept.key).read_bytes() == PDF


def test_a_file_that_is_being_written_is_left_alone(make: Make, uploads: Path) -> None:
    somebodys(make)
    part = uploads / "ab" / "abcd.part"
    part.parent.mkdir(exist_ok=True)
    part.write_bytes(b"half of")

    sweep_stray_files(clock.now())

    assert part.exists()
    assert sweep_stray_files(clock.now() + 2 * DAY).binned == 1


def test_an_empty_database_throws_nothing_away_and_the_house_says_so(make: Make, visit: Any, caplog: Any) -> None:
    rows = [somebodys(make) for _ in range(MANY)]
    administrator = visit(make.scope(ScopeKind.ADMINISTRATOR))
    db.session.add(Heartbeat(name="worker", at=clock.now()))
    db.session.execute(delete(StoredFile))
    db.session.commit()

    found = swept(clock.now() + 2 * DAY)

    assert (found.refused, found.binned) == (MANY, 0)
    assert all(store.path_of(row.key).exists() for row in rows)
    assert [one.levelname for one in caplog.records] == ["ERROR"]
    answer = visit(None).get("/healthz")
    assert answer.status_code == 503
    assert answer.json["files_unknown_and_kept"] == MANY
    assert f"Databasen kjenner ikke {MANY} av filene" in administrator.get("/drift").text


def test_a_wrong_database_deletes_nothing_from_the_bin_either(make: Make, tmp_path: Path) -> None:
    somebodys(make)
    nobodys()
    sweep_stray_files(clock.now() + 2 * DAY)
    for _ in range(MANY):
        nobodys()

    found = sweep_stray_files(clock.now() + 60 * DAY)

    assert (found.refused, found.deleted) == (MANY, 0)
    assert len(binned(tmp_path)) == 1


def test_some_forgotten_files_among_many_are_no_wrong_database(make: Make) -> None:
    for _ in range(MANY + 1):
        somebodys(make)
    for _ in range(MANY):
        nobodys()

    assert sweep_stray_files(clock.now() + 2 * DAY).binned == MANY


def test_an_operator_who_knows_better_says_so_by_command(app: Flask, clean: None, tmp_path: Path) -> None:
    for _ in range(MANY):
        path = nobodys()
        old = (clock.now() - 2 * DAY).timestamp()
        os.utime(path, (old, old))
    run = app.test_cli_runner().invoke

    refused = run(args=["sweep-uploads"])
    done = run(args=["sweep-uploads", "--anyway"])

    assert refused.exit_code == 1
    assert f"does not know {MANY} files" in refused.output
    assert done.exit_code == 0
    assert f"{MANY} to the bin" in done.output
    assert len(binned(tmp_path)) == MANY


def test_a_file_that_an_older_database_did_not_know_comes_back_with_the_newer(make: Make, tmp_path: Path) -> None:
    stored = somebodys(make)
    facts = {column.key: getattr(stored, column.key) for column in StoredFile.__table__.columns}
    db.session.execute(delete(StoredFile))
    db.session.commit()
    assert sweep_stray_files(clock.now() + 2 * DAY).binned == 1
    db.session.execute(StoredFile.__table__.insert().values(**facts))
    db.session.commit()

    until_then = store.read_file(facts["key"], size=facts["size"], checksum=facts["sha256"])
    found = sweep_stray_files(clock.now() + 40 * DAY)

    assert until_then == PDF
    assert (found.put_back, found.deleted, dict(found.faults)) == (1, 0, {})
    assert store.path_of(facts["key"]).read_bytes() == PDF
    assert binned(tmp_path) == []


def test_two_workers_that_sweep_at_once_lose_nothing(app: Flask, make: Make, tmp_path: Path) -> None:
    kept = [somebodys(make) for _ in range(60)]
    forgotten = [nobodys() for _ in range(50)]
    later, together = clock.now() + 2 * DAY, Barrier(2)

    def work() -> int:
        with app.app_context():
            together.wait()
            return sweep_stray_files(later).binned

    with ThreadPoolExecutor(2) as workers:
        moved = sum(one.result() for one in [workers.submit(work) for _ in range(2)])

    assert moved == len(forgotten)
    assert sorted(binned(tmp_path)) == sorted(path.name for path in forgotten)
    assert all(store.path_of(row.key).exists() for row in kept)


def test_a_bin_on_another_disk_takes_whole_files(make: Make, tmp_path: Path, other_disk: Path) -> None:
    somebodys(make)
    forgotten = nobodys()
    (tmp_path / "uploads-bin").symlink_to(other_disk)

    assert sweep_stray_files(clock.now() + 2 * DAY).binned == 1

    assert not forgotten.exists()
    assert [path.read_bytes() for path in other_disk.glob("*/*")] == [PDF]


def test_what_the_disk_has_lost_is_counted_for_whoever_watches(make: Make, visit: Any) -> None:
    rows = [somebodys(make) for _ in range(4)]
    administrator = visit(make.scope(ScopeKind.ADMINISTRATOR))
    db.session.add(Heartbeat(name="worker", at=clock.now()))
    store.path_of(rows[0].key).unlink()
    store.path_of(rows[1].key).write_bytes(b"half")
    store.path_of(rows[2].key).unlink()
    store.path_of(rows[2].key).mkdir()

    swept(clock.now())

    answer = visit(None).get("/healthz")
    counted = [answer.json[name] for name in ("files_missing", "files_damaged", "files_unreadable")]
    assert counted == [1, 1, 1]
    assert answer.status_code == 200  # nobody can bring back a few lost files: they are told of, and no alarm for ever
    assert "3 vedlegg kan ikke åpnes" in administrator.get("/drift").text


def test_a_house_whose_files_are_gone_is_unwell_at_once(make: Make, visit: Any, uploads: Path) -> None:
    administrator = visit(make.scope(ScopeKind.ADMINISTRATOR))
    db.session.add(Heartbeat(name="worker", at=clock.now()))
    for _ in range(MANY):
        somebodys(make)
    shutil.rmtree(uploads)

    answer = visit(None).get("/healthz")
    assert (answer.status_code, answer.json["uploads"]) == (503, "missing")
    assert "Mappen for opplastede filer mangler." in administrator.get("/drift").text

    uploads.mkdir()  # the disk is not mounted there
    swept(clock.now())
    answer = visit(None).get("/healthz")
    assert (answer.status_code, answer.json["files_missing"]) == (503, MANY)


def test_a_new_house_without_a_folder_is_well(visit: Any, clean: None) -> None:
    with transaction():
        db.session.add(Heartbeat(name="worker", at=clock.now()))

    assert visit(None).get("/healthz").status_code == 200


def test_a_folder_that_takes_no_files_is_told_beside_the_field_and_to_whoever_watches(
    make: Make, visit: Any, uploads: Path, caplog: Any
) -> None:
    uploads.write_bytes(b"no folder")
    administrator = visit(make.scope(ScopeKind.ADMINISTRATOR))

    with pytest.raises(Invalid) as refusal:
        nobodys()

    assert refusal.value.field == "attachment"
    assert "Vi får ikke lagret filer akkurat nå" in refusal.value.text
    assert [one.levelname for one in caplog.records] == ["ERROR"]
    assert visit(None).get("/healthz").json["uploads"] == "not writable"
    assert "Mappen for opplastede filer kan ikke brukes." in administrator.get("/drift").text


def test_the_worker_sweeps_and_notes_once_an_hour(app: Flask, make: Make) -> None:
    forgotten = nobodys()
    somebodys(make)
    noon = clock.start_of(clock.today() + 2 * DAY) + timedelta(hours=12)
    db.session.commit()

    with clock.as_if(noon + timedelta(minutes=16)):
        Worker(app).once()
    assert forgotten.exists()
    with clock.as_if(noon + timedelta(minutes=17)):
        Worker(app).once()

    assert not forgotten.exists()
    assert db.session.get(Heartbeat, "files_checked") is not None
