"""What people do with notices and print tasks."""

from sqlalchemy import update

from app.core import clock
from app.core.actor import Actor
from app.core.authz import require
from app.database import db, hold
from app.followups.service import outcome_questions
from app.inbox import policy
from app.models.notices import Notice, PrintTask
from app.models.outcomes import OutcomeQuestion
from app.models.states import OutcomeWord


def mark_all_read(actor: Actor) -> None:
    db.session.execute(
        update(Notice).where(Notice.person_id == actor.person_id, Notice.read_at.is_(None)).values(read_at=clock.now())
    )


def mark_posted(actor: Actor, task: PrintTask) -> None:
    """The letter that tells of it is printed and in the post."""
    hold(task)
    require(policy.can_print(actor, task))
    if task.done_at is None:
        task.done_at = clock.now()
        task.done_by_id = actor.person_id


def register_answer(
    actor: Actor, task: PrintTask, question: OutcomeQuestion, *, word: OutcomeWord, text: str | None
) -> None:
    """What came back on paper, in the name of whoever the letter was to. Only for a letter that was posted."""
    hold(task)
    require(policy.can_register_answer(actor, task))
    outcome_questions.register_outcome_word(actor, question, holder=task.person, word=word, text=text)
