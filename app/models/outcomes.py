"""Hjalp det? What each seat was asked of an issue, and its word."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, UniqueConstraint, exists, or_
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, rel
from app.models.councils import Seat
from app.models.followups import Claim, FollowUp
from app.models.issues import Issue
from app.models.people import Person
from app.models.reportable import Reportable, Reported
from app.models.states import FollowUpState, Occasion, OutcomeWord


class OutcomeQuestion(Reportable, Base):
    """Hjalp det? — asked of a seat, not a person: a new holder answers. The last word counts until the round ends."""

    __tablename__ = "outcome_question"
    reported_as = Reported.OUTCOME
    words_in = ("text",)
    said_on = ("answered_at", "asked_at")
    __table_args__ = (
        UniqueConstraint("issue_id", "follow_up_id", "seat_id", "occasion", "round"),
        CheckConstraint("word IS NULL OR answered_at IS NOT NULL", name="word_has_time"),
        CheckConstraint("word != 'not' OR text IS NOT NULL", name="not_has_text"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up.id"), index=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), index=True)
    occasion: Mapped[Occasion]
    round: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    word: Mapped[OutcomeWord | None]
    text: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # "Hjalp ikke" after some months: what the council owes because of it, with others of the same occasion.
    relapse_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up.id"), index=True)

    issue: Mapped[Issue] = rel()
    follow_up: Mapped[FollowUp | None] = rel(foreign_keys=follow_up_id)
    seat: Mapped[Seat] = rel()
    person: Mapped[Person | None] = rel()

    @property
    def claim(self) -> Claim | None:
        """What the office says it did, of the round that is asked about; none of a change. Needs the claims."""
        said = self.follow_up.claims if self.follow_up is not None else []
        return next((one for one in said if one.round == self.round), None)

    @hybrid_property
    def is_open(self) -> bool:
        """Is a word on it still of use, a first or another one? Needs the issue and the follow-up.

        About a claim until the council has judged it; after three and twelve months as long as nothing newer is
        claimed. Never when the issue ended in a way that leaves no question. Rows and queries ask this alone.
        """
        row = self.follow_up
        stands = row is None or row.round == self.round
        unjudged = row is None or self.occasion is not Occasion.CLAIM or row.state is FollowUpState.CLAIMED
        return stands and unjudged and self.issue.still_asks

    @is_open.inplace.expression
    @classmethod
    def _is_open(cls) -> ColumnElement[bool]:
        """The same of rows in a query."""
        same_round = exists().where(FollowUp.id == cls.follow_up_id, FollowUp.round == cls.round).correlate(cls)
        claimed = same_round.where(FollowUp.state == FollowUpState.CLAIMED)
        later = (cls.occasion != Occasion.CLAIM) & same_round
        issue: Any = cls.issue.property.mapper.class_  # it imports this module
        return or_(cls.follow_up_id.is_(None), claimed, later) & cls.issue.has(issue.still_asks)
