"""Copy an SQLite file while others write in it; put a copy in its place, with nothing of the old one beside it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, NullPool, create_engine

from app.backup.commands.content import Content, content_of
from app.backup.commands.manifest import File, Refused, copy_back
from app.restore_lock import sync_folder

# What SQLite keeps beside a file. The file itself is moved last: where it lies, the others have gone before.
BESIDE = ("-wal", "-shm", "-journal")
PATIENCE = 60  # seconds that a writer may keep the copy waiting


def copy_database(file: Path, target: Path) -> Content:
    """A copy of one moment, by SQLite itself: a file that is written in cannot be copied by `cp`. Raises Refused."""
    with closing(sqlite3.connect(file, timeout=PATIENCE)) as source:
        source.execute("VACUUM INTO ?", (str(target),))
    return read_content(target, "The database is broken, and no copy was made: restore the newest one you have.")


def read_content(file: Path, otherwise: str) -> Content:
    """What the copied file holds. Raises Refused with what to do when SQLite finds it broken."""
    with _read_only(file) as connection:
        faults = [said for said in connection.exec_driver_sql("PRAGMA integrity_check").scalars() if said != "ok"]
        faults = [said for said in faults if "FTS5 table" not in said]  # an index of words is made anew
        if faults or connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise Refused(otherwise)
        return content_of(connection)


def replace_database(file: Path, new: Path, aside: Path) -> None:
    """Move the file aside with what lies beside it, and put the new one in its place. May be killed and done again."""
    aside.mkdir(mode=0o700, parents=True, exist_ok=True)
    for suffix in (*BESIDE, ""):
        old = file.with_name(file.name + suffix)
        if (aside / file.name).exists():
            old.unlink(missing_ok=True)  # of the restore that was killed
        elif old.exists():
            old.rename(aside / old.name)
    sync_folder(aside)
    new.rename(file)
    sync_folder(file.parent)


def stage_database(folder: Path, copied: File, new: Path) -> None:
    """Bring the copy near its place: what takes long is done before anything is touched."""
    new.unlink(missing_ok=True)
    copy_back(folder, copied, new)


@contextmanager
def _read_only(file: Path) -> Iterator[Connection]:
    """Nothing is written beside the file, either."""
    address = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
