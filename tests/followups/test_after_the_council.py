"""A council has ended: what it had closed is its heir's to ask about and to open again."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import select

from app.core import clock
from app.core.workdays import add_workdays
from app.councils.service import succession
from app.database import db, transaction
from app.followups.service import outcome_questions, repeated_questions, verdicts
from app.issues.service import closing
from app.models.councils import Council
from app.models.issues import Issue
from app.models.notices import Event, EventKind, Notice
from app.models.outcomes import OutcomeQuestion
from app.models.places import County
from app.models.states import FollowUpKind, IssueState, Occasion, OutcomeWord, Verdict
from tests.followups.chain import EARLY, town


@pytest.fixture
def ended(make):
    """A claim confirmed and closed by a council that has ended since."""
    here = town(make)
    here.claimed()
    with transaction():
        leader = make.actor(here.leader)
        verdicts.confirm_action(
            leader, here.row(FollowUpKind.ACTION), verdict=Verdict.CONFIRMED, close=True, early_reason=EARLY
        )
    council = db.session.get_one(Council, here.issue.council_id)
    heir = make.council(office=make.office_of(council))
    leader = make.leader(heir)
    coordinator = make.coordinator(db.session.get_one(County, make.office_of(council).county_id))
    db.session.commit()
    with transaction():
        assert succession.end_council(make.actor(coordinator), council, heir=heir, on=clock.today()) is None
    return SimpleNamespace(make=make, issue_id=here.issue.id, heir=heir, leader=leader, before=here)


def in_three_months():
    day = add_workdays(clock.today() + timedelta(days=93), 1)
    return time_machine.travel(clock.start_of(day) + timedelta(hours=9), tick=False)


def ask():
    for use_case in list(repeated_questions.due(clock.now())):
        with transaction():
            use_case()
    query = select(OutcomeQuestion).where(OutcomeQuestion.occasion == Occasion.THREE_MONTHS)
    return db.session.scalars(query).all()


def test_the_seats_of_the_heir_are_asked_whether_it_still_helps_and_can_answer(ended):
    with in_three_months():
        asked = ask()
        assert [one.seat_id for one in asked] == [ended.make.actor(ended.leader).seats[0].seat_id]
        with transaction():
            word = {"word": OutcomeWord.NOT, "text": "Det er som før."}
            outcome_questions.answer_outcome_question(
                ended.make.actor(ended.leader), outcome_questions.question_by_id(asked[0].id), **word
            )


def test_the_heir_opens_what_the_council_had_closed(ended):
    with transaction():
        issue = db.session.get_one(Issue, ended.issue_id)
        assert closing.reopen_issue(ended.make.actor(ended.leader), issue, reason="Det er som før.")

    assert db.session.get_one(Issue, ended.issue_id).state is IssueState.WITH_OFFICE


def test_nobody_is_written_to_because_something_closed_has_another_council(ended):
    moved = select(Event.id).where(Event.kind == EventKind.ISSUE_HANDED_OVER, Event.issue_id == ended.issue_id)

    assert len(db.session.scalars(moved).all()) == 1
    assert db.session.scalars(select(Notice).where(Notice.event_id.in_(moved))).all() == []


def test_nothing_is_asked_where_the_council_has_ended_and_nobody_can_answer(ended):
    """Of a council that ended before its closed issues went along."""
    with transaction():
        db.session.get_one(Issue, ended.issue_id).council_id = ended.before.issue.born_council_id

    with in_three_months():
        assert ask() == []
        assert list(repeated_questions.due(clock.now())) == []
