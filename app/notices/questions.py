"""The question whether it helped, by mail: all that one person is asked is one letter, once a week at most."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.orm import contains_eager, joinedload

from app.access.validity import in_force
from app.core import clock
from app.database import db
from app.models.base import UTCDateTime
from app.models.councils import Appointment, Council
from app.models.followups import OutcomeQuestion
from app.models.issues import Issue
from app.models.notices import Event, Mail, Notice
from app.models.people import Person
from app.notices.links import absolute, sign
from app.notices.names import THEMES
from app.notices.record import BUNDLED, post
from app.notices.truth import NoLongerTrue, Untrue
from app.notices.wording import name_of_issue

LETTER = "questions"
LINK = "outcome"  # the purpose of the signed link
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
# Later than that it is a question about memory: whoever wants to answer finds it on Min side.
GIVE_UP_AFTER = timedelta(days=60)


@dataclass(frozen=True)
class Asked:
    """One question: reference, office, theme, and the signed link that leads to its button."""

    about: str
    office: str
    theme: str
    url: str


def waiting(now: datetime) -> Sequence[int]:
    """Who has questions without a word, and has had no letter about them, or none for a week."""
    return db.session.scalars(_to_ask(now)).all()


def gather(people: Collection[int], now: datetime) -> int:
    """One letter for each of these people who is still waiting: two workers at once find them waiting once."""
    db.session.execute(select(Person.id).where(Person.id.in_(people)).order_by(Person.id).with_for_update())
    found = db.session.scalars(select(Person).where(Person.id.in_(_to_ask(now)), Person.id.in_(people))).all()
    mails = [(person, post(person, letter=LETTER, data={})) for person in found]
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
        .where(*_open(), OutcomeQuestion.asked_at > now - GIVE_UP_AFTER)
        .where(Person.active.is_(True), Person.email.is_not(None), Person.mail_refused_at.is_(None))
        .where(or_(last.is_(None), and_(last < asked_at, last < now - A_WEEK)))
        .distinct()
        .order_by(Appointment.person_id)
    )


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


def questions_context(mail: Mail) -> tuple[dict[str, Any], Council | None]:
    """All that the person's seats still owe a word on, and the council that asks, where it is one.

    Raises NoLongerTrue when there is nothing.
    """
    questions = db.session.scalars(
        select(OutcomeQuestion)
        .join(Appointment, Appointment.seat_id == OutcomeQuestion.seat_id)
        .join(OutcomeQuestion.issue)
        .where(*_open(), Appointment.person_id == mail.person_id)
        .where(OutcomeQuestion.asked_at > mail.created_at - GIVE_UP_AFTER)
        .options(contains_eager(OutcomeQuestion.issue).options(joinedload(Issue.office), joinedload(Issue.council)))
        .order_by(OutcomeQuestion.id)
    ).all()
    newest = {(question.issue_id, question.seat_id): question for question in questions}
    asked = [_asked(question, mail.person_id or 0) for question in newest.values()]
    if not asked:
        raise NoLongerTrue(Untrue.DONE)
    councils = {question.issue.council for question in newest.values()}
    council = councils.pop() if len(councils) == 1 else None
    context = {
        "asked": asked,
        "action_url": asked[0].url if len(asked) == 1 else "",
        "council": council.name if council is not None else "",
        "reminds": all(question.reminded_at is not None for question in newest.values()),
    }
    return context, council


def _asked(question: OutcomeQuestion, person_id: int) -> Asked:
    office = question.issue.office
    return Asked(
        about=name_of_issue(question.issue),
        office=office.name if office else "",
        theme=str(THEMES[question.issue.theme]),
        url=link_to(question.id, person_id),
    )


def link_to(question_id: int, person_id: int) -> str:
    """The address in the letter: for one question and one reader, who need not sign in."""
    return absolute("followups.outcome", token=sign(LINK, {"question": question_id, "person": person_id}))
