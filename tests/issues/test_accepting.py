"""Ja, svaret er godt nok: one press ends the issue with what its answer says."""

import pytest

from app.database import db, transaction
from app.followups.queries.chain import chain
from app.followups.service import verdicts
from app.issues.queries import issues
from app.issues.views.case_now import yes_or_no
from app.models.issue_enums import IssueKind, Outcome
from app.models.issues import Issue
from app.models.states import FollowUpKind, IssueState, Stance, Verdict
from tests.followups.chain import EARLY, nav_led, town


def page(here):
    return f"/innspill/{here.issue.reference}/valg/godt-nok"


def ended(here):
    db.session.expire_all()
    issue = db.session.get_one(Issue, here.issue.id)
    return issue.state, issue.outcome


@pytest.mark.parametrize(
    ("stance", "outcome"),
    [(Stance.FOLLOWS_UP, Outcome.NOTED), (Stance.PARTLY, Outcome.NOTED), (Stance.DOES_NOT, Outcome.NOT_PURSUED)],
)
def test_the_leader_accepts_an_answer_in_one_press(make, visit, stance, outcome):
    here = town(make, kind=IssueKind.QUESTION)
    here.answer(stance=stance)

    sent = visit(here.leader).post(page(here), {})

    assert sent.status_code == 303
    assert ended(here) == (IssueState.CLOSED, outcome)
    assert "Utvalget synes svaret er godt nok." in visit(here.member).get(f"/innspill/{here.issue.reference}").text


def test_what_the_council_confirmed_before_is_what_it_ends_with(make, visit):
    here = town(make)
    here.claimed()
    with transaction():
        action = here.row(FollowUpKind.ACTION)
        partly = Verdict.CONFIRMED_PARTLY
        verdicts.confirm_action(make.actor(here.leader), action, verdict=partly, early_reason=EARLY)

    visit(here.leader).post(page(here), {})

    assert ended(here) == (IssueState.CLOSED, Outcome.PARTLY)


def test_where_two_must_agree_two_plain_presses_are_enough(make, visit):
    here = nav_led(make)
    here.answer()

    visit(here.member).post(page(here), {"text": "Fint at dere prøver."})
    after_one = ended(here)
    visit(here.leader).post(page(here), {})

    assert after_one == (IssueState.ANSWERED, None)
    assert ended(here) == (IssueState.CLOSED, Outcome.NOTED)


@pytest.mark.parametrize("who", ["director", "secretary"])
def test_only_the_user_side_accepts_an_answer(make, visit, who):
    here = town(make)
    here.answer()

    assert visit(getattr(here, who)).post(page(here), {}).status_code == 403
    assert ended(here)[0] is IssueState.ANSWERED


def test_nothing_is_accepted_before_there_is_an_answer(make, visit):
    here = town(make)

    assert visit(here.leader).post(page(here), {}).status_code == 409


def test_yes_and_no_stand_together_and_no_is_said_once(app, make, visit):
    here = town(make)
    here.answer()

    def offered():
        leader = make.actor(here.leader)
        with app.test_request_context():
            issue = issues.issue_for(leader, here.issue.reference)
            return [act.label for act in yes_or_no(leader, issue, chain(issue.id).follow_ups)]

    first = offered()
    with transaction():
        verdicts.contest_answer(make.actor(here.leader), here.row(FollowUpKind.ANSWER), reason="Det er for vagt.")
    here.owed = here.row(FollowUpKind.ANSWER)
    here.answer()

    assert first == ["Ja, svaret er godt nok", "Nei, be om nytt svar"]
    assert offered() == ["Ja, svaret er godt nok"]
