"""Moves what is due: once by the office itself, in time and not far; else with the user side's yes."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.core.workdays import add_workdays
from app.database import db, hold
from app.followups import policy
from app.followups.queries.state_text import follow_up_now
from app.followups.service.date_limits import refuse_far
from app.followups.service.due_dates import council_of
from app.models.councils import Council
from app.models.followups import FollowUp, MissingDate, Slip
from app.models.notices import EventKind
from app.models.states import SlipState
from app.notices.service.record import record


def last_day_alone(follow_up: FollowUp, council: Council) -> date | None:
    """Until when the office may move the date by itself: the council's answer period (working days) after the date
    that stands. None when it must ask: the date has been moved before, has passed, or is still missing.
    """
    if follow_up.extended_at is not None or follow_up.due < clock.today() or follow_up.awaits_date:
        return None
    return add_workdays(follow_up.due, council.answer_days, july_pause=council.july_pause)


def note_missing(action: FollowUp) -> None:
    """A promise without a date: by when one will come is part of its history."""
    db.session.add(MissingDate(follow_up_id=action.id, promised_on=clock.today(), date_by=action.due))


def set_date(actor: Actor, action: FollowUp, due: date, *, reason: str = "") -> bool:
    """Set the date that was still missing from a promise.

    One that is said too late, the user side is asked for: False. Raises Conflict when no date is missing, and Invalid
    for today or a day before it, and for a late one without a reason.
    """
    hold(action.issue)
    hold(action)
    require(policy.answers_for(actor, action))
    if not policy.can_set_date(actor, action):
        raise Conflict(follow_up_now(action))
    refuse_far(due=due)
    guard.refuse({"reason": reason})
    if due <= clock.today():
        raise Invalid(_("Datoen må være etter i dag."), field="due")
    if action.due < clock.today():
        if not reason:
            raise Invalid(_("Skriv hvorfor datoen kommer for sent."), field="reason")
        _ask_for_date(actor, action, due, reason)
        return False
    action.due = action.original_due = due
    end_missing(action, due)
    record(EventKind.ACTION_PROMISED, actor, issue=action.issue, about=action, data={"due": due.isoformat()})
    return True


def extend_date(actor: Actor, follow_up: FollowUp, *, due: date, reason: str) -> bool:
    """Move the date, with a reason.

    False: the office may not do it by itself, so the user side is asked. Raises Conflict when it cannot be moved now,
    and Invalid for a day that is not after the old date and after today.
    """
    hold(follow_up.issue)
    hold(follow_up)
    require(policy.answers_for(actor, follow_up))
    if not policy.can_extend(actor, follow_up):
        raise Conflict(follow_up_now(follow_up))
    guard.refuse({"reason": reason})
    refuse_far(due=due)
    if due <= follow_up.due or due <= clock.today():
        raise Invalid(_("Den nye fristen må være etter den gamle og etter i dag."), field="due")
    last_day = last_day_alone(follow_up, council_of(follow_up.issue))
    if last_day is None or due > last_day:
        _ask_for_date(actor, follow_up, due, reason)
        return False
    db.session.add(_slip(actor, follow_up, due, reason, SlipState.MOVED))
    _put_off(actor, follow_up, due)
    return True


def answer_extension(actor: Actor, follow_up: FollowUp, *, yes: bool, asked: int | None = None) -> None:
    """The user side's word on a date that it was asked for. `asked`: the slip that was read, where a page says it.

    Raises Conflict when none is asked for any more, or another than the one that was read.
    """
    hold(follow_up.issue)
    hold(follow_up)
    require(policy.speaks_for(actor, follow_up.issue.council_id))
    slip = _asked(follow_up)
    if slip is None or not follow_up.is_live or asked not in (None, slip.id):
        raise Conflict(follow_up_now(follow_up))
    slip.answered_at = clock.now()
    answer_asked_slip(follow_up, SlipState.MOVED if yes else SlipState.REFUSED)
    if yes:
        end_missing(follow_up, slip.to_due)
        _put_off(actor, follow_up, slip.to_due)
    else:
        record(EventKind.EXTENSION_REFUSED, actor, issue=follow_up.issue, about=follow_up)


def answer_asked_slip(follow_up: FollowUp, state: SlipState) -> None:
    """The user side has said yes or no to a later date, or it was done before anybody did."""
    slip = _asked(follow_up)
    if slip is not None:
        slip.move(state)
        follow_up.asked_due = None


def end_missing(follow_up: FollowUp, due: date) -> None:
    """The date has come, if one was missing."""
    if not follow_up.awaits_date:
        return
    follow_up.awaits_date = False
    missing = select(MissingDate).where(MissingDate.follow_up_id == follow_up.id, MissingDate.came_on.is_(None))
    for row in db.session.scalars(missing):
        row.came_on, row.due = clock.today(), due


def _ask_for_date(actor: Actor, follow_up: FollowUp, due: date, reason: str) -> None:
    """Until the user side has answered, the old date stands and reminders go on."""
    db.session.add(_slip(actor, follow_up, due, reason, SlipState.ASKED))
    follow_up.asked_due = due
    record(EventKind.EXTENSION_ASKED, actor, issue=follow_up.issue, about=follow_up)


def _slip(actor: Actor, follow_up: FollowUp, due: date, reason: str, state: SlipState) -> Slip:
    return Slip(
        follow_up_id=follow_up.id,
        from_due=follow_up.due,
        to_due=due,
        state=state,
        reason=reason,
        at=clock.now(),
        person_id=actor.person_id,
    )


def _asked(follow_up: FollowUp) -> Slip | None:
    """What the user side has been asked for; `asked_due` says for every list whether there is something."""
    if follow_up.asked_due is None:
        return None
    waits = select(Slip).where(Slip.follow_up_id == follow_up.id, Slip.state == SlipState.ASKED)
    return db.session.scalars(waits).one()


def _put_off(actor: Actor, follow_up: FollowUp, due: date) -> None:
    now = clock.now()
    follow_up.put_off(due, now)
    follow_up.issue.changed_at = now
    record(EventKind.DUE_EXTENDED, actor, issue=follow_up.issue, about=follow_up, data={"due": due.isoformat()})
