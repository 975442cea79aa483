"""What the clock does with files: those that are nobody's go to the bin, and those that are somebody's are counted."""

import logging
from collections import Counter as Counted
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import select

from app.core import clock
from app.core.failures import describe_error
from app.database import db
from app.files.service import folder_lock, store
from app.files.service.health import CHECKED, FAULTS, KNOWN, REFUSED, is_most
from app.models.counters import Counter
from app.models.files import StoredFile
from app.models.people import Heartbeat

log = logging.getLogger(__name__)

FORGOTTEN = timedelta(days=1)
IN_THE_BIN = timedelta(days=30)  # calendar days, after the day on which it came there
MINUTE = 17  # once an hour is enough: it walks through every folder


@dataclass
class Swept:
    """What a sweep found and did, in files."""

    known: int  # to the database
    faults: Mapping[store.Fault, int]
    refused: int = 0  # unknown files left lying, since they are most of all
    binned: int = 0
    put_back: int = 0
    deleted: int = 0
    unknown: list[Path] = field(default_factory=list)


def due(now: datetime) -> Iterator[Callable[[], None]]:
    """Sweep at seventeen past each hour; a sweep that is missed, or meets a backup, is made an hour later.

    The folders are walked through with no transaction open; what was found is noted in one.
    """
    if now.minute != MINUTE:
        return
    with folder_lock.lock_for_sweeping() as is_free:
        swept = sweep_stray_files(now) if is_free else None
    if swept is not None:
        yield partial(note_sweep, swept, now)


def sweep_stray_files(now: datetime, *, anyway: bool = False) -> Swept:
    """Bring files that no row knows of after a day to the bin, and delete what has lain there for thirty.

    Files that are in the bin and known (an older database was replaced by the newer one) are put back first. Where most
    files are unknown, and more than a handful (`is_most`), the database is an older one, an empty one or another
    house's: then nothing is thrown away or deleted, unless somebody says `anyway`. Any number of sweeps may run at
    once, and be killed at any point: every step is one rename, and the next sweep goes on.
    """
    lying = {
        path.name: path for path in store.uploaded_files()
    }  # before the rows: what is attached meanwhile is known then
    binned = list(store.binned_files())
    sizes = {row.key: row.size for row in db.session.execute(select(StoredFile.key, StoredFile.size))}
    back = [path for _day, path in binned if path.name in sizes and path.name not in lying]
    put_back = _each(store.put_back, back)
    faults = Counted(
        fault for key, size in sizes.items() if (fault := store.fault_of(store.path_of(key), size)) is not None
    )
    old = {key: path for key, path in lying.items() if _is_older(path, now - FORGOTTEN)}
    swept = Swept(len(sizes), faults, put_back=put_back, unknown=[old[key] for key in old.keys() - sizes.keys()])
    if is_most(len(swept.unknown), len(old)) and not anyway:
        swept.refused = len(swept.unknown)
        log.error("The database does not know %d of %d uploads: none is thrown away", swept.refused, len(old))
        return swept
    today = clock.local_day(now)
    swept.binned = _each(partial(store.throw_away, day=today), swept.unknown)
    over = [path for day, path in binned if day + IN_THE_BIN < today and path.name not in sizes]
    swept.deleted = _each(store.delete_file, over)
    return swept


def note_sweep(swept: Swept, now: datetime) -> None:
    """The numbers of a sweep, for /healthz and /drift."""
    numbers = {KNOWN: swept.known, REFUSED: swept.refused}
    numbers |= {name: swept.faults.get(fault, 0) for fault, name in FAULTS.items()}
    for name, value in numbers.items():
        db.session.merge(Counter(name=name, value=value))
    db.session.merge(Heartbeat(name=CHECKED, at=now))


def _each(act: Callable[[Path], bool], paths: Iterable[Path]) -> int:
    """How many of them it was done to; one that the disk refuses stops none of the others."""
    done, refused = 0, []
    for path in paths:
        try:
            done += act(path)
        except OSError as error:
            refused.append(error)
    if refused:
        log.error("The disk refuses %d of the uploads to be swept: %s", len(refused), describe_error(refused[0]))
    return done


def _is_older(path: Path, instant: datetime) -> bool:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) < instant
    except OSError:  # gone meanwhile
        return False
