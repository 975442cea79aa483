"""Sends what is due, safe with many workers and with being killed: claim, commit, send, commit what came of it.

A claim moves the due date ahead (compared on `tries`), so the mail is not due for the others, and is due again by
itself when this worker dies. While the outbox is paused (pause.py beside this) nothing is claimed. No transaction is
open while the server is spoken to. A worker killed between the server's yes and our commit repeats that one mail, with
the same Message-ID.
"""

import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.failures import describe_error
from app.database import db, transaction
from app.models.notices import Mail
from app.notices.policy.still_true import NoLongerTrue, Untrue
from app.notices.service import print_tasks
from app.notices.service.pause import may_leave
from app.notices.service.rendering import WRITES, Composed, Written, compose_letter, write_first
from app.notices.service.smtp import Line, NoServer, longest_letter, open_line, refuses_the_address, words_of

log = logging.getLogger(__name__)

MARGIN = timedelta(minutes=5)  # rendering, and a database that is busy
AT_ONCE = 50
HUNG_UP = 421
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
PAUSES = (MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, *[8 * HOUR] * 5)  # 48 hours in all


@dataclass(frozen=True)
class Claim:
    """A mail that is ours for a while, and how often it has been tried, this time included."""

    mail_id: int
    letter: str
    tries: int


class Outcome(Enum):
    """What came of one letter."""

    LEFT = auto()
    DROPPED = auto()  # it was no longer true
    FAILED = auto()  # its own failure: the others go on
    CLOSED = auto()  # nobody answers, or the server does not let us in: the others keep their tries


def deliver_due(*, stopping: Callable[[], bool] = lambda: False) -> int:
    """Send all that is due, over as few connections as possible. Returns how many left the house."""
    sent = 0
    with open_line() as held:
        while candidates := _due(clock.now()):
            for mail_id, letter, tries in candidates:
                if stopping():
                    return sent
                claim = _claim(mail_id, letter, tries)
                if claim is None:
                    continue
                outcome = _deliver(claim, held)
                sent += outcome is Outcome.LEFT
                if outcome is Outcome.CLOSED:
                    return sent
    return sent


def _due(now: datetime) -> list[tuple[int, str, int]]:
    rows = db.session.execute(
        select(Mail.id, Mail.letter, Mail.tries)
        .where(_is_due(now), Mail.sent_at.is_(None), Mail.dropped_at.is_(None), may_leave())
        .order_by(Mail.due_at, Mail.id)
        .limit(AT_ONCE)
    )
    found = [(row.id, row.letter, row.tries) for row in rows]
    db.session.commit()
    return found


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Its time has come; or it lies further off than any pause or lease, since the clock ran ahead when it was set."""
    furthest = max(*PAUSES, longest_letter() + MARGIN) + MARGIN
    return or_(Mail.due_at <= now, Mail.due_at > now + furthest)


def _claim(mail_id: int, letter: str, tries: int) -> Claim | None:
    """Ours, or none when another worker was faster, or somebody stopped or paused it meanwhile.

    Ours for longer than the server can keep us waiting.
    """
    now = clock.now()
    with transaction():
        ours = db.session.execute(
            update(Mail)
            .where(Mail.id == mail_id, Mail.tries == tries, _is_due(now))
            .where(Mail.sent_at.is_(None), Mail.dropped_at.is_(None), may_leave())
            .values(tries=tries + 1, due_at=now + longest_letter() + MARGIN)
            .execution_options(synchronize_session=False)
        )
        got: int = ours.rowcount  # type: ignore[attr-defined]
    return Claim(mail_id, letter, tries + 1) if got else None


def _deliver(claim: Claim, held: Line) -> Outcome:
    """Whatever goes wrong with one letter is that letter's own failure: it is tried again, and the others go on."""
    try:
        letter = _written(claim)
        return Outcome.DROPPED if letter is None else _send(claim, letter, held)
    except Exception as error:
        db.session.rollback()
        log.error("Mail %s cannot be written or sent: %s", claim.mail_id, describe_error(error))
        _try_again(claim, error)
        return Outcome.FAILED


def _written(claim: Claim) -> Composed | None:
    """The letter; none when it was rightly dropped."""
    try:
        letter = make_letter(claim.mail_id, claim.letter)
    except NoLongerTrue as untrue:
        with transaction():
            _settle(claim, dropped=untrue.reason)
            if untrue.reason is Untrue.REFUSED:
                print_tasks.print_duties(claim.mail_id)
        return None
    db.session.commit()  # ends the reading transaction: none is open while the server is spoken to
    return letter


