"""Raised, taken on, answered and read: a yes of the council above opens an answer that flows back to every source."""

import pytest
from sqlalchemy import select

from app.core import clock, workdays
from app.core.errors import Invalid
from app.core.roles import OfficeRoleKind
from app.database import db, transaction
from app.followups.service import answers, send_on, statements, verdicts
from app.followups.service.answers import Words
from app.issues.service import closing, sharing
from app.models.followups import Answer, FollowUp
from app.models.issue_enums import Outcome
from app.models.issues import Issue, Support
from app.models.notices import Event, EventKind, Notice, Reason
from app.models.states import FollowUpKind, FollowUpState, IssueState, Stance
from tests.followups.chain import load, told, town

YES = Words(text="Vi åpner alle mottak til 18 fra mai.")
PRESSED = {"stance": "partly", "text": YES.text, "label": "both", "without_promise": "1", "seen_same": "1"}


def raised(make, **above):
    """A local issue, answered, and raised to a council above it."""
    here = town(make)
    council = make.council(**{"offices": [], "name": "Brukerutvalget over", "slug": "over", **above})
    make.council_of(here.issue.council_id).parent_id = council.id
    here.above, here.above_leader = council, make.leader(council, name="Olga Over")
    here.answer()
    with transaction():
        issue = db.session.get_one(Issue, here.issue.id)
        sharing.raise_issue(make.actor(here.leader), issue, reason="Det er likt overalt.")
    return here


def regional(make):
    region = make.region(name="Nav Vest")
    here = raised(make, nav_region_id=region.id, answer_days=15)
    here.region, here.chief = region, make.regional_director(region, name="Frid Fylkesdirektør")
    db.session.commit()
    return here


def reply(here, *, accept=True, **more):
    with transaction():
        row = load(here.row(FollowUpKind.RAISE_REPLY).id)
        return statements.reply_to_raise(
            here.make.actor(here.above_leader), row, accept=accept, text="Vi er enige.", **more
        )


def told_as(kind):
    event = db.session.scalars(select(Event.id).where(Event.kind == kind).order_by(Event.id.desc())).first()
    rows = db.session.execute(select(Notice.person_id, Notice.reason).where(Notice.event_id == event))
    return {row.person_id: row.reason for row in rows}


def test_raise_yes_the_regions_director_answers_and_the_source_reads_it(make, visit):
    """The whole way, on the pages."""
    here = regional(make)
    row = here.row(FollowUpKind.RAISE_REPLY)
    address = f"/innspill/{here.issue.reference}"
    leader = visit(here.above_leader)

    assert "Svar på innspill fra et annet utvalg" in leader.get("/min-side").text
    assert "Hvilken enhet skal svare?" not in leader.get(f"{address}/svar/{row.id}").text
    done = leader.post(f"{address}/svar/{row.id}", {"accept": "takes_on", "text": "Dette gjelder hele regionen."})
    assert done.status_code == 303
    owed = here.row(FollowUpKind.ANSWER)
    assert (owed.nav_region_id, owed.days) == (here.region.id, 15)
    assert owed.due == workdays.add_workdays(clock.today(), 15)
    chief = visit(here.chief)
    assert "Svar utvalget" in chief.get("/min-side").text
    page = chief.get(address).text
    assert "Det er din tur: svar utvalget" in page
    assert "Utvalget tar saken videre" in page
    assert page.count("Ja, vi følger opp") == 1  # the office's own, from before
    assert "Venter på svar fra fylkesdirektøren i Nav Vest" in visit(here.member).get(address).text
    assert chief.post(f"{address}/svar/{owed.id}", PRESSED).status_code == 303

    for reader in (here.author, here.leader, here.director, here.above_leader):
        assert (
            YES.text
            in visit(db.session.get_one(type(here.leader), reader) if isinstance(reader, int) else reader)
            .get(address)
            .text
        )
    assert db.session.get_one(Issue, here.issue.id).state is IssueState.ANSWERED


