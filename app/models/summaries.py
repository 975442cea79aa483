"""A coordinator's published summary (thin: figures, revisions and feeds have their own issue)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import CODE, SHORT, Base, ByName, rel
from app.models.people import Person
from app.models.places import County
from app.models.reportable import Reportable, Reported


class SummaryCounty(Base):
    """Which counties a summary is about."""

    __tablename__ = "summary_county"

    summary_id: Mapped[int] = mapped_column(ForeignKey("summary.id"), primary_key=True)
    county_id: Mapped[int] = mapped_column(ForeignKey("county.id"), primary_key=True, index=True)


class Summary(Reportable, Base):
    """Sammendrag: written in Markdown, rendered once to safe HTML when published, and frozen so."""

    __tablename__ = "summary"
    reported_as = Reported.SUMMARY
    words_in = ("title", "text")
    said_on = ("published_at", "saved_at")
    stands_in = None
    __table_args__ = (CheckConstraint("published_at IS NULL OR html IS NOT NULL", name="published_has_html"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(SHORT, unique=True)
    title: Mapped[str] = mapped_column(SHORT)
    text: Mapped[str]
    html: Mapped[str | None]
    language: Mapped[str] = mapped_column(CODE, default="nb")
    period_from: Mapped[date]
    period_to: Mapped[date]
    saved_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    counties: Mapped[list[County]] = rel(secondary="summary_county", collection_class=ByName)
    person: Mapped[Person] = rel()

    @property
    def is_said(self) -> bool:
        """A draft is said to nobody yet."""
        return self.published_at is not None and bool(self.words)
