"""Where attachments lie: INSTANCE/uploads, by a random key that no visitor chooses."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import current_app


def new_key() -> str:
    return secrets.token_hex(16)


def path_of(key: str) -> Path:
    """Where the file with this key lies. Keys are ours; any other word is refused."""
    if not key.isalnum() or not key.isascii():
        raise ValueError("Not a key of a stored file.")
    return _folder() / key[:2] / key


def write(key: str, data: bytes) -> None:
    """Put the file on the disk, whole or not at all."""
    path = path_of(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(data)
    part.chmod(0o600)
    part.replace(path)


def older_than(now: datetime, age: timedelta) -> Iterator[Path]:
    for path in _folder().glob("??/*"):
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < now - age:
            yield path


def _folder() -> Path:
    return Path(current_app.config["INSTANCE"]) / "uploads"
