"""While a proposal waits the ground changes under it; who stops it, who is asked, and what a late yes does."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.assents.service import paper_yes, proposals
from app.core import clock
from app.core.errors import Denied
from app.core.roles import CouncilRoleKind, ScopeKind, Side
from app.core.workdays import add_workdays
from app.councils.service import appointments, councils, member_addresses, roles, succession
from app.councils.service.invitees import Invitee
from app.councils.service.settings import Settings
from app.database import db, transaction
from app.issues.service import closing
from app.meetings import service as meetings
from app.models.assents import Asked, Proposal, ProposalState
from app.models.councils import Council
from app.models.issue_enums import Outcome
from app.models.issues import Issue
from app.models.meetings import AgendaItem, Meeting, MeetingState
from app.models.notices import Event, EventKind, Notice
from app.models.people import Person
from app.models.themes import Theme
from tests.councils.sides import again, appointment_of, as_, at, leading, placing, run, slip, somebody_proposed, told


def fresh(proposal):
    return db.session.get_one(Proposal, proposal.id, populate_existing=True)


def test_a_sitting_leader_neither_refuses_nor_takes_back_what_is_proposed_about_the_role(town, visit):
    proposal = as_(town.make, town.secretary, roles.end_role, town.council, leading(town.council))
    path = f"/utvalg/{town.council.slug}/forslag/{proposal.id}"
    page = visit(town.leader)

    assert "Godkjenn forslaget" in page.get(path).text
    assert "Si nei til forslaget" not in page.get(path).text
    assert page.post(path + "/nei", {"reason": "Nei."}).status_code == 403
    assert page.post(path + "/trekk").status_code == 403
    for one in (town.member, town.other):
        as_(town.make, one, proposals.say_yes_to_proposal, town.council, proposal)
    assert fresh(proposal).state is ProposalState.IN_FORCE


def test_nobody_takes_back_what_somebody_else_has_proposed(town):
    deputy = town.make.representative(town.council)
    town.make.role(town.council, deputy, CouncilRoleKind.DEPUTY, side=Side.USER)
    proposal = as_(town.make, deputy, roles.end_role, town.council, leading(town.council))

    with pytest.raises(Denied):
        as_(town.make, town.secretary, proposals.withdraw_proposal, proposal)
    as_(town.make, deputy, proposals.withdraw_proposal, proposal)

    assert fresh(proposal).state is ProposalState.WITHDRAWN


def test_what_waits_for_its_day_is_stopped_by_who_could_say_yes_to_it(town):
    heir = town.make.council(office=town.make.office(county=town.county))
    later = clock.today() + timedelta(days=30)
    proposal = as_(town.make, town.coordinator, succession.end_council, town.council, heir=heir, on=later)

    with pytest.raises(Denied):
        as_(town.make, town.secretary, proposals.withdraw_proposal, proposal)
    as_(town.make, town.leader, proposals.withdraw_proposal, proposal)

    assert fresh(proposal).state is ProposalState.WITHDRAWN


def test_where_all_together_are_not_enough_two_administrators_take_the_letter(make):
    """Two holders, one of them concerned, and no coordinator: the other's yes alone is not two."""
    council = make.council()
    one, secretary = make.representative(council), make.secretary(council)
    make.representative(council)
    first, second = make.scope(ScopeKind.ADMINISTRATOR), make.scope(ScopeKind.ADMINISTRATOR)
    given = {"kind": CouncilRoleKind.LEADER, "who": Invitee(person_id=one.id), "side": Side.USER}
    proposal = as_(make, secretary, roles.give_role, council, **given, start=clock.today())
    letter = {"sender": "FFO", "signed_on": clock.today()}

    assert fresh(proposal).asked is Asked.ADMINISTRATORS
    assert not as_(make, first, paper_yes.register_letter, council, proposal, **letter)
    assert as_(make, second, paper_yes.register_letter, council, proposal, **letter)
    assert make.actor(one).leads_for_users(council.id)


def test_a_user_seat_without_a_voice_does_not_make_it_take_two(make):
    """A director on a user seat has no part in it, so the other holder is the only one."""
    council = make.council()
    one, secretary = make.representative(council), make.secretary(council)
    make.appointment(make.seat(council), make.director(make.office_of(council)))
    proposal = as_(make, secretary, appointments.appoint_to_seat, council, make.seat(council), placing())

    assert as_(make, one, proposals.say_yes_to_proposal, council, proposal)
    assert fresh(proposal).by_one


