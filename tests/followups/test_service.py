"""What people do in the chain: who may, what becomes of it, and who is told."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core import clock, workdays
from app.core.errors import Conflict, Denied, Invalid
from app.database import db, transaction
from app.followups.service import (
    answers,
    claims,
    clarifications,
    extensions,
    follow_ups,
    outcome_questions,
    send_on,
    statements,
    verdicts,
)
from app.followups.service.answers import Promise, Words
from app.followups.service.owners import Owner
from app.models.councils import Appointment, Seat
from app.models.followups import Answer, Claim, Pause, Slip
from app.models.issue_enums import Outcome
from app.models.issues import Issue, IssueAudience, Support
from app.models.notices import Event, EventKind
from app.models.outcomes import OutcomeQuestion
from app.models.people import Person
from app.models.places import Municipality, OfficeMunicipality
from app.models.states import DropReason, FollowUpKind, FollowUpState, IssueState, OutcomeWord, Stance, Verdict
from tests.followups.chain import EARLY, EVIDENCE, load, nav_led, told, town

TEXT = Words(text="Vi ser på det.")


def state_of(issue):
    return db.session.scalar(select(Issue.state).where(Issue.id == issue.id))


def test_an_answer_with_a_promise_puts_the_issue_in_action_and_tells_the_author_not_the_director(make):
    here = town(make)

    here.answer(promise=Promise(what="Åpent til 18", who="Nav-leder", due=clock.today() + timedelta(days=40)))

    assert state_of(here.issue) is IssueState.IN_ACTION
    assert here.author in told(EventKind.ANSWER_GIVEN)
    assert here.director.id not in told(EventKind.ANSWER_GIVEN)
    assert here.row(FollowUpKind.ACTION).due == clock.today() + timedelta(days=40)


def test_a_no_needs_its_reason(make):
    here = town(make)

    with pytest.raises(Invalid) as refused, transaction():
        answers.answer_follow_up(
            make.actor(here.director), load(here.owed.id), stance=Stance.DOES_NOT, words=Words(text=" ")
        )

    assert refused.value.field == "text"
    assert state_of(here.issue) is IssueState.WITH_OFFICE


def test_a_promise_without_a_date_says_when_a_date_will_come(make):
    here = town(make)
    promise = Promise(what="Ny skranke", who="Nav-leder")

    with pytest.raises(Invalid) as refused, transaction():
        answers.answer_follow_up(
            make.actor(here.director), load(here.owed.id), stance=Stance.PARTLY, words=TEXT, promise=promise
        )
    here.answer(promise=Promise(what="Ny skranke", who="Nav-leder", date_by=clock.today() + timedelta(days=14)))

    assert refused.value.field == "promise_due"
    assert here.row(FollowUpKind.ACTION).awaits_date


@pytest.mark.parametrize("field", ["due", "date_by"])
def test_nothing_is_promised_for_a_day_that_has_gone(make, field):
    here = town(make)
    promise = Promise(what="Ny skranke", who="Nav-leder", **{field: clock.today() - timedelta(days=1)})

    with pytest.raises(Invalid) as refused:
        here.answer(promise=promise)

    assert refused.value.field == f"promise_{field}"


def test_a_missing_date_can_be_set_later_and_counts_as_the_first(make):
    here = town(make)
    here.answer(promise=Promise(what="Ny skranke", who="Nav-leder", date_by=clock.today() + timedelta(days=14)))
    due = clock.today() + timedelta(days=90)

    with transaction():
        extensions.set_date(make.actor(here.director), here.row(FollowUpKind.ACTION), due)

    action = here.row(FollowUpKind.ACTION)
    assert (action.due, action.original_due, action.awaits_date) == (due, due, False)


def test_whoever_answers_second_meets_a_conflict(make):
    here = town(make)
    here.answer()

    with pytest.raises(Conflict), transaction():
        answers.answer_follow_up(make.actor(here.stand_in), load(here.owed.id), stance=Stance.PARTLY, words=TEXT)


@pytest.mark.parametrize("who", ["leader", "member", "secretary"])
def test_only_those_who_owe_it_answer(make, who):
    here = town(make)

    with pytest.raises(Denied), transaction():
        answers.answer_follow_up(make.actor(getattr(here, who)), load(here.owed.id), stance=Stance.PARTLY, words=TEXT)


def test_a_number_of_a_person_is_refused_in_an_answer(make):
    here = town(make)

    with pytest.raises(Invalid) as refused, transaction():
        answers.answer_follow_up(
            make.actor(here.director), load(here.owed.id), stance=Stance.PARTLY, words=Words(text="Gjelder 13097248022")
        )

    assert refused.value.field == "text"


def test_asking_back_stops_the_clock_and_the_answer_of_the_council_moves_the_date(make, time_machine):
    time_machine.move_to("2026-03-02 09:00+00:00", tick=False)
    here = town(make)
    before = here.owed.due
    with transaction():
        answers.ask_back(make.actor(here.director), load(here.owed.id), words=Words(text="Gjelder det alle dager?"))
    asked = here.row(FollowUpKind.CLARIFICATION)
    assert load(here.owed.id).state is FollowUpState.PAUSED
    assert {here.author, here.leader.id} <= told(EventKind.CLARIFICATION_ASKED)

    time_machine.move_to("2026-03-09 09:00+00:00", tick=False)
    with transaction():
        clarifications.answer_clarification(make.actor(here.member), load(asked.id), text="Ja, alle dager.")

    owed = here.row(FollowUpKind.ANSWER)
    assert owed.state is FollowUpState.RUNNING
    assert owed.due == workdays.add_workdays(before, 5)
    pause = db.session.scalars(select(Pause)).one()
    assert (pause.from_day, pause.to_day) == (date(2026, 3, 2), date(2026, 3, 9))
    assert here.director.id in told(EventKind.CLARIFICATION_GIVEN)


def test_a_secretary_writes_down_a_clarification_on_behalf_of_somebody(make):
    here = town(make)
    with transaction():
        answers.ask_back(make.actor(here.director), load(here.owed.id), words=TEXT)
    asked = here.row(FollowUpKind.CLARIFICATION)

    with pytest.raises(Invalid) as refused, transaction():
        clarifications.answer_clarification(make.actor(here.secretary), load(asked.id), text="Ja.")
    with transaction():
        clarifications.answer_clarification(
            make.actor(here.secretary), load(asked.id), text="Ja.", for_name="Utvalgslederen"
        )

    said = db.session.scalars(select(Answer).where(Answer.follow_up_id == asked.id)).one()
    assert refused.value.field == "for_name"
    assert (said.by_name, said.booked_by) == ("Utvalgslederen", "Siri Sekretær")


def test_a_clarification_that_lapses_lets_the_answer_clock_run_on(make):
    here = town(make)
    with transaction():
        answers.ask_back(make.actor(here.director), load(here.owed.id), words=TEXT)

    with transaction():
        clarifications.lapse_clarification(make.actor(here.director), here.row(FollowUpKind.CLARIFICATION))

    assert here.row(FollowUpKind.CLARIFICATION).state is FollowUpState.DROPPED
    assert here.row(FollowUpKind.ANSWER).state is FollowUpState.RUNNING


def test_what_is_sent_on_stays_with_the_first_until_the_next_accepts(make):
    here = town(make)
    other = make.director(office := make.office_of(make.council()))
    with transaction():
        send_on.send_on(make.actor(here.director), load(here.owed.id), to=Owner(office_id=office.id), words=TEXT)
    offer = here.row(FollowUpKind.ANSWER)
    assert offer.offered
    assert load(here.owed.id).state is FollowUpState.RUNNING
    assert other.id in told(EventKind.SENT_ON)

    with transaction():
        send_on.accept_answer_duty(make.actor(other), load(offer.id))

    assert load(here.owed.id).state is FollowUpState.HANDED_ON
    assert not load(offer.id).offered
    assert here.director.id in told(EventKind.SENT_ON_ACCEPTED)
    assert state_of(here.issue) is IssueState.WITH_OFFICE


def test_what_is_declined_is_still_owed_by_the_first(make):
    here = town(make)
    other = make.director(office := make.office_of(make.council()))
    with transaction():
        send_on.send_on(make.actor(here.director), load(here.owed.id), to=Owner(office_id=office.id), words=TEXT)
    offer = here.row(FollowUpKind.ANSWER)

    with pytest.raises(Denied), transaction():
        send_on.accept_answer_duty(make.actor(here.director), load(offer.id))
    with transaction():
        send_on.decline_answer_duty(make.actor(other), load(offer.id), reason="Dette er kommunens bygg.")

    assert load(here.owed.id).state is FollowUpState.RUNNING
    assert here.director.id in told(EventKind.SENT_ON_DECLINED)


def test_what_a_municipality_sent_on_comes_back_to_the_municipality(make):
    here = town(make)
    place = make.municipality()
    db.session.add(OfficeMunicipality(office_id=here.issue.office_id, municipality_id=place.id))
    db.session.commit()
    chief = make.municipal_director(place)
    other = make.director(office := make.office_of(make.council()))
    with transaction():
        issue = db.session.get_one(Issue, here.issue.id)
        asked = send_on.ask_municipality(make.actor(here.leader), issue, municipality_id=place.id)
    with transaction():
        to = Owner(office_id=office.id)
        offer = send_on.send_on(make.actor(chief), load(asked.id), to=to, words=TEXT)
    with transaction():
        send_on.decline_answer_duty(make.actor(other), load(offer.id), reason="Dette er ikke vårt.")

    assert chief.id in told(EventKind.SENT_ON_DECLINED)
    assert here.director.id not in told(EventKind.SENT_ON_DECLINED)


def test_nothing_is_sent_to_an_office_where_nobody_could_read_it(make):
    here = town(make)
    lonely = make.office()

    with pytest.raises(Invalid) as refused, transaction():
        send_on.send_on(make.actor(here.director), load(here.owed.id), to=Owner(office_id=lonely.id), words=TEXT)

    assert refused.value.field == "to"


def test_a_first_owner_who_answers_after_all_takes_the_offer_back(make):
    here = town(make)
    office = make.office_of(make.council())
    with transaction():
        send_on.send_on(make.actor(here.director), load(here.owed.id), to=Owner(office_id=office.id), words=TEXT)

    here.answer()

    assert here.row(FollowUpKind.ANSWER).state is FollowUpState.DROPPED
    assert state_of(here.issue) is IssueState.ANSWERED


def test_a_municipality_is_asked_for_its_own_part(make):
    here = town(make)
    host = db.session.scalars(
        select(OfficeMunicipality.municipality_id).where(OfficeMunicipality.office_id == here.issue.office_id)
    ).one()
    chief = make.municipal_director(db.session.get_one(Municipality, host))
    db.session.commit()

    with transaction():
        send_on.ask_municipality(
            make.actor(here.leader), db.session.get_one(Issue, here.issue.id), municipality_id=host
        )

    asked = here.row(FollowUpKind.ANSWER)
    assert asked.municipality_id == host
    assert told(EventKind.MUNICIPALITY_ASKED) == {chief.id, here.author}
    with transaction():
        answers.answer_follow_up(make.actor(chief), asked, stance=Stance.PARTLY, words=TEXT)
    assert state_of(here.issue) is IssueState.WITH_OFFICE


def test_a_date_moves_once_with_a_reason_and_again_only_with_the_yes_of_the_user_side(make):
    here = town(make)
    first, second = here.owed.due + timedelta(days=7), here.owed.due + timedelta(days=21)
    with transaction():
        assert extensions.extend_date(
            make.actor(here.director), load(here.owed.id), due=first, reason="Vi må spørre huseier."
        )
    with transaction():
        assert not extensions.extend_date(
            make.actor(here.director), load(here.owed.id), due=second, reason="Huseier er borte."
        )
    assert load(here.owed.id).due == first
    assert told(EventKind.EXTENSION_ASKED) == {here.leader.id}

    with pytest.raises(Denied), transaction():
        extensions.answer_extension(make.actor(here.secretary), load(here.owed.id), yes=True)
    with transaction():
        extensions.answer_extension(make.actor(here.leader), load(here.owed.id), yes=True)

    owed = load(here.owed.id)
    assert (owed.due, owed.original_due) == (second, here.owed.original_due)
    assert len(db.session.scalars(select(Slip)).all()) == 2


def test_a_correction_is_a_new_version_with_a_note(make):
    here = town(make)
    here.answer()
    old = db.session.scalars(select(Answer)).one()

    with transaction():
        answers.correct_answer(
            make.actor(here.stand_in), old, load(here.owed.id), text="Vi prøver åpent til 17.", note="Feil klokkeslett."
        )
    with pytest.raises(Conflict), transaction():
        answers.correct_answer(make.actor(here.stand_in), old, load(here.owed.id), text="Noe annet.", note="Igjen.")

    assert [given.version for given in db.session.scalars(select(Answer).order_by(Answer.id))] == [1, 2]
    assert here.author in told(EventKind.ANSWER_CORRECTED)


def test_a_claim_asks_the_council_and_the_seats_that_raised_or_supported_it(make):
    here = town(make)
    action = here.promised()
    office_id = here.issue.office_id
    elsewhere = make.representative(make.council(), name="Else Annensteds")
    same_office = make.representative(make.council(), name="Sam Kontor")
    for person, office in ((elsewhere, make.office().id), (same_office, office_id)):
        seat = db.session.scalar(select(Appointment.seat_id).where(Appointment.person_id == person.id))
        db.session.add(
            Support(issue_id=here.issue.id, seat_id=seat, person_id=person.id, office_id=office, at=clock.now())
        )
    db.session.get_one(Issue, here.issue.id).visibility = "shared"
    db.session.commit()

    with transaction():
        claims.claim_done(make.actor(here.director), action, EVIDENCE)

    assert state_of(here.issue) is IssueState.CLAIMED_DONE
    assert here.leader.id in told(EventKind.ACTION_CLAIMED)
    assert told(EventKind.OUTCOME_ASKED) == {here.author, same_office.id}
    assert here.row(FollowUpKind.CONFIRMATION).council_id == here.issue.council_id


def test_a_claim_where_nothing_was_promised_makes_the_action_and_claims_it(make):
    here = town(make)
    here.answer()

    with transaction():
        claims.claim_unpromised(make.actor(here.director), db.session.get_one(Issue, here.issue.id), EVIDENCE)

    assert here.row(FollowUpKind.ACTION).state is FollowUpState.CLAIMED
    assert state_of(here.issue) is IssueState.CLAIMED_DONE


def test_the_leader_on_a_user_seat_confirms_alone_and_closes_in_the_same_press(make):
    here = town(make)
    action = here.claimed()

    with transaction():
        done = verdicts.confirm_action(
            make.actor(here.leader),
            action,
            verdict=Verdict.CONFIRMED,
            early_reason=EARLY,
            text="Det virker.",
            close=True,
        )

    issue = db.session.get_one(Issue, here.issue.id)
    assert done
    assert (issue.state, issue.outcome) == (IssueState.CLOSED, Outcome.SOLVED)
    assert here.row(FollowUpKind.ACTION).state is FollowUpState.DONE
    assert here.row(FollowUpKind.CONFIRMATION).state is FollowUpState.DONE
    assert here.director.id in told(EventKind.ACTION_CONFIRMED)
    assert here.author in told(EventKind.ISSUE_CLOSED)


def test_closing_waits_while_something_else_is_owed(make):
    here = town(make)
    action = here.claimed()
    make.owed(here.issue, FollowUpKind.ACTION)
    db.session.commit()

    with pytest.raises(Invalid) as refused, transaction():
        verdicts.confirm_action(
            make.actor(here.leader), action, verdict=Verdict.CONFIRMED, early_reason=EARLY, close=True
        )

    assert refused.value.field == "close"


def test_contesting_runs_the_action_again_with_a_new_date_and_round(make):
    here = town(make)
    action = here.claimed()

    with transaction():
        verdicts.contest_claim(make.actor(here.leader), action, reason="Døra er fortsatt låst.", days=10)

    again = here.row(FollowUpKind.ACTION)
    assert (again.state, again.round, again.days) == (FollowUpState.RUNNING, 2, 10)
    assert db.session.scalars(select(Claim.verdict)).one() is Verdict.CONTESTED
    assert state_of(here.issue) is IssueState.IN_ACTION
    assert here.director.id in told(EventKind.ACTION_CONTESTED)


def test_two_holders_of_user_seats_confirm_where_the_leader_sits_on_none(make):
    here = nav_led(make)
    action = here.claimed()

    with transaction():
        first = verdicts.confirm_action(
            make.actor(here.member), load(action.id), verdict=Verdict.CONFIRMED, early_reason=EARLY, text="Ja."
        )
    assert here.leader.id in told(EventKind.ASSENT_ASKED)
    with transaction():
        same = verdicts.confirm_action(
            make.actor(here.member), load(action.id), verdict=Verdict.CONFIRMED, early_reason=EARLY, text="Ja."
        )
    with transaction():
        other = verdicts.confirm_action(
            make.actor(here.leader), load(action.id), verdict=Verdict.CONFIRMED, early_reason=EARLY, text="Nei."
        )
    with transaction():
        second = verdicts.confirm_action(
            make.actor(here.leader), load(action.id), verdict=Verdict.CONFIRMED, early_reason=EARLY, text="Ja."
        )

    assert (first, same, other, second) == (False, False, False, True)
    assert here.row(FollowUpKind.ACTION).state is FollowUpState.DONE


@pytest.mark.parametrize("who", ["director", "secretary", "stand_in"])
def test_in_a_council_led_by_nav_neither_leader_nor_secretary_confirms_or_contests(make, who):
    here = nav_led(make)
    action = here.claimed()
    actor = make.actor(getattr(here, who))

    with pytest.raises(Denied), transaction():
        verdicts.confirm_action(actor, load(action.id), verdict=Verdict.CONFIRMED, early_reason=EARLY)
    with pytest.raises(Denied), transaction():
        verdicts.contest_claim(actor, load(action.id), reason="Nei.")


def test_a_plain_answer_is_contested_once(make):
    here = town(make)
    here.answer()

    with transaction():
        verdicts.contest_answer(make.actor(here.leader), load(here.owed.id), reason="Det svarer ikke på spørsmålet.")
    again = here.row(FollowUpKind.ANSWER)
    assert (again.round, again.state) == (2, FollowUpState.RUNNING)
    assert here.director.id in told(EventKind.ANSWER_CONTESTED)
    with transaction():
        answers.answer_follow_up(make.actor(here.director), again, stance=Stance.PARTLY, words=TEXT)

    for row in (here.owed.id, again.id):
        with pytest.raises(Conflict), transaction():
            verdicts.contest_answer(make.actor(here.leader), load(row), reason="Fortsatt ikke.")


def test_whoever_holds_the_seat_today_says_whether_it_helped(make):
    here = town(make)
    here.claimed()
    question = db.session.scalars(select(OutcomeQuestion)).one()
    old = db.session.scalars(select(Appointment).where(Appointment.person_id == here.author)).one()
    old.valid_to = clock.today() - timedelta(days=1)
    new = make.person()
    make.appointment(db.session.get_one(Seat, old.seat_id), new, valid_from=clock.today())
    db.session.commit()

    with pytest.raises(Denied), transaction():
        outcome_questions.answer_outcome_question(
            make.actor(db.session.get_one(Person, here.author)),
            outcome_questions.question_by_id(question.id),
            word=OutcomeWord.SOLVED,
        )
    with pytest.raises(Invalid), transaction():
        outcome_questions.answer_outcome_question(
            make.actor(new), outcome_questions.question_by_id(question.id), word=OutcomeWord.NOT
        )
    with transaction():
        outcome_questions.answer_outcome_question(
            make.actor(new), outcome_questions.question_by_id(question.id), word=OutcomeWord.NOT, text="Døra er låst."
        )

    said = db.session.get_one(OutcomeQuestion, question.id)
    assert (said.word, said.person_id) == (OutcomeWord.NOT, new.id)
    assert here.leader.id in told(EventKind.OUTCOME_SAID)


def test_the_last_word_counts_until_the_council_has_judged(make):
    here = town(make)
    action = here.claimed()
    question = db.session.scalars(select(OutcomeQuestion)).one()
    author = make.actor(db.session.get_one(Person, here.author))
    for word in (OutcomeWord.PARTLY, OutcomeWord.SOLVED):
        with transaction():
            outcome_questions.answer_outcome_question(author, outcome_questions.question_by_id(question.id), word=word)
    with transaction():
        verdicts.confirm_action(make.actor(here.leader), load(action.id), verdict=Verdict.CONFIRMED, early_reason=EARLY)

    with pytest.raises(Conflict), transaction():
        outcome_questions.answer_outcome_question(
            author, outcome_questions.question_by_id(question.id), word=OutcomeWord.CANNOT_TELL
        )


def test_a_council_gives_its_statement_and_the_office_is_told(make):
    here = town(make)
    with transaction():
        owed = follow_ups.owe_statement(db.session.get_one(Issue, here.issue.id), 20)

    with pytest.raises(Denied), transaction():
        statements.give_statement(make.actor(here.director), load(owed.id), text="Utvalget støtter planen.")
    with transaction():
        statements.give_statement(make.actor(here.member), load(owed.id), text="Utvalget støtter planen.")

    assert load(owed.id).state is FollowUpState.DONE
    assert here.director.id in told(EventKind.STATEMENT_GIVEN)


@pytest.mark.parametrize("who", ["secretary", "leader of another side"])
def test_a_statement_and_a_reply_are_written_down_for_the_user_side_with_both_names(make, who):
    here = nav_led(make)
    writer = make.actor(here.secretary if who == "secretary" else here.director)
    with transaction():
        issue = db.session.get_one(Issue, here.issue.id)
        rows = [follow_ups.owe_statement(issue, 20).id, follow_ups.owe_raise_reply(issue, issue.council_id, 20).id]
    say = (
        lambda row, **more: statements.give_statement(writer, row, text="Utvalget støtter planen.", **more),
        lambda row, **more: statements.reply_to_raise(writer, row, accept=True, text="Vi tar det opp.", **more),
    )

    for row_id, speak, kind in zip(rows, say, (EventKind.STATEMENT_GIVEN, EventKind.RAISE_REPLIED), strict=True):
        with pytest.raises(Invalid) as refused, transaction():
            speak(load(row_id))
        with transaction():
            speak(load(row_id), for_name="Brukerplassene")

        said = db.session.scalars(select(Answer).where(Answer.follow_up_id == row_id)).one()
        assert refused.value.field == "for_name"
        assert (said.by_name, said.booked_by) == ("Brukerplassene", writer.name)
        assert db.session.scalars(select(Event.for_name).where(Event.kind == kind)).one() == "Brukerplassene"


@pytest.mark.parametrize("accept", [True, False])
def test_the_council_above_says_yes_or_no_and_the_author_hears_it(make, accept):
    here = town(make)
    above = make.council()
    above_leader = make.leader(above)
    db.session.add(IssueAudience(issue_id=here.issue.id, council_id=above.id))
    db.session.commit()
    with transaction():
        owed = follow_ups.owe_raise_reply(db.session.get_one(Issue, here.issue.id), above.id, 20)

    with pytest.raises(Denied), transaction():
        statements.reply_to_raise(make.actor(here.leader), load(owed.id), accept=accept, text="Vi tar det opp.")
    with transaction():
        statements.reply_to_raise(make.actor(above_leader), load(owed.id), accept=accept, text="Vi tar det opp.")

    said = db.session.scalars(select(Answer).where(Answer.follow_up_id == owed.id)).one()
    assert said.stance is (Stance.TAKES_ON if accept else Stance.DECLINES)
    assert here.author in told(EventKind.RAISE_REPLIED)


def test_what_is_still_owed_is_dropped_with_the_reason(make):
    here = town(make)

    with transaction():
        follow_ups.drop_open(db.session.get_one(Issue, here.issue.id), DropReason.MERGED)

    assert (load(here.owed.id).state, load(here.owed.id).drop_reason) == (FollowUpState.DROPPED, DropReason.MERGED)
