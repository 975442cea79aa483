"""Meld fra: a text reported, hidden or kept with a reason code, the author told, one appeal."""

from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import CODE, Base, rel
from app.models.councils import Council
from app.models.issues import Issue
from app.models.people import Person
from app.models.reportable import Reported
from app.models.state_machine import Moves


class ReportReason(StrEnum):
    PERSONAL_DATA = "personal_data"
    THREAT = "threat"
    HARASSMENT = "harassment"
    UNLAWFUL = "unlawful"
    OFF_TOPIC = "off_topic"


class ReportState(StrEnum):
    WAITING = "waiting"
    HIDDEN = "hidden"
    KEPT = "kept"


REPORT_MOVES = Moves(
    {
        ReportState.WAITING: {ReportState.HIDDEN, ReportState.KEPT},
        # An appeal is decided beside the first decision, which stays as it was.
        ReportState.HIDDEN: set(),
        ReportState.KEPT: set(),
    },
    _l("Meldingen er allerede avgjort."),
)


class Report(Base):
    """A report of one text. Decided by somebody outside the office side; an appeal goes to another person.

    Most texts stand in an issue. A council's advice stands in its meeting alone, and a summary in no council.
    """

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint("state = 'waiting' OR (decided_at IS NOT NULL AND code IS NOT NULL)", name="decided_has_code"),
        CheckConstraint("issue_id IS NULL OR council_id IS NOT NULL", name="issue_has_council"),
        CheckConstraint("appeal_decided_at IS NULL OR appeal_upheld IS NOT NULL", name="appeal_has_result"),
        Index("ix_report_subject", "subject", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[Reported]
    subject_id: Mapped[int]
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("issue.id"), index=True)
    council_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"), index=True)
    reason: Mapped[ReportReason]
    text: Mapped[str | None]
    at: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[ReportState] = mapped_column(default=ReportState.WAITING, index=True)
    code: Mapped[ReportReason | None]
    decision_text: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    appealed_at: Mapped[datetime | None]
    appeal_text: Mapped[str | None]
    appeal_upheld: Mapped[bool | None]  # true: the first decision stands
    appeal_decision_text: Mapped[str | None]
    appeal_decided_at: Mapped[datetime | None]
    appeal_decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    key: Mapped[str] = mapped_column(CODE, unique=True)  # text and reporter while it waits: nobody reports twice

    issue: Mapped[Issue | None] = rel()
    council: Mapped[Council | None] = rel()
    person: Mapped[Person] = rel(foreign_keys=person_id)
    author: Mapped[Person | None] = rel(foreign_keys=author_id)

    @property
    def councils(self) -> set[int]:
        """The councils that the text is in front of. Needs the issue with its audience."""
        own = {self.council_id} if self.council_id is not None else set()
        return own | set(self.issue.in_front_of if self.issue else ())

    def move(self, to: ReportState) -> None:
        self.state = REPORT_MOVES.step(self.state, to)
