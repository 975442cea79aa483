"""What the pages about votes read."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.access.sight import votes_visible_to
from app.access.validity import in_force
from app.core import clock
from app.core.actor import Actor
from app.database import db
from app.models.councils import Appointment, Seat
from app.models.meetings import AgendaItem, Meeting
from app.models.votes import RollEntry, Vote, VoteState


def vote_page(vote_id: int) -> Vote | None:
    return db.session.scalar(
        select(Vote)
        .options(
            joinedload(Vote.item).options(
                joinedload(AgendaItem.meeting).joinedload(Meeting.council), joinedload(AgendaItem.issue)
            ),
            selectinload(Vote.roll).options(
                joinedload(RollEntry.person), joinedload(RollEntry.seat).joinedload(Seat.organisation)
            ),
        )
        .where(Vote.id == vote_id)
    )


def roll_of(vote: Vote) -> Sequence[RollEntry]:
    """The roll as it stands now: what counts is read under the vote's lock, never from its page."""
    return db.session.scalars(select(RollEntry).where(RollEntry.vote_id == vote.id).order_by(RollEntry.seat_id)).all()


def voting_holders(council_id: int) -> Sequence[tuple[int, int]]:
    """(seat id, person id) for every seat with a vote that somebody holds today."""
    day = clock.today()
    rows = db.session.execute(
        select(Seat.id, Appointment.person_id)
        .join(Appointment, Appointment.seat_id == Seat.id)
        .where(
            Seat.council_id == council_id,
            Seat.voting.is_(True),
            Appointment.rank == 0,
            in_force(Seat, day),
            in_force(Appointment, day),
        )
        .order_by(Seat.id)
    )
    return [(row.id, row.person_id) for row in rows]


def open_for(actor: Actor) -> Sequence[Vote]:
    """Open votes that the actor may see, and in which the actor has not said anything yet."""
    return db.session.scalars(
        select(Vote)
        .join(RollEntry, RollEntry.vote_id == Vote.id)
        .options(joinedload(Vote.item))
        .where(RollEntry.person_id == actor.person_id, RollEntry.choice.is_(None), Vote.state == VoteState.OPEN)
        .where(votes_visible_to(actor))
        .order_by(Vote.opened_at)
    ).all()
