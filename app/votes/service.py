"""What people do with a vote: open it, cast a ballot, close it. More for than against adopts."""

from collections import Counter
from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import select

from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Denied, Invalid
from app.core.words import MEETING_CANCELLED
from app.database import db, hold
from app.models.meetings import AgendaItem, Meeting, MeetingState
from app.models.notices import EventKind, Reason
from app.models.votes import Choice, RollEntry, Vote, VoteState
from app.notices.service.record import record
from app.votes import policy, queries


def open_vote(actor: Actor, item: AgendaItem, *, question: str) -> Vote:
    """Open an open, named vote on an agenda item; the roll is frozen now, one person a seat.

    Raises Conflict when the meeting is cancelled, and Invalid while another vote on it is open or where nobody may
    vote.
    """
    hold(item)
    require(policy.can_open(actor, item.council_id))
    meeting = db.session.get_one(Meeting, item.meeting_id)
    hold(meeting)
    if meeting.state is MeetingState.CANCELLED:
        raise Conflict(str(MEETING_CANCELLED))
    guard.refuse({"question": question})
    open_already = select(Vote.id).where(Vote.item_id == item.id, Vote.state == VoteState.OPEN)
    if db.session.scalar(open_already) is not None:
        raise Invalid(_("Saken har allerede en avstemning i gang."), field="question")
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
        about=vote,
        to={person_id: Reason.SEAT for _seat, person_id in holders},
        data={"label": item.label},
    )
    return vote


def cast_ballot(actor: Actor, vote: Vote, *, choice: Choice) -> RollEntry:
    """Say for, against or abstain; the last word before the vote closes counts.

    Raises Denied for whoever is not on the roll.
    """
    hold(vote)
    mine = policy.entry_of(actor, queries.roll_of(vote))
    if mine is None:
        raise Denied(_("Du står ikke på lista over dem som kan stemme."))
    _require_open(vote)
    mine.choice = choice
    mine.cast_at = clock.now()
    return mine


def close_vote(actor: Actor, vote: Vote, item: AgendaItem) -> None:
    """Close and count. A tie adopts nothing."""
    hold(vote)
    require(policy.can_open(actor, item.council_id))
    _require_open(vote)
    count = tally_of(queries.roll_of(vote))
    vote.move(VoteState.CLOSED)
    vote.closed_at = clock.now()
    vote.adopted = count[Choice.FOR] > count[Choice.AGAINST]
    record(
        EventKind.VOTE_CLOSED,
        actor,
        issue=item.issue,
        council_id=item.council_id,
        about=vote,
        data={"label": item.label, "for": count[Choice.FOR], "against": count[Choice.AGAINST]},
    )


def _require_open(vote: Vote) -> None:
    if vote.state is not VoteState.OPEN:
        raise Conflict(_("Avstemningen er avsluttet. Resultatet står på siden."))


def tally_of(roll: Iterable[RollEntry]) -> Counter[Choice]:
    """How many said what."""
    return Counter(entry.choice for entry in roll if entry.choice is not None)
