"""What the public words of an issue have in common, proposed or published."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import SHORT


class PublicWords:
    """Words for outsiders: written apart, consented to by the author, approved word for word by the user side."""

    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), primary_key=True)
    title: Mapped[str] = mapped_column(SHORT)
    text: Mapped[str]
    outcome_text: Mapped[str | None]
    show_author: Mapped[bool] = mapped_column(default=False)
    written_at: Mapped[datetime]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    consented_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]  # the author said no to these very words

    @property
    def wording(self) -> str:
        """Tells these words from earlier and later ones: what a reader says yes to is what the reader has read."""
        return self.written_at.isoformat()
