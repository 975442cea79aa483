"""Put a copy in the place of the house's data. Killed at any point, it leaves a mark, and is run again.

All that takes long or may fail is done before the mark is made and anything is touched: checking, copying beside.
Then the old data is moved aside, the new put in its place and looked at, and the mark is taken away last.
"""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import Engine

from app import restore_lock
from app.backup.commands import postgresql, sqlite
from app.backup.commands.backup import database_file, owner_only, require_apart
from app.backup.commands.content import Content, content_of, known_migrations
from app.backup.commands.manifest import Manifest, Refused, copy_back, describe_file, read_manifest
from app.core import clock
from app.database import db, transaction
from app.files.service import store
from app.notices.service.pause import pause_mail
from app.restore_lock import RestoreLock, sync_folder

OLD_DUMP = "database.dump"


def restore_backup(folder: Path, *, agree: Callable[[str], None]) -> Iterator[str]:
    """Check the copy, ask, replace database and uploads; each sentence tells what was done. Raises Refused, Closed."""
    folder, engine = folder.absolute(), db.engine
    _require_owner()
    require_apart(folder)
    manifest = read_manifest(folder)
    _require_fitting(manifest, folder, engine.dialect.name)
    yield f"The copy of {manifest.made_at} is whole: {_in_numbers(manifest)}."
    here = restore_lock.restore_lock_of()
    with owner_only(), here.alone():
        if here.is_postgresql:
            postgresql.require_readable(engine, folder / manifest.database_file.path, manifest.server)
        agree(engine.url.render_as_string(hide_password=True))
        yield from _replace(folder, manifest, here)
        yield from _look_at(manifest, engine)
        with transaction():
            pause_mail()
        yield "Mails wait until somebody has looked at them."
        here.unmark()
    yield "The restore is done. Start web and worker."


def _replace(folder: Path, manifest: Manifest, here: RestoreLock) -> Iterator[str]:
    uploads = store.uploads_path().resolve()
    aside = here.aside(f"before-restore-{clock.now():%Y%m%dT%H%M%S}-{secrets.token_hex(2)}")
    staged = [place_beside(uploads)]
    try:
        _stage_uploads(folder, manifest, place_beside(uploads))
        if here.is_postgresql:
            _keep_old_dump(here, uploads.parent / aside)
            postgresql.prepare_database(here.engine)
            here.mark(aside)
            postgresql.drop_tables(here.engine)
            postgresql.restore_dump(here.engine, folder / manifest.database_file.path, inherited=here.files)
        else:
            file = database_file(here.engine)
            staged.append(place_beside(file))
            sqlite.stage_database(folder, manifest.database_file, place_beside(file))
            here.mark(aside)
            sqlite.replace_database(file, place_beside(file), file.parent / aside)
        yield "The database was replaced."
        _replace_uploads(uploads, place_beside(uploads), uploads.parent / aside)
        yield "The uploads were replaced."
        if kept := _kept(uploads.parent / aside):
            yield f"What was here before lies in {kept}: delete it when it is no longer needed."
    finally:
        for path in staged:  # nothing, when all went well
            path.unlink(missing_ok=True) if path.is_file() else shutil.rmtree(path, ignore_errors=True)


def _kept(aside: Path) -> Path | None:
    """Where the old data lies; nothing stood on fresh ground."""
    if any(aside.iterdir()):
        return aside
    aside.rmdir()
    return None


def place_beside(place: Path) -> Path:
    """Where the new waits, to be renamed into its place."""
    return place.with_name(f"{place.name}.restoring")


def _look_at(manifest: Manifest, engine: Engine) -> Iterator[str]:
    """Is all there that was copied? Then bring it to the program's version."""
    with engine.connect() as connection:
        _require_same(content_of(connection), manifest)
    yield f"The restored data was counted: {_in_numbers(manifest)}."
    if manifest.migration != known_migrations()[0]:
        upgrade()
        yield f"The database was brought from version {manifest.migration} to {known_migrations()[0]}."


def _require_owner() -> None:
    """Files that root makes here could not be read by the programs afterwards. Raises Refused."""
    owner = Path(current_app.config["INSTANCE"]).stat().st_uid
    if os.geteuid() == 0 and owner != 0:
        raise Refused(f"INSTANCE_PATH belongs to user {owner}, whom web and worker run as: run this as that user.")


def _require_fitting(manifest: Manifest, folder: Path, kind: str) -> None:
    """Can this house take the copy? Raises Refused before anything is touched."""
    if manifest.database != kind:
        raise Refused(f"The copy is of {manifest.database}, and DATABASE_URL is {kind}. Nothing was changed.")
    if manifest.migration not in known_migrations():
        raise Refused("The copy was made by a newer version of the program: install that first. Nothing was changed.")
    if os.path.ismount(store.uploads_path().resolve()):
        raise Refused("The folder of the uploads is a mount of its own and cannot be swapped: mount INSTANCE_PATH.")
    if kind == "sqlite":
        copied = folder / manifest.database_file.path
        _require_same(
            sqlite.read_content(copied, "SQLite finds the copied database broken. Nothing was changed."), manifest
        )


def _require_same(content: Content, manifest: Manifest) -> None:
    if (content.migration, content.rows) != (manifest.migration, manifest.rows):
        raise Refused("The database does not hold the rows that the manifest counts.")
    copied = {Path(file.path).name for file in manifest.uploads}
    if content.uploads.keys() - copied - set(manifest.lost):
        raise Refused("The database names uploads that the manifest does not.")


def _stage_uploads(folder: Path, manifest: Manifest, new: Path) -> None:
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    for file in manifest.uploads:
        copy_back(folder, file, new / file.path.removeprefix("uploads/"))
    for place, _folders, _files in os.walk(new):
        sync_folder(Path(place))


def _replace_uploads(uploads: Path, new: Path, aside: Path) -> None:
    """By renaming. What lies there already when the old ones are aside is of a restore that was killed."""
    aside.mkdir(mode=0o700, parents=True, exist_ok=True)
    old = aside / uploads.name
    if old.exists():
        shutil.rmtree(uploads, ignore_errors=True)
    elif uploads.exists():
        uploads.rename(old)
    sync_folder(aside)
    new.rename(uploads)
    sync_folder(uploads.parent)


def _keep_old_dump(here: RestoreLock, aside: Path) -> None:
    """A dump of what is about to go. Not of what a killed restore has left: the dump was made before that."""
    kept = aside / OLD_DUMP
    if kept.exists() or here.is_marked_in_database() or postgresql.is_empty(here.engine):
        return
    aside.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = kept.with_suffix(".part")
    postgresql.dump_database(here.engine, half)
    describe_file(half, OLD_DUMP)  # brings it to the disk
    half.rename(kept)
    sync_folder(aside)


def _in_numbers(manifest: Manifest) -> str:
    rows, tables = sum(manifest.rows.values()), len(manifest.rows)
    return f"{rows} rows in {tables} tables, {len(manifest.uploads)} uploads"
