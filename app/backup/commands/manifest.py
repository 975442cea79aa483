"""What a copy holds, written in it: when it was made, of what, and the checksum of every file."""

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from app.restore_lock import write_whole

NAME = "manifest.json"
FORMAT = 1
DATABASES = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
# Nothing else is copied, and nothing else is read back: no key, no setting, no path that leads out of the folder.
ALLOWED = re.compile(r"database\.(?:sqlite|dump)|uploads/([0-9A-Za-z]{2})/\1[0-9A-Za-z]{1,62}", re.ASCII)
CHUNK = 1024 * 1024


class Refused(click.ClickException):
    """A backup or a restore cannot be made; the sentence says why, and what to do."""


@dataclass(frozen=True)
class File:
    """A file of the copy: its path in the folder, its size in bytes, its SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a copy says of itself. `lost`: keys of uploads that the disk had lost or changed before."""

    made_at: str
    database: str  # sqlite or postgresql
    server: int  # the major version of PostgreSQL; 0 for SQLite
    migration: str
    rows: dict[str, int]
    files: list[File]
    lost: list[str]

    @property
    def database_file(self) -> File:
        return next(file for file in self.files if file.path == DATABASES[self.database])

    @property
    def uploads(self) -> list[File]:
        return [file for file in self.files if file.path != DATABASES[self.database]]

    def write(self, folder: Path) -> None:
        said = {"format": FORMAT, **asdict(self)}
        write_whole(folder / NAME, json.dumps({**said, "sha256": _own_sum(said)}, indent=1, ensure_ascii=False))


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a copy in which every file is there as it was made, and no other. Raises Refused."""
    manifest = _read(folder)
    expected = {file.path: file for file in manifest.files}
    found = set(_files_in(folder)) - {NAME}
    if missing := sorted(expected.keys() - found):
        raise Refused(f"The copy lacks {_named(missing)}, which its manifest names. Nothing was changed.")
    if extra := sorted(found - expected.keys()):
        raise Refused(f"The copy holds {_named(extra)}, which its manifest does not name. Nothing was changed.")
    for file in manifest.files:
        with open_without_links(folder / file.path) as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
        if digest != file.sha256:
            raise Refused(f"{file.path} is not as it was copied: its checksum differs. Nothing was changed.")
    return manifest


def _read(folder: Path) -> Manifest:
    if not (folder / NAME).is_file():
        raise Refused(f"{folder} is no copy made by `flask backup`: it holds no {NAME}. Nothing was changed.")
    try:
        said = json.loads((folder / NAME).read_bytes())
        own_sum = said.pop("sha256")
        if said.pop("format") != FORMAT:
            raise Refused("The copy was made by another version of the program. Nothing was changed.")
        manifest = Manifest(**{**said, "files": [File(**file) for file in said["files"]]})
        is_whole = own_sum == _own_sum({"format": FORMAT, **said}) and _is_sound(manifest)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Refused(f"The copy's {NAME} cannot be read. Nothing was changed.") from error
    if not is_whole:
        raise Refused(f"The copy's {NAME} is not as it was written. Nothing was changed.")
    return manifest


def _is_sound(manifest: Manifest) -> bool:
    paths = [file.path for file in manifest.files]
    is_allowed = all(ALLOWED.fullmatch(path) for path in paths) and len(set(paths)) == len(paths)
    return is_allowed and [path for path in paths if "/" not in path] == [DATABASES[manifest.database]]


def _own_sum(said: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _files_in(folder: Path) -> Iterator[str]:
    """Every file by its path in the folder. Raises Refused for a link or anything else that is no file."""
    for place, folders, names in os.walk(folder):
        for name in (*folders, *names):
            path = Path(place) / name
            kind = path.lstat().st_mode
            if not (stat.S_ISDIR(kind) or stat.S_ISREG(kind)):
                raise Refused(f"{path.relative_to(folder)} in the copy is no ordinary file. Nothing was changed.")
            if stat.S_ISREG(kind):
                yield path.relative_to(folder).as_posix()


def _named(paths: list[str]) -> str:
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"{paths[0]}{more}"


@contextmanager
def open_without_links(path: Path) -> Iterator[Any]:
    """To read, and never through a link that somebody put there meanwhile."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        yield file


def copy_file(source: Path, target: Path, path: str) -> File:
    """Copy to the disk itself, and say what was copied."""
    digest, size = hashlib.sha256(), 0
    target.parent.mkdir(parents=True, exist_ok=True)
    with open_without_links(source) as reading, target.open("xb") as writing:
        while chunk := reading.read(CHUNK):
            writing.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        writing.flush()
        os.fsync(writing.fileno())
    return File(path, size, digest.hexdigest())


def copy_back(folder: Path, file: File, target: Path) -> None:
    """Copy a file of the copy to its place beside the old data. Raises Refused when it has changed meanwhile."""
    if copy_file(folder / file.path, target, file.path) != file:
        raise Refused(f"{file.path} changed while it was read. Nothing was changed.")


def describe_file(path: Path, name: str) -> File:
    """A file that a database program has written: brought to the disk, and said what it is."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return File(name, path.stat().st_size, digest)
