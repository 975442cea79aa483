"""From which day an appointment stands and until which: a right begins with its yes and ends with its last day."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.assents.service import proposals
from app.core import clock
from app.core.roles import CouncilRoleKind, ScopeKind, Side
from app.councils import due
from app.councils.queries import seats
from app.councils.service import appointments, departures, members_file, nominations, roles
from app.councils.service.invitees import Invitee
from app.database import db, transaction
from app.models.assents import Proposal
from app.models.councils import Appointment
from app.models.people import Person
from tests.councils.sides import appointment_of, as_, placing, seat_of

DAY = timedelta(days=1)


def clock_strikes(day, hour):
    """What the worker does at that time."""
    with time_machine.travel(clock.start_of(day) + timedelta(hours=hour), tick=False):
        for use_case in due.due(clock.now()):
            with transaction():
                use_case()


def leads(town, person, day):
    with time_machine.travel(clock.start_of(day) + timedelta(hours=9), tick=False):
        return town.make.actor(person).runs(town.council.id)


@pytest.mark.parametrize("kind", [CouncilRoleKind.LEADER, CouncilRoleKind.DEPUTY])
def test_who_leads_after_a_prolonged_term_leads_no_longer_than_it(town, kind):
    appointment = appointment_of(town.member)
    appointment.valid_to = clock.today() + 20 * DAY
    db.session.commit()
    last = clock.today() + 60 * DAY
    as_(town.make, town.leader, appointments.end_appointment, town.council, appointment, on=last, reason="")
    who = Invitee(person_id=town.member.id)
    given = {"kind": kind, "who": who, "side": Side.USER, "start": clock.today()}
    as_(town.make, town.leader, roles.give_role, town.council, **given)

    clock_strikes(last, 23)
    assert leads(town, town.member, last)
    clock_strikes(last + DAY, 1)

    assert not leads(town, town.member, last + DAY)


def test_after_a_long_outage_a_leader_without_a_seat_leads_no_longer(town):
    last = clock.today() + 5 * DAY
    appointment_of(town.leader).valid_to = last
    db.session.commit()

    clock_strikes(last + 90 * DAY, 9)

    assert not leads(town, town.leader, last + 90 * DAY)


def test_a_leader_for_nav_needs_no_seat_and_stays(make):
    council = make.council()
    person = make.person()
    make.role(council, person, CouncilRoleKind.LEADER, side=Side.NAV)
    db.session.commit()

    clock_strikes(clock.today() + DAY, 9)

    assert make.actor(person).runs(council.id)


# ---- The first day


@pytest.mark.parametrize("days", [1, 3000])
def test_a_nomination_is_no_yes_to_a_later_day_than_it_names(town, days):
    seat = town.make.seat(town.council)
    contact = town.make.scope(ScopeKind.ORGANISATION_CONTACT, organisation_id=seat.organisation_id)
    wish = {"name": "Kari Ny", "email": "kari@eksempel.no", "start": clock.today(), "reason": ""}
    nomination = as_(town.make, contact, nominations.nominate, seat, **wish)
    later = placing(nomination_id=nomination.id, start=clock.today() + days * DAY)

    made = as_(town.make, town.secretary, appointments.appoint_to_seat, town.council, seat, later)

    assert isinstance(made, Proposal)


def test_a_nomination_whose_day_has_passed_is_the_yes_to_begin_at_once(town):
    seat = town.make.seat(town.council)
    contact = town.make.scope(ScopeKind.ORGANISATION_CONTACT, organisation_id=seat.organisation_id)
    wish = {"name": "Kari Ny", "email": "kari@eksempel.no", "start": clock.today(), "reason": ""}
    nomination = as_(town.make, contact, nominations.nominate, seat, **wish)

    with time_machine.travel(clock.now() + 9 * DAY, tick=False):
        now = placing(nomination_id=nomination.id, start=clock.today())
        made = as_(town.make, town.secretary, appointments.appoint_to_seat, town.council, seat, now)

    assert isinstance(made, Appointment)


def test_what_is_dated_back_is_in_force_with_its_yes_and_not_before(town):
    seat = town.make.seat(town.council)
    long_ago = clock.today() - 400 * DAY
    given = placing(start=long_ago)
    proposal = as_(town.make, town.secretary, appointments.appoint_to_seat, town.council, seat, given)
    one = members_file.Member(
        2, "Ola", "ola@x.no", seats.seat_label(seat_of(town.member)), Side.USER, 1, long_ago, None
    )
    file = as_(town.make, town.secretary, members_file.add_members, town.council, members_file.Plan([one]))

    for each in (proposal, file):
        as_(town.make, town.leader, proposals.say_yes_to_proposal, town.council, each)

    new = select(Appointment).join(Person).where(Person.email.in_(["kari@eksempel.no", "ola@x.no"]))
    assert [row.valid_from for row in db.session.scalars(new)] == [clock.today()] * 2


def test_a_future_member_who_dies_is_no_member_on_the_first_day(town):
    person = town.make.person("Ny Representant")
    seat = town.make.seat(town.council)
    later = placing(person.name, person.email, start=clock.today() + 30 * DAY)
    appointment = as_(town.make, town.leader, appointments.appoint_to_seat, town.council, seat, later)

    as_(town.make, town.leader, departures.note_death, town.council, appointment)

    assert db.session.scalar(select(Appointment).where(Appointment.person_id == person.id)) is None
