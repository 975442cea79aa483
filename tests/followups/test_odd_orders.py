"""The chain in orders that nobody planned: late words, second presses, owners that are no office."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.assents.service import assents
from app.core import clock
from app.core.actor import ANYONE
from app.core.errors import Conflict
from app.core.roles import CouncilRoleKind, OfficeRoleKind, Side
from app.database import db, transaction
from app.followups.service import answers, claims, clarifications, extensions, send_on, verdicts
from app.followups.service.answers import Promise, Words
from app.followups.service.owners import Owner
from app.inbox.queries.home import newest_issues
from app.issues.service import closing, public_version, sharing
from app.models.assents import Assent
from app.models.councils import Appointment
from app.models.followups import Answer, FollowUp, Slip
from app.models.issue_enums import Outcome
from app.models.issues import Issue
from app.models.notices import EventKind
from app.models.people import Draft
from app.models.places import OfficeMunicipality
from app.models.states import FollowUpKind, FollowUpState, IssueState, SlipState, Stance, Verdict
from tests.filling import as_opened, save
from tests.followups.chain import EARLY, EVIDENCE, load, nav_led, told, town

YES = Words(text="Ja, det gjør vi.")


def issue_of(here):
    return db.session.get_one(Issue, here.issue.id)


def asked_municipality(here, make):
    """A kommunedirektør who owes an answer of their own."""
    place = make.municipality()
    db.session.add(OfficeMunicipality(office_id=here.issue.office_id, municipality_id=place.id))
    chief = make.municipal_director(place)
    db.session.commit()
    with transaction():
        text = "Hva sier dere om lokalet?"
        row = send_on.ask_municipality(make.actor(here.leader), issue_of(here), municipality_id=place.id, text=text)
    return chief, row


def regional(make):
    """A council that meets a region, with a question from its director."""
    region = make.region()
    council = make.council(offices=[], nav_region_id=region.id, level="region")
    chief, leader = make.regional_director(region), make.leader(council)
    db.session.commit()
    return council, chief, leader


# ---- Who is told


@pytest.mark.parametrize("given", [True, False])
def test_who_asked_back_hears_that_the_clock_runs_again_whoever_they_answer_for(make, given):
    here = town(make)
    chief, row = asked_municipality(here, make)
    with transaction():
        question = answers.ask_back(make.actor(chief), load(row.id), words=Words(text="Hvilke dager?"))
    with transaction():
        if given:
            clarifications.answer_clarification(make.actor(here.leader), load(question.id), text="Torsdager.")
        else:
            clarifications.lapse_clarification(ANYONE, load(question.id))

    people = told(EventKind.CLARIFICATION_GIVEN if given else EventKind.CLARIFICATION_LAPSED)
    assert chief.id in people
    assert here.director.id not in people


def test_who_claimed_hears_that_it_is_confirmed(make):
    here = town(make)
    chief, row = asked_municipality(here, make)
    promise = Promise(what="Ny rampe", who="Teknisk", due=clock.today() + timedelta(days=30))
    with transaction():
        answers.answer_follow_up(make.actor(chief), load(row.id), stance=Stance.FOLLOWS_UP, words=YES, promise=promise)
    action = here.row(FollowUpKind.ACTION)
    with transaction():
        claims.claim_done(make.actor(chief), load(action.id), EVIDENCE)
    with transaction():
        verdicts.confirm_action(make.actor(here.leader), load(action.id), verdict=Verdict.CONFIRMED, early_reason=EARLY)

    assert chief.id in told(EventKind.ACTION_CONFIRMED)
    assert here.director.id not in told(EventKind.ACTION_CONFIRMED)


def test_a_region_hears_of_what_its_council_opens_again(make):
    council, chief, leader = regional(make)
    issue = make.issue(council, office=None, state=IssueState.CLOSED, outcome=Outcome.NOTED, closed_at=clock.now())
    issue.office_id = None
    db.session.commit()
    with transaction():
        closing.reopen_issue(make.actor(leader), issue, reason="Det gjelder flere.")

    assert chief.id in told(EventKind.ISSUE_REOPENED)


def test_who_sent_it_on_hears_that_it_was_taken_over(make):
    here = town(make)
    chief, row = asked_municipality(here, make)
    other = make.director(office := make.office_of(make.council()))
    with transaction():
        to = Owner(office_id=office.id)
        offer = send_on.send_on(make.actor(chief), load(row.id), to=to, words=Words(text="Dette er deres."))
    with transaction():
        send_on.accept_answer_duty(make.actor(other), load(offer.id))

    assert chief.id in told(EventKind.SENT_ON_ACCEPTED)
    assert here.director.id not in told(EventKind.SENT_ON_ACCEPTED)


# ---- Words stay


def test_what_was_asked_and_why_stays_on_the_page_when_the_answer_has_come(make, visit):
    here = town(make)
    chief, row = asked_municipality(here, make)
    with transaction():
        due = here.owed.due + timedelta(days=7)
        extensions.extend_date(make.actor(here.director), load(here.owed.id), due=due, reason="Vi må spørre huseier.")
    here.answer()
    with transaction():
        answers.answer_follow_up(make.actor(chief), load(row.id), stance=Stance.PARTLY, words=YES)
    with transaction():
        verdicts.contest_answer(make.actor(here.leader), load(here.owed.id), reason="Det svarer ikke på spørsmålet.")
    again = here.row(FollowUpKind.ANSWER)
    with transaction():
        answers.answer_follow_up(make.actor(here.director), load(again.id), stance=Stance.FOLLOWS_UP, words=YES)
    page = visit(here.leader).get(f"/innspill/{here.issue.reference}").text

    for words in ("Hva sier dere om lokalet?", "Vi må spørre huseier.", "Det svarer ikke på spørsmålet."):
        assert words in page


def test_a_corrected_question_is_asked_in_its_new_words(make, visit):
    here = town(make)
    with transaction():
        words = Words(text="Gjelder dette mandager?")
        question = answers.ask_back(make.actor(here.director), load(here.owed.id), words=words)
    asked = db.session.scalars(select(Answer)).one()
    with transaction():
        note = "Feil dag."
        answers.correct_answer(
            make.actor(here.director), asked, load(here.owed.id), text="Gjelder dette tirsdager?", note=note
        )

    page = visit(here.leader).get(f"/innspill/{here.issue.reference}/svar/{question.id}").text
    assert "tirsdager" in page
    assert "mandager" not in page


# ---- Later dates


def test_a_later_date_lapses_when_the_clock_stands_still_or_the_answer_comes(make):
    for ends in ("asks back", "answers"):
        here = town(make)
        for days in (7, 21):
            with transaction():
                due = here.owed.due + timedelta(days=days)
                extensions.extend_date(
                    make.actor(here.director), load(here.owed.id), due=due, reason="Huseier er borte."
                )
        if ends == "answers":
            here.answer()
        else:
            with transaction():
                answers.ask_back(make.actor(here.director), load(here.owed.id), words=Words(text="Hvilke dager?"))

        slips = select(Slip.state).where(Slip.follow_up_id == here.owed.id).order_by(Slip.id)
        assert db.session.scalars(slips).all() == [SlipState.MOVED, SlipState.LAPSED]
        assert load(here.owed.id).asked_due is None
        with pytest.raises(Conflict), transaction():
            extensions.answer_extension(make.actor(here.leader), load(here.owed.id), yes=True)


def test_a_page_that_was_open_grants_no_other_date_than_the_one_it_shows(make, visit):
    here = town(make)
    director, leader, start = make.actor(here.director), visit(here.leader), here.owed.due
    address = f"/innspill/{here.issue.reference}/ny-frist/{here.owed.id}"
    for days in (7, 10):
        with transaction():
            extensions.extend_date(director, load(here.owed.id), due=start + timedelta(days=days), reason="Ferie.")
    shown = db.session.scalars(select(Slip.id).where(Slip.state == SlipState.ASKED)).one()
    assert f'name="asked" value="{shown}"' in leader.get(address).text
    with transaction():
        extensions.answer_extension(make.actor(here.member), load(here.owed.id), yes=False)
    with transaction():
        extensions.extend_date(director, load(here.owed.id), due=start + timedelta(days=200), reason="Mye senere.")

    assert leader.post(address, {"answer": "yes", "asked": str(shown)}).status_code == 409
    assert load(here.owed.id).due == start + timedelta(days=7)


@pytest.mark.parametrize("page", ["ny-frist", "frist"])
def test_who_comes_too_late_to_a_page_about_dates_is_told_so(make, visit, page):
    here = town(make)
    for days in (7, 21) if page == "frist" else ():
        with transaction():
            due = here.owed.due + timedelta(days=days)
            extensions.extend_date(make.actor(here.director), load(here.owed.id), due=due, reason="Ferie.")
    browser = visit(here.director if page == "frist" else here.leader)
    address = f"/innspill/{here.issue.reference}/{page}/{here.owed.id}"

    assert browser.get(address).status_code == 302
    assert browser.post(address, {"answer": "yes"}).status_code == 409
    assert visit(here.secretary).get(address).status_code == 403


def test_the_same_promise_pressed_twice_is_one(make):
    here = town(make)
    here.answer()
    promise = Promise(what="Åpent til 18", who="Nav-leder", due=clock.today() + timedelta(days=30))
    for _press in range(2):
        with transaction():
            answers.promise_more(make.actor(here.director), load(here.owed.id), promise)

    actions = select(FollowUp).where(FollowUp.kind == FollowUpKind.ACTION)
    assert len(db.session.scalars(actions).all()) == 1
    with transaction():
        other = Promise(what="Åpent til 18", who="Nav-leder", due=clock.today() + timedelta(days=31))
        answers.promise_more(make.actor(here.director), load(here.owed.id), other)
    assert len(db.session.scalars(actions).all()) == 2


# ---- Raised, reopened


def test_what_was_raised_and_fell_away_can_be_raised_again(make):
    here = town(make)
    above = make.council()
    council = make.council_of(here.issue.council_id)
    council.parent_id = above.id
    make.leader(above)
    here.answer()
    for _time in range(2):
        with transaction():
            sharing.raise_issue(make.actor(here.leader), issue_of(here), reason="Det er likt overalt.")
        with pytest.raises(Conflict), transaction():
            sharing.raise_issue(make.actor(here.leader), issue_of(here), reason="En gang til.")
        with transaction():
            closing.close_issue(
                make.actor(here.leader), issue_of(here), outcome=Outcome.NOT_SOLVED, text="Vi tar det opp der."
            )
        with transaction():
            closing.reopen_issue(make.actor(here.leader), issue_of(here), reason="For tidlig.")
        again = here.row(FollowUpKind.ANSWER)
        with transaction():
            answers.answer_follow_up(make.actor(here.director), again, stance=Stance.PARTLY, words=YES)

    replies = select(FollowUp.state).where(FollowUp.kind == FollowUpKind.RAISE_REPLY)
    assert set(db.session.scalars(replies)) == {FollowUpState.DROPPED}


def test_an_issue_that_was_raised_is_still_where_it_was(make, visit):
    here = town(make)
    above = make.council(name="Det regionale utvalget")
    make.council_of(here.issue.council_id).parent_id = above.id
    make.leader(above)
    here.promised()
    with transaction():
        sharing.raise_issue(make.actor(here.leader), issue_of(here), reason="Det er likt overalt.")
    page = visit(here.member).get(f"/innspill/{here.issue.reference}").text

    assert 'class="case-turn-text">Venter på tiltak fra' in page


def test_an_answer_that_fell_away_is_owed_again_when_something_else_was_given(make):
    here = town(make)
    chief, row = asked_municipality(here, make)
    with transaction():
        answers.answer_follow_up(make.actor(chief), load(row.id), stance=Stance.PARTLY, words=YES)
    with transaction():
        closing.point_away(make.actor(here.leader), issue_of(here), text="Dette gjelder én person.")
    with transaction():
        closing.reopen_issue(make.actor(here.leader), issue_of(here), reason="Det gjelder flere.")

    again = here.row(FollowUpKind.ANSWER)
    assert (again.office_id, again.state) == (here.issue.office_id, FollowUpState.RUNNING)
    assert issue_of(here).state is IssueState.WITH_OFFICE


def test_each_owner_is_asked_once_however_often_it_is_closed_and_opened(make):
    """Closed, opened, answered and closed once more: whoever answered last, and what fell away unanswered."""
    here = town(make)
    chief, row = asked_municipality(here, make)
    leader = make.actor(here.leader)
    with transaction():
        answers.answer_follow_up(make.actor(chief), load(row.id), stance=Stance.PARTLY, words=YES)
    for _time in range(2):
        with transaction():
            closing.point_away(leader, issue_of(here), text="Dette gjelder én person.")
        with transaction():
            closing.reopen_issue(leader, issue_of(here), reason="Det gjelder flere.")
    running = select(FollowUp).where(FollowUp.kind == FollowUpKind.ANSWER, FollowUp.state == FollowUpState.RUNNING)
    by_owner = {one.office_id or -1: one for one in db.session.scalars(running)}
    assert {owner: one.round for owner, one in by_owner.items()} == {here.issue.office_id: 1, -1: 2}

    for actor, one in ((chief, by_owner[-1]), (here.director, by_owner[here.issue.office_id])):
        with transaction():
            answers.answer_follow_up(make.actor(actor), load(one.id), stance=Stance.FOLLOWS_UP, words=YES)
    with transaction():
        closing.close_issue(leader, issue_of(here), outcome=Outcome.NOTED, text="Tatt imot.")
    with transaction():
        closing.reopen_issue(leader, issue_of(here), reason="Vi vil følge det opp.")

    [last] = db.session.scalars(running).all()
    assert (last.office_id, last.round) == (here.issue.office_id, 2)


def test_a_new_answer_that_fell_away_is_asked_for_in_the_words_it_was(make):
    here = town(make)
    here.answer()
    with transaction():
        verdicts.contest_answer(make.actor(here.leader), load(here.owed.id), reason="Det svarer ikke på spørsmålet.")
    with transaction():
        closing.point_away(make.actor(here.leader), issue_of(here), text="Dette gjelder én person.")
    with transaction():
        closing.reopen_issue(make.actor(here.leader), issue_of(here), reason="Det gjelder flere.")

    again = here.row(FollowUpKind.ANSWER)
    assert (again.state, again.round) == (FollowUpState.RUNNING, 2)
    asked = db.session.get_one(FollowUp, again.words_follow_up_id)
    assert (again.what, asked.what, asked.person_id) == (None, "Det svarer ikke på spørsmålet.", here.leader.id)


# ---- Yeses


def test_the_last_word_of_somebody_is_the_one_that_counts(make):
    here = nav_led(make)
    here.claimed()
    third = make.representative(make.council_of(here.issue.council_id))
    action = here.row(FollowUpKind.ACTION)
    with transaction():
        assert not verdicts.confirm_action(
            make.actor(here.leader), load(action.id), verdict=Verdict.CONFIRMED, early_reason=EARLY
        )
    with transaction():
        assert not verdicts.contest_claim(make.actor(here.leader), load(action.id), reason="Jeg tok feil.", days=20)
    with transaction():
        assert not verdicts.confirm_action(
            make.actor(third), load(action.id), verdict=Verdict.CONFIRMED, early_reason=EARLY
        )

    assert load(action.id).state is FollowUpState.CLAIMED
    standing = [(one.person_id, one.act.value) for one in assents.waiting_yeses(here.issue)]
    assert standing == [(here.leader.id, "contest"), (third.id, "confirm")]


def test_a_yes_is_taken_back_by_who_gave_it_and_of_no_use_after(make, visit):
    here = nav_led(make)
    here.answer()
    with transaction():
        assert not closing.close_issue(make.actor(here.leader), issue_of(here), outcome=Outcome.NOTED, text="Ferdig.")
    given = db.session.scalars(select(Assent.id)).one()
    address = f"/innspill/{here.issue.reference}"

    assert f"{address}/ja/{given}/ta-tilbake" in visit(here.leader).get(address).text
    assert visit(here.member).post(f"{address}/ja/{given}/ta-tilbake").status_code == 403
    assert visit(here.leader).post(f"{address}/ja/{given}/ta-tilbake").status_code == 303
    assert visit(here.leader).post(f"{address}/ja/{given}/ta-tilbake").status_code == 409
    assert visit(here.member).post(f"{address}/ja/{given}").status_code == 409
    assert "Jeg er enig" not in visit(here.member).get(address).text


def test_a_verdicts_yes_is_not_seconded_by_its_address(make, visit):
    here = nav_led(make)
    action = here.claimed()
    with transaction():
        verdicts.confirm_action(make.actor(here.leader), load(action.id), verdict=Verdict.CONFIRMED, early_reason=EARLY)
    given = db.session.scalars(select(Assent.id)).one()

    assert visit(here.member).post(f"/innspill/{here.issue.reference}/ja/{given}").status_code == 404
    assert load(action.id).state is FollowUpState.CLAIMED


def test_a_yes_from_a_seat_that_was_left_is_offered_to_nobody(make, visit):
    here = nav_led(make)
    here.answer()
    with transaction():
        closing.close_issue(make.actor(here.leader), issue_of(here), outcome=Outcome.NOTED, text="Ferdig.")
    sits = db.session.scalars(select(Appointment).where(Appointment.person_id == here.leader.id)).one()
    sits.valid_to = clock.today() - timedelta(days=1)
    db.session.commit()

    assert "Jeg er enig" not in visit(here.member).get(f"/innspill/{here.issue.reference}").text
    assert "Avgjør om innspillet skal avsluttes" not in visit(here.member).get("/min-side").text


def test_a_yes_that_was_given_in_another_council_waits_for_nobody(make):
    here = nav_led(make)
    here.answer()
    with transaction():
        closing.close_issue(make.actor(here.leader), issue_of(here), outcome=Outcome.NOTED, text="Ferdig.")
    assert len(assents.waiting_yeses(here.issue)) == 1
    issue_of(here).council_id = make.council().id
    db.session.commit()

    assert assents.waiting_yeses(here.issue) == []


# ---- Public words


def test_the_first_yes_waits_on_min_side_also_where_only_the_deputy_sits_for_the_users(make):
    council = make.council()
    deputy, other, author = (make.representative(council) for _ in range(3))
    make.role(council, deputy, CouncilRoleKind.DEPUTY, side=Side.USER)
    issue = make.issue(council, author=author)
    with transaction():
        version = public_version.propose_public_words(make.actor(deputy), issue, title="Åpent", text="Kort åpningstid.")
    with transaction():
        public_version.consent_to_public_words(make.actor(author), issue, version)

    assert [[one.id for one in newest_issues(make.actor(person)).agreed] for person in (deputy, other)] == [
        [issue.id]
    ] * 2


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        ("ja", EventKind.PUBLIC_VERSION_AGREED),
        ("avsla", EventKind.PUBLIC_VERSION_REFUSED),
        ("nei", EventKind.PUBLIC_VERSION_REFUSED),
    ],
)
def test_the_authors_word_pressed_twice_is_told_once(make, visit, step, kind):
    council = make.council()
    leader, author = make.leader(council), make.representative(council)
    issue = make.issue(council, author=author)
    with transaction():
        public_version.propose_public_words(make.actor(leader), issue, title="Åpent", text="Kort åpningstid.")
    for _press in range(2):
        assert visit(author).post(f"/innspill/{issue.reference}/offentlig/{step}").status_code == 303

    assert sorted(told(kind)) == [leader.id]


# ---- An assistant's draft


def test_an_assistants_draft_can_be_read_and_begun_with_beside_ones_own(make, visit):
    here = town(make)
    office = make.office_of(make.council_of(here.issue.council_id))
    assistant = make.director(office, OfficeRoleKind.ASSISTANT)
    db.session.commit()
    address = f"/innspill/{here.issue.reference}/svar/{here.owed.id}"
    director = visit(here.director)
    save(director, as_opened(director.get(address), "text"), text="Det jeg selv begynte på.")
    visit(assistant).post(address, {"stance": "follows_up", "text": "Utkastet fra den som hjelper."})
    page, begun = (director.get(address + choice).text.split("<main", 1)[1] for choice in ("", "?begynn=utkast"))

    assert "Utkastet fra den som hjelper." in page.split('name="stance"', 1)[0]
    assert "Begge navn blir vist" not in page
    assert "Utkastet fra den som hjelper." in begun.split('name="stance"', 1)[1]
    assert "Begge navn blir vist" in begun
    assert len(db.session.scalars(select(Draft)).all()) == 2
