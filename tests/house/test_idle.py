"""A worker that has done what is due has nothing to write the next minute, whatever stands in the tables."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import chain

import pytest
import time_machine
from sqlalchemy import Connection, event, func, select

from app.core import clock
from app.core.actor import ANYONE
from app.core.roles import ScopeKind, Side
from app.core.workdays import add_workdays
from app.database import db, is_writing, transaction
from app.models.councils import Appointment
from app.models.followups import Claim
from app.models.issue_enums import OfficeAsk
from app.models.issues import Issue
from app.models.notices import Event, EventKind, Mail
from app.models.outcomes import OutcomeQuestion
from app.models.people import Delivery, DeliveryWish, Device, KeptForm, LinkPurpose, OneTimeLink, SignInTry
from app.models.states import FollowUpKind, FollowUpState, Occasion
from app.notices.due import PEOPLE_AT_ONCE
from app.notices.service.record import record
from app.worker import ROOMS, Worker
from tests.make import Make

MORNING = datetime(2026, 3, 10, 8, 0, tzinfo=clock.OSLO)  # a Tuesday
TODAY = MORNING.date()


@pytest.fixture
def morning(clean: None) -> Iterator[datetime]:
    with time_machine.travel(MORNING, tick=False):
        yield MORNING


@contextmanager
def counted() -> Iterator[list[str]]:
    """The writing transactions that begin inside, each by its first statement."""
    begun: list[str] = []

    def on_begin(_connection: Connection) -> None:
        if is_writing():
            begun.append("BEGIN")

    event.listen(db.engine, "begin", on_begin)
    try:
        yield begun
    finally:
        event.remove(db.engine, "begin", on_begin)


def ending_appointments(make: Make) -> None:
    """Told ninety days before, thirty days before, both missed, too short to be told of, and over."""
    council = make.council()
    for days, began in ((80, date(2020, 1, 1)), (20, date(2020, 1, 1)), (20, TODAY - timedelta(days=50)), (-5, None)):
        appointment = _appointment_of(make, make.representative(council))
        appointment.valid_from = began or date(2020, 1, 1)
        appointment.valid_to = TODAY + timedelta(days=days)
    short = _appointment_of(make, make.representative(council))
    short.valid_from, short.valid_to = TODAY - timedelta(days=1), TODAY + timedelta(days=10)


def _appointment_of(make: Make, person: object) -> Appointment:
    return db.session.scalars(select(Appointment).where(Appointment.person_id == person.id)).one()


def clocks_that_run(make: Make) -> None:
    """Every kind, before the day, on it and long after it."""
    council = make.council()
    make.leader(council)
    for kind in FollowUpKind:
        for days in (-30, -1, 0, 5, 12):
            issue, given = make.issue(council), {"started_on": TODAY - timedelta(days=90)}
            if kind is FollowUpKind.CLARIFICATION:
                asked_back = make.owed(issue, **given)
                asked_back.pause(TODAY - timedelta(days=60), MORNING)
                given["parent_id"] = asked_back.id
            if kind not in (FollowUpKind.ANSWER, FollowUpKind.ACTION):
                given["council_id"] = council.id
            make.owed(issue, kind, due=add_workdays(TODAY, days), **given)


def claims_to_ask_about(make: Make) -> None:
    """Claimed three months ago: in a council with seats, and in one where nobody can be asked."""
    for seats in (True, False):
        council = make.council()
        issue = make.issue(council, author=make.secretary(council, side=Side.NAV))
        if seats:
            make.representative(council)
        action = make.owed(issue, FollowUpKind.ACTION)
        action.state = FollowUpState.CLAIMED
        words = dict.fromkeys(("what_changed", "where", "how_noticed", "by_name", "by_title"), "Rampe")
        at, author = MORNING - timedelta(days=95), issue.author_id
        make._add(Claim(follow_up_id=action.id, since=TODAY, at=at, person_id=author, **words))


def changes_to_ask_about(make: Make) -> None:
    for seats in (True, False):
        council = make.council()
        if seats:
            make.representative(council)
        issue: Issue = make.issue(council, author=make.secretary(council))
        issue.office_ask, issue.change_on = OfficeAsk.CHANGE, TODAY - timedelta(days=95)


def questions_without_a_word(make: Make) -> None:
    for email in ("a@example.org", None):
        council = make.council()
        person = make.representative(council, email=email)
        question = {"seat_id": make.actor(person).seats[0].seat_id, "occasion": Occasion.THREE_MONTHS, "round": 1}
        make._add(OutcomeQuestion(issue_id=make.issue(council).id, asked_at=MORNING - timedelta(days=9), **question))


def news_for_digests(make: Make) -> None:
    council = make.council()
    for delivery, given in ((Delivery.DAILY, {}), (Delivery.WEEKLY, {}), (Delivery.DAILY, {"email": None})):
        leader = make.leader(council, **given)
        make._add(DeliveryWish(person_id=leader.id, kind="answers", delivery=delivery))
    with clock.as_if(MORNING - timedelta(days=3)):
        record(EventKind.ANSWER_GIVEN, ANYONE, about=make.issue(council))


def things_of_the_past(make: Make) -> None:
    person, old = make.person(), MORNING - timedelta(days=60)
    make._add(Device(token_hash="d", person_id=person.id, created_at=old, seen_at=old, expires_at=old, label="x"))
    make._add(OneTimeLink(purpose=LinkPurpose.SIGN_IN, nonce_hash="n", created_at=old, expires_at=old))
    make._add(KeptForm(key_hash="k", path="/", fields={}, created_at=old))
    make._add(SignInTry(address_hash="a", at=old))
    for _ in range(3):
        make._add(SignInTry(address_hash="b", person_id=person.id, at=MORNING - timedelta(hours=1)))


SCENES = [
    ending_appointments,
    clocks_that_run,
    claims_to_ask_about,
    changes_to_ask_about,
    questions_without_a_word,
    news_for_digests,
    things_of_the_past,
]


@pytest.mark.parametrize("scene", SCENES)
def test_the_second_round_of_a_minute_writes_nothing(app, make, morning, scene: Callable[[Make], None]):
    with transaction():
        scene(make)
        make.scope(ScopeKind.ADMINISTRATOR)

    with counted() as first:
        do_what_is_due()
    with counted() as second:
        do_what_is_due()

    assert len(first) > 0
    assert second == []


def do_what_is_due() -> None:
    for use_case in chain.from_iterable(due(clock.now()) for due in ROOMS.values()):
        with transaction():
            use_case()
    db.session.expunge_all()


def test_an_idle_round_asks_few_questions_however_many_appointments_end(make, morning, count_queries):
    def statements_with(more: int) -> int:
        council = make.council()
        for _ in range(more):
            _appointment_of(make, make.representative(council)).valid_to = TODAY + timedelta(days=80)
        db.session.commit()
        do_what_is_due()
        with count_queries() as asked:
            do_what_is_due()
        return len(asked)

    assert statements_with(1) == statements_with(30) <= 30


def test_the_worker_itself_writes_only_its_sign_of_life(app, make, morning):
    with transaction():
        news_for_digests(make)
    Worker(app).once()

    with counted() as begun:
        Worker(app).once()

    assert begun == ["BEGIN"]


def test_many_letters_are_made_fifty_at_a_time_so_that_others_come_in_between(make, morning):
    council = make.council()
    people = [make.representative(council) for _ in range(2 * PEOPLE_AT_ONCE + 1)]
    issue = make.issue(council, author=people[0])
    for person in people:
        seat_id = make.actor(person).seats[0].seat_id
        asked = {"seat_id": seat_id, "occasion": Occasion.THREE_MONTHS, "round": 1}
        make._add(OutcomeQuestion(issue_id=issue.id, asked_at=MORNING - timedelta(days=1), **asked))
        make._add(DeliveryWish(person_id=person.id, kind="meetings", delivery=Delivery.DAILY))
    with clock.as_if(MORNING - timedelta(days=1)):
        record(EventKind.ADVICE_GIVEN, ANYONE, about=issue)
    db.session.commit()

    counts = []
    for use_case in chain.from_iterable(due(clock.now()) for due in ROOMS.values()):
        with transaction():
            use_case()
        counts.append(db.session.scalar(select(func.count()).select_from(Mail)))

    grown = [after - before for before, after in zip([0, *counts], counts, strict=False)]
    assert max(grown) == PEOPLE_AT_ONCE
    letters = db.session.execute(select(Mail.letter, func.count()).group_by(Mail.letter)).all()
    assert {tuple(row) for row in letters} == {("questions", len(people)), ("digest", len(people))}


def test_events_are_not_written_again_and_again_where_nobody_can_be_asked(make, morning):
    with transaction():
        changes_to_ask_about(make)
    for _ in range(3):
        do_what_is_due()

    asked = select(func.count()).select_from(Event).where(Event.kind == EventKind.OUTCOME_ASKED)
    assert db.session.scalar(asked) == 1
