"""Before any asked seat has answered or had time to, the council says why it decides, and everybody reads it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock, workdays
from app.core.errors import Invalid
from app.database import db, transaction
from app.followups.service import outcome_questions, verdicts
from app.issues.service import closing
from app.models.followups import Claim
from app.models.issue_enums import Outcome
from app.models.issues import Issue
from app.models.outcomes import OutcomeQuestion
from app.models.people import Person
from app.models.states import FollowUpKind, FollowUpState, OutcomeWord, Verdict
from tests.followups.chain import load, nav_led, town

WHY = "Døra skulle vært åpen i dag, og vi ser at den er det."


@pytest.fixture
def on(monkeypatch):
    """Sets the day."""
    return lambda day: monkeypatch.setattr(clock, "now", lambda: clock.start_of(day) + timedelta(hours=10))


def confirm(here, by=None, **given):
    with transaction():
        action = load(here.row(FollowUpKind.ACTION).id)
        return verdicts.confirm_action(
            here.make.actor(by or here.leader), action, **{"verdict": Verdict.CONFIRMED, **given}
        )


def close(here, by=None, **given):
    with transaction():
        issue = db.session.get_one(Issue, here.issue.id)
        said = {"outcome": Outcome.SOLVED, "text": "Det hjalp.", **given}
        return closing.close_issue(here.make.actor(by or here.leader), issue, **said)


def answered(here):
    question = db.session.scalars(select(OutcomeQuestion.id)).first()
    author = here.make.actor(db.session.get_one(Person, here.author))
    with transaction():
        outcome_questions.answer_outcome_question(
            author, outcome_questions.question_by_id(question), word=OutcomeWord.SOLVED
        )


PARTLY = {"verdict": Verdict.CONFIRMED_PARTLY}
JUDGES = [confirm, lambda here, **given: confirm(here, **PARTLY, **given), close]
IDS = ["confirm", "confirm partly", "close"]


@pytest.mark.parametrize("judge", JUDGES, ids=IDS)
def test_before_anybody_has_answered_the_council_says_why_it_does_not_wait(make, judge):
    here = town(make)
    here.claimed()

    with pytest.raises(Invalid) as refused:
        judge(here)
    assert refused.value.field == "early_reason"
    assert load(here.row(FollowUpKind.ACTION).id).state is FollowUpState.CLAIMED

    assert judge(here, early_reason=WHY)


@pytest.mark.parametrize("judge", JUDGES, ids=IDS)
def test_when_one_has_answered_no_reason_is_asked_for(make, judge):
    here = town(make)
    here.claimed()
    answered(here)

    assert judge(here)


@pytest.mark.parametrize("judge", JUDGES, ids=IDS)
def test_after_ten_working_days_no_reason_is_asked_for(make, on, judge):
    here = town(make)
    here.claimed()
    asked = clock.today()

    on(workdays.add_workdays(asked, 9))
    with pytest.raises(Invalid):
        judge(here)
    on(workdays.add_workdays(asked, 10))
    assert judge(here)


def test_the_second_yes_needs_the_reason_as_well_and_says_it_with_the_first(make, visit):
    here = nav_led(make)
    action = here.claimed()
    address = f"/innspill/{here.issue.reference}/hjalp/{action.id}"
    typed = {"verdict": "confirmed", "text": "Den er åpen.", "days": "20"}

    assert visit(here.member).post(address, typed).status_code == 422
    assert visit(here.member).post(address, {**typed, "early_reason": WHY}).status_code == 303
    second = visit(here.leader)
    page = second.get(address).text
    assert f'name="early_reason" value="{WHY}"' in page
    assert second.post(address, typed).status_code == 422
    assert second.post(address, {**typed, "early_reason": WHY}).status_code == 303

    assert db.session.scalars(select(Claim.early_reason)).one() == WHY


def test_two_close_early_with_one_press_each_and_the_reason_is_read(make, visit):
    here = nav_led(make)
    here.claimed()
    assert not close(here, by=here.member, early_reason=WHY)
    second = visit(here.leader)
    page = second.get(f"/innspill/{here.issue.reference}").text
    assert WHY in page
    path = page.split("/ja/", 1)[1].split('"', 1)[0]

    assert second.post(f"/innspill/{here.issue.reference}/ja/{path}").status_code == 303
    history = visit(here.director).get(f"/innspill/{here.issue.reference}").text
    assert "Hvorfor utvalget ikke ventet på svar:" in history
    assert WHY in history


def test_the_page_says_who_has_answered_and_when_they_were_asked_before_the_press(make, visit, on):
    here = town(make)
    action = here.claimed()
    on(clock.today() + timedelta(days=2))
    leader = visit(here.leader)

    judge = leader.get(f"/innspill/{here.issue.reference}/hjalp/{action.id}").text
    closes = leader.get(f"/innspill/{here.issue.reference}/valg/lukk").text
    for page in (judge, closes):
        assert "0 av 1 har svart, spurt for 2 dager siden." in page
        assert "Hvorfor venter dere ikke på svar?" in page
    refused = leader.post(f"/innspill/{here.issue.reference}/valg/lukk", {"outcome": "solved", "text": "Det hjalp."})
    assert refused.status_code == 422
    assert "Skriv hvorfor utvalget ikke venter." in refused.text
    assert "Det hjalp." in refused.text

    answered(here)
    later = leader.get(f"/innspill/{here.issue.reference}/hjalp/{action.id}").text
    assert "1 av 1 har svart" in later
    assert "Hvorfor venter dere ikke på svar?" not in later


def test_why_the_council_did_not_wait_stands_beside_its_word(make, visit):
    here = town(make)
    here.claimed()
    confirm(here, early_reason=WHY)

    assert WHY in visit(here.director).get(f"/innspill/{here.issue.reference}").text


def test_saying_that_it_is_not_done_needs_no_waiting(make):
    here = town(make)
    action = here.claimed()
    with transaction():
        assert verdicts.contest_claim(make.actor(here.leader), load(action.id), reason="Døra er låst.")