def test_the_letter_of_an_administrator_who_lost_the_right_does_not_count(make):
    council = make.council()
    first, second = make.scope(ScopeKind.ADMINISTRATOR), make.scope(ScopeKind.ADMINISTRATOR)
    proposal = as_(make, first, appointments.appoint_to_seat, council, make.seat(council), placing())
    letter = {"sender": "FFO", "signed_on": clock.today()}
    as_(make, first, paper_yes.register_letter, council, proposal, **letter)
    make.role(council, first, CouncilRoleKind.SECRETARY, side=Side.NAV)
    db.session.commit()

    assert not as_(make, second, paper_yes.register_letter, council, proposal, **letter)


def test_whose_address_it_has_become_does_not_say_yes_to_the_own_seat(town):
    proposal = as_(
        town.make, town.secretary, appointments.appoint_to_seat, town.council, town.make.seat(town.council), placing()
    )
    email = fresh(proposal).details["who"]["email"]
    with transaction():
        db.session.get_one(Person, town.coordinator.id).email = email

    with pytest.raises(Denied):
        as_(town.make, town.coordinator, proposals.say_yes_to_proposal, town.council, proposal)


def test_ones_own_yes_takes_the_place_of_a_slip(town, visit):
    proposal = somebody_proposed(town)
    slip(town, proposal, town.leader)
    path = f"/utvalg/{town.council.slug}/forslag/{proposal.id}"
    page = visit(town.leader)

    assert "Svar på forslag som gjelder brukersiden" in page.get("/min-side").text
    assert "Godkjenn forslaget" in page.get(path).text
    page.post(path + "/ja")
    assert "Forslaget er godkjent." in page.follow().text
    assert fresh(proposal).state is ProposalState.IN_FORCE


def test_a_yes_to_what_cannot_be_done_any_more_ends_it_with_the_reason(town, visit):
    seat = town.make.seat(town.council)
    first = as_(town.make, town.secretary, appointments.appoint_to_seat, town.council, seat, placing())
    second = as_(
        town.make, town.secretary, appointments.appoint_to_seat, town.council, seat, placing("Per", "per@x.no")
    )
    as_(town.make, town.leader, proposals.say_yes_to_proposal, town.council, first)
    page = visit(town.leader)

    assert page.post(f"/utvalg/{town.council.slug}/forslag/{second.id}/ja").status_code == 303
    told_page = page.follow().text

    assert "Forslaget kan ikke gjennomføres lenger." in told_page
    assert "Noen er oppnevnt til plassen i den tiden." in told_page
    assert fresh(second).state is ProposalState.LAPSED
    assert db.session.scalar(select(Person.id).where(Person.email == "per@x.no")) is None


def test_a_yes_does_not_undo_what_was_changed_meanwhile(town):
    """A term that was prolonged further, and a setting that was set anew, after they were proposed."""
    make, council = town.make, town.council
    one = appointment_of(town.member)
    one.valid_to = clock.today() + timedelta(days=30)
    db.session.commit()
    near, far = (clock.today() + timedelta(days=days) for days in (100, 400))
    prolonged = as_(make, town.secretary, appointments.end_appointment, council, one, on=near, reason="")
    wish = {"name": "", "mandate": "M"}
    days = [Settings(answer_days=count, contact_phone="33 33 33 33") for count in (60, 10)]
    slower = as_(make, town.secretary, councils.change_settings, council, settings=days[0], **wish)
    as_(make, town.leader, appointments.end_appointment, council, one, on=far, reason="")
    as_(make, town.leader, councils.change_settings, council, settings=days[1], **wish)

    for proposal in (prolonged, slower):
        as_(make, town.leader, proposals.say_yes_to_proposal, council, proposal)
        assert fresh(proposal).state is ProposalState.LAPSED

    assert again(one).valid_to == far
    assert db.session.get_one(Council, council.id).answer_days == 10


def test_an_address_is_not_changed_for_somebody_who_has_got_a_part_elsewhere_meanwhile(town):
    make = town.make
    silent = make.representative(town.council, joined_at=None)
    given = {"email": "nav@privat.no"}
    proposal = as_(make, town.secretary, member_addresses.change_address, town.council, appointment_of(silent), **given)
    make.appointment(make.seat(make.council()), silent)
    db.session.commit()

    as_(make, town.leader, proposals.say_yes_to_proposal, town.council, proposal)

    assert fresh(proposal).state is ProposalState.LAPSED
    assert db.session.get_one(Person, silent.id).email != "nav@privat.no"


def test_what_was_proposed_lapses_with_the_council_and_nobody_is_asked(make):
    county = make.county()
    council, heir = (make.council(office=make.office(county=county)) for _ in range(2))
    make.representative(council), make.representative(council)
    secretary, coordinator = make.secretary(council), make.coordinator(county)
    administrator = make.scope(ScopeKind.ADMINISTRATOR)
    proposal = as_(make, secretary, appointments.appoint_to_seat, council, make.seat(council), placing())
    as_(make, coordinator, succession.end_council, council, heir=heir, on=clock.today())

    with time_machine.travel(at(add_workdays(clock.today(), 6)), tick=False):
        run(clock.now())

    assert fresh(proposal).state is ProposalState.LAPSED
    assert administrator.id not in told(EventKind.PROPOSAL_ASKED)