def make_letter(mail_id: int, letter: str) -> Composed:
    """The letter as it should leave now; what it writes first (a one-time link) in a transaction of its own.

    Raises NoLongerTrue when it should not leave.
    """
    written: Written = {}
    if letter in WRITES:
        with transaction():
            written = write_first(mail_id)
    return compose_letter(mail_id, written)


def _send(claim: Claim, letter: Composed, held: Line) -> Outcome:
    try:
        held.send(letter)
    except (NoServer, smtplib.SMTPException) as error:
        log.warning("Mail %s was not taken: %s", claim.mail_id, words_of(error))
        if refuses_the_address(error):
            _refused(claim, error, address=letter.address)
        else:
            _try_again(claim, error)
        return Outcome.CLOSED if _is_closed(error) else Outcome.FAILED
    _left(claim, letter)
    return Outcome.LEFT


def _left(claim: Claim, letter: Composed) -> None:
    """The server has it: that stands, whatever becomes of the rest, or it would be sent again."""
    try:
        with transaction():
            _settle(claim, sent=True)
            print_tasks.print_no_more(claim.mail_id)
            if letter.to_refused:
                _works_again(claim)
    except Exception as error:
        db.session.rollback()
        log.error("Mail %s left, but not all that follows was done: %s", claim.mail_id, describe_error(error))
        with transaction():
            _settle(claim, sent=True)


def _settle(claim: Claim, *, sent: bool = False, dropped: str | None = None, error: str | None = None) -> None:
    """For the open transaction: it left, or it never will."""
    now = clock.now()
    db.session.execute(
        update(Mail)
        .where(Mail.id == claim.mail_id, Mail.sent_at.is_(None))
        .values(
            sent_at=now if sent else None,
            dropped_at=now if dropped else None,
            dropped_reason=dropped,
            last_error=error,
        )
        .execution_options(synchronize_session=False)
    )


def _try_again(claim: Claim, error: Exception) -> None:
    """Later, with growing pauses; after two days it is given up. Where not even that can be noted, the lease runs."""
    try:
        if claim.tries > len(PAUSES):
            _give_up(claim, error)
            return
        with transaction():
            db.session.execute(
                update(Mail)
                .where(Mail.id == claim.mail_id, Mail.tries == claim.tries, Mail.sent_at.is_(None))
                .values(due_at=clock.now() + PAUSES[claim.tries - 1], last_error=words_of(error))
                .execution_options(synchronize_session=False)
            )
    except Exception as other:
        db.session.rollback()
        log.error("Mail %s keeps its lease: %s", claim.mail_id, describe_error(other))


def _give_up(claim: Claim, error: Exception) -> None:
    """An administrator sees it; what was a duty goes on paper, and whoever runs the council hears of that."""
    log.error("Mail %s is given up after %s tries", claim.mail_id, claim.tries)
    try:
        with transaction():
            _settle(claim, dropped=Untrue.GIVEN_UP, error=words_of(error))
            for council_id in print_tasks.print_duties(claim.mail_id):
                print_tasks.tell_of_letters(council_id)
    except Exception as other:
        db.session.rollback()
        log.error("Mail %s is given up without paper: %s", claim.mail_id, describe_error(other))
        with transaction():
            _settle(claim, dropped=Untrue.GIVEN_UP, error=words_of(error))


def _refused(claim: Claim, error: Exception, *, address: str) -> None:
    """The address takes no mail: remember it, tell the secretary, and print what was a duty."""
    with transaction():
        _settle(claim, dropped=Untrue.REFUSED, error=words_of(error))
        print_tasks.print_duties(claim.mail_id)
        person = db.session.get_one(Mail, claim.mail_id, options=[joinedload(Mail.person)]).person
        if person is not None and person.mail_refused_at is None and person.email == address:
            person.mail_refused_at = clock.now()
            print_tasks.tell_of_refusal(person)


def _works_again(claim: Claim) -> None:
    """A link that somebody asked for arrived at an address that had refused."""
    person = db.session.get_one(Mail, claim.mail_id, options=[joinedload(Mail.person)]).person
    if person is not None:
        person.mail_refused_at = None


def _is_closed(error: Exception) -> bool:
    """Nobody answers, or the server refuses our sender: the next mail would fare no better."""
    if isinstance(error, smtplib.SMTPSenderRefused):
        return error.smtp_code != HUNG_UP  # one session is over; if the house is closed, the next one says so
    return isinstance(error, NoServer)
