"""Running numbers: one row a series, counted up in the transaction of the act."""

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import CODE, Base


class Counter(Base):
    """The last number used of a series such as `issue:2026`."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(CODE, primary_key=True)
    value: Mapped[int] = mapped_column(default=0)
