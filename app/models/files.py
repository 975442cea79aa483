"""Attachments: what was uploaded, checked and kept, and to which text it belongs (and so who may fetch it)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.assents import Proposal
from app.models.base import CODE, SHORT, Base, rel
from app.models.followups import Answer, Claim
from app.models.issues import Comment, Issue
from app.models.reportable import Reportable, Reported


class StoredFile(Reportable, Base):
    """An attachment of an issue (and there of its text, a comment, an answer or a claim), or a proposal's paper."""

    __tablename__ = "stored_file"
    reported_as = Reported.FILE
    words_in = ("name", "alt")
    __table_args__ = (
        CheckConstraint("size > 0 AND size <= 10485760", name="size_limit"),
        CheckConstraint("(issue_id IS NULL) <> (proposal_id IS NULL)", name="one_owner"),
        CheckConstraint("content_type NOT LIKE 'image/%' OR alt IS NOT NULL", name="image_has_alt"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(CODE, unique=True)  # random; the address and the name on disk
    name: Mapped[str] = mapped_column(SHORT)
    content_type: Mapped[str] = mapped_column(CODE)
    size: Mapped[int]  # bytes
    sha256: Mapped[str] = mapped_column(CODE)
    alt: Mapped[str | None]
    at: Mapped[datetime]
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("issue.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id"), index=True)
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    issue: Mapped[Issue | None] = rel()
    proposal: Mapped[Proposal | None] = rel()
    comment: Mapped[Comment | None] = rel()
    answer: Mapped[Answer | None] = rel()
    claim: Mapped[Claim | None] = rel()

    @property
    def is_said(self) -> bool:
        """A proposal's paper is for those who decide about it, and no text of an issue."""
        return self.issue_id is not None
