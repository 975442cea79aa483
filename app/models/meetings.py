"""The council's meetings, their agenda, and the advice that comes of it (thin: the full room has its own issue)."""

from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import SHORT, Base, rel
from app.models.councils import Council
from app.models.issues import Issue
from app.models.reportable import Reportable, Reported
from app.models.state_machine import Moves


class MeetingState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


MEETING_MOVES = Moves(
    {
        MeetingState.PLANNED: {MeetingState.HELD, MeetingState.CANCELLED},
        MeetingState.HELD: set(),
        MeetingState.CANCELLED: set(),
    },
    _l("Møtet er allerede holdt eller avlyst."),
)


class Meeting(Base):
    """Møte."""

    __tablename__ = "meeting"

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"), index=True)
    starts_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(SHORT)
    state: Mapped[MeetingState] = mapped_column(default=MeetingState.PLANNED)
    created_at: Mapped[datetime]

    council: Mapped[Council] = rel()
    items: Mapped[list["AgendaItem"]] = rel(back_populates="meeting", order_by="AgendaItem.number")

    def move(self, to: MeetingState) -> None:
        self.state = MEETING_MOVES.step(self.state, to)


class AgendaItem(Base):
    """Sak: `Sak 12/26`, numbered per council and year; a withdrawn item keeps its number."""

    __tablename__ = "agenda_item"
    __table_args__ = (UniqueConstraint("council_id", "year", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    year: Mapped[int]
    number: Mapped[int]
    title: Mapped[str] = mapped_column(SHORT)
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("issue.id"), index=True)

    meeting: Mapped[Meeting] = rel(back_populates="items")
    council: Mapped[Council] = rel()
    issue: Mapped[Issue | None] = rel()
    advice: Mapped[list["Advice"]] = rel(back_populates="item", order_by="Advice.id")

    @property
    def is_hidden(self) -> bool:
        """Its title is an issue's, which a moderator has hidden since."""
        return self.issue is not None and self.issue.hidden_at is not None

    @property
    def label(self) -> str:
        """The case number as people write it: 12/26."""
        return f"{self.number}/{self.year % 100:02d}"


class Advice(Reportable, Base):
    """Råd: what the council advises, agreed on an agenda item.

    On an item that is about no issue it makes one (`Origin.COUNCIL`), so that it is answered, followed up and confirmed
    as everything else is; its words are the issue's then, and stand there alone. Older advice made none.
    """

    __tablename__ = "advice"
    reported_as = Reported.ADVICE
    words_in = ("text",)
    said_on = ("agreed_at",)
    stands_in = None
    __table_args__ = (CheckConstraint("(text IS NULL) <> (issue_id IS NULL)", name="words_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("issue.id"), unique=True)  # the one that it made
    text: Mapped[str | None]
    agreed_at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who wrote it down

    item: Mapped[AgendaItem] = rel(back_populates="advice")
    issue: Mapped[Issue | None] = rel()
