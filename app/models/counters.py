"""Numbers by name: running ones, counted up in the transaction of the act, and those of the hourly sweep of files."""

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import CODE, Base


class Counter(Base):
    """The last number used of a series such as `issue:2026`; or how many files are `files:missing`."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(CODE, primary_key=True)
    value: Mapped[int] = mapped_column(default=0)
