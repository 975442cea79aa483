"""Hjalp det, one more time: after three and twelve months, and once more a week after a question without a word."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from app.access.validity import in_force
from app.core import clock, workdays
from app.core.actor import ANYONE
from app.core.roles import Side
from app.database import db, hold
from app.followups.service.outcome_questions import ask_outcome, can_answer, user_seats
from app.models.councils import Appointment, Seat
from app.models.followups import Claim, FollowUp
from app.models.issue_enums import OfficeAsk
from app.models.issues import Issue, Reopening, Support
from app.models.notices import EventKind, Mail
from app.models.outcomes import OutcomeQuestion
from app.models.people import Person
from app.models.states import Occasion, Verdict
from app.notices.queries.outcome_questions import LETTER
from app.notices.queries.recipients import seat_holders
from app.notices.service.record import record

UseCase = Callable[[], object]

MONTHS = {Occasion.THREE_MONTHS: 3, Occasion.TWELVE_MONTHS: 12}
MORNING = time(7)
REMIND_AFTER = timedelta(days=7)
# After a longer outage than this the question is not asked any more: it would ask about another time.
TOO_LATE = timedelta(days=60)


def due(now: datetime) -> Iterator[UseCase]:
    """Use cases, each idempotent and for a transaction of its own. Only on the mornings of working days."""
    today = clock.local_day(now)
    if clock.local(now).time() < MORNING or not workdays.is_workday(today):
        return
    for occasion in MONTHS:
        for follow_up_id in _claims_to_ask_about(today, occasion):
            yield partial(ask_about_claim, follow_up_id, occasion=occasion)
        for issue_id in _changes_to_ask_about(today, occasion):
            yield partial(ask_about_change, issue_id, occasion=occasion)
    for question_id in _without_a_word(now):
        yield partial(remind_of_question, question_id)


def ask_about_claim(follow_up_id: int, *, occasion: Occasion) -> None:
    """The seats that were asked when it was claimed done are asked if it still helps."""
    around = [joinedload(FollowUp.issue)]
    follow_up = db.session.get_one(FollowUp, follow_up_id, options=around, populate_existing=True)
    hold(follow_up)
    if db.session.scalar(_asked(follow_up, occasion)) is None:
        ask_outcome(ANYONE, follow_up.issue, follow_up=follow_up, occasion=occasion)


def ask_about_change(issue_id: int, *, occasion: Occasion) -> None:
    """Every user seat of the council is asked how an announced change turned out."""
    issue = db.session.get_one(Issue, issue_id)
    hold(issue)
    asked_already = select(OutcomeQuestion.id).where(
        OutcomeQuestion.issue_id == issue.id, OutcomeQuestion.occasion == occasion
    )
    if db.session.scalar(asked_already) is not None:
        return
    seats = user_seats(issue.council_id)
    now = clock.now()
    questions = [
        OutcomeQuestion(issue_id=issue.id, seat_id=seat_id, occasion=occasion, asked_at=now) for seat_id in seats
    ]
    db.session.add_all(questions)
    db.session.flush()  # the mails link to them
    record(EventKind.OUTCOME_ASKED, ANYONE, about=issue, to=seat_holders(seats))


def remind_of_question(question_id: int) -> None:
    """Once more, and then never again."""
    around = [joinedload(OutcomeQuestion.issue), joinedload(OutcomeQuestion.follow_up)]
    question = db.session.get_one(OutcomeQuestion, question_id, options=around, populate_existing=True)
    hold(question)
    if question.word is not None or question.reminded_at is not None or not question.is_open:
        return
    question.reminded_at = clock.now()
    record(
        EventKind.OUTCOME_REMINDED,
        ANYONE,
        issue=question.issue,
        about=question,
        to=seat_holders([question.seat_id]),
        key=f"outcome_reminded:{question.id}",
    )


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last; moved to a working day."""
    year, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + year, month + 1)[1]
    return workdays.on_or_after_workday(date(day.year + year, month + 1, min(day.day, last)))


