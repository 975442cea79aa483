"""What is to be printed and posted, and for whom."""

from collections.abc import Sequence

from sqlalchemy import (
    select,
)
from sqlalchemy.orm import joinedload

from app.database import db
from app.models.issues import Issue
from app.models.notices import Event, PrintTask

LETTER = (
    joinedload(PrintTask.person),
    joinedload(PrintTask.council),
    joinedload(PrintTask.event).options(joinedload(Event.issue), joinedload(Event.council)),
)


def print_tasks(council_ids: Sequence[int]) -> Sequence[PrintTask]:
    """Letters to print and post, the oldest first."""
    return db.session.scalars(
        select(PrintTask)
        .options(*LETTER)
        .where(PrintTask.council_id.in_(council_ids), PrintTask.done_at.is_(None))
        .order_by(PrintTask.created_at, PrintTask.id)
    ).all()


def print_task(task_id: int) -> PrintTask | None:
    return db.session.scalar(
        select(PrintTask)
        .options(
            joinedload(PrintTask.person),
            joinedload(PrintTask.council),
            joinedload(PrintTask.event).options(
                joinedload(Event.issue).joinedload(Issue.office), joinedload(Event.council)
            ),
        )
        .where(PrintTask.id == task_id)
    )
