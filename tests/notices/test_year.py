"""A simulated year of a council: every step of every clock once, on working mornings, and nothing else."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain

import pytest
import time_machine
from sqlalchemy import select

from app.core import clock
from app.core.errors import Conflict
from app.core.roles import ScopeKind
from app.core.workdays import add_workdays, is_workday
from app.database import db, transaction
from app.followups.service.claims import Evidence, claim_done
from app.models.councils import Appointment
from app.models.followups import FollowUp
from app.models.issues import Issue
from app.models.notices import Event, EventKind, Mail, Notice, Reason
from app.models.outcomes import OutcomeQuestion
from app.models.states import FollowUpKind, FollowUpState, Occasion
from app.notices.commands.outbox import deliver_due
from app.worker import ROOMS

FIRST = date(2026, 1, 2)
AWAY = {date(2026, 2, 24) + timedelta(days=n) for n in range(9)}  # the worker is down for nine days
MORNING = time(8, 0)


@pytest.fixture
def people(make):
    """A council at an office, with everybody around it."""
    council = make.council()
    office = make.office_of(council)
    everybody = {
        "leader": make.leader(council),
        "director": make.director(office),
        "stand_in": make.director(office, "stand_in"),
        "coordinator": make.scope(ScopeKind.COORDINATOR, county_id=office.county_id),
    }
    db.session.commit()
    return {"council": council, **everybody}


def days(first: date, count: int) -> Iterator[date]:
    for number in range(count):
        day = first + timedelta(days=number)
        with time_machine.travel(datetime.combine(day, MORNING, clock.OSLO).astimezone(UTC), tick=False):
            yield day


def work() -> None:
    """What a worker does in a minute; on Mondays and Wednesdays twice, as two workers would."""
    for _ in range(1 + (clock.today().weekday() in (0, 2))):
        for use_case in chain.from_iterable(due(clock.now()) for due in ROOMS.values()):
            try:
                with transaction():
                    use_case()
            except Conflict:
                continue
        db.session.expunge_all()


def live(acts: dict[date, Callable[[], None]], *, count: int) -> None:
    for day in days(FIRST, count):
        if day in acts:
            with transaction():
                acts[day]()
            db.session.expunge_all()
        if day not in AWAY:
            work()
            deliver_due()


def steps_of(follow_up_id: int) -> list[tuple[int, date]]:
    """The steps that were taken, with their days."""
    rows = db.session.scalars(
        select(Event)
        .where(Event.kind == EventKind.REMINDER, Event.subject_id == follow_up_id, Event.subject == "follow_up")
        .order_by(Event.id)
    )
    return [(row.data["step"], clock.local_day(row.at)) for row in rows]


def test_a_year_of_answers_pauses_and_actions_takes_every_step_once(make, people):
    with time_machine.travel(datetime(2026, 1, 1, 12, tzinfo=UTC), tick=False):
        issues = [make.issue(people["council"]).id for _ in range(5)]
        council_id = people["council"].id
        db.session.commit()
    made: dict[str, int] = {}

    def owed(name: str, index: int, kind: FollowUpKind, *, days: int = 20, **given: object) -> Callable[[], None]:
        def act() -> None:
            issue = db.session.get_one(Issue, issues[index])
            made[name] = make.owed(issue, kind, **{"due": add_workdays(clock.today(), days), **given}).id

        return act

    def done(name: str) -> Callable[[], None]:
        return lambda: db.session.get_one(FollowUp, made[name]).move(FollowUpState.DONE, clock.now())

    def claimed(name: str) -> Callable[[], None]:
        return lambda: db.session.get_one(FollowUp, made[name]).move(FollowUpState.CLAIMED, clock.now())

    def ask_back() -> None:
        db.session.get_one(FollowUp, made["asked back"]).pause(clock.today(), clock.now())
        asked = owed(
            "clarification",
            2,
            FollowUpKind.CLARIFICATION,
            days=10,
            council_id=council_id,
            parent_id=made["asked back"],
        )
        asked()

    live(
        {
            date(2026, 1, 5): owed("never", 0, FollowUpKind.ANSWER),
            date(2026, 2, 3): owed("over the outage", 1, FollowUpKind.ANSWER),
            date(2026, 3, 11): done("over the outage"),
            date(2026, 4, 7): owed("asked back", 2, FollowUpKind.ANSWER),
            date(2026, 4, 14): ask_back,
            date(2026, 6, 1): owed("promised", 3, FollowUpKind.ACTION, due=date(2026, 9, 12)),
            date(2026, 9, 15): claimed("promised"),
            date(2026, 10, 1): owed("statement", 4, FollowUpKind.STATEMENT, council_id=council_id),
        },
        count=365,
    )

    assert steps_of(made["never"]) == [
        (-5, date(2026, 1, 26)),
        (-1, date(2026, 1, 30)),
        (1, date(2026, 2, 3)),
        (5, date(2026, 2, 9)),
        (10, date(2026, 2, 16)),
    ]
    # Due on 3 March, and nobody worked from 24 February to 4 March: of -5, -1 and +1 only the newest is sent.
    assert steps_of(made["over the outage"]) == [(1, date(2026, 3, 5)), (5, date(2026, 3, 10))]
    assert [step for step, _day in steps_of(made["clarification"])] == [-2, 1]
    assert [step for step, _day in steps_of(made["promised"])] == [-5, 1]
    assert [step for step, _day in steps_of(made["statement"])] == [-5, 1, 10]
    assert [step for step, _day in steps_of(made["asked back"])] == [-5, -1, 1, 5, 10]
    lapsed = db.session.get_one(FollowUp, made["clarification"])
    assert lapsed.state is FollowUpState.DROPPED

    every = db.session.scalars(select(Event).where(Event.kind == EventKind.REMINDER)).all()
    taken = [event for event in every if not event.data.get("skipped")]
    assert len({event.key for event in every}) == len(every)
    assert all(is_workday(clock.local_day(event.at)) for event in taken)
    assert told(taken, people) == {
        ("director", Reason.OWES),
        ("stand_in", Reason.STANDS_IN),
        ("leader", Reason.LEADER),
        ("leader", Reason.OWES),
        ("coordinator", Reason.COORDINATOR),
    }


def told(events, people) -> set[tuple[str, Reason]]:
    names = {person.id: name for name, person in people.items() if name != "council"}
    ids = [event.id for event in events]
    notices = db.session.scalars(select(Notice).where(Notice.event_id.in_(ids)))
    return {(names[notice.person_id], notice.reason) for notice in notices}


def test_a_claim_is_asked_about_at_once_after_three_and_after_twelve_months_by_one_mail_a_week(make, people, postman):
    authors = [make.representative(people["council"]) for _ in range(2)]
    issues = [make.issue(people["council"], author=authors[0]) for _ in range(2)]
    actions = [make.owed(issue, FollowUpKind.ACTION, due=date(2026, 6, 1)).id for issue in issues]
    db.session.commit()
    director = people["director"]
    evidence = Evidence(what_changed="Ny åpningstid.", where="I mottaket", since=FIRST, how_noticed="Døra er åpen.")

    def claims(index: int) -> Callable[[], None]:
        def act() -> None:
            action = db.session.get_one(FollowUp, actions[index], options=[db.joinedload(FollowUp.issue)])
            claim_done(make.actor(director), action, evidence)

        return act

    live({date(2026, 1, 6): claims(0), date(2026, 1, 8): claims(1)}, count=400)

    questions = db.session.scalars(select(OutcomeQuestion)).all()
    assert Counter(question.occasion for question in questions) == dict.fromkeys(Occasion, 2)
    mails = db.session.scalars(
        select(Mail).where(Mail.letter == "questions", Mail.person_id == authors[0].id).order_by(Mail.id)
    ).all()
    sent = [clock.local_day(mail.sent_at) for mail in mails]
    assert sent[:2] == [date(2026, 1, 6), date(2026, 1, 8)]  # of one's own issues at once
    own = [question for question in questions if question.seat_id == make.actor(authors[0]).seats[0].seat_id]
    assert len(sent) <= 2 * len(own)  # asked, and reminded once
    assert {(day.year, day.month) for day in sent} == {(2026, 1), (2026, 4), (2027, 1)}
    assert all(question.reminded_at for question in questions if question.asked_at < clock.now() - timedelta(days=20))
    assert {mail.dropped_reason for mail in mails} == {None}


def test_the_end_of_an_appointment_is_told_ninety_and_thirty_days_before_and_when_it_has_come(make, people):
    seat_holder = make.representative(people["council"])
    appointment = db.session.scalars(select(Appointment).where(Appointment.person_id == seat_holder.id)).one()
    organisation = appointment_organisation(appointment)
    contact = make.scope(ScopeKind.ORGANISATION_CONTACT, organisation_id=organisation)
    appointment.valid_to = date(2026, 5, 31)
    db.session.commit()

    live({}, count=200)

    rows = db.session.execute(
        select(Event.kind, Event.at, Notice.person_id).join(Notice, Notice.event_id == Event.id).order_by(Event.id)
    )
    days_of: dict[EventKind, set[date]] = defaultdict(set)
    people_of: dict[EventKind, set[int]] = defaultdict(set)
    for kind, at, person_id in rows:
        days_of[kind].add(clock.local_day(at))
        people_of[kind].add(person_id)
    assert days_of[EventKind.APPOINTMENT_ENDING] == {date(2026, 3, 5), date(2026, 5, 1)}  # the first day lay in AWAY
    assert people_of[EventKind.APPOINTMENT_ENDING] == {seat_holder.id, contact.id, people["coordinator"].id}
    assert days_of[EventKind.APPOINTMENT_ENDED] == {date(2026, 6, 1)}
    assert seat_holder.id in people_of[EventKind.APPOINTMENT_ENDED]


def appointment_organisation(appointment: Appointment) -> int:
    return db.session.scalars(
        db.text("SELECT organisation_id FROM seat WHERE id = :id"), {"id": appointment.seat_id}
    ).one()
