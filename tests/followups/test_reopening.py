"""Opened again: what is not in order is a row on top of the page, and somebody owes a new answer because of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.queries import own_data
from app.core import clock
from app.database import db, transaction
from app.followups.service import answers, claims, owners, verdicts
from app.followups.service.answers import Words
from app.issues.service import closing
from app.models.followups import FollowUp
from app.models.issue_enums import IssueKind, Outcome
from app.models.issues import Issue, Reopening
from app.models.notices import EventKind
from app.models.places import Municipality, Office, OfficeMunicipality
from app.models.reportable import Reported
from app.models.safety import ReportReason
from app.models.states import FollowUpKind, FollowUpState, IssueState, Stance, Verdict
from app.safety.queries import text_of
from tests.followups.chain import EARLY, load, nav_led, told, town

BROKEN = "Døra er låst igjen etter klokka 16."


def issue_of(here):
    return db.session.get_one(Issue, here.issue.id)


def confirmed(here):
    """The office did it, the council confirmed it, and it was closed as solved."""
    action = here.claimed()
    with transaction():
        verdicts.confirm_action(
            here.make.actor(here.leader),
            load(action.id),
            verdict=Verdict.CONFIRMED,
            text="Det virker.",
            close=True,
            early_reason=EARLY,
        )


def reopen(here, reason=BROKEN, by=None):
    with transaction():
        return closing.reopen_issue(here.make.actor(by or here.leader), issue_of(here), reason=reason)


def test_after_a_confirmed_action_the_office_owes_an_answer_of_the_next_round(make, visit):
    here = town(make)
    confirmed(here)

    assert reopen(here)

    row = here.row(FollowUpKind.ANSWER)
    assert (row.office_id, row.round, row.state) == (here.issue.office_id, 2, FollowUpState.RUNNING)
    assert issue_of(here).state is IssueState.WITH_OFFICE
    assert here.director.id in told(EventKind.ISSUE_REOPENED)
    director = visit(here.director)
    assert "Svar utvalget" in director.get("/min-side").text
    page = director.get(f"/innspill/{here.issue.reference}").text
    assert "Det er din tur: svar utvalget" in page
    assert BROKEN in page.split('<section class="stack narrow"', 1)[0]
    answer = director.get(f"/innspill/{here.issue.reference}/svar/{row.id}").text
    assert "Utvalget har åpnet innspillet igjen" in answer
    assert BROKEN in answer
    assert "Åpnet igjen" in visit(here.leader).get("/venter").text


def test_whoever_claimed_last_owes_the_answer_also_when_another_answered_first(make):
    here = town(make)
    served = select(OfficeMunicipality.municipality_id).where(OfficeMunicipality.office_id == here.issue.office_id)
    host = db.session.get_one(Municipality, db.session.scalars(served).one())
    chief = make.municipal_director(host)
    row = make.owed(issue_of(here), municipality_id=host.id)
    db.session.commit()
    here.answer()
    promise = answers.Promise("Rampe", "Teknisk", due=clock.today() + timedelta(days=9))
    with transaction():
        answers.answer_follow_up(
            make.actor(chief), load(row.id), stance=Stance.FOLLOWS_UP, words=Words(text="Ja."), promise=promise
        )
    with transaction():
        claims.claim_done(
            make.actor(chief), here.row(FollowUpKind.ACTION), claims.Evidence("Ny", "A", clock.today(), "B")
        )
    with transaction():
        action = here.row(FollowUpKind.ACTION)
        verdicts.confirm_action(
            make.actor(here.leader), action, verdict=Verdict.CONFIRMED, close=True, early_reason=EARLY
        )

    reopen(here)

    assert here.row(FollowUpKind.ANSWER).municipality_id == host.id
    assert chief.id in told(EventKind.ISSUE_REOPENED)


def test_the_successor_of_a_merged_office_owes_the_answer(make):
    here = town(make)
    here.answer()
    with transaction():
        closing.close_issue(make.actor(here.leader), issue_of(here), outcome=Outcome.SOLVED, text="Det hjalp.")
    heir = make.office()
    chief = make.director(heir)
    db.session.get_one(Office, here.issue.office_id).successor_id = heir.id
    db.session.commit()

    reopen(here)

    row = here.row(FollowUpKind.ANSWER)
    assert row.office_id == heir.id
    assert owners.taken_over(owners.Owner.of(here.owed)).office_id == heir.id
    assert chief.id not in told(EventKind.ISSUE_REOPENED)  # its council does not read the issue yet


def test_where_nobody_had_answered_the_office_owes_it(make):
    here = town(make)
    issue = issue_of(here)
    here.owed.drop("closed", clock.now())
    db.session.delete(db.session.get_one(FollowUp, here.owed.id))
    issue.state, issue.outcome, issue.closed_at, issue.sent_at = "closed", Outcome.NOTED, clock.now(), None
    db.session.commit()

    reopen(here)

    assert here.row(FollowUpKind.ANSWER).office_id == here.issue.office_id
    assert issue_of(here).sent_at is not None


def test_a_region_owes_it_to_its_council_and_a_central_council_asks_nobody(make):
    region = make.region()
    for council, owner in (
        (make.council(offices=[], nav_region_id=region.id), region.id),
        (make.council(offices=[]), None),
    ):
        leader = make.leader(council)
        issue = make.issue(council, office=None, state=IssueState.CLOSED, outcome=Outcome.NOTED, closed_at=clock.now())
        with transaction():
            closing.reopen_issue(make.actor(leader), issue, reason=BROKEN)

        rows = db.session.scalars(select(FollowUp.nav_region_id).where(FollowUp.issue_id == issue.id)).all()
        assert rows == ([owner] if owner else [])
        assert issue.state is (IssueState.WITH_OFFICE if owner else IssueState.OPEN)


def test_praise_that_is_opened_again_asks_nobody(make):
    here = town(make)
    issue = issue_of(here)
    db.session.delete(db.session.get_one(FollowUp, here.owed.id))
    issue.kind, issue.state, issue.outcome, issue.closed_at = IssueKind.WORKS_WELL, "closed", Outcome.NOTED, clock.now()
    db.session.commit()

    reopen(here)

    assert db.session.scalars(select(FollowUp)).all() == []
    assert issue_of(here).state is IssueState.OPEN


def test_each_reopening_is_a_row_and_the_newest_stands_on_top(make, visit):
    here = town(make)
    confirmed(here)
    reopen(here, "Første gang.")
    with transaction():
        row = here.row(FollowUpKind.ANSWER)
        answers.answer_follow_up(
            make.actor(here.director), row, stance=Stance.PARTLY, words=Words(text="Vi ser på det.")
        )
    with transaction():
        closing.close_issue(make.actor(here.leader), issue_of(here), outcome=Outcome.PARTLY, text="Litt bedre.")
    closed = visit(here.member).get(f"/innspill/{here.issue.reference}").text
    reopen(here, "Andre gang.")

    rows = db.session.scalars(select(Reopening).order_by(Reopening.id)).all()
    assert [(one.round, one.reason, one.person_id) for one in rows] == [
        (2, "Første gang.", here.leader.id),
        (3, "Andre gang.", here.leader.id),
    ]
    assert here.row(FollowUpKind.ANSWER).round == 3
    page = visit(here.member).get(f"/innspill/{here.issue.reference}").text
    top, rest = page.split('aria-label="Teksten"', 1)
    assert "Andre gang." in top
    assert "Første gang." not in top
    assert "Første gang." in rest  # in the history
    assert "Åpnet igjen" not in closed.split('aria-label="Teksten"', 1)[0]


def test_where_nav_leads_two_must_say_the_same_before_anything_is_owed(make):
    here = nav_led(make)
    here.answer()
    issue = issue_of(here)
    issue.close(Outcome.NOTED, clock.now())
    db.session.commit()

    assert not reopen(here)
    assert db.session.scalars(select(Reopening)).all() == []
    assert reopen(here, by=here.member)
    assert here.row(FollowUpKind.ANSWER).round == 2


def test_why_it_was_opened_again_is_reported_hidden_and_taken_home_like_other_texts(make, visit):
    here = town(make)
    confirmed(here)
    reopen(here)
    made = db.session.scalars(select(Reopening)).one()
    report = f"/meld-fra/reopening/{made.id}"
    address = f"/innspill/{here.issue.reference}"

    assert report in visit(here.member).get(address).text
    assert report not in visit(here.leader).get(address).text
    sent = visit(here.member).post(report, {"reason": ReportReason.PERSONAL_DATA.value, "text": "Et navn."})
    assert sent.status_code == 303
    assert text_of(Reported.REOPENING, made.id).hidden_at is not None
    row = here.row(FollowUpKind.ANSWER)
    for page in (address, f"{address}/svar/{row.id}"):
        assert BROKEN not in visit(here.director).get(page).text
    assert [one["reason"] for one in own_data(here.leader)["reopenings"]] == [BROKEN]


@pytest.mark.parametrize("typed", ["", "   "])
def test_the_form_asks_what_is_not_in_order(make, visit, typed):
    here = town(make)
    confirmed(here)
    page = visit(here.leader).post(f"/innspill/{here.issue.reference}/valg/apne", {"text": typed})

    assert page.status_code == 422
    assert "Hva er ikke i orden?" in page.text
    assert "Skriv hva som ikke er i orden." in page.text


def test_a_councils_statement_is_owed_anew_as_a_statement(make):
    here = town(make)
    issue = issue_of(here)
    db.session.delete(db.session.get_one(FollowUp, here.owed.id))
    issue.origin, issue.office_ask = "office", "question"
    said = make.owed(issue, FollowUpKind.STATEMENT, council_id=issue.council_id)
    said.move(FollowUpState.DONE, clock.now())
    issue.close(Outcome.NOTED, clock.now())
    db.session.commit()

    reopen(here, "Vi har ombestemt oss.")

    row = here.row(FollowUpKind.STATEMENT)
    assert (row.council_id, row.state, row.round) == (issue.council_id, FollowUpState.RUNNING, 2)
    assert db.session.scalars(select(FollowUp).where(FollowUp.kind == FollowUpKind.ANSWER)).all() == []