def test_the_yes_asks_the_director_and_tells_every_source(make):
    here = regional(make)
    stand_in = make.office_role(OfficeRoleKind.STAND_IN, nav_region_id=here.region.id)
    db.session.commit()

    given = reply(here)

    assert given.stance is Stance.TAKES_ON
    people = told_as(EventKind.RAISE_REPLIED)
    assert people[here.chief.id] is Reason.OWES
    assert {here.author, here.leader.id, here.director.id} <= set(people)
    assert stand_in.id not in people


def test_the_answer_goes_back_to_author_supporters_office_both_councils_and_the_one_it_was_born_in(make):
    here = regional(make)
    born = make.council()
    born_leader = make.leader(born)
    supporter = make.representative(make.council_of(here.issue.council_id))
    issue = db.session.get_one(Issue, here.issue.id)
    seat = make.actor(supporter).seats[0].seat_id
    db.session.add(
        Support(issue_id=issue.id, seat_id=seat, person_id=supporter.id, office_id=issue.office_id, at=clock.now())
    )
    issue.born_council_id = born.id
    issue.visibility = "shared"
    db.session.commit()
    reply(here)
    with transaction():
        answers.answer_follow_up(make.actor(here.chief), here.row(FollowUpKind.ANSWER), stance=Stance.PARTLY, words=YES)

    sources = {here.author, supporter.id, here.leader.id, born_leader.id, here.director.id, here.above_leader.id}
    assert sources <= told(EventKind.ANSWER_GIVEN)


def test_an_ordinary_answer_is_not_told_to_the_offices_own_people(make):
    here = town(make)
    here.answer()

    assert here.stand_in.id not in told(EventKind.ANSWER_GIVEN)


def test_raise_no_says_why_and_nobody_owes_anything(make, visit):
    here = regional(make)
    row = here.row(FollowUpKind.RAISE_REPLY)
    address = f"/innspill/{here.issue.reference}"
    leader = visit(here.above_leader)

    assert leader.post(f"{address}/svar/{row.id}", {"accept": "declines", "text": ""}).status_code == 422
    said = {"accept": "declines", "text": "Dette er et lokalt spørsmål."}
    assert leader.post(f"{address}/svar/{row.id}", said).status_code == 303

    owed = db.session.scalars(select(FollowUp).where(FollowUp.state == FollowUpState.RUNNING)).all()
    assert owed == []
    page = visit(here.member).get(address).text
    assert "Utvalget tar ikke saken videre" in page
    assert "Dette er et lokalt spørsmål." in page
    assert "Nei, vi følger ikke opp" not in page
    assert here.author in told(EventKind.RAISE_REPLIED)
    assert here.chief.id not in told(EventKind.RAISE_REPLIED)


def test_a_region_that_owes_an_answer_already_is_not_asked_twice(make):
    here = regional(make)
    issue = db.session.get_one(Issue, here.issue.id)
    make.owed(issue, nav_region_id=here.region.id)
    db.session.commit()

    reply(here)

    owed = db.session.scalars(select(FollowUp.id).where(FollowUp.nav_region_id == here.region.id)).all()
    assert len(owed) == 1


def test_a_central_council_names_the_unit_and_writes_its_answer_down(make, visit):
    here = raised(make)
    address = f"/innspill/{here.issue.reference}"
    row = here.row(FollowUpKind.RAISE_REPLY)
    leader = visit(here.above_leader)
    unit = "Arbeids- og velferdsdirektoratet"

    assert "Hvilken enhet skal svare?" in leader.get(f"{address}/svar/{row.id}").text
    said = {"accept": "takes_on", "text": "Dette gjelder hele landet."}
    refused = leader.post(f"{address}/svar/{row.id}", said)
    assert refused.status_code == 422
    assert "Skriv hvilken enhet som skal svare." in refused.text
    assert load(row.id).state is FollowUpState.RUNNING
    assert leader.post(f"{address}/svar/{row.id}", {**said, "unit": unit}).status_code == 303

    owed = here.row(FollowUpKind.ANSWER)
    assert owed.council_id == here.above.id
    page = visit(here.member).get(address).text
    assert f"Sendt videre til {unit}, utenfor Medvirk" in page
    assert "Skriv ned svaret" in leader.get("/min-side").text
    form = leader.get(f"{address}/svar/{owed.id}").text
    assert unit in form
    typed = {"unit": unit, "stance": "partly", "text": YES.text}
    assert visit(here.director).post(f"{address}/svar/{owed.id}", typed).status_code == 403
    assert leader.post(f"{address}/svar/{owed.id}", typed).status_code == 303

    page = visit(here.member).get(address).text
    assert YES.text in page
    assert f"Registrert av {here.above_leader.name}" in page
    given = db.session.scalars(select(Answer).where(Answer.text == YES.text)).one()
    assert (given.by_name, given.unit, given.booked_by) == (unit, unit, here.above_leader.name)
    assert {here.author, here.leader.id, here.director.id} <= told(EventKind.ANSWER_GIVEN)
    assert db.session.get_one(Issue, here.issue.id).state is IssueState.ANSWERED


