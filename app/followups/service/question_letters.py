"""Whether it helped, by mail: gathers all that one person is asked in one letter, once a week at most.

What the person or the seat has raised is asked at once, whatever was sent the same week.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, or_, select, update

from app.database import db
from app.models.base import UTCDateTime
from app.models.councils import Appointment
from app.models.issues import Issue
from app.models.notices import Event, Mail, Notice
from app.models.outcomes import OutcomeQuestion
from app.models.people import Person
from app.notices.kinds.table import BUNDLED
from app.notices.queries.outcome_questions import GIVE_UP_AFTER, LETTER, still_open
from app.notices.service.record import post_letter

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


def people_to_ask(now: datetime) -> Sequence[int]:
    """Who has questions without a word, and has had no letter about them, or none for a week."""
    return db.session.scalars(_to_ask(now)).all()


def send_question_letters(people: Collection[int], now: datetime) -> int:
    """One letter for each of these people who is still waiting: two workers at once find them waiting once."""
    db.session.execute(select(Person.id).where(Person.id.in_(people)).order_by(Person.id).with_for_update())
    found = db.session.scalars(select(Person).where(Person.id.in_(_to_ask(now)), Person.id.in_(people))).all()
    mails = [(person, post_letter(person, letter=LETTER, data={})) for person in found]
    db.session.flush()
    kinds = select(Event.id).where(Event.kind.in_(BUNDLED))
    for person, mail in mails:
        db.session.execute(
            update(Notice)
            .where(Notice.person_id == person.id, Notice.mail_id.is_(None), Notice.event_id.in_(kinds))
            .values(mail_id=mail.id)
            .execution_options(synchronize_session=False)
        )
    return len(mails)


def _to_ask(now: datetime) -> Select[int]:
    """A reminder counts as a new question, but only a first question about one's own issue leaves at once."""
    asked_at = func.coalesce(OutcomeQuestion.reminded_at, OutcomeQuestion.asked_at, type_=UTCDateTime())
    last = (
        select(func.max(Mail.created_at, type_=UTCDateTime()))
        .where(Mail.letter == LETTER, Mail.person_id == Appointment.person_id)
        .where(Mail.created_at < now + A_DAY)  # a later one was written while the clock ran ahead
        .correlate(Appointment)
        .scalar_subquery()
    )
    raised = or_(Issue.author_id == Appointment.person_id, Issue.author_seat_id == Appointment.seat_id)
    at_once = and_(raised, OutcomeQuestion.reminded_at.is_(None))
    return (
        select(Appointment.person_id)
        .join(OutcomeQuestion, OutcomeQuestion.seat_id == Appointment.seat_id)
        .join(Issue, Issue.id == OutcomeQuestion.issue_id)
        .join(Person, Person.id == Appointment.person_id)
        .where(*still_open(), OutcomeQuestion.asked_at > now - GIVE_UP_AFTER)
        .where(Person.active.is_(True), Person.email.is_not(None), Person.mail_refused_at.is_(None))
        .where(or_(last.is_(None), and_(last < asked_at, or_(at_once, last < now - A_WEEK))))
        .distinct()
        .order_by(Appointment.person_id)
    )
