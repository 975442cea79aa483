"""Earlier versions of issues and comments."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import SHORT, Base
from app.models.issue_enums import CommentAudience


class IssueRevision(Base):
    """An earlier text of an issue, kept when it is edited after the first fifteen minutes."""

    __tablename__ = "issue_revision"
    __table_args__ = (UniqueConstraint("issue_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(SHORT)
    body: Mapped[str]
    affected: Mapped[str | None]
    wanted: Mapped[str | None]
    replaced_at: Mapped[datetime]


class CommentRevision(Base):
    """An earlier text of a comment, and for whom those words were: they reach nobody by a comment that is opened."""

    __tablename__ = "comment_revision"
    __table_args__ = (UniqueConstraint("comment_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    version: Mapped[int]
    audience: Mapped[CommentAudience]
    text: Mapped[str]
    replaced_at: Mapped[datetime]
