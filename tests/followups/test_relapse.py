"""It did not last: "hjalp ikke" after some months is for the council to consider, and opens nothing by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock, workdays
from app.core.errors import Conflict, Denied, Invalid
from app.core.roles import ScopeKind
from app.councils.service.succession import hand_over
from app.database import db, transaction
from app.followups import due
from app.followups.queries import chain, owed_by_person
from app.followups.service import outcome_questions, relapses, verdicts
from app.followups.service.outcome_questions import ask_outcome
from app.issues.service import closing
from app.models.councils import Council
from app.models.followups import FollowUp
from app.models.issue_enums import Outcome
from app.models.issues import ActReason, Issue, Reopening
from app.models.notices import Event, EventKind
from app.models.outcomes import OutcomeQuestion
from app.models.people import Person
from app.models.states import FollowUpKind, FollowUpState, IssueState, Occasion, OutcomeWord, Verdict
from app.notices.policy.ladder import LADDER
from tests.followups.chain import EARLY, load, nav_led, told, town

GONE = "Døra er låst igjen."
LEFT = "Kontoret pusser opp. Vi ser på det i mai."


def confirmed(here, *, close=True):
    here.claimed()
    for person in (here.leader, here.member):
        action = load(here.row(FollowUpKind.ACTION).id)
        if action.state is FollowUpState.CLAIMED:
            with transaction():
                verdicts.confirm_action(
                    here.make.actor(person),
                    action,
                    verdict=Verdict.CONFIRMED,
                    text="Bra.",
                    close=close,
                    early_reason=EARLY,
                )


def asked_again(here, occasion=Occasion.THREE_MONTHS):
    """The author's seat and the member's are asked once more."""
    action = load(here.row(FollowUpKind.ACTION).id)
    with transaction():
        made = ask_outcome(here.make.actor(here.director), action.issue, follow_up=action, occasion=occasion)
        seat = here.make.actor(here.member).seats[0].seat_id
        other = OutcomeQuestion(
            issue_id=here.issue.id, follow_up_id=action.id, seat_id=seat, occasion=occasion, asked_at=clock.now()
        )
        db.session.add(other)
    return [made[0].id, other.id]


def say(here, question_id, word=OutcomeWord.NOT, text=GONE):
    question = outcome_questions.question_by_id(question_id)
    seats = {
        one.seat_id: person
        for person in (db.session.get_one(Person, here.author), here.member)
        for one in here.make.actor(person).seats
    }
    with transaction():
        outcome_questions.answer_outcome_question(
            here.make.actor(seats[question.seat_id]), question, word=word, text=text
        )


def relapsed(here, **given):
    confirmed(here, **given)
    say(here, asked_again(here)[0])
    return here.row(FollowUpKind.RELAPSE)


@pytest.mark.parametrize("occasion", [Occasion.THREE_MONTHS, Occasion.TWELVE_MONTHS])
def test_it_did_not_help_after_some_months_is_for_the_council_to_consider(make, visit, occasion):
    here = town(make)
    confirmed(here)
    say(here, asked_again(here, occasion)[0])

    row = here.row(FollowUpKind.RELAPSE)
    assert (row.council_id, row.days, row.due) == (
        here.issue.council_id,
        20,
        workdays.add_workdays(clock.today(), 20),
    )
    assert db.session.get_one(Issue, here.issue.id).state is IssueState.CLOSED
    assert told(EventKind.RELAPSE_FOUND) == {here.leader.id, here.secretary.id}
    assert [step.days for step in LADDER[FollowUpKind.RELAPSE]] == [-5, 1, 10]
    leader = visit(here.leader)
    address = f"/innspill/{here.issue.reference}"
    assert "Vurder å åpne igjen" in leader.get("/min-side").text
    assert f"{address}/svar/{row.id}" in leader.get("/min-side").text
    page = leader.get(address).text
    assert "Det er din tur: vurder å åpne innspillet igjen" in page
    assert "Vurderes åpnet igjen" in page
    assert here.issue.title in leader.get("/venter").text
    assert "Utvalget vurderer å åpne innspillet igjen" in visit(here.director).get(address).text
    considers = leader.get(f"{address}/svar/{row.id}").text
    assert GONE in considers


@pytest.mark.parametrize("word", [OutcomeWord.SOLVED, OutcomeWord.PARTLY, OutcomeWord.CANNOT_TELL])
def test_no_other_word_asks_the_council_anything(make, word):
    here = town(make)
    confirmed(here)
    say(here, asked_again(here)[0], word, "Som før.")

    assert db.session.scalars(select(FollowUp.id).where(FollowUp.kind == FollowUpKind.RELAPSE)).all() == []


def test_the_first_word_on_a_claim_is_no_relapse(make):
    here = town(make)
    here.claimed()
    say(here, db.session.scalars(select(OutcomeQuestion.id)).one())

    assert db.session.scalars(select(FollowUp.id).where(FollowUp.kind == FollowUpKind.RELAPSE)).all() == []


def test_who_said_it_is_not_told_in_the_history(make):
    here = town(make)
    relapsed(here)

    event = db.session.scalars(select(Event).where(Event.kind == EventKind.RELAPSE_FOUND)).one()
    assert (event.actor_id, event.actor_name) == (None, None)


def test_two_who_say_so_on_one_occasion_are_one_thing_to_consider_also_when_it_was_left(make):
    here = town(make)
    confirmed(here)
    first, second = asked_again(here)
    say(here, first)
    row = here.row(FollowUpKind.RELAPSE)
    with transaction():
        assert relapses.let_relapse_lie(make.actor(here.leader), load(row.id), reason=LEFT)
    say(here, second)

    rows = db.session.scalars(select(FollowUp.id).where(FollowUp.kind == FollowUpKind.RELAPSE)).all()
    assert rows == [row.id]
    assert [one.id for one in chain.words_of_relapse(row.id)] == [first, second]


def test_it_is_considered_anew_after_twelve_months(make):
    here = town(make)
    row = relapsed(here)
    with transaction():
        relapses.let_relapse_lie(make.actor(here.leader), load(row.id), reason=LEFT)
    say(here, asked_again(here, Occasion.TWELVE_MONTHS)[0])

    assert here.row(FollowUpKind.RELAPSE).id != row.id


def test_left_lying_with_a_reason_that_everybody_reads(make, visit):
    here = town(make)
    row = relapsed(here)
    address = f"/innspill/{here.issue.reference}"
    leader = visit(here.leader)

    assert leader.post(f"{address}/svar/{row.id}", {"reason": ""}).status_code == 422
    assert leader.post(f"{address}/svar/{row.id}", {"reason": LEFT}).status_code == 303
    assert leader.post(f"{address}/svar/{row.id}", {"reason": LEFT}).status_code == 409

    assert load(row.id).state is FollowUpState.DONE
    assert db.session.get_one(Issue, here.issue.id).state is IssueState.CLOSED
    page = visit(here.director).get(address).text
    assert "Utvalget vurderte innspillet på nytt og åpnet det ikke" in page
    assert LEFT in page
    assert LEFT in db.session.scalars(select(ActReason.text)).all()
    assert "Vurder å åpne igjen" not in leader.get("/min-side").text


def test_opening_the_issue_again_is_the_other_way_to_be_done_with_it(make, visit):
    here = town(make)
    row = relapsed(here)
    done = visit(here.leader).post(f"/innspill/{here.issue.reference}/valg/apne", {"text": GONE})

    assert done.status_code == 303
    assert load(row.id).state is FollowUpState.DONE
    assert db.session.scalars(select(Reopening.reason)).one() == GONE
    assert here.row(FollowUpKind.ANSWER).round == 2


def test_what_was_confirmed_and_left_open_is_taken_up_anew_as_well(make, visit):
    here = town(make)
    row = relapsed(here, close=False)
    assert db.session.get_one(Issue, here.issue.id).state is IssueState.ANSWERED
    leader = visit(here.leader)

    assert leader.get(f"/innspill/{here.issue.reference}/valg/apne").status_code == 200
    assert leader.post(f"/innspill/{here.issue.reference}/valg/apne", {"text": GONE}).status_code == 303
    assert load(row.id).state is FollowUpState.DONE
    assert db.session.get_one(Issue, here.issue.id).state is IssueState.WITH_OFFICE


def test_nothing_is_considered_while_an_answer_is_on_its_way_already(make):
    here = town(make)
    confirmed(here)
    first, _second = asked_again(here)
    with transaction():
        closing.reopen_issue(make.actor(here.leader), db.session.get_one(Issue, here.issue.id), reason=GONE)
    say(here, first)

    assert db.session.scalars(select(FollowUp.id).where(FollowUp.kind == FollowUpKind.RELAPSE)).all() == []


def test_only_the_user_side_lets_it_lie_and_two_where_nav_leads(make, visit):
    here = nav_led(make)
    row = relapsed(here)
    for person in (here.director, here.secretary):
        with pytest.raises(Denied), transaction():
            relapses.let_relapse_lie(make.actor(person), load(row.id), reason=LEFT)
    with pytest.raises(Invalid), transaction():
        relapses.let_relapse_lie(make.actor(here.leader), load(row.id), reason="")
    with transaction():
        assert not relapses.let_relapse_lie(make.actor(here.leader), load(row.id), reason=LEFT)
    second = visit(here.member)
    address = f"/innspill/{here.issue.reference}"
    page = second.get(address).text
    assert "Ikke åpne innspillet igjen" in page
    assert "Avgjør om innspillet fortsatt skal være avsluttet" in second.get("/min-side").text
    yes = page.split("/ja/", 1)[1].split('"', 1)[0]
    assert second.post(f"{address}/ja/{yes}").status_code == 303

    assert load(row.id).state is FollowUpState.DONE
    with pytest.raises(Conflict), transaction():
        relapses.let_relapse_lie(make.actor(here.leader), load(row.id), reason=LEFT)


def test_the_council_is_reminded_of_it_by_the_ladder(make, monkeypatch):
    here = town(make)
    row = relapsed(here)
    day = workdays.add_workdays(row.due, -5)
    monkeypatch.setattr(clock, "now", lambda: clock.start_of(day) + timedelta(hours=9))
    for use_case in due.due(clock.now()):
        with transaction():
            use_case()

    assert told(EventKind.REMINDER) == {here.leader.id}


def test_an_announced_change_that_did_not_turn_out_well_can_be_taken_up_again(make):
    here = town(make)
    issue = db.session.get_one(Issue, here.issue.id)
    db.session.delete(db.session.get_one(FollowUp, here.owed.id))
    issue.origin, issue.office_ask = "office", "change"
    said = make.owed(issue, FollowUpKind.STATEMENT, council_id=issue.council_id)
    said.move(FollowUpState.DONE, clock.now())
    issue.close(Outcome.NOTED, clock.now())
    seat = make.actor(here.member).seats[0].seat_id
    occasion = Occasion.THREE_MONTHS
    asked = OutcomeQuestion(issue_id=issue.id, seat_id=seat, occasion=occasion, asked_at=clock.now())
    db.session.add(asked)
    db.session.commit()
    say(here, asked.id)
    row = here.row(FollowUpKind.RELAPSE)
    with transaction():
        closing.reopen_issue(make.actor(here.leader), db.session.get_one(Issue, issue.id), reason=GONE)

    assert load(row.id).state is FollowUpState.DONE
    assert here.row(FollowUpKind.STATEMENT).state is FollowUpState.RUNNING


def test_when_the_council_ends_its_heir_has_it_to_consider(make):
    here = town(make)
    row = relapsed(here)
    heir = make.council()
    heir_leader = make.leader(heir)
    admin = make.scope(ScopeKind.ADMINISTRATOR)
    with transaction():
        council = db.session.get_one(Council, here.issue.council_id)
        hand_over(make.actor(admin), council, heir=db.session.get_one(Council, heir.id))

    assert [one.follow_up.id for one in owed_by_person.owed_by(make.actor(heir_leader))] == [row.id]
    with transaction():
        assert relapses.let_relapse_lie(make.actor(heir_leader), load(row.id), reason=LEFT)
