"""The uploads are not swept while they are copied: what the copied database names must still be there."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app

from app.restore_lock import open_lock

LOCK_FILE = "uploads.lock"


@contextmanager
def lock_for_copying() -> Iterator[None]:
    """Wait for a sweep to end, and let none begin."""
    with _locked(fcntl.LOCK_SH):
        yield


@contextmanager
def lock_for_sweeping() -> Iterator[bool]:
    """May be swept now? While they are copied, the next hour will do."""
    with _locked(fcntl.LOCK_EX | fcntl.LOCK_NB) as is_mine:
        yield is_mine


@contextmanager
def _locked(kind: int) -> Iterator[bool]:
    file = open_lock(Path(current_app.config["INSTANCE"]) / LOCK_FILE)
    try:
        try:
            fcntl.flock(file, kind)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(file)
