"""Questions whether it helped that still want a word: from whom, and who is to be asked by letter today."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.access.validity import in_force
from app.core import clock
from app.database import db
from app.models.base import UTCDateTime
from app.models.councils import Appointment
from app.models.followups import OutcomeQuestion
from app.models.notices import Mail
from app.models.people import Person

LETTER = "questions"
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
# Later than that it is a question about memory: whoever wants to answer finds it on Min side.
GIVE_UP_AFTER = timedelta(days=60)


def waiting(now: datetime) -> Sequence[int]:
    """Who has questions without a word, and has had no letter about them, or none for a week."""
    return db.session.scalars(people_to_ask(now)).all()


def people_to_ask(now: datetime) -> Select[int]:
    """A reminder counts as a new question."""
    asked_at = func.coalesce(OutcomeQuestion.reminded_at, OutcomeQuestion.asked_at, type_=UTCDateTime())
    last = (
        select(func.max(Mail.created_at, type_=UTCDateTime()))
        .where(Mail.letter == LETTER, Mail.person_id == Appointment.person_id)
        .where(Mail.created_at < now + A_DAY)  # a later one was written while the clock ran ahead
        .correlate(Appointment)
        .scalar_subquery()
    )
    return (
        select(Appointment.person_id)
        .join(OutcomeQuestion, OutcomeQuestion.seat_id == Appointment.seat_id)
        .join(Person, Person.id == Appointment.person_id)
        .where(*still_open(), OutcomeQuestion.asked_at > now - GIVE_UP_AFTER)
        .where(Person.active.is_(True), Person.email.is_not(None), Person.mail_refused_at.is_(None))
        .where(or_(last.is_(None), and_(last < asked_at, last < now - A_WEEK)))
        .distinct()
        .order_by(Appointment.person_id)
    )


def still_open() -> tuple[ColumnElement[bool], ...]:
    """A question that still wants a word, from who holds the seat today."""
    is_open: Any = OutcomeQuestion.is_open
    return OutcomeQuestion.word.is_(None), is_open, Appointment.rank == 0, in_force(Appointment, clock.today())


def unanswered(people: Collection[int]) -> set[tuple[int, int]]:
    """Person and issue of each question that still wants their word."""
    rows = db.session.execute(
        select(Appointment.person_id, OutcomeQuestion.issue_id)
        .join(Appointment, Appointment.seat_id == OutcomeQuestion.seat_id)
        .where(*still_open(), Appointment.person_id.in_(people))
    )
    return {(person_id, issue_id) for person_id, issue_id in rows}
