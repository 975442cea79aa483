"""Is a question still open? One answer, for rows and in queries, and nobody is reminded of a closed one."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.database import db, transaction
from app.followups.queries import owed_by_person
from app.followups.service import claims, repeated_questions, verdicts
from app.followups.service.question_letters import people_to_ask, send_question_letters
from app.models.followups import FollowUp
from app.models.issue_enums import OfficeAsk, Origin, Outcome
from app.models.issues import Issue
from app.models.notices import Event, EventKind, Mail
from app.models.outcomes import OutcomeQuestion
from app.models.people import Person
from app.models.states import FollowUpKind, FollowUpState, IssueState, Occasion
from app.notices.queries.outcome_questions import unanswered_questions
from app.notices.service.outcome_questions import link_to
from tests.followups.chain import EVIDENCE, load, town

S = FollowUpState
ENDS = {S.DONE, S.DROPPED, S.HANDED_ON}
ASKING = {None, Outcome.SOLVED, Outcome.PARTLY, Outcome.NOT_SOLVED, Outcome.NOT_PURSUED}


def expected(occasion, state, row_round, outcome, change):
    """By hand, from the rules: about a claim until it is judged; later as long as nothing newer is claimed."""
    if outcome not in ASKING and not (outcome is Outcome.NOTED and change):
        return False
    if state is None:
        return True
    if row_round != 1:
        return False
    return occasion is not Occasion.CLAIM or state is S.CLAIMED


CASES = list(
    product(Occasion, [None, S.RUNNING, S.CLAIMED, S.DONE, S.DROPPED], [1, 2], [None, *Outcome], [False, True])
)


def test_rows_and_queries_say_the_same_of_every_case(make):
    council = make.council()
    author = make.representative(council)
    seat = make.actor(author).seats[0].seat_id
    other = make.issue(council, author=author)
    asked = {}
    for occasion, state, row_round, outcome, change in CASES:
        ends = {"state": IssueState.CLOSED, "outcome": outcome, "closed_at": clock.now()} if outcome else {}
        merged = {"merged_into_id": other.id} if outcome is Outcome.MERGED else {}
        ask = {"office_ask": OfficeAsk.CHANGE, "origin": Origin.OFFICE} if change else {}
        issue = make.issue(council, author=author, **ends, **merged, **ask)
        row = None
        if state is not None:
            over = {"ended_at": clock.now()} if state in ENDS else {}
            why = {"drop_reason": "closed"} if state is S.DROPPED else {}
            given = {"kind": FollowUpKind.ACTION, "office_id": issue.office_id, "started_on": clock.today()}
            dates = {"due": clock.today(), "original_due": clock.today(), "created_at": clock.now()}
            row = FollowUp(issue_id=issue.id, state=state, round=row_round, **given, **dates, **over, **why)
            db.session.add(row)
            db.session.flush()
        question = OutcomeQuestion(
            issue_id=issue.id,
            follow_up_id=row.id if row else None,
            seat_id=seat,
            occasion=occasion,
            asked_at=clock.now(),
        )
        db.session.add(question)
        db.session.flush()
        asked[question.id] = (occasion, state, row_round, outcome, change)
    db.session.commit()
    db.session.expunge_all()

    around = (joinedload(OutcomeQuestion.issue), joinedload(OutcomeQuestion.follow_up))
    rows = {one.id: one.is_open for one in db.session.scalars(select(OutcomeQuestion).options(*around))}
    found = set(db.session.scalars(select(OutcomeQuestion.id).where(OutcomeQuestion.is_open)))
    joined = set(
        db.session.scalars(
            select(OutcomeQuestion.id)
            .outerjoin(FollowUp, FollowUp.id == OutcomeQuestion.follow_up_id)
            .join(Issue, Issue.id == OutcomeQuestion.issue_id)
            .where(OutcomeQuestion.is_open)
        )
    )

    right = {one: expected(*case) for one, case in asked.items()}
    assert rows == right
    assert found == joined == {one for one, is_open in right.items() if is_open}


@pytest.fixture
def mailed():
    """What the clock does on a morning; the mail is sent at once."""

    def morning(at):
        with time_machine.travel(at, tick=False):
            for use_case in repeated_questions.due(at):
                with transaction():
                    use_case()
            with transaction():
                send_question_letters(people_to_ask(at), at)
                for mail in db.session.scalars(select(Mail).where(Mail.sent_at.is_(None))):
                    mail.sent_at = at

    return morning


def test_claimed_contested_and_claimed_again_reminds_once_and_of_the_new_claim(make, mailed):
    start = datetime(2026, 2, 2, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        here = town(make)
        action = here.claimed()
    mailed(start + timedelta(hours=1))
    with time_machine.travel(start + timedelta(days=1), tick=False):
        with transaction():
            verdicts.contest_claim(make.actor(here.leader), load(action.id), reason="Døra er låst.", days=20)
        with transaction():
            claims.claim_done(make.actor(here.director), load(action.id), EVIDENCE)
    for day in range(8, 30):
        mailed(start + timedelta(days=day, hours=1))

    reminded = db.session.execute(select(Event.subject_id).where(Event.kind == EventKind.OUTCOME_REMINDED)).scalars()
    rounds = dict(db.session.execute(select(OutcomeQuestion.id, OutcomeQuestion.round)).all())
    assert [rounds[one] for one in reminded] == [2]


def test_a_reminder_that_was_due_says_nothing_when_the_claim_is_judged_meanwhile(make):
    here = town(make)
    action = here.claimed()
    question = db.session.scalars(select(OutcomeQuestion.id)).one()
    with transaction():
        verdicts.contest_claim(make.actor(here.leader), load(action.id), reason="Døra er låst.", days=20)
    with transaction():
        repeated_questions.remind_of_question(question)

    assert db.session.scalars(select(Event.id).where(Event.kind == EventKind.OUTCOME_REMINDED)).all() == []


def test_a_word_on_a_judged_claim_is_asked_for_nowhere_and_taken_nowhere(make, visit):
    here = town(make)
    action = here.claimed()
    question = db.session.scalars(select(OutcomeQuestion.id)).one()
    link = link_to(question, here.author)
    author = db.session.get_one(Person, here.author)
    assert unanswered_questions([here.author]) == {(here.author, here.issue.id)}
    with transaction():
        verdicts.contest_claim(make.actor(here.leader), load(action.id), reason="Døra er låst.", days=20)

    assert unanswered_questions([here.author]) == set()
    assert owed_by_person.outcome_questions_for(make.actor(author)) == []
    assert visit(None).get(link).status_code == 410
    assert visit(None).post(link, {"word": "solved"}).status_code == 410
    address = f"/innspill/{here.issue.reference}/hjalp-det/{question}"
    assert visit(author).get(address).status_code == 302
    assert visit(author).post(address, {"word": "solved"}).status_code == 409
    assert db.session.scalars(select(OutcomeQuestion.word)).all() == [None]
