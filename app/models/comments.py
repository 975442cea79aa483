"""Comments on an issue, and whom each is for."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import CODE, SHORT, Base, rel
from app.models.councils import Seat
from app.models.issue_enums import CommentAudience, CommentTag
from app.models.issues import Issue
from app.models.people import Person
from app.models.reportable import Reportable, Reported
from app.models.revisions import CommentRevision


class Comment(Reportable, Base):
    """Kommentar, with a tag instead of up and down, and a label that always says who reads it."""

    __tablename__ = "comment"
    reported_as = Reported.COMMENT
    words_in = ("text",)

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    by_title: Mapped[str] = mapped_column(SHORT)  # role and organisation or office, as they were that day
    tag: Mapped[CommentTag]
    audience: Mapped[CommentAudience] = mapped_column(default=CommentAudience.USER_SIDE)
    text: Mapped[str]
    language: Mapped[str] = mapped_column(CODE, default="nb")
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    edited_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    issue: Mapped[Issue] = rel()
    person: Mapped[Person] = rel()
    seat: Mapped[Seat | None] = rel()
    revisions: Mapped[list["CommentRevision"]] = rel(order_by="CommentRevision.version")

    @property
    def is_said(self) -> bool:
        return self.withdrawn_at is None and bool(self.words)

    @property
    def earlier_texts(self) -> list["CommentRevision"]:
        """What everybody who reads the comment may read of how it was, the newest first. Needs the revisions."""
        return [old for old in reversed(self.revisions) if old.audience is self.audience]
