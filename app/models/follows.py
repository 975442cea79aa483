"""What a person follows (an issue, an office, a theme), wants no mail about, and has looked at."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from app.models.themes import Theme


class Follow(Base):
    """Whether a person wants to hear about an issue: taking part follows it, muting ends that."""

    __tablename__ = "follow"

    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    muted: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime]


class OfficeFollow(Base):
    """A person wants to hear about every issue of an office that they may see."""

    __tablename__ = "office_follow"

    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    since: Mapped[datetime]


class ThemeFollow(Base):
    """A person wants to hear about every issue of a theme that they may see."""

    __tablename__ = "theme_follow"

    theme: Mapped[Theme] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    since: Mapped[datetime]


class Look(Base):
    """The newest event of an issue when a person last looked at its page: what came later is new to them."""

    __tablename__ = "look"

    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    at: Mapped[datetime]
