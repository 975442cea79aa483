"""What every text shares that one person writes and another may report: its words, who said them, when, and hiding."""

from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any, ClassVar

from sqlalchemy.orm import Mapped

from app.models.base import Base


class Reported(StrEnum):
    """What kind of text was reported."""

    ISSUE = "issue"
    COMMENT = "comment"
    SUPPORT = "support"
    ANSWER = "answer"
    FOLLOW_UP = "follow_up"
    SLIP = "slip"
    CLAIM = "claim"
    FILE = "file"
    OUTCOME = "outcome"
    VERDICT = "verdict"
    REASON = "reason"
    REOPENING = "reopening"
    PUBLIC_VERSION = "public_version"
    ADVICE = "advice"
    SUMMARY = "summary"


class Reportable:
    """A text that can be reported and hidden. Each class names the attributes in which it keeps what is asked of it.

    Of several names the first that is set counts; a name with a dot leads over a relationship, which must be loaded.
    """

    reported_as: ClassVar[Reported]
    words_in: ClassVar[tuple[str, ...]]  # its words, part by part
    said_by: ClassVar[tuple[str, ...]] = ("person_id",)
    said_on: ClassVar[tuple[str, ...]] = ("at",)
    numbered: ClassVar[str] = "id"
    stands_in: ClassVar[str | None] = "issue"  # the issue; none: it stands in no issue

    hidden_at: Mapped[datetime | None]

    @property
    def reported_id(self) -> int:
        """Which of its kind it is."""
        number: int = attrgetter(self.numbered)(self)
        return number

    @property
    def words(self) -> list[str]:
        """All it says, part by part, as its readers see it; empty when nothing was said."""
        return [part for name in self.words_in if (part := attrgetter(name)(self))]

    @property
    def shown(self) -> list[str] | None:
        """The words for whoever may read it; none when a moderator has hidden them."""
        return None if self.hidden_at else self.words

    @property
    def writer_id(self) -> int | None:
        """The person who said it; none when that is not known."""
        writer: int | None = self._first(self.said_by)
        return writer

    @property
    def said_at(self) -> datetime:
        at: datetime = self._first(self.said_on)
        return at

    @property
    def is_said(self) -> bool:
        """Stands there to be read, by those who may: something was said, and it has not been taken back."""
        return bool(self.words)

    @property
    def row(self) -> Base:
        """The row that is held while the text is reported and decided about.

        Raises TypeError for a class that has no table.
        """
        if not isinstance(self, Base):
            raise TypeError(f"{type(self).__name__} is no row.")
        return self

    def _first(self, names: tuple[str, ...]) -> Any:
        return next((found for name in names if (found := attrgetter(name)(self)) is not None), None)