def _claims_to_ask_about(today: date, occasion: Occasion) -> list[int]:
    """Follow-ups whose claim is that old, was not contested, and that nobody has been asked about on this occasion."""
    rows = db.session.execute(
        select(FollowUp.id, Claim.at)
        .join(Claim, and_(Claim.follow_up_id == FollowUp.id, Claim.round == FollowUp.round))
        .join(Issue, Issue.id == FollowUp.issue_id)
        .where(or_(Claim.verdict.is_(None), Claim.verdict != Verdict.CONTESTED), Issue.still_asks)
        .where(Claim.at >= clock.start_of(_earliest(today, occasion)))
        .where(~exists().where(Reopening.issue_id == Issue.id, Reopening.at >= Claim.at))  # it has been said since
        .where(
            ~exists().where(
                OutcomeQuestion.follow_up_id == FollowUp.id,
                OutcomeQuestion.occasion == occasion,
                OutcomeQuestion.round == FollowUp.round,
            )
        )
        .where(or_(_has_user_seat(today), _has_seat_of_its_own(today)))
        .order_by(FollowUp.id)
    )
    months = MONTHS[occasion]
    return [row.id for row in rows if months_after(clock.local_day(row.at), months) <= today]


def _changes_to_ask_about(today: date, occasion: Occasion) -> list[int]:
    rows = db.session.execute(
        select(Issue.id, Issue.change_on)
        .where(Issue.office_ask == OfficeAsk.CHANGE, Issue.still_asks)
        .where(Issue.change_on >= _earliest(today, occasion), Issue.change_on <= today)
        .where(~exists().where(OutcomeQuestion.issue_id == Issue.id, OutcomeQuestion.occasion == occasion))
        .where(_has_user_seat(today))
        .order_by(Issue.id)
    )
    return [row.id for row in rows if row.change_on and months_after(row.change_on, MONTHS[occasion]) <= today]


def _has_user_seat(today: date) -> ColumnElement[bool]:
    """Where nobody can be asked, nothing is: without this the same issue would be due again each minute."""
    return exists().where(Seat.council_id == Issue.council_id, Seat.side == Side.USER, can_answer(today))


def _has_seat_of_its_own(today: date) -> ColumnElement[bool]:
    """The author's, or one that supports the issue at this office or sits in its council."""
    here = or_(
        Support.office_id == func.coalesce(FollowUp.office_id, Issue.office_id), Seat.council_id == Issue.council_id
    )
    supports = exists().where(
        Support.issue_id == Issue.id, Support.withdrawn_at.is_(None), Support.seat_id == Seat.id, can_answer(today)
    )
    return or_(supports.where(here), exists().where(Seat.id == Issue.author_seat_id, can_answer(today)))


def _without_a_word(now: datetime) -> list[int]:
    """Questions whose mail left a week ago; for a person without an address, whose letter was ordered then."""
    then = now - REMIND_AFTER
    mailed = exists().where(
        Mail.letter == LETTER,
        Mail.person_id == Appointment.person_id,
        Mail.sent_at <= then,
        Mail.created_at >= OutcomeQuestion.asked_at,
    )
    on_paper = and_(Person.email.is_(None), OutcomeQuestion.asked_at <= then)
    return list(
        db.session.scalars(
            select(OutcomeQuestion.id)
            .join(Appointment, Appointment.seat_id == OutcomeQuestion.seat_id)
            .join(Person, Person.id == Appointment.person_id)
            .join(Seat, Seat.id == Appointment.seat_id)
            .where(OutcomeQuestion.word.is_(None), OutcomeQuestion.is_open, OutcomeQuestion.reminded_at.is_(None))
            .where(OutcomeQuestion.asked_at > now - TOO_LATE, or_(mailed, on_paper))
            .where(Appointment.rank == 0, in_force(Appointment, clock.local_day(now)), can_answer(clock.local_day(now)))
            .distinct()
            .order_by(OutcomeQuestion.id)
        )
    )


def _asked(follow_up: FollowUp, occasion: Occasion) -> Select[int]:
    return select(OutcomeQuestion.id).where(
        OutcomeQuestion.follow_up_id == follow_up.id,
        OutcomeQuestion.occasion == occasion,
        OutcomeQuestion.round == follow_up.round,
    )


def _earliest(today: date, occasion: Occasion) -> date:
    """What lies before this day was due too long ago."""
    return today - timedelta(days=31 * MONTHS[occasion]) - TOO_LATE
