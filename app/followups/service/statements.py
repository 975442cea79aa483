"""What a council says: its statement, its reply to an issue raised to it, and what it wrote down from outside."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.core.language_detection import written_in
from app.database import db, hold
from app.followups import policy
from app.followups.queries.state_text import follow_up_now
from app.followups.service.answer_readers import sources_of_raised
from app.followups.service.follow_ups import add_follow_up, end_follow_up, rows_of, settle_issue
from app.followups.service.owners import Owner, own_office_side, signed_as
from app.models.councils import Council
from app.models.followups import Answer, FollowUp
from app.models.notices import EventKind
from app.models.states import FollowUpKind, FollowUpState, Stance
from app.notices.queries.recipients import Occasion, owners_with_reason
from app.notices.service.record import record


def give_statement(actor: Actor, follow_up: FollowUp, *, text: str, for_name: str | None = None) -> Answer:
    """The council's word on an office's question or on an announced change.

    `for_name`: whose words a secretary or a leader of another side writes down.
    """
    hold_with_issue(follow_up)
    require_running(follow_up, allowed=policy.may_speak(actor, follow_up.council_id))
    require(policy.can_state(actor, follow_up))
    for_name = booked_for(actor, follow_up, for_name)
    given = give_words(actor, follow_up, text=text, for_name=for_name)
    settle_issue(follow_up.issue)
    record(
        EventKind.STATEMENT_GIVEN,
        actor,
        issue=follow_up.issue,
        about=follow_up,
        data={"answer": given.id},
        for_name=for_name,
    )
    return given


def reply_to_raise(
    actor: Actor, follow_up: FollowUp, *, accept: bool, text: str, unit: str | None = None, for_name: str | None = None
) -> Answer:
    """The council above takes the issue on, or says why not. Its decision goes back to everybody on the issue.

    A yes opens an answer owed by that council's own office side. Where it has none in the register, `unit` names who
    answers outside Medvirk; the council owes the answer, and writes it down.
    """
    hold_with_issue(follow_up)
    require_running(follow_up, allowed=policy.may_speak(actor, follow_up.council_id))
    require(policy.can_reply_to_raise(actor, follow_up))
    for_name = booked_for(actor, follow_up, for_name)
    stance = Stance.TAKES_ON if accept else Stance.DECLINES
    given = give_words(actor, follow_up, text=text, stance=stance, for_name=for_name)
    owed = _ask_office_side(actor, follow_up, unit) if accept else None
    settle_issue(follow_up.issue)
    people, reason = owners_with_reason(Occasion(follow_up=owed, council_id=follow_up.council_id))
    record(
        EventKind.RAISE_REPLIED,
        actor,
        issue=follow_up.issue,
        about=owed or follow_up,
        to=dict.fromkeys(people, reason),
        data={"accepted": accept, "answer": given.id},
        for_name=for_name,
    )
    return given


def write_down(actor: Actor, follow_up: FollowUp, *, unit: str, stance: Stance, text: str) -> Answer:
    """What a unit outside Medvirk has answered the council that asked it, in the unit's name."""
    hold_with_issue(follow_up)
    require_running(follow_up, allowed=policy.may_speak(actor, follow_up.council_id))
    require(policy.can_write_down(actor, follow_up))
    guard.refuse({"text": text, "unit": unit})
    by = {"by_name": unit, "by_title": "", "booked_by": actor.name}
    reason = "" if stance is Stance.DOES_NOT else None  # the reply is written down whole, its reason in it
    given = _words(actor, follow_up, text=text, reason=reason, stance=stance, unit=unit, **by)
    end_follow_up(follow_up)
    settle_issue(follow_up.issue)
    data = {"stance": stance.value, "answer": given.id}
    told = sources_of_raised(follow_up)
    record(EventKind.ANSWER_GIVEN, actor, issue=follow_up.issue, about=follow_up, to=told, data=data)
    return given


def needs_unit(follow_up: FollowUp) -> bool:
    """Has the council that was asked no office side in the register, so that a yes must name who answers?"""
    return follow_up.council is not None and own_office_side(follow_up.council, follow_up.issue) is None


def _ask_office_side(actor: Actor, raised: FollowUp, unit: str | None) -> FollowUp:
    issue = raised.issue
    council = db.session.get_one(Council, raised.council_id)
    owner = own_office_side(council, issue)
    running = next((row for row in rows_of(issue) if _is_owed_by(row, owner)), None)
    if running is not None:
        return running
    if owner is not None:
        return add_follow_up(issue, FollowUpKind.ANSWER, owner=owner, days=council.answer_days, parent=raised)
    if not unit:
        raise Invalid(_("Skriv hvilken enhet som skal svare."), field="unit")
    guard.refuse({"unit": unit})
    owner = Owner(council_id=council.id)
    row = add_follow_up(issue, FollowUpKind.ANSWER, owner=owner, days=council.answer_days, parent=raised)
    _words(actor, row, text="", stance=Stance.SENT_ON, unit=unit, by_name=actor.name, by_title=signed_as(actor, row))
    return row


def _is_owed_by(row: FollowUp, owner: Owner | None) -> bool:
    """An answer of this owner is on its way already, for another reason."""
    standing = row.kind is FollowUpKind.ANSWER and row.is_live and not row.offered
    return standing and owner is not None and owner.same_as(row)


def booked_for(actor: Actor, follow_up: FollowUp, for_name: str | None) -> str | None:
    """Whose words they are, where the actor only writes them down. Raises Invalid when that is not said."""
    if not policy.books_for_the_council(actor, follow_up, follow_up.issue):
        return None
    if not for_name:
        raise Invalid(_("Skriv hvem du registrerer dette på vegne av."), field="for_name")
    return for_name


def hold_with_issue(follow_up: FollowUp) -> None:
    hold(follow_up.issue)
    hold(follow_up)


def require_running(follow_up: FollowUp, *, allowed: bool) -> None:
    """Raises Denied for whoever is not allowed, and Conflict for a follow-up that does not run."""
    require(allowed)
    if follow_up.state is not FollowUpState.RUNNING:
        raise Conflict(follow_up_now(follow_up))


def give_words(
    actor: Actor, follow_up: FollowUp, *, text: str, stance: Stance | None = None, for_name: str | None = None
) -> Answer:
    guard.refuse({"text": text, "for_name": for_name or ""})
    given = _words(
        actor,
        follow_up,
        text=text,
        stance=stance,
        by_name=for_name or actor.name,
        by_title="" if for_name else signed_as(actor, follow_up),
        booked_by=actor.name if for_name else None,
    )
    end_follow_up(follow_up)
    return given


def _words(actor: Actor, follow_up: FollowUp, *, text: str, **facts: Any) -> Answer:
    last = db.session.scalar(select(func.max(Answer.turn)).where(Answer.follow_up_id == follow_up.id)) or 0
    given = Answer(
        follow_up_id=follow_up.id,
        turn=last + 1,
        issue_version=follow_up.issue.version,
        text=text,
        language=written_in(text) or follow_up.issue.language,
        at=clock.now(),
        person_id=actor.person_id,
        **facts,
    )
    db.session.add(given)
    db.session.flush()  # the event names it
    return given
