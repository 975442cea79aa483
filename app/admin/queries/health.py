"""When the house is well: how old a sign of life may be, for the page of operations and for /healthz. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.models.people import FAILING, FORWARDED, MAILS_PAUSED

QUIET = timedelta(minutes=2)  # a worker that has not been heard of for so long is down
STUCK = timedelta(minutes=15)  # so long may a mail that could leave wait, and a room fail
RECENTLY = timedelta(days=7)
FORGOTTEN = timedelta(days=1)  # a pause of the outbox that nobody has ended for so long


class Part(StrEnum):
    """What leaves a sign of life beside the web; the values are the names in the table Heartbeat."""

    WORKER = "worker"
    DAILY = "digest_daily"
    WEEKLY = "digest_weekly"


# The digests leave at seven: a day or a week, and some hours for the change of the clocks and a worker that came late.
LONGEST = {Part.WORKER: QUIET, Part.DAILY: timedelta(hours=27), Part.WEEKLY: timedelta(days=7, hours=3)}


class State(StrEnum):
    RUNS = "runs"
    STANDS = "stands"
    NOT_YET = "not_yet"  # a digest whose first day has not come


@dataclass(frozen=True)
class Sign:
    """The last sign of life of one part."""

    part: Part
    at: datetime | None
    state: State


@dataclass(frozen=True)
class MailFacts:
    """The outbox in numbers."""

    waiting: int  # a pause between two tries included
    oldest_due: datetime | None  # of those that could leave now, also where the outbox is paused
    sent_last_day: int
    given_up: int  # in the last week


def health_signs(seen: Mapping[str, datetime], now: datetime) -> list[Sign]:
    """Every part, also those that have never been heard of."""
    return [Sign(part, seen.get(part), _state_of_part(part, seen.get(part), now)) for part in Part]


def worker_runs(seen: Mapping[str, datetime], now: datetime) -> bool:
    return _state_of_part(Part.WORKER, seen.get(Part.WORKER), now) is State.RUNS


def mails_leave(facts: MailFacts, now: datetime) -> bool:
    """One that waits for its next try is no fault; one that could leave and does not is."""
    return facts.oldest_due is None or now - facts.oldest_due < STUCK


def paused_since(seen: Mapping[str, datetime]) -> datetime | None:
    """Since when somebody lets no mail leave."""
    return seen.get(MAILS_PAUSED)


def pause_is_meant(seen: Mapping[str, datetime], now: datetime) -> bool:
    """A pause is somebody's decision and no fault, until it looks forgotten: duties and deadlines wait in it."""
    since = paused_since(seen)
    return since is None or now - since < FORGOTTEN


def pause_facts(seen: Mapping[str, datetime], now: datetime) -> dict[str, int | None]:
    """For /healthz."""
    since = paused_since(seen)
    return {"mails_paused_seconds": None if since is None else round((now - since).total_seconds())}


def forwarded_at(seen: Mapping[str, datetime], proxies: int, now: datetime) -> datetime | None:
    """When headers of other proxies than the trusted number were last seen, lately and with this number."""
    at = seen.get(f"{FORWARDED}{proxies}")
    return at if at is not None and now - at < RECENTLY else None


def forwarded_facts(seen: Mapping[str, datetime], proxies: int, now: datetime) -> dict[str, int | None]:
    """For /healthz; no fault by itself, since anybody can send such headers."""
    at = forwarded_at(seen, proxies, now)
    return {"untrusted_forwarded_seconds_ago": None if at is None else round((now - at).total_seconds())}


def failing_rooms(seen: Mapping[str, datetime]) -> dict[str, datetime]:
    """Rooms in which something fails each time the clock asks, and since when."""
    return {name.removeprefix(FAILING): at for name, at in sorted(seen.items()) if name.startswith(FAILING)}


def rooms_go(seen: Mapping[str, datetime], now: datetime) -> bool:
    """Something that failed a moment ago may go the next time."""
    return all(now - at < STUCK for at in failing_rooms(seen).values())


def _state_of_part(part: Part, at: datetime | None, now: datetime) -> State:
    if at is None:
        return State.STANDS if part is Part.WORKER else State.NOT_YET
    # What lies ahead was said by a clock that was wrong, and is no sign of life.
    return State.RUNS if abs(now - at) < LONGEST[part] else State.STANDS
