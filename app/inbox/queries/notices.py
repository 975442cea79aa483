"""The list of notices."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import contains_eager, joinedload

from app.access.sight import issues_visible_to
from app.core.actor import Actor
from app.database import db
from app.models.issues import Issue
from app.models.notices import Event, Notice


@dataclass(frozen=True)
class Told:
    """A notice, and whether its reader sees the issue today."""

    notice: Notice
    sees_issue: bool


def notices_of(actor: Actor, *, before: int | None, size: int) -> Sequence[Told]:
    """A person's notices, newest first, one more than a page."""
    sees = exists(select(Issue.id).where(Issue.id == Event.issue_id, issues_visible_to(actor)).correlate(Event))
    query = (
        select(Notice, sees)
        .join(Notice.event)
        .options(
            contains_eager(Notice.event).options(
                joinedload(Event.issue).options(joinedload(Issue.office), joinedload(Issue.council)),
                joinedload(Event.council),
            )
        )
        .where(Notice.person_id == actor.person_id)
        .order_by(Notice.id.desc())
        .limit(size + 1)
    )
    if before is not None:
        query = query.where(Notice.id < before)
    return [Told(row[0], bool(row[1])) for row in db.session.execute(query)]
