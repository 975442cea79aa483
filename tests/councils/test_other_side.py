"""Nobody acts for two sides of a council: who has a voice for the users keeps it, and who acts for others gets none."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.assents.service import proposals
from app.assents.service.approvers import About, approvers
from app.core import clock
from app.core.errors import Invalid
from app.core.roles import CouncilRoleKind, OfficeRoleKind, ScopeKind, Side
from app.councils.queries import places, seats
from app.councils.service import appointments, members_file, office_roles, roles, succession
from app.councils.service.invitees import Invitee
from app.database import db
from app.models.assents import Proposal, ProposalState
from app.models.councils import Appointment, OfficeRole
from app.models.places import Municipality, Office, OfficeMunicipality
from tests.councils.sides import as_, placing, seat_of


def line(name, email, place, side=Side.USER, rank=0, **given):
    return members_file.Member(2, name, email, place, side, rank, **{"start": clock.today(), "end": None, **given})


def municipality_of(office: Office) -> Municipality:
    query = select(Municipality).join(OfficeMunicipality).where(OfficeMunicipality.office_id == office.id)
    return db.session.scalars(query).one()


def has_role(person, kind, **given):
    db.session.add(OfficeRole(**{"person_id": person.id, "kind": kind, "valid_from": date(2020, 1, 1), **given}))
    db.session.commit()


# ---- What the user side says yes to


def test_a_file_of_members_shows_whose_account_each_address_is_and_for_which_side(town, visit):
    town.make.person("Nils Nav", email="nils@nav.example")
    place = seats.seat_label(seat_of(town.member))
    plan = members_file.Plan([line("Kari Nordmann", "nils@nav.example", place, rank=1)])
    proposal = as_(town.make, town.secretary, members_file.add_members, town.council, plan)
    browser = visit(town.leader)
    address = f"/utvalg/{town.council.slug}/forslag/{proposal.id}"

    page = browser.get(address).text

    assert f"Nils Nav (nils@nav.example), {place}, brukersiden, vara 1" in page
    assert "Kari Nordmann" not in page
    browser.post(f"{address}/ja")
    assert f"Nils Nav, {place}, brukersiden, vara 1" in browser.get(address).text


# ---- Who speaks for the users gets no part on another side


def contact_of(town):
    return town.make.scope(ScopeKind.ORGANISATION_CONTACT, organisation_id=seat_of(town.member).organisation_id)


def soon_seated(town):
    """Appointed by the leader to a user seat from next week."""
    person = town.make.person("Ny Representant")
    start = clock.today() + timedelta(days=7)
    free = town.make.seat(town.council)
    as_(
        town.make,
        town.leader,
        appointments.appoint_to_seat,
        town.council,
        free,
        placing(person.name, person.email, start=start),
    )
    return person


VOICES = {
    "the contact of an organisation with a seat": contact_of,
    "the coordinator of the county": lambda town: town.coordinator,
    "whoever sits from next week": soon_seated,
}


def a_role(town, person, side=Side.NAV):
    given = {"kind": CouncilRoleKind.OBSERVER, "who": Invitee(person_id=person.id), "start": clock.today()}
    as_(town.make, town.secretary, roles.give_role, town.council, side=side, **given)


def a_role_of_others(town, person):
    a_role(town, person, Side.OTHER)


def a_seat(town, person):
    seat = town.make.seat(town.council, side=Side.STAFF)
    as_(town.make, town.secretary, appointments.appoint_to_seat, town.council, seat, placing(person.name, person.email))


def a_line_in_a_file(town, person):
    plan = members_file.Plan([line("Noen", person.email, "Nav-kontoret", Side.NAV)])
    as_(town.make, town.secretary, members_file.add_members, town.council, plan)


def an_assistants_role(town, person):
    given = {"kind": OfficeRoleKind.ASSISTANT, "place": office_roles.Place(office_id=town.office.id)}
    given |= {"who": Invitee(person.name, person.email), "title": "", "start": clock.today()}
    as_(town.make, town.director, office_roles.name_office_role, places.office(town.office.slug), **given)


PARTS = {
    "a role for Nav": a_role,
    "a role for others": a_role_of_others,
    "a seat for the staff": a_seat,
    "a line in a file": a_line_in_a_file,
    "a role at the office": an_assistants_role,
}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("voice", VOICES)
def test_whoever_speaks_for_the_users_gets_no_part_on_another_side(town, voice, part):
    person = VOICES[voice](town)

    with pytest.raises(Invalid):
        PARTS[part](town, person)

    about = About(organisation_id=seat_of(town.member).organisation_id)
    with time_machine.travel(clock.now() + timedelta(days=8), tick=False):
        assert person.id in approvers(town.council.id, about)


def test_a_contact_of_another_organisation_may_observe_for_nav(town):
    person = town.make.scope(ScopeKind.ORGANISATION_CONTACT, organisation_id=town.make.organisation().id)

    a_role(town, person)

    assert town.make.actor(person).side_in(town.council.id) is Side.NAV


def test_a_coordinator_who_is_made_an_observer_reads_why_not_beside_the_field(town, visit):
    answer = visit(town.secretary).post(
        f"/utvalg/{town.council.slug}/styre/ny-rolle",
        {"kind": "observer", "name": "Kari", "email": town.coordinator.email, "locale": "nb", "side": "nav",
         "start": clock.today().isoformat()},
    )  # fmt: skip

    assert answer.status_code == 422
    assert "kan godkjenne forslag for brukersiden" in answer.text


def test_a_representative_elsewhere_may_answer_for_this_office(town):
    elsewhere = town.make.council(office=town.make.office())
    person = town.make.representative(elsewhere)

    an_assistants_role(town, person)

    assert town.office.id in town.make.actor(person).assisted


@pytest.mark.parametrize("place", ["office", "municipality"])
def test_an_office_does_not_join_a_council_whose_leader_has_a_part_there(town, place):
    joining = town.make.office(county=town.county)
    ending = town.make.council(office=joining)
    where = {"office_id": joining.id} if place == "office" else {"municipality_id": municipality_of(joining).id}
    has_role(town.leader, OfficeRoleKind.ASSISTANT, **where)

    with pytest.raises(Invalid) as refused:
        as_(town.make, town.coordinator, succession.end_council, ending, heir=town.council, on=clock.today())

    assert refused.value.field == "heir"
    assert town.leader.name in refused.value.text
    assert town.make.actor(town.leader).leads_for_users(town.council.id)


# ---- Who acts for another side gets no seat for the users


def at_the_office(town):
    return town.director


def at_the_office_soon(town):
    person = town.make.person("Framtidig Stedfortreder")
    start = clock.today() + timedelta(days=10)
    has_role(person, OfficeRoleKind.STAND_IN, office_id=town.office.id, valid_from=start)
    return person


def in_the_municipality(town):
    return town.make.municipal_director(municipality_of(town.office))


def on_a_staff_seat(town):
    person = town.make.person("Stine Stab")
    town.make.appointment(town.make.seat(town.council, side=Side.STAFF), person)
    return person


OTHERS = {
    "the director": at_the_office,
    "a stand-in from next week": at_the_office_soon,
    "the municipal director": in_the_municipality,
    "somebody on a staff seat": on_a_staff_seat,
    "the secretary": lambda town: town.secretary,
}


@pytest.mark.parametrize("who", OTHERS)
def test_whoever_acts_for_another_side_gets_no_user_seat(town, who):
    person = OTHERS[who](town)
    free = town.make.seat(town.council)

    with pytest.raises(Invalid) as refused:
        as_(town.make, town.leader, appointments.appoint_to_seat, town.council, free, placing("Noen", person.email))

    assert refused.value.field == "name"
    assert db.session.scalar(select(Appointment).where(Appointment.seat_id == free.id)) is None


@pytest.mark.parametrize("who", OTHERS)
def test_nor_by_a_file(town, who):
    person = OTHERS[who](town)
    plan = members_file.plan_members(
        town.council,
        f"navn;e-post;organisasjon;side;rolle\nNoen;{person.email};{seats.seat_label(seat_of(town.member))};bruker;vara",
        own_email="",
    )

    assert [line for line, _problem in plan.problems] == [2]


def test_nor_by_a_yes_that_comes_after_the_office_role(town):
    person = town.make.person("Ny Representant")
    free = town.make.seat(town.council)
    given = placing(person.name, person.email)
    proposal = as_(town.make, town.secretary, appointments.appoint_to_seat, town.council, free, given)
    an_assistants_role(town, person)

    as_(town.make, town.leader, proposals.say_yes_to_proposal, town.council, proposal)

    assert db.session.get_one(Proposal, proposal.id).state is ProposalState.LAPSED
    assert not town.make.actor(person).holds_user_seat(town.council.id)


def test_an_office_role_that_is_over_keeps_nobody_from_a_user_seat(town):
    person = town.make.person("Tidligere Ansatt")
    yesterday = clock.today() - timedelta(days=1)
    has_role(person, OfficeRoleKind.STAND_IN, office_id=town.office.id, valid_to=yesterday)
    free = town.make.seat(town.council)

    made = as_(
        town.make, town.leader, appointments.appoint_to_seat, town.council, free, placing(person.name, person.email)
    )

    assert isinstance(made, Appointment)
    assert town.make.actor(person).holds_user_seat(town.council.id)


def test_whoever_sits_for_others_does_not_lead(town):
    person = town.make.representative(town.council, side=Side.OTHER)
    given = {"kind": CouncilRoleKind.LEADER, "who": Invitee(person_id=person.id), "start": clock.today()}

    with pytest.raises(Invalid) as refused:
        as_(town.make, town.leader, roles.give_role, town.council, side=Side.OTHER, **given)

    assert refused.value.field == "person"


def test_a_register_does_not_merge_an_office_into_that_of_whoever_speaks_for_its_users(town):
    other = town.make.office(county=town.county)
    has_role(town.member, OfficeRoleKind.STAND_IN, office_id=other.id)

    with pytest.raises(Invalid):
        as_(town.make, town.administrator, succession.merge_office, town.office, successor=other)

    assert town.make.actor(town.member).holds_user_seat(town.council.id)


@pytest.mark.parametrize("kind", [CouncilRoleKind.SECRETARY, CouncilRoleKind.OBSERVER])
def test_nobody_is_there_for_the_users_without_a_seat(town, kind):
    given = {"kind": kind, "who": Invitee("Pia Privat", "pia@privat.no"), "start": clock.today()}

    with pytest.raises(Invalid) as refused:
        as_(town.make, town.administrator, roles.give_role, town.council, side=Side.USER, **given)

    assert refused.value.field == "side"
    assert as_(town.make, town.administrator, roles.give_role, town.council, side=Side.OTHER, **given)
