"""The list of notices."""

from collections.abc import Sequence

from sqlalchemy import (
    select,
)
from sqlalchemy.orm import joinedload

from app.database import db
from app.models.issues import Issue
from app.models.notices import Event, Notice


def notices_of(person_id: int | None, *, before: int | None, size: int) -> Sequence[Notice]:
    """A person's notices, newest first, one more than a page."""
    query = (
        select(Notice)
        .options(
            joinedload(Notice.event).options(
                joinedload(Event.issue).joinedload(Issue.office), joinedload(Event.council)
            )
        )
        .where(Notice.person_id == person_id)
        .order_by(Notice.id.desc())
        .limit(size + 1)
    )
    if before is not None:
        query = query.where(Notice.id < before)
    return db.session.scalars(query).all()
