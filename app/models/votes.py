"""Open named votes on an agenda item (secret votes and rules have their own issue)."""

from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, rel
from app.models.councils import Seat
from app.models.meetings import AgendaItem
from app.models.people import Person
from app.models.state_machine import Moves


class VoteState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


VOTE_MOVES = Moves(
    {
        VoteState.OPEN: {VoteState.CLOSED, VoteState.CANCELLED},
        VoteState.CLOSED: set(),
        VoteState.CANCELLED: set(),
    },
    _l("Avstemningen er allerede avsluttet."),
)


class Choice(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class Vote(Base):
    """Avstemning: open and named. Adopted when more are for than against."""

    __tablename__ = "vote"
    __table_args__ = (CheckConstraint("state != 'closed' OR closed_at IS NOT NULL", name="closed_has_time"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    question: Mapped[str]
    state: Mapped[VoteState] = mapped_column(default=VoteState.OPEN)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    adopted: Mapped[bool | None]

    item: Mapped[AgendaItem] = rel()
    roll: Mapped[list["RollEntry"]] = rel(back_populates="vote", order_by="RollEntry.seat_id")

    def move(self, to: VoteState) -> None:
        self.state = VOTE_MOVES.step(self.state, to)


class RollEntry(Base):
    """A seat with a vote, frozen when the vote opened, and what it said."""

    __tablename__ = "roll_entry"
    __table_args__ = (UniqueConstraint("vote_id", "seat_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    choice: Mapped[Choice | None]
    cast_at: Mapped[datetime | None]

    vote: Mapped[Vote] = rel(back_populates="roll")
    seat: Mapped[Seat] = rel()
    person: Mapped[Person] = rel()
