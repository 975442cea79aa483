"""From which day an appointment stands and until which: a right begins with its yes and ends with its last day."""

from datetime import timedelta

import pytest
import time_machine

from app.core import clock
from app.core.roles import CouncilRoleKind, Side
from app.councils import appointing, due, roles
from app.councils.invitees import Invitee
from app.database import db, transaction
from tests.councils import test_sides
from tests.councils.test_sides import appointment_of, as_

town = test_sides.town
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
    as_(town.make, town.leader, appointing.end_appointment, town.council, appointment, on=last, reason="")
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
