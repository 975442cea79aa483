"""Hjalp det, and whom it is asked: of a claim by nobody's seat, and of an announced change months after."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy import select

from app.access.actors import actor_for
from app.core import clock
from app.core.roles import Side
from app.database import db, transaction
from app.followups.queries import owed_by_person
from app.followups.service import claims, repeated_questions, statements
from app.followups.service.question_letters import people_to_ask, send_question_letters
from app.issues.service import closing, posting
from app.issues.service.posting import AskedDays, Text
from app.models.followups import FollowUp
from app.models.issue_enums import IssueKind, OfficeAsk, Origin, Outcome
from app.models.issues import Issue
from app.models.notices import Event, EventKind, Notice
from app.models.outcomes import OutcomeQuestion
from app.models.people import Person
from app.models.states import FollowUpKind, Occasion
from app.models.themes import Theme
from app.notices.queries.outcome_questions import LETTER
from app.notices.service.record import post_letter
from tests.followups.chain import EVIDENCE, load, told, town

ANNOUNCED = datetime(2026, 1, 5, 9, tzinfo=UTC)
CHANGED = date(2026, 2, 2)
TEXT = Text("Mottaket flytter", "Fra 2. februar er mottaket i Storgata.", Theme.APNING, IssueKind.QUESTION)


def morning(day):
    """What the clock does on a morning: the questions, and the mail that gathers them."""
    at = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    with time_machine.travel(at, tick=False):
        for use_case in repeated_questions.due(at):
            with transaction():
                use_case()
        with transaction():
            return send_question_letters(people_to_ask(at), at)


def asked(issue_id):
    """How often each seat was asked, by occasion."""
    rows = db.session.scalars(
        select(OutcomeQuestion).where(OutcomeQuestion.issue_id == issue_id).order_by(OutcomeQuestion.seat_id)
    )
    found = {}
    for row in rows:
        found.setdefault(row.occasion, []).append(row.seat_id)
    return found


@pytest.fixture
def council(make):
    council = make.council()
    council.leader = make.leader(council)
    council.member = make.representative(council)
    make.representative(council, side=Side.NAV)
    council.user_seats = [make.actor(one).seats[0].seat_id for one in (council.leader, council.member)]
    return council


def announced(make, council):
    """A change that the council has had its say about."""
    office = make.office_of(council)
    director = make.actor(make.director(office))
    with transaction():
        issue = posting.ask_council(
            director, TEXT, council_id=council.id, office_id=office.id, ask=OfficeAsk.CHANGE, days=AskedDays(CHANGED)
        )
    statement = db.session.scalars(select(FollowUp.id).where(FollowUp.kind == FollowUpKind.STATEMENT)).one()
    with transaction():
        statements.give_statement(make.actor(council.leader), load(statement), text="Utvalget støtter flyttingen.")
    return issue.id


def test_a_letter_from_while_the_clock_ran_ahead_does_not_keep_the_next_questions_back(make, council):
    with time_machine.travel(ANNOUNCED, tick=False):
        announced(make, council)
    with time_machine.travel(datetime(2028, 1, 1, 8, tzinfo=UTC)), transaction():
        for person in (council.leader, council.member):
            post_letter(person, letter=LETTER, data={})

    assert morning(date(2026, 5, 4)) == len(council.user_seats)


@pytest.mark.parametrize("ends", ["stands", "noted"])
def test_a_change_is_asked_about_after_three_and_twelve_months_once_each_to_every_user_seat(make, council, ends):
    with time_machine.travel(ANNOUNCED, tick=False):
        issue_id = announced(make, council)
        if ends == "noted":
            with transaction():
                issue = db.session.get_one(Issue, issue_id)
                closing.close_issue(make.actor(council.leader), issue, outcome=Outcome.NOTED, text="Vi har sagt vårt.")

    found, mails = [], []
    for day in (date(2026, 4, 30), date(2026, 5, 4), date(2026, 5, 5), date(2027, 2, 2), date(2027, 2, 3)):
        mails.append(morning(day))
        found.append(asked(issue_id))

    three = {Occasion.THREE_MONTHS: council.user_seats}
    both = {**three, Occasion.TWELVE_MONTHS: council.user_seats}
    assert found == [{}, three, three, both, both]
    assert mails == [0, 2, 0, 2, 0]
    events = db.session.scalars(select(Event.id).where(Event.kind == EventKind.OUTCOME_ASKED)).all()
    assert len(events) == 2
    for event_id in events:
        people = db.session.scalars(select(Notice.person_id).where(Notice.event_id == event_id))
        assert set(people) == {council.leader.id, council.member.id}
    member = actor_for(db.session(), db.session.get_one(Person, council.member.id), clock.today())
    assert {one.occasion for one in owed_by_person.outcome_questions_for(member)} == set(both)


def test_a_change_that_the_office_took_back_is_asked_about_no_more(make, council):
    with time_machine.travel(ANNOUNCED, tick=False):
        issue_id = announced(make, council)
        with transaction():
            issue = db.session.get_one(Issue, issue_id)
            closing.withdraw_issue(make.actor(db.session.get_one(Person, issue.registered_by_id)), issue)

    morning(date(2026, 5, 4))

    assert asked(issue_id) == {}


def test_what_the_council_noted_without_a_change_is_asked_about_no_more(make):
    here = town(make)
    here.claimed()
    issue = db.session.get_one(Issue, here.issue.id)
    author = db.session.get_one(Person, here.author)
    before = len(owed_by_person.outcome_questions_for(make.actor(author)))
    issue.state, issue.outcome, issue.closed_at = "closed", Outcome.NOTED, clock.now()
    db.session.commit()

    assert (before, owed_by_person.outcome_questions_for(make.actor(author))) == (1, [])


def test_what_came_from_somebody_without_a_seat_is_asked_of_the_councils_user_seats(make):
    here = town(make)
    issue = db.session.get_one(Issue, here.issue.id)
    user_seats = {here.leader.id, here.member.id, here.author}
    issue.origin, issue.author_id, issue.author_seat_id = Origin.PUBLIC, None, None
    issue.registered_by_id, issue.on_behalf_of, issue.consent_noted = here.secretary.id, "en pårørende", True
    db.session.commit()
    action = here.promised()

    with transaction():
        claims.claim_done(make.actor(here.director), action, EVIDENCE)

    assert told(EventKind.OUTCOME_ASKED) == user_seats


@pytest.mark.parametrize(("own", "letters"), [(True, 1), (False, 0)])
def test_a_question_about_ones_own_issue_is_asked_at_once_and_others_once_a_week(make, council, own, letters):
    author = council.member if own else council.leader
    mine = make.issue(council, author=author)
    with time_machine.travel(datetime(2026, 5, 4, 8, tzinfo=UTC)), transaction():
        for person in (council.leader, council.member):
            post_letter(person, letter=LETTER, data={})
    seat_id = make.actor(council.member).seats[0].seat_id
    asked_at = datetime(2026, 5, 5, 8, tzinfo=UTC)
    make._add(OutcomeQuestion(issue_id=mine.id, seat_id=seat_id, occasion=Occasion.CLAIM, asked_at=asked_at))

    found = [person for person in people_to_ask(datetime(2026, 5, 5, 9, tzinfo=UTC)) if person == council.member.id]

    assert len(found) == letters