def test_nobody_is_asked_twice_or_after_a_yes(town):
    deputy = town.make.representative(town.council)
    town.make.role(town.council, deputy, CouncilRoleKind.DEPUTY, side=Side.USER)
    proposal = as_(town.make, town.secretary, roles.end_role, town.council, leading(town.council))
    as_(town.make, town.member, proposals.say_yes_to_proposal, town.council, proposal)
    with time_machine.travel(at(add_workdays(clock.today(), 5)), tick=False):
        run(clock.now())

    asked = select(Notice.person_id).join(Event).where(Event.kind == EventKind.PROPOSAL_ASKED)
    people = db.session.scalars(asked).all()
    assert sorted(people) == sorted(set(people))
    assert town.member.id not in people
    assert {town.leader.id, town.other.id} <= set(people)


def test_a_second_administrator_is_asked_when_there_is_one(make):
    council = make.council()
    first = make.scope(ScopeKind.ADMINISTRATOR)
    proposal = as_(make, first, appointments.appoint_to_seat, council, make.seat(council), placing())
    assert fresh(proposal).asked is None
    second = make.scope(ScopeKind.ADMINISTRATOR)
    db.session.commit()

    with time_machine.travel(at(add_workdays(clock.today(), 5)), tick=False):
        run(clock.now())

    assert told(EventKind.PROPOSAL_ASKED) == {second.id}


def advice_proposed(town):
    make = town.make
    given = {"starts_at": clock.now() + timedelta(days=30), "place": "Her"}
    meeting = as_(make, town.secretary, meetings.plan_meeting, town.council.id, **given)
    item = as_(make, town.secretary, meetings.add_item, meeting, title="Sak")
    secretary = make.actor(town.secretary)
    with transaction():
        meeting = db.session.get_one(Meeting, meeting.id)
        item = db.session.get_one(AgendaItem, item.id)
        return meeting, meetings.give_advice(secretary, meeting, item, text="Råd om mottaket", theme=Theme.APNING)


def test_administrators_do_not_read_the_councils_own_words(town, visit):
    _meeting, proposal = advice_proposed(town)
    path = f"/utvalg/{town.council.slug}/forslag/{proposal.id}"

    assert visit(town.administrator).get(path).status_code == 404
    assert "Råd om mottaket" in visit(town.leader).get(path).text


def test_advice_of_a_meeting_that_was_cancelled_is_not_given(town):
    meeting, proposal = advice_proposed(town)
    with transaction():
        db.session.get_one(Meeting, meeting.id).move(MeetingState.CANCELLED)

    as_(town.make, town.leader, proposals.say_yes_to_proposal, town.council, proposal)

    assert fresh(proposal).state is ProposalState.LAPSED


def test_the_only_one_who_holds_a_user_seat_acts_alone(make):
    council = make.council()
    only = make.representative(council)
    make.secretary(council)
    issue = make.issue(council, author=only)
    db.session.commit()

    with transaction():
        issue = db.session.get_one(Issue, issue.id)
        assert closing.close_issue(make.actor(only), issue, outcome=Outcome.NOTED, text="Fint.")


def test_changed_settings_stand_in_a_table_with_what_is_and_what_would_be(town, visit):
    settings = Settings(answer_days=40, clarification_days=5)
    named = {"settings": settings, "name": "", "mandate": ""}
    proposal = as_(town.make, town.secretary, councils.change_settings, town.council, **named)

    page = visit(town.leader).get(f"/utvalg/{town.council.slug}/forslag/{proposal.id}").text

    heading = page.split("<h1", 1)[1].split("</h1>", 1)[0]
    assert "innstilling" in heading
    assert "40" not in heading
    assert 'data-label="Nå"' in page
    assert 'data-label="Forslag"' in page


def test_a_proposal_of_a_new_leader_says_who_loses_the_role(town, visit):
    given = {"kind": CouncilRoleKind.LEADER, "who": Invitee(person_id=town.member.id), "side": Side.USER}
    proposal = as_(town.make, town.secretary, roles.give_role, town.council, **given, start=clock.today())

    page = visit(town.leader).get(f"/utvalg/{town.council.slug}/forslag/{proposal.id}").text

    assert "Har rollen nå" in page
    assert f"{town.leader.name}. Slutter dagen før den nye begynner." in page
