"""Attachments: what was uploaded, checked and kept, and to which one thing it belongs (and so who may fetch it)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.assents import Proposal
from app.models.base import CODE, SHORT, Base, rel
from app.models.comments import Comment
from app.models.followups import Answer, Claim
from app.models.issues import Issue
from app.models.meetings import Advice, AgendaItem
from app.models.reportable import Reportable, Reported
from app.models.summaries import Summary

FileOwner = Issue | Comment | Answer | Claim | Proposal | AgendaItem | Advice | Summary
# The key of each kind of owner, and the relationship that loads it.
OWNERS = {
    "issue_id": "issue",
    "comment_id": "comment",
    "answer_id": "answer",
    "claim_id": "claim",
    "proposal_id": "proposal",
    "agenda_item_id": "agenda_item",
    "advice_id": "advice",
    "summary_id": "summary",
}


class StoredFile(Reportable, Base):
    """An attachment of exactly one thing: of an issue's own text, of what is said or given there, or of another's."""

    __tablename__ = "stored_file"
    reported_as = Reported.FILE
    words_in = ("name", "alt")
    stands_in = "in_issue"
    __table_args__ = (
        CheckConstraint("size > 0 AND size <= 10485760", name="size_limit"),
        CheckConstraint(
            " + ".join(f"(CASE WHEN {key} IS NULL THEN 0 ELSE 1 END)" for key in OWNERS) + " = 1", name="one_owner"
        ),
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
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id"), index=True)
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    agenda_item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    advice_id: Mapped[int | None] = mapped_column(ForeignKey("advice.id"), index=True)
    summary_id: Mapped[int | None] = mapped_column(ForeignKey("summary.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    issue: Mapped[Issue | None] = rel()
    comment: Mapped[Comment | None] = rel()
    answer: Mapped[Answer | None] = rel()
    claim: Mapped[Claim | None] = rel()
    proposal: Mapped[Proposal | None] = rel()
    agenda_item: Mapped[AgendaItem | None] = rel()
    advice: Mapped[Advice | None] = rel()
    summary: Mapped[Summary | None] = rel()

    @property
    def is_said(self) -> bool:
        """A proposal's paper is for those who decide about it, and nobody reports it."""
        return self.proposal_id is None

    @property
    def in_issue(self) -> Issue | None:
        """The issue that it stands in, by its own text or by what is said or given there. Needs the owner."""
        match owner_of(self):
            case Issue() as issue:
                return issue
            case Comment() as comment:
                return comment.issue
            case Answer() | Claim() as given:
                return given.follow_up.issue
            case _:
                return None

    @property
    def council_id(self) -> int | None:
        """The council it stands in; none of a summary, which is no council's. Needs the owner."""
        match owner_of(self):
            case Proposal() | AgendaItem() as owner:
                return owner.council_id
            case Advice() as advice:
                return advice.item.council_id
            case _:
                issue = self.in_issue
                return issue.council_id if issue is not None else None


def owner_of(stored: StoredFile) -> FileOwner:
    """What a file hangs on: whoever sees that, may fetch it. The one of the eight that a query has loaded.

    Raises ValueError where it has loaded none.
    """
    for key, name in OWNERS.items():
        if getattr(stored, key) is not None:
            owner: FileOwner = getattr(stored, name)
            return owner
    raise ValueError("A file without an owner.")
