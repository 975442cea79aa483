"""`flask worker`: sends the outbox every five seconds, asks every room each minute what is due, folds the digests.

Any number may run at once: a mail is claimed before it is sent, a use case is idempotent, a day job is claimed by the
day it was last done. Killed at any point it leaves nothing half done.
"""

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from time import monotonic
from types import FrameType

import click
from flask import Flask
from flask.cli import ScriptInfo, pass_script_info
from sqlalchemy import update

from app.accounts import due as accounts
from app.core import clock
from app.core.errors import Conflict
from app.councils import due as councils
from app.database import db, transaction
from app.files import due as files
from app.followups import due as followups
from app.inbox import due as inbox
from app.models.people import Delivery, Heartbeat
from app.notices import digest, outbox, questions

log = logging.getLogger(__name__)

UseCase = Callable[[], object]

SECONDS = 5
SECONDS_OF_SENDING = 30
MINUTE = timedelta(minutes=1)
DIGEST_AT = time(7)
HEARTBEAT = "worker"


class Worker:
    """The loop; `stop` ends it after the mail or the use case that is under way."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.ended = threading.Event()
        self.asked_rooms_at: datetime | None = None

    def run(self) -> None:
        while not self.ended.is_set():
            self.once()
            self.ended.wait(SECONDS)

    def once(self) -> None:
        """What is due now: the rooms each minute, the outbox each time."""
        with self.app.app_context():
            self._guarded(self._rooms, "the rooms")
            self._guarded(self._send, "the outbox")
            self._guarded(beat, "the heartbeat")

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        self.ended.set()

    def _send(self) -> None:
        """For half a minute at most: a long queue must not keep the clocks and the sign of life waiting."""
        until = monotonic() + SECONDS_OF_SENDING
        outbox.deliver_due(stopping=lambda: self.ended.is_set() or monotonic() > until)

    def _rooms(self) -> None:
        now = clock.now()
        if self.asked_rooms_at is not None and now - self.asked_rooms_at < MINUTE:
            return
        self.asked_rooms_at = now
        for room in ROOMS:
            self._guarded(partial(self._room, room, now), room.__module__)
        self._guarded(partial(files.due, now), "forgotten files")  # walks through folders: no transaction is held

    def _room(self, room: Callable[[datetime], Iterator[UseCase]], now: datetime) -> None:
        for use_case in room(now):
            if self.ended.is_set():
                return
            self._guarded(partial(_in_transaction, use_case), str(use_case))

    def _guarded(self, act: UseCase, what: str) -> None:
        """One that fails does not stop the others; it is due again the next time."""
        try:
            act()
        except Conflict:
            log.info("Somebody was faster: %s", what)
        except Exception:
            log.exception("Failed: %s", what)
        finally:
            db.session.rollback()


def own_due(now: datetime) -> Iterator[UseCase]:
    """What belongs to no single room: bundled questions and digests."""
    yield partial(questions.gather, now)
    yield partial(daily_digest, now)
    yield partial(weekly_digest, now)


ROOMS: tuple[Callable[[datetime], Iterator[UseCase]], ...] = (
    accounts.due,
    councils.due,
    followups.due,
    inbox.due,
    own_due,
)


def due(now: datetime) -> Iterator[UseCase]:
    """Everything that time asks for, each a use case for a transaction of its own."""
    for room in ROOMS:
        yield from room(now)


def daily_digest(now: datetime) -> int:
    """At seven in Norway, once a day; later the same day when the worker was away at seven."""
    if clock.local(now).time() < DIGEST_AT or not _claim_day("digest_daily", clock.local_day(now)):
        return 0
    return digest.fold([Delivery.DAILY])


def weekly_digest(now: datetime) -> int:
    """On Mondays at seven; later the same week when the worker was away then."""
    today = clock.local_day(now)
    monday = today - timedelta(days=today.weekday())
    early = today == monday and clock.local(now).time() < DIGEST_AT
    if early or not _claim_day("digest_weekly", monday):
        return 0
    return digest.fold([Delivery.WEEKLY])


def beat() -> None:
    """A sign of life, for /healthz."""
    with transaction():
        db.session.merge(Heartbeat(name=HEARTBEAT, at=clock.now()))


def _in_transaction(use_case: UseCase) -> None:
    with transaction():
        use_case()


def _claim_day(name: str, first: date) -> bool:
    """May this job be done in this transaction? Not when it has been done on or after that day."""
    now = clock.now()
    if db.session.get(Heartbeat, name) is None:
        db.session.add(Heartbeat(name=name, at=now))
        db.session.flush()  # two at once: one of them breaks the key, and is too late
        return True
    ours = db.session.execute(
        update(Heartbeat)
        .where(Heartbeat.name == name, Heartbeat.at < clock.start_of(first))
        .values(at=now)
        .execution_options(synchronize_session=False)
    )
    got: int = ours.rowcount  # type: ignore[attr-defined]
    return got > 0


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
@pass_script_info
def command(info: ScriptInfo, *, once: bool) -> None:
    """Send mails, remind, fold digests. Runs until it is told to stop; two or more at once are safe."""
    worker = Worker(info.load_app())
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    if once:
        worker.once()
    else:
        worker.run()
