"""Councils as they are: set up, led by Nav, regional, with people who leave, sit twice or have no e-mail."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.assents.service import proposals
from app.assents.service.approvers import About, approvers
from app.core import clock
from app.core.errors import Denied
from app.core.roles import CouncilRoleKind, ScopeKind, Side
from app.councils.queries import search
from app.councils.service import appointments, nominations, roles, succession
from app.councils.service.appointments import Placing
from app.councils.service.invitees import Invitee
from app.database import db, transaction
from app.issues.service import closing, supports
from app.models.assents import Proposal
from app.models.councils import Appointment, CouncilLevel, LedBy
from app.models.followups import FollowUp
from app.models.issues import Issue, Support
from app.models.notices import Mail
from app.models.states import FollowUpState
from app.notices.commands.outbox import make_letter
from tests.councils.sides import appointment_of, as_, placing, seat_of


def test_who_resigned_is_replaced_by_the_organisation_without_anybody_elses_yes(make):
    council = make.council()
    make.leader(council)
    leaving, secretary = make.representative(council), make.secretary(council)
    seat = seat_of(leaving)
    contact = make.scope(ScopeKind.ORGANISATION_CONTACT, organisation_id=seat.organisation_id)
    tomorrow = clock.today() + timedelta(days=1)

    as_(make, leaving, appointments.resign_seat, council, appointment_of(leaving), on=clock.today())
    new = {"name": "Kari Ny", "email": "kari@x.no", "start": tomorrow, "reason": ""}
    wanted = as_(make, contact, nominations.nominate, seat, **new)
    who = Placing(Invitee("Kari Ny", "kari@x.no"), rank=0, start=tomorrow, end=None, nomination_id=wanted.id)

    assert isinstance(as_(make, secretary, appointments.appoint_to_seat, council, seat, who), Appointment)


def test_a_leader_of_nav_has_no_say_in_who_sits_for_the_users(make):
    council = make.council(led_by=LedBy.NAV)
    nav, one, two = make.person(), make.representative(council), make.representative(council)
    make.role(council, nav, CouncilRoleKind.LEADER, side=Side.NAV)

    proposal = as_(make, nav, appointments.appoint_to_seat, council, make.seat(council), placing())

    assert isinstance(proposal, Proposal)
    with pytest.raises(Denied):
        as_(make, nav, proposals.say_yes_to_proposal, council, proposal)
    assert not as_(make, one, proposals.say_yes_to_proposal, council, proposal)
    assert as_(make, two, proposals.say_yes_to_proposal, council, proposal)


def test_a_nav_led_council_keeps_its_leader_until_the_user_side_agrees_to_another(make):
    council = make.council(led_by=LedBy.NAV)
    nav, secretary, one = make.person(), make.secretary(council), make.representative(council)
    make.role(council, nav, CouncilRoleKind.LEADER, side=Side.NAV)

    given = as_(
        make,
        secretary,
        roles.give_role,
        council,
        kind=CouncilRoleKind.LEADER,
        who=Invitee("Ny Nav", "ny@nav.example"),
        side=Side.NAV,
        start=clock.today(),
    )

    assert isinstance(given, Proposal)
    assert make.actor(nav).has_role(council.id, CouncilRoleKind.LEADER)
    assert as_(make, one, proposals.say_yes_to_proposal, council, given)


def test_a_regional_council_is_within_the_reach_of_a_coordinator_with_an_office_there(make):
    region, county = make.region(), make.county()
    make.office(county=county, region=region)
    council = make.council(offices=[], level=CouncilLevel.REGION, nav_region_id=region.id)
    coordinator, far, director = make.coordinator(county), make.coordinator(), make.regional_director(region)

    by = approvers(council.id, About())

    assert by.coordinators == (coordinator.id,)
    assert far.id not in by
    assert director.id not in by


def test_who_sits_on_two_seats_is_one_voice(make):
    council = make.council()
    person, secretary = make.representative(council), make.secretary(council)
    make.appointment(make.seat(council), person)

    proposal = as_(make, secretary, appointments.appoint_to_seat, council, make.seat(council), placing())

    assert not as_(make, person, proposals.say_yes_to_proposal, council, proposal)


# ---- After an appointment has ended


def left(make, council):
    person = make.representative(council)
    issue = make.issue(council, author=person)
    owed = make.owed(issue)
    appointment_of(person).valid_to = clock.today() - timedelta(days=1)
    db.session.commit()
    return person, issue, owed


def test_who_has_left_takes_the_name_off_and_the_office_still_owes_its_answer(make):
    council = make.council()
    make.leader(council)
    person, issue, owed = left(make, council)

    taken = as_(make, person, closing.withdraw_issue, issue)

    assert taken is False
    assert (db.session.get_one(Issue, issue.id).is_closed, issue.anonymous) == (False, True)
    assert db.session.get_one(FollowUp, owed.id).state is FollowUpState.RUNNING


def test_support_is_the_seats_to_take_back_not_the_former_holders(make):
    council = make.council()
    person, issue = make.representative(council), make.issue(council)
    office, seat = make.office_of(council), seat_of(person)
    given = Support(issue_id=issue.id, seat_id=seat.id, person_id=person.id, office_id=office.id, at=clock.now())
    db.session.add(given)
    appointment_of(person).valid_to = clock.today() - timedelta(days=1)
    new = make.person()
    make.appointment(seat, new, valid_from=clock.today())
    db.session.commit()

    with pytest.raises(Denied):
        as_(make, person, supports.withdraw_support, issue, given)
    as_(make, new, supports.withdraw_support, issue, given)

    assert db.session.get_one(Support, given.id).withdrawn_at is not None


# ---- An ended council, and an invitation


def test_a_council_that_has_ended_leaves_no_office_without_one_in_the_search(make):
    county = make.county()
    office = make.office(county=county, name="Nav Skien", slug="nav-skien")
    council, heir = make.council(office=office), make.council(office=make.office(county=county), name="Arvingen")
    with transaction():
        succession.end_council(make.actor(make.coordinator(county)), council, heir=heir, on=clock.today())

    assert [found.name for found in search.find_councils("skien")] == ["Arvingen"]


def test_an_invitation_says_as_what_where_at_which_office_and_who_proposed(make):
    county = make.county()
    office = make.office(county=county, name="Nav Skien")
    council = make.council(office=office, name="Brukerutvalget for Grenland")
    seat = make.seat(council, organisation=make.organisation(name="Mental Helse"))
    coordinator = make.coordinator(county)
    coordinator.name = "Siri Samordner"

    as_(make, coordinator, appointments.appoint_to_seat, council, seat, placing())
    letter = make_letter(db.session.scalars(select(Mail.id)).one(), "invitation")

    for said in (
        "Siri Samordner (koordinator) har foreslått deg som medlem for Mental Helse i brukerutvalget for Grenland.",
        "Kontor: Nav Skien",
    ):
        assert said in letter.text
    assert letter.subject == "Invitasjon: medlem for Mental Helse i brukerutvalget for Grenland"
