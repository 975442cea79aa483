"""Questions whether it helped that still want a word, and from whom."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, select

from app.access.validity import in_force
from app.core import clock
from app.database import db
from app.models.councils import Appointment
from app.models.outcomes import OutcomeQuestion

LETTER = "questions"
# Later than that it is a question about memory: whoever wants to answer finds it on Min side.
GIVE_UP_AFTER = timedelta(days=60)


def still_open() -> tuple[ColumnElement[bool], ...]:
    """A question that still wants a word, from who holds the seat today."""
    is_open: Any = OutcomeQuestion.is_open
    return OutcomeQuestion.word.is_(None), is_open, Appointment.rank == 0, in_force(Appointment, clock.today())


def unanswered_questions(people: Collection[int]) -> set[tuple[int, int]]:
    """Person and issue of each question that still wants their word."""
    rows = db.session.execute(
        select(Appointment.person_id, OutcomeQuestion.issue_id)
        .join(Appointment, Appointment.seat_id == OutcomeQuestion.seat_id)
        .where(*still_open(), Appointment.person_id.in_(people))
    )
    return {(person_id, issue_id) for person_id, issue_id in rows}
