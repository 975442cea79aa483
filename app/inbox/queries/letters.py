"""What is to be printed and posted, and for whom."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    select,
)
from sqlalchemy.orm import joinedload

from app.database import db
from app.models.issues import Issue
from app.models.notices import Event, PrintTask
from app.notices.kinds.table import BUNDLED

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


def letter_of(task: PrintTask) -> Sequence[PrintTask]:
    """All that waits to be printed for the same person in the same council; what was posted already stands alone."""
    if task.done_at is not None:
        return [task]
    return db.session.scalars(
        select(PrintTask)
        .options(*LETTER)
        .where(PrintTask.council_id == task.council_id, PrintTask.person_id == task.person_id)
        .where(PrintTask.done_at.is_(None))
        .order_by(PrintTask.created_at, PrintTask.id)
    ).all()


def posted_tasks(council_ids: Sequence[int], since: datetime) -> Sequence[PrintTask]:
    """Letters that were posted since then and asked whether it helped, the oldest first."""
    return db.session.scalars(
        select(PrintTask)
        .join(Event, Event.id == PrintTask.event_id)
        .options(*LETTER)
        .where(PrintTask.council_id.in_(council_ids), PrintTask.done_at > since, Event.kind.in_(BUNDLED))
        .order_by(PrintTask.done_at, PrintTask.id)
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
