"""`flask worker`: sends the outbox every five seconds, and asks every room each minute what is due.

The mails have a thread of their own, so that a slow mail server keeps no clock waiting. Any number of workers may run
at once: a mail is claimed before it is sent, a use case is idempotent. Killed at any point it leaves nothing half done.
"""

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from time import monotonic
from types import FrameType

import click
from flask import Flask
from flask.cli import ScriptInfo, pass_script_info
from sqlalchemy import select

from app import restore_lock
from app.core import clock, logs
from app.core.errors import Conflict
from app.core.failures import describe_error
from app.database import db, transaction
from app.models.people import FAILING, Heartbeat
from app.notices.commands import outbox

log = logging.getLogger(__name__)

UseCase = Callable[[], object]
Due = Callable[[datetime], Iterator[UseCase]]

SECONDS = 5
MINUTE = 60.0
HEARTBEAT = "worker"

# Asked after all the others: the digest of this morning holds what they have told this morning.
LAST = ("notices",)


def rooms_with_due(package: str, folder: Path) -> dict[str, Due]:
    """The function `due` of every room of a package that has a module `due`, in the order in which they are asked.

    Raises AttributeError when such a module has no `due`.
    """
    names = sorted((room.name for room in iter_modules([str(folder)]) if room.ispkg), key=lambda n: (n in LAST, n))
    modules = {name: f"{package}.{name}.due" for name in names}
    return {name: import_module(module).due for name, module in modules.items() if find_spec(module) is not None}


ROOMS = rooms_with_due("app", Path(__file__).parent)


class Worker:
    """The loop; `stop` ends it after the mail or the use case that is under way."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.ended = threading.Event()
        # Paced by a clock that nobody sets: when the time of day is put back, the rooms are asked all the same.
        self.asked_rooms_at: float | None = None

    def run(self) -> None:
        mails = threading.Thread(target=self._repeat, args=(self._mails,), name="outbox")
        mails.start()
        self._repeat(self._clocks)
        mails.join()

    def once(self) -> None:
        """What is due now: the rooms each minute, the outbox each time."""
        self._clocks()
        self._mails()

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        self.ended.set()

    def _repeat(self, act: UseCase) -> None:
        while not self.ended.is_set():
            act()
            self.ended.wait(SECONDS)

    def _mails(self) -> None:
        with self.app.app_context(), logs.as_part_of(logs.sane_id(None)):
            self._goes(self._deliver, "the outbox")

    def _deliver(self) -> None:
        if sent := outbox.deliver_due(stopping=self.ended.is_set):
            logs.log_act(log, "Delivered", room="outbox", count=sent)

    def _clocks(self) -> None:
        with self.app.app_context(), logs.as_part_of(logs.sane_id(None)):
            if self.asked_rooms_at is None or monotonic() - self.asked_rooms_at >= MINUTE:
                self.asked_rooms_at = monotonic()
                self._ask_rooms(clock.now())
            self._goes(note_heartbeat, "the heartbeat")

    def _ask_rooms(self, now: datetime) -> None:
        went = {name: self._room(name, room, now) for name, room in ROOMS.items()}
        if not self.ended.is_set():
            failing = {name for name, well in went.items() if not well}
            self._goes(partial(note_failing, failing), "the note of what fails")

    def _room(self, name: str, room: Due, now: datetime) -> bool:
        """Did everything go well? What did not is due again the next time; the others go on."""
        went: list[bool] = []

        def ask() -> None:
            for use_case in room(now):
                if self.ended.is_set():
                    return
                went.append(self._goes(partial(_in_transaction, use_case), f"{name}: {_name_of(use_case)}"))

        well = self._goes(ask, name)
        if went:
            logs.log_act(log, "Done", room=name, count=went.count(True), failed=went.count(False))
        return well and all(went)

    def _goes(self, act: UseCase, what: str) -> bool:
        """One that fails does not stop the others."""
        try:
            act()
        except Conflict:
            log.info("Somebody was faster: %s", what)
        except Exception as error:
            log.error("Failed: %s: %s", what, describe_error(error))
            return False
        finally:
            db.session.rollback()
        return True


def note_heartbeat() -> None:
    """A sign of life, for /healthz."""
    with transaction():
        db.session.merge(Heartbeat(name=HEARTBEAT, at=clock.now()))


def note_failing(rooms: set[str]) -> None:
    """Since when each of these rooms has failed; whoever goes again is struck off. For /healthz and /drift."""
    query = select(Heartbeat).where(Heartbeat.name.startswith(FAILING, autoescape=True))
    if {row.name for row in db.session.scalars(query)} == {FAILING + room for room in rooms}:
        return
    with transaction():
        noted = {row.name: row for row in db.session.scalars(query)}
        for name in noted.keys() - {FAILING + room for room in rooms}:
            db.session.delete(noted[name])
        db.session.add_all(
            Heartbeat(name=FAILING + room, at=clock.now()) for room in sorted(rooms) if FAILING + room not in noted
        )


def _in_transaction(use_case: UseCase) -> None:
    with transaction():
        use_case()


def _name_of(use_case: UseCase) -> str:
    """The function and the ids and times it is called with, for the log; of all else only what kind of thing it is."""
    if not isinstance(use_case, partial):
        return getattr(use_case, "__qualname__", type(use_case).__name__)
    return f"{use_case.func.__name__}({', '.join(map(_named, use_case.args))})"


def _named(given: object) -> str:
    if isinstance(given, int | date):
        return str(given)
    return " ".join([type(given).__name__, *([str(given.id)] if hasattr(given, "id") else [])])


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
@pass_script_info
def command(info: ScriptInfo, *, once: bool) -> None:
    """Send mails, remind, fold digests. Runs until it is told to stop; two or more at once are safe."""
    app = info.load_app()
    restore_lock.enter_for_good(app)
    worker = Worker(app)
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    if once:
        worker.once()
    else:
        worker.run()
