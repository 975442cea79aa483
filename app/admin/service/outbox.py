"""What an administrator may do with the outbox: send again, stop what waits, pause it all. Each is in the log."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import update

from app.accounts.service import addresses
from app.accounts.service.one_time_links import is_asked_too_long_ago
from app.admin import policy
from app.admin.queries.health import RECENTLY
from app.admin.queries.outbox import MailState, state_of
from app.admin.words.outbox import reason_of
from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.core.text import squash
from app.database import db, hold
from app.models.notices import EventKind, Mail
from app.models.people import Person
from app.notices.policy.still_true import NOT_DELIVERED, Untrue
from app.notices.service import pause
from app.notices.service.record import record
from app.notices.service.rendering import CONTEXTS

AGAIN = NOT_DELIVERED | {Untrue.STOPPED}
LONGEST_REASON = 200


def why_not_again(mail: Mail, person: Person | None) -> str:
    """Why a mail cannot be sent again, in a sentence; empty where it can. Whether it is true is asked later."""
    state = state_of(mail)
    if state is MailState.SENT:
        return _("E-posten er levert til e-postserveren. Den sendes ikke en gang til.")
    if state is MailState.WAITING or mail.dropped_at is None:
        return _("E-posten venter allerede på å bli sendt.")
    if mail.dropped_reason not in AGAIN:
        return _("E-posten ble ikke sendt: %(reason)s. Den kan ikke sendes på nytt.", reason=reason_of(mail))
    if clock.now() - mail.dropped_at >= RECENTLY:
        return _("E-posten er for gammel til å sendes på nytt. Det er mer enn sju dager siden den ble stoppet.")
    return _why_not_to(mail, person)


def _why_not_to(mail: Mail, person: Person | None) -> str:
    if person is None or not person.active:
        return _("Kontoen til mottakeren er stengt.")
    if is_asked_too_long_ago(mail):
        return _("Noen ba om lenken for mer enn en time siden. Mottakeren må be om en ny.")
    if mail.letter == addresses.LETTER:
        return "" if clock.now() - mail.created_at < addresses.LIFE else _("Lenken er for gammel.")
    if person.email is None:
        return _("Mottakeren har ingen e-postadresse.")
    if mail.letter in CONTEXTS and person.email != mail.address:
        return _("Mottakeren har byttet adresse. En lenke sendes ikke til den gamle.")
    if mail.letter not in CONTEXTS and person.mail_refused_at is not None:
        return _("Adressen til mottakeren tar ikke imot e-post. Den må rettes først.")
    return ""


def send_again(actor: Actor, mail: Mail) -> None:
    """Due now, and tried as often as a new mail. What is no longer true is dropped when it is written out.

    One that was stopped while a worker was sending it is left to that worker until its claim has run out, or it could
    arrive twice. Raises Conflict with the reason.
    """
    hold(mail)
    require(policy.can_handle_mails(actor))
    person = db.session.get(Person, mail.person_id) if mail.person_id is not None else None
    refusal = why_not_again(mail, person)
    if refusal:
        raise Conflict(refusal)
    mail.due_at = max(clock.now(), mail.due_at) if mail.dropped_reason == Untrue.STOPPED else clock.now()
    mail.dropped_at = None
    mail.dropped_reason = None
    mail.last_error = None
    mail.tries = 0
    _record_handling(actor, "again", mail)


def stop_mail(actor: Actor, mail: Mail, *, reason: str) -> None:
    """It will not be sent; the reason is kept. Raises Conflict where it does not wait, Invalid without a reason.

    A worker that is sending it just now may still deliver it: then it counts as sent.
    """
    hold(mail)
    require(policy.can_handle_mails(actor))
    said = _read_reason(reason)
    state = state_of(mail)
    if state is MailState.SENT:
        raise Conflict(_("E-posten er levert til e-postserveren, og kan ikke stoppes."))
    if state is not MailState.WAITING:
        raise Conflict(_("E-posten venter ikke: %(reason)s.", reason=reason_of(mail)))
    mail.dropped_at = clock.now()
    mail.dropped_reason = Untrue.STOPPED
    mail.last_error = said
    _record_handling(actor, "stopped", mail, reason=said)


def stop_written_before(actor: Actor, moment: datetime, *, reason: str) -> int:
    """Stop all that waits and was written before: after a restore, what may have left already. Returns how many.

    Raises Invalid for a moment to come.
    """
    require(policy.can_handle_mails(actor))
    said, now = _read_reason(reason), clock.now()
    if moment > now:
        raise Invalid(_("Velg et tidspunkt som har vært."), field="day")
    stopped = db.session.execute(
        update(Mail)
        .where(Mail.sent_at.is_(None), Mail.dropped_at.is_(None), Mail.created_at < moment)
        .values(dropped_at=now, dropped_reason=Untrue.STOPPED, last_error=said)
        .execution_options(synchronize_session=False)
    )
    number: int = stopped.rowcount  # type: ignore[attr-defined]
    if number:
        record(
            EventKind.MAILS_HANDLED,
            actor,
            data={"act": "stopped_before", "number": number, "before": moment.isoformat(), "reason": said},
        )
    return number


def pause_mails(actor: Actor) -> None:
    """Nothing leaves from now on but links to sign in. Raises Conflict when it is so already."""
    require(policy.can_handle_mails(actor))
    if pause.paused_at() is not None:
        raise Conflict(_("Køen står på pause allerede."))
    pause.pause_mail()
    record(EventKind.MAILS_HANDLED, actor, data={"act": "paused"})


def release_mails(actor: Actor) -> None:
    """What waits leaves again. Raises Conflict when nothing is paused."""
    require(policy.can_handle_mails(actor))
    if pause.paused_at() is None:
        raise Conflict(_("Køen står ikke på pause. Noen har startet den igjen."))
    pause.release_mail()
    record(EventKind.MAILS_HANDLED, actor, data={"act": "released"})


def _read_reason(reason: str) -> str:
    said = squash(reason)
    if not said:
        raise Invalid(_("Skriv en begrunnelse."), field="reason")
    if len(said) > LONGEST_REASON:
        raise Invalid(_("Begrunnelsen kan være høyst %(most)d tegn.", most=LONGEST_REASON), field="reason")
    guard.refuse({"reason": said})
    return said


def _record_handling(actor: Actor, act: str, mail: Mail, **more: str) -> None:
    """In the log: who did it, to what kind of letter, to whom."""
    person = db.session.get(Person, mail.person_id) if mail.person_id is not None else None
    name = {"name": person.name} if person is not None else {}
    data = {"act": act, "letter": mail.letter, **name, **more}
    record(EventKind.MAILS_HANDLED, actor, about=mail, data=data)
