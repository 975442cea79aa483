"""Who follows an issue, and who wants no mail about it."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Follow(Base):
    """Whether a person wants to hear about an issue: taking part follows it, muting ends that."""

    __tablename__ = "follow"

    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    muted: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime]