def test_an_answer_from_outside_that_is_not_good_enough_is_asked_for_anew(make):
    here = raised(make)
    reply(here, unit="Direktoratet")
    with transaction():
        row = here.row(FollowUpKind.ANSWER)
        statements.write_down(
            make.actor(here.above_leader), row, unit="Direktoratet", stance=Stance.DOES_NOT, text="Nei."
        )
    with transaction():
        verdicts.contest_answer(make.actor(here.leader), load(row.id), reason="Dere svarer ikke.")

    again = here.row(FollowUpKind.ANSWER)
    assert (again.council_id, again.round, again.state) == (here.above.id, 2, FollowUpState.RUNNING)
    with transaction():
        issue = db.session.get_one(Issue, here.issue.id)
        closing.point_away(make.actor(here.leader), issue, text="Gjelder én person.")
    assert db.session.get_one(Issue, here.issue.id).outcome is Outcome.INDIVIDUAL_CASE


# ---- Sent on outside Medvirk


def test_an_office_sends_it_on_outside_stays_its_owner_and_writes_the_reply_down(make, visit):
    here = town(make)
    director = visit(here.director)
    address = f"/innspill/{here.issue.reference}"
    form = f"{address}/svar/{here.owed.id}"
    sent = {"stance": "sent_on", "text": "De har systemet.", "to": "outside", "label": "both"}

    assert director.post(form, sent).status_code == 422
    assert director.post(form, {**sent, "unit": "Nav kontaktsenter"}).status_code == 303

    row = load(here.owed.id)
    assert (row.state, row.due, row.office_id) == (FollowUpState.RUNNING, here.owed.due, here.issue.office_id)
    page = visit(here.member).get(address).text
    assert "Sendt videre til Nav kontaktsenter, utenfor Medvirk" in page
    assert "De har systemet." in page
    assert "Dag Direktør" in page
    assert here.author in told(EventKind.SENT_OUTSIDE)
    assert "Dette er svaret fra enheten vi sendte det til" in director.get(form).text
    assert director.post(form, {**PRESSED, "from_unit": "y"}).status_code == 303

    page = visit(here.member).get(address).text
    assert "Svaret er fra Nav kontaktsenter, utenfor Medvirk." in page
    assert load(here.owed.id).state is FollowUpState.DONE


def test_an_answer_of_the_office_itself_is_not_given_the_units_name(make, visit):
    here = town(make)
    with transaction():
        words = Words(text="De har systemet.", unit="Nav kontaktsenter")
        send_on.send_outside(make.actor(here.director), load(here.owed.id), words=words)
    visit(here.director).post(f"/innspill/{here.issue.reference}/svar/{here.owed.id}", PRESSED)

    given = db.session.scalars(select(Answer).where(Answer.stance == Stance.PARTLY)).one()
    assert given.unit is None


def test_the_unit_must_be_named_and_holds_no_persons_number(make):
    here = town(make)
    for unit in (None, "Saksbehandler 13097248022"):
        words = Words(text="De har systemet.", unit=unit)
        with pytest.raises(Invalid), transaction():
            send_on.send_outside(make.actor(here.director), load(here.owed.id), words=words)


def test_ones_own_office_is_never_offered(make, visit):
    here = town(make)
    other = make.office_of(make.council())
    db.session.commit()
    page = visit(here.director).get(f"/innspill/{here.issue.reference}/svar/{here.owed.id}").text

    assert f'value="office-{other.id}"' in page
    assert f'value="office-{here.issue.office_id}"' not in page
    assert 'value="outside"' in page
