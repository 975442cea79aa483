"""Two who decide the same thing at once: the user side's second yes, and the two who look at a report and an appeal."""

from typing import Any

import pytest
from sqlalchemy import func, select

from app.core.roles import ScopeKind
from app.database import db, transaction
from app.followups.service import verdicts
from app.models.assents import Assent
from app.models.followups import Claim
from app.models.issue_enums import Outcome
from app.models.issues import Issue
from app.models.notices import Event, EventKind
from app.models.people import Person
from app.models.safety import Report, ReportState
from app.models.states import FollowUpKind, FollowUpState, IssueState, Verdict
from tests.concurrency.together import press
from tests.followups.chain import load, nav_led
from tests.safety.test_reports import Scene

IT_HELPED = {
    "verdict": "confirmed",
    "text": "Døra er åpen når vi kommer.",
    "days": "20",
    "early_reason": "Vi så det selv.",
}
IT_DID_NOT = {"verdict": "contested", "text": "Døra er låst igjen.", "days": "20"}
HIDE = {"decision": "hide", "code": "harassment", "words": "Teksten peker ut en person."}
KEEP = {"decision": "keep", "words": "Teksten kan stå."}


def times(kind: EventKind) -> int:
    """How often it was told that this happened."""
    return int(db.session.scalar(select(func.count()).where(Event.kind == kind)) or 0)


@pytest.fixture
def claimed(make):
    """A council that Nav leads: two of the user side must say the same of what the office says is done."""
    here = nav_led(make)
    action = here.claimed()
    people = [here.member, db.session.get_one(Person, here.author)]
    return here, action.id, people, f"/innspill/{here.issue.reference}/hjalp/{action.id}"


def first_yes(make, here, action_id, **given):
    with transaction():
        early = IT_HELPED["early_reason"]
        said = {"verdict": Verdict.CONFIRMED, "text": IT_HELPED["text"], "early_reason": early, **given}
        assert not verdicts.confirm_action(make.actor(here.leader), load(action_id), **said)


def unspent() -> int:
    return int(db.session.scalar(select(func.count()).where(Assent.spent_at.is_(None))) or 0)


def test_of_two_who_say_the_second_yes_at_once_one_decides_and_the_other_is_told_so(app, make, claimed):
    here, action_id, people, path = claimed
    first_yes(make, here, action_id)

    answers = press(app, [(person, path, IT_HELPED) for person in people])

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert load(action_id).state is FollowUpState.DONE
    assert times(EventKind.ACTION_CONFIRMED) == 1
    assert (times(EventKind.ASSENT_ASKED), unspent()) == (1, 0)


def test_a_second_yes_that_also_closes_closes_once(app, make, claimed):
    here, action_id, people, path = claimed
    first_yes(make, here, action_id, close=True)

    answers = press(app, [(person, path, {**IT_HELPED, "close": "y"}) for person in people])

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    issue = db.session.get_one(Issue, here.issue.id, populate_existing=True)
    assert (issue.state, issue.outcome) == (IssueState.CLOSED, Outcome.SOLVED)
    assert times(EventKind.ISSUE_CLOSED) == 1


def test_two_first_yeses_at_once_are_a_first_and_a_second(app, make, claimed):
    _here, action_id, people, path = claimed

    answers = press(app, [(person, path, IT_HELPED) for person in people])

    assert [answer.status_code for answer in answers] == [303, 303]
    assert load(action_id).state is FollowUpState.DONE
    assert (times(EventKind.ASSENT_ASKED), times(EventKind.ACTION_CONFIRMED), unspent()) == (1, 1, 0)


def test_a_yes_and_a_no_at_once_decide_nothing_and_both_stand_as_said(app, make, claimed):
    _here, action_id, people, path = claimed

    answers = press(app, [(people[0], path, IT_HELPED), (people[1], path, IT_DID_NOT)])

    assert [answer.status_code for answer in answers] == [303, 303]
    assert load(action_id).state is FollowUpState.CLAIMED
    assert unspent() == 2


def test_a_second_yes_and_a_second_no_at_once_are_one_verdict(app, make, claimed):
    here, action_id, people, path = claimed
    doubter = make.representative(make.council_of(here.issue.council_id))
    first_yes(make, here, action_id)
    with transaction():
        assert not verdicts.contest_claim(make.actor(doubter), load(action_id), reason=IT_DID_NOT["text"], days=20)

    answers = press(app, [(people[0], path, IT_HELPED), (people[1], path, IT_DID_NOT)])

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    helped = answers[0].status_code == 303
    claim = db.session.scalars(select(Claim)).one()
    assert claim.verdict is (Verdict.CONFIRMED if helped else Verdict.CONTESTED)
    assert load(action_id).state is (FollowUpState.DONE if helped else FollowUpState.RUNNING)
    assert times(EventKind.ACTION_CONFIRMED) + times(EventKind.ACTION_CONTESTED) == 1
    assert unspent() == 0
    assert not here.row(FollowUpKind.CONFIRMATION).is_live


def of_report(report_id: int) -> Any:
    return db.session.get_one(Report, report_id, populate_existing=True)


def test_of_two_who_decide_a_report_at_once_one_decides_it(app, make):
    scene = Scene(make)
    given = scene.report()
    path = f"/meldinger/{given.id}/avgjor"

    answers = press(app, [(scene.moderator, path, HIDE), (scene.coordinator, path, KEEP)])

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    hidden = answers[0].status_code == 303
    assert of_report(given.id).state is (ReportState.HIDDEN if hidden else ReportState.KEPT)
    assert scene.is_hidden is hidden
    assert times(EventKind.TEXT_HIDDEN) + times(EventKind.TEXT_KEPT) == 1


def test_of_two_who_decide_an_appeal_at_once_one_decides_it(app, make):
    scene = Scene(make)
    given = scene.report()
    scene.decide(given)
    scene.appeal(given)
    other = make.scope(ScopeKind.MODERATOR)
    path = f"/meldinger/{given.id}/klage/avgjor"

    answers = press(app, [(scene.coordinator, path, HIDE), (other, path, KEEP)])

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    upheld = answers[0].status_code == 303
    assert of_report(given.id).appeal_upheld is upheld
    assert scene.is_hidden is upheld
    assert times(EventKind.APPEAL_DECIDED) == 1
