"""Moves what is due: one extension with a reason, a second with the user side's yes, and a date that was missing."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from app.core import clock
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.database import db, hold
from app.followups import policy
from app.followups.state_words import follow_up_now
from app.followups.texts import refuse_stops
from app.models.followups import FollowUp, Slip, SlipState
from app.models.notices import EventKind
from app.notices.record import record


def set_date(actor: Actor, action: FollowUp, due: date) -> None:
    """The date that was still missing from a promise."""
    hold(action.issue)
    hold(action)
    require(policy.answers_for(actor, action))
    if not (policy.can_claim(actor, action) and action.awaits_date):
        raise Conflict(follow_up_now(action))
    if due <= clock.today():
        raise Invalid(_("Datoen må være etter i dag."), field="due")
    action.due = action.original_due = due
    action.awaits_date = False
    record(EventKind.ACTION_PROMISED, actor, issue=action.issue, follow_up=action, data={"due": due.isoformat()})


def extend(actor: Actor, follow_up: FollowUp, *, due: date, reason: str) -> bool:
    """Move the date once, with a reason. The second time the user side is asked: False."""
    hold(follow_up.issue)
    hold(follow_up)
    require(policy.answers_for(actor, follow_up))
    if not policy.can_extend(actor, follow_up):
        raise Conflict(follow_up_now(follow_up))
    refuse_stops(reason=reason)
    if due <= follow_up.due or due <= clock.today():
        raise Invalid(_("Den nye fristen må være etter den gamle og etter i dag."), field="due")
    asked = Slip(
        follow_up_id=follow_up.id,
        from_due=follow_up.due,
        to_due=due,
        state=SlipState.ASKED,
        reason=reason,
        at=clock.now(),
        person_id=actor.person_id,
    )
    db.session.add(asked)
    if follow_up.extended_at is not None:
        follow_up.asked_due = due
        record(EventKind.EXTENSION_ASKED, actor, issue=follow_up.issue, follow_up=follow_up)
        return False
    asked.move(SlipState.MOVED)
    _put_off(actor, follow_up, due)
    return True


def grant(actor: Actor, follow_up: FollowUp, *, yes: bool, asked: int | None = None) -> None:
    """The user side's word on a second extension. `asked`: the slip that was read, where a page says it."""
    hold(follow_up.issue)
    hold(follow_up)
    require(policy.speaks_for(actor, follow_up.issue.council_id))
    slip = _asked(follow_up)
    if slip is None or not follow_up.is_live or asked not in (None, slip.id):
        raise Conflict(follow_up_now(follow_up))
    answer_question(follow_up, SlipState.MOVED if yes else SlipState.REFUSED)
    if yes:
        _put_off(actor, follow_up, slip.to_due)
    else:
        record(EventKind.EXTENSION_REFUSED, actor, issue=follow_up.issue, follow_up=follow_up)


def answer_question(follow_up: FollowUp, state: SlipState) -> None:
    """The user side has said yes or no to a later date, or it was done before anybody did."""
    slip = _asked(follow_up)
    if slip is not None:
        slip.move(state)
        follow_up.asked_due = None


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
    record(EventKind.DUE_EXTENDED, actor, issue=follow_up.issue, follow_up=follow_up, data={"due": due.isoformat()})
