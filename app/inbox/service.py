"""What people do with notices and print tasks."""

from sqlalchemy import update

from app.core import clock
from app.core.actor import Actor
from app.core.authz import require
from app.database import db, hold
from app.inbox import policy
from app.models.notices import Notice, PrintTask


def mark_all_read(actor: Actor) -> None:
    db.session.execute(
        update(Notice).where(Notice.person_id == actor.person_id, Notice.read_at.is_(None)).values(read_at=clock.now())
    )


def mark_posted(actor: Actor, task: PrintTask) -> None:
    """The letter is printed and in the post."""
    hold(task)
    require(policy.can_print(actor, task))
    if task.done_at is None:
        task.done_at = clock.now()
        task.done_by_id = actor.person_id
