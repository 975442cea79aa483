"""The only clock: an aware instant, and the day it is in Norway."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")


def now() -> datetime:
    return datetime.now(UTC)


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


def end_of(day: date) -> datetime:
    """The last second of a day in Norway: when a deadline on that day runs out."""
    return datetime.combine(day, time(23, 59, 59), OSLO).astimezone(UTC)
