"""An answer goes to another owner: offered, accepted or declined; and a municipality is asked for its own part."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.database import db, hold
from app.followups import policy
from app.followups.queries.state_text import follow_up_now, issue_now
from app.followups.service.answers import Words, add_answer, forget_drafts, hold_for_answering, offers_of
from app.followups.service.due_dates import council_of, due_in
from app.followups.service.follow_ups import add_follow_up, open_answer, rows_of, settle_issue
from app.followups.service.owners import Owner, bring_in, taken_over
from app.models.followups import Answer, FollowUp, Pause
from app.models.issues import Issue
from app.models.notices import EventKind
from app.models.states import DropReason, FollowUpKind, FollowUpState, Stance
from app.notices.queries.recipients import Occasion, directors_of, owners_of
from app.notices.service.record import give_reason, record

UNIT_MISSING = _l("Skriv hvilken enhet dere sender det til.")


def send_on(actor: Actor, follow_up: FollowUp, *, to: Owner, words: Words) -> FollowUp:
    """Offer it to another owner. Whoever sends it stays accountable until the other one accepts.

    Raises Invalid(field="to") for the owner itself, and Conflict while another offer waits.
    """
    hold_for_answering(actor, follow_up)
    if taken_over(to).same_as(follow_up):
        raise Invalid(_("Det er dere som har saken nå. Velg noen andre."), field="to")
    if offers_of(follow_up):
        raise Conflict(_("Spørsmålet er allerede sendt videre, og mottakeren har ikke svart ennå."))
    given = add_answer(actor, follow_up, stance=Stance.SENT_ON, words=words)
    bring_in(follow_up.issue, to)
    days = council_of(follow_up.issue).answer_days
    offer = add_follow_up(
        follow_up.issue,
        FollowUpKind.ANSWER,
        days=days,
        parent=follow_up,
        offered=True,
        words_answer_id=given.id,
        owner=to,
    )
    forget_drafts(follow_up)
    record(EventKind.SENT_ON, actor, issue=follow_up.issue, about=offer, data={"answer": given.id})
    return offer


def send_outside(actor: Actor, follow_up: FollowUp, *, words: Words) -> Answer:
    """Sent on to a unit that is not in Medvirk (`words.unit`): the owner stays, its clock runs, and it writes the reply
    down when it comes.

    Raises Invalid(field="unit") without one.
    """
    hold_for_answering(actor, follow_up)
    if not words.unit:
        raise Invalid(str(UNIT_MISSING), field="unit")
    given = add_answer(actor, follow_up, stance=Stance.SENT_ON, words=words)
    forget_drafts(follow_up)
    follow_up.issue.changed_at = clock.now()
    record(EventKind.SENT_OUTSIDE, actor, issue=follow_up.issue, about=follow_up, data={"answer": given.id})
    return given


def accept_answer_duty(actor: Actor, offer: FollowUp) -> None:
    """Take over what was sent on: a fresh clock for a new owner, and the first owner is free.

    Who has had it already goes on with the clock that they had, be it under another name.
    """
    first = _offered(actor, offer)
    now = clock.now()
    offer.offered = False
    offer.accepted_at = now
    before = _had_before(actor, offer, first)
    if before is not None:
        _go_on(offer, before)
    else:
        council = council_of(offer.issue)
        fresh = due_in(council.answer_days, july_pause=council.july_pause)
        offer.started_on, offer.due, offer.original_due = clock.today(), fresh, fresh
    if first.state is FollowUpState.RUNNING:
        first.move(FollowUpState.HANDED_ON, now)
    settle_issue(offer.issue)
    senders = owners_of(Occasion(issue=offer.issue, follow_up=first, council_id=offer.issue.council_id))
    record(EventKind.SENT_ON_ACCEPTED, actor, issue=offer.issue, about=offer, to=senders)


def decline_answer_duty(actor: Actor, offer: FollowUp, *, reason: str) -> None:
    """It is not ours: the first owner still owes the answer. Raises Invalid(field="reason") without one."""
    first = _offered(actor, offer)
    if not reason:
        raise Invalid(_("Skriv hvorfor dere ikke tar over."), field="reason")
    guard.refuse({"reason": reason})
    offer.drop(DropReason.DECLINED, clock.now())
    settle_issue(offer.issue)
    event = record(EventKind.SENT_ON_DECLINED, actor, issue=offer.issue, about=first, data={"offer": offer.id})
    give_reason(event, reason)


def ask_municipality(actor: Actor, issue: Issue, *, municipality_id: int, text: str | None = None) -> FollowUp:
    """Be kommunen svare: the municipality owes an answer of its own for its part.

    Raises Conflict when the issue does not take the question, and Invalid(field="municipality") while that one owes an
    answer.
    """
    hold(issue)
    require(policy.asks_municipalities(actor, issue))
    if not policy.can_ask_municipality(actor, issue):
        raise Conflict(issue_now(issue))
    guard.refuse({"text": text or ""})
    if any(row.municipality_id == municipality_id and row.is_live for row in rows_of(issue)):
        raise Invalid(_("Kommunen er allerede spurt og har ikke svart ennå."), field="municipality")
    to = Owner(municipality_id=municipality_id)
    bring_in(issue, to)
    follow_up = open_answer(issue, days=council_of(issue).answer_days, municipality_id=municipality_id)
    if text:
        follow_up.what, follow_up.person_id = text, actor.person_id
    record(EventKind.MUNICIPALITY_ASKED, actor, issue=issue, about=follow_up)
    return follow_up


def _had_before(actor: Actor, offer: FollowUp, first: FollowUp) -> FollowUp | None:
    """The newest of the rows it came by that this place, or whoever leads or accepts for it, has owed already."""
    row: FollowUp | None = first
    while row is not None:
        if (
            taken_over(Owner.of(row)) == Owner.of(offer)
            or policy.answers_for(actor, row)
            or not set(directors_of(row)).isdisjoint(directors_of(offer))
        ):
            return row
        row = db.session.get(FollowUp, row.parent_id) if row.parent_id is not None else None
        row = row if row is not None and row.state is FollowUpState.HANDED_ON else None
    return None


def _go_on(offer: FollowUp, before: FollowUp) -> None:
    """The clock of `before` as it stood: how it was counted, its dates, and whether its date has been moved."""
    offer.started_on, offer.days, offer.due = before.started_on, before.days, before.due
    offer.original_due, offer.extended_at = before.original_due, before.extended_at
    stood_still = db.session.scalars(select(Pause).where(Pause.follow_up_id == before.id).order_by(Pause.id)).all()
    db.session.add_all(Pause(follow_up_id=offer.id, from_day=one.from_day, to_day=one.to_day) for one in stood_still)


def _offered(actor: Actor, offer: FollowUp) -> FollowUp:
    """The row that an offer came from, both held, when the offer is still this actor's to take."""
    hold(offer.issue)
    hold(offer)
    require(policy.answers_for(actor, offer))
    if not policy.can_take_over(actor, offer) or offer.parent_id is None:
        raise Conflict(follow_up_now(offer))
    first = db.session.get_one(FollowUp, offer.parent_id)
    hold(first)
    return first
