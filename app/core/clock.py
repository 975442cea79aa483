"""The only clock: an aware instant, and the day it is in Norway."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")


_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    return _told.get() or datetime.now(UTC)


@contextmanager
def as_if(instant: datetime) -> Iterator[None]:
    """Acts inside happen at `instant`: how the demo story gets a past. Never used while serving people."""
    token = _told.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(token)


def today() -> date:
    """The date in Norway."""
    return now().astimezone(OSLO).date()


def local(instant: datetime) -> datetime:
    return instant.astimezone(OSLO)


def local_day(instant: datetime) -> date:
    return local(instant).date()


def start_of(day: date) -> datetime:
    """The first instant of a day in Norway."""
    return datetime.combine(day, time.min, OSLO).astimezone(UTC)
