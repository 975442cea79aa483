"""The text that an issue is found by."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class IssueText(Base):
    """The words an issue is found by, folded; the search index stands beside it in each database's own way."""

    __tablename__ = "issue_text"

    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), primary_key=True)
    title: Mapped[str]
    words: Mapped[str]
