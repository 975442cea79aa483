"""Make a copy while the house runs: the database first, then every upload that it names, and the manifest last."""

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app
from sqlalchemy import Engine

from app import restore_lock
from app.backup.commands import postgresql, sqlite
from app.backup.commands.content import Content
from app.backup.commands.manifest import DATABASES, File, Manifest, Refused, copy_file, describe_file
from app.core import clock
from app.database import db
from app.files.service import folder_lock, store
from app.restore_lock import sync_folder


def make_backup(folder: Path) -> Manifest:
    """Copy to a new folder, which gets its name when all is in it. Raises Refused.

    Safe while others write: an upload is on the disk before the row that names it, and none is swept meanwhile.
    """
    folder = folder.absolute()
    _require_new(folder)
    restore_lock.restore_lock_of().enter()
    half = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.part")
    with owner_only(), folder_lock.lock_for_copying():
        half.mkdir(mode=0o700, parents=True)
        try:
            manifest = _fill(half, db.engine)
            manifest.write(half)
            for place, _folders, _files in os.walk(half):
                sync_folder(Path(place))
            half.rename(folder)
            sync_folder(folder.parent)
        except sqlite3.Error as error:
            raise Refused(f"The copy was not made. SQLite says: {error}.") from error
        finally:
            shutil.rmtree(half, ignore_errors=True)
    return manifest


def require_apart(folder: Path) -> None:
    """A copy does not lie in what is copied and replaced. Raises Refused."""
    if folder.resolve().is_relative_to(store.uploads_path().resolve()):
        raise Refused(f"{folder} lies in the folder of the uploads. Choose another.")


def database_file(engine: Engine) -> Path:
    """Where an SQLite database lies. Raises Refused for one in memory."""
    if not engine.url.database or engine.url.database == ":memory:":
        raise Refused("A database in memory has no backup.")
    return Path(current_app.instance_path, engine.url.database).resolve()


def _require_new(folder: Path) -> None:
    require_apart(folder)
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise Refused(f"{folder} is there and is no folder. Choose another.")
    if folder.is_dir() and any(folder.iterdir()):
        raise Refused(f"{folder} is not empty. A backup is made in a new folder.")


def _fill(half: Path, engine: Engine) -> Manifest:
    kind = engine.dialect.name
    target = half / DATABASES[kind]
    if kind == "sqlite":
        content, server = sqlite.copy_database(database_file(engine), target), 0
    else:
        content, server = postgresql.dump_database(engine, target), postgresql.server_version(engine)
    if content.migration is None:
        raise Refused("The database is empty: there is nothing to copy.")
    uploads, lost = _copy_uploads(content, half)
    return Manifest(
        made_at=clock.now().isoformat(timespec="seconds"),
        database=kind,
        server=server,
        migration=content.migration,
        rows=content.rows,
        files=[describe_file(target, target.name), *uploads],
        lost=lost,
    )


def _copy_uploads(content: Content, half: Path) -> tuple[list[File], list[str]]:
    """What the copied database names, and nothing else of the folder; and the keys of what the disk has not kept."""
    files, lost = [], []
    for key, sha256 in sorted(content.uploads.items()):
        name = f"uploads/{key[:2]}/{key}"
        try:
            files.append(copy_file(store.path_of(key), half / name, name))
        except FileNotFoundError:
            lost.append(key)
            continue
        if files[-1].sha256 != sha256:
            lost.append(key)
    return files, lost


@contextmanager
def owner_only() -> Iterator[None]:
    """What is made meanwhile can be read by nobody else."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)
