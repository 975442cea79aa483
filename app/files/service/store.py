"""Where attachments lie: INSTANCE/uploads, by a random key that no visitor chooses, and beside it the bin.

The bin, INSTANCE/uploads-bin, has a folder for each day on which something was thrown away.
"""

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from flask import current_app


class Fault(StrEnum):
    """Why a file that the database knows cannot be given out."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    DAMAGED = "damaged"  # other bytes than were stored


class Folder(StrEnum):
    """Can the folder of the uploads take a file?"""

    OK = "ok"
    MISSING = "missing"
    NOT_WRITABLE = "not writable"


def new_key() -> str:
    return secrets.token_hex(16)


def path_of(key: str) -> Path:
    """Where the file with this key lies. Keys are ours; any other word is refused. Raises ValueError for it."""
    if not key.isalnum() or not key.isascii():
        raise ValueError("Not a key of a stored file.")
    return uploads_path() / key[:2] / key


def write_file(key: str, data: bytes) -> None:
    """Put the file on the disk, whole or not at all, also when the power goes. Raises OSError."""
    path = path_of(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    try:
        with part.open("wb") as file:
            part.chmod(0o600)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _settle(path.parent)
        _settle(path.parent.parent)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def lies_there(key: str) -> bool:
    return fault_of(path_of(key)) is None


def read_file(key: str, *, size: int, checksum: str) -> bytes | Fault:
    """What was stored, or why it cannot be given out. `checksum`: SHA-256 in hexadecimal digits."""
    path = path_of(key)
    try:
        data = (path if path.is_file() else _binned(key) or path).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return Fault.MISSING
    except OSError:
        return Fault.UNREADABLE
    return data if len(data) == size and sha256(data).hexdigest() == checksum else Fault.DAMAGED


def fault_of(path: Path, size: int | None = None) -> Fault | None:
    """The same without reading it: what its rights tell, and its size where it is known."""
    try:
        found = path.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return Fault.MISSING
    except OSError:
        return Fault.UNREADABLE
    if not path.is_file() or not os.access(path, os.R_OK):
        return Fault.UNREADABLE
    return Fault.DAMAGED if size not in (None, found) else None


def uploads_folder() -> Folder:
    """The folder as this process sees it. Before the first upload there is none."""
    path = uploads_path()
    if not os.access(path, os.F_OK):
        return Folder.MISSING
    # The dot asks that it is a folder.
    return Folder.OK if os.access(f"{path}/.", os.R_OK | os.W_OK | os.X_OK) else Folder.NOT_WRITABLE


def uploaded_files() -> Iterator[Path]:
    """Every file among the uploads, half-written ones as well."""
    return (path for path in uploads_path().glob("??/*") if path.is_file())


def binned_files() -> Iterator[tuple[date, Path]]:
    """Every file in the bin, and the day on which it came there."""
    for path in _bin().glob("????-??-??/*"):
        with suppress(ValueError):  # a folder that only looks like a day is not ours
            yield date.fromisoformat(path.parent.name), path


def throw_away(path: Path, day: date) -> bool:
    """Into the bin. Of two workers that do it at once, one is told that it has."""
    return _move(path, _bin() / day.isoformat() / path.name)


def put_back(path: Path) -> bool:
    """Out of the bin, to where the file lay."""
    return _move(path, path_of(path.name))


def delete_file(path: Path) -> bool:
    """For good, and with the last one its day in the bin."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    with suppress(OSError):  # others lie there, or another worker has done it
        path.parent.rmdir()
    return True


def _settle(folder: Path) -> None:
    """A new name in a folder is on the disk when the folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _move(source: Path, target: Path) -> bool:
    """Killed at any point it leaves a whole file in one of the places, or in both."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.replace(target)
    except FileNotFoundError:
        return False
    except OSError as error:
        if error.errno != errno.EXDEV:  # the two folders are on two disks
            raise
        part = target.with_name(f"{target.name}.part")
        shutil.copy2(source, part)
        part.replace(target)
        source.unlink(missing_ok=True)
    return True


def _binned(key: str) -> Path | None:
    return next((path for path in _bin().glob(f"*/{key}")), None)


def uploads_path() -> Path:
    """Where the uploads lie."""
    return Path(current_app.config["INSTANCE"]) / "uploads"


def _bin() -> Path:
    return Path(current_app.config["INSTANCE"]) / "uploads-bin"
