"""What the clock does with files: sweep away those that were checked but never became anybody's."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app.database import db
from app.files import store
from app.models.files import StoredFile

FORGOTTEN = timedelta(days=1)
MINUTE = 17  # once an hour is enough: it walks through every folder


def due(now: datetime) -> None:
    """Sweep at seventeen past each hour; a sweep that is missed is made an hour later."""
    if now.minute == MINUTE:
        sweep(now)


def sweep(now: datetime) -> int:
    """Remove the files that no row knows of after a day, and say how many."""
    old = {path.name: path for path in store.older_than(now, FORGOTTEN)}
    known = set(db.session.scalars(select(StoredFile.key)))
    forgotten = [path for key, path in old.items() if key not in known]
    for path in forgotten:
        path.unlink(missing_ok=True)
    return len(forgotten)
