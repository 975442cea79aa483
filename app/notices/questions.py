"""The question whether it helped, by mail: all that one person is asked is one letter, once a week at most."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import contains_eager

from app.access.actors import in_force
from app.core import clock
from app.database import db
from app.models.base import UTCDateTime
from app.models.councils import Appointment
from app.models.followups import OutcomeQuestion
from app.models.issues import Issue
from app.models.notices import Event, Mail, Notice
from app.models.people import Person
from app.notices.links import absolute, sign
from app.notices.record import BUNDLED, post
from app.notices.truth import NoLongerTrue, Untrue
from app.notices.wording import name_of_issue

LETTER = "questions"
A_WEEK = timedelta(days=7)
# Later than that it is a question about memory: whoever wants to answer finds it on Min side.
GIVE_UP_AFTER = timedelta(days=60)


@dataclass(frozen=True)
class Asked:
    """One question: reference, office, and the signed link that leads to its button."""

    about: str
    office: str
    url: str


def gather(now: datetime) -> int:
    """Put the questions that wait into one mail a person, unless one went out in the last seven days."""
    mailed = _last_mails()
    waiting = {
        person_id
        for person_id, asked_at in _waiting(now)
        if person_id not in mailed or mailed[person_id] < min(asked_at, now - A_WEEK)
    }
    people = db.session.scalars(
        select(Person)
        .where(Person.id.in_(waiting), Person.active.is_(True))
        .where(Person.email.is_not(None), Person.mail_refused_at.is_(None))
        .order_by(Person.id)
    ).all()
    mails = [(person, post(person, letter=LETTER, data={})) for person in people]
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


def _waiting(now: datetime) -> list[tuple[int, datetime]]:
    """Person and time for each question without a word, the reminder counting as a new one."""
    asked_at = func.coalesce(OutcomeQuestion.reminded_at, OutcomeQuestion.asked_at, type_=UTCDateTime())
    rows = db.session.execute(
        select(Appointment.person_id, asked_at)
        .join(Appointment, Appointment.seat_id == OutcomeQuestion.seat_id)
        .where(*_open(), OutcomeQuestion.asked_at > now - GIVE_UP_AFTER)
        .order_by(Appointment.person_id, OutcomeQuestion.id)
    )
    return [(person_id, at) for person_id, at in rows]


def _last_mails() -> dict[int, datetime]:
    """When each person last got such a mail."""
    rows = db.session.execute(
        select(Mail.person_id, func.max(Mail.created_at, type_=UTCDateTime()))
        .where(Mail.letter == LETTER, Mail.person_id.is_not(None))
        .group_by(Mail.person_id)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


def _open() -> tuple[ColumnElement[bool], ...]:
    """A question that still wants a word, from who holds the seat today."""
    is_open: Any = OutcomeQuestion.is_open
    return OutcomeQuestion.word.is_(None), is_open, Appointment.rank == 0, in_force(Appointment, clock.today())


def unanswered(people: Collection[int]) -> set[tuple[int, int]]:
    """Person and issue of each question that still wants their word."""
    rows = db.session.execute(
        select(Appointment.person_id, OutcomeQuestion.issue_id)
        .join(Appointment, Appointment.seat_id == OutcomeQuestion.seat_id)
        .where(*_open(), Appointment.person_id.in_(people))
    )
    return {(person_id, issue_id) for person_id, issue_id in rows}


def questions_context(mail: Mail) -> dict[str, Any]:
    """All that the person's seats still owe a word on. Raises NoLongerTrue when there is nothing."""
    questions = db.session.scalars(
        select(OutcomeQuestion)
        .join(Appointment, Appointment.seat_id == OutcomeQuestion.seat_id)
        .join(OutcomeQuestion.issue)
        .where(*_open(), Appointment.person_id == mail.person_id)
        .where(OutcomeQuestion.asked_at > mail.created_at - GIVE_UP_AFTER)
        .options(contains_eager(OutcomeQuestion.issue).joinedload(Issue.office))
        .order_by(OutcomeQuestion.id)
    ).all()
    newest = {(question.issue_id, question.seat_id): question for question in questions}
    asked = [_asked(question, mail.person_id or 0) for question in newest.values()]
    if not asked:
        raise NoLongerTrue(Untrue.DONE)
    return {"asked": asked, "action_url": asked[0].url if len(asked) == 1 else ""}


def _asked(question: OutcomeQuestion, person_id: int) -> Asked:
    token = sign("outcome", {"question": question.id, "person": person_id})
    office = question.issue.office
    return Asked(
        about=name_of_issue(question.issue),
        office=office.name if office else "",
        url=absolute("followups.outcome", token=token),
    )
