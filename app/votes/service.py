"""What people do with a vote: open it, cast a ballot, close it. More for than against adopts."""

from collections import Counter
from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import select

from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.database import db, hold
from app.models.meetings import AgendaItem, MeetingState
from app.models.notices import EventKind, Reason
from app.models.votes import Choice, RollEntry, Vote, VoteState
from app.notices.record import record
from app.votes import policy, queries


def open_vote(actor: Actor, item: AgendaItem, *, question: str) -> Vote:
    """Open an open, named vote on an agenda item; the roll is frozen now, one person a seat."""
    hold(item)
    require(policy.can_open(actor, item.council_id))
    if item.meeting.state is MeetingState.CANCELLED:
        raise Conflict
    guard.refuse({"question": question})
    open_already = select(Vote.id).where(Vote.item_id == item.id, Vote.state == VoteState.OPEN)
    if db.session.scalar(open_already) is not None:
        raise Invalid(_("Saken har allerede en åpen avstemning."), field="question")
    holders = queries.voting_holders(item.council_id)
    if not holders:
        raise Invalid(_("Ingen i utvalget har stemmerett i dag."), field="question")
    vote = Vote(item_id=item.id, question=question, opened_at=clock.now())
    vote.roll = [RollEntry(seat_id=seat_id, person_id=person_id) for seat_id, person_id in holders]
    db.session.add(vote)
    db.session.flush()
    record(
        EventKind.VOTE_OPENED,
        actor,
        issue=item.issue,
        council_id=item.council_id,
        subject=("vote", vote.id),
        to={person_id: Reason.SEAT for _seat, person_id in holders},
        data={"label": item.label},
    )
    return vote


def cast(actor: Actor, vote: Vote, *, choice: Choice) -> RollEntry:
    """Say for, against or abstain; the last word before the vote closes counts."""
    hold(vote)
    if vote.state is not VoteState.OPEN:
        raise Conflict
    require(policy.can_cast(actor, vote))
    mine = [entry for entry in vote.roll if entry.person_id == actor.person_id]
    for entry in mine:
        entry.choice = choice
        entry.cast_at = clock.now()
    return mine[0]


def close(actor: Actor, vote: Vote, item: AgendaItem) -> None:
    """Close and count. A tie adopts nothing."""
    hold(vote)
    require(policy.can_open(actor, item.council_id))
    entries = db.session.scalars(select(RollEntry).where(RollEntry.vote_id == vote.id)).all()
    count = tally(entries)
    vote.move(VoteState.CLOSED)
    vote.closed_at = clock.now()
    vote.adopted = count[Choice.FOR] > count[Choice.AGAINST]
    record(
        EventKind.VOTE_CLOSED,
        actor,
        issue=item.issue,
        council_id=item.council_id,
        subject=("vote", vote.id),
        data={"label": item.label, "for": count[Choice.FOR], "against": count[Choice.AGAINST]},
    )


def tally(roll: Iterable[RollEntry]) -> Counter[Choice]:
    """How many said what."""
    return Counter(entry.choice for entry in roll if entry.choice is not None)
