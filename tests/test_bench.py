"""The bench itself: rights follow from seats and roles on the day, in one query."""

from datetime import timedelta

from app.access.actors import actor_for
from app.core import clock
from app.core.roles import Side
from app.database import db
from app.models.councils import Appointment, CouncilLevel


def test_a_representative_is_on_the_user_side_until_the_appointment_ends(make):
    council = make.council()
    person = make.representative(council)

    today = make.actor(person)

    assert today.holds_user_seat(council.id)
    assert council.id in today.councils
    ended = db.session.query(Appointment).one()
    ended.valid_to = clock.today() - timedelta(days=1)
    assert make.actor(person).councils == frozenset()


def test_an_office_role_makes_anybody_office_side_even_on_a_user_seat(make):
    council = make.council()
    person = make.director(make.office_of(council))
    make.appointment(make.seat(council), person)

    actor = make.actor(person)

    assert actor.side_in(council.id) is Side.NAV
    assert actor.on_office_side(council.id)
    assert not actor.holds_user_seat(council.id)


def test_a_coordinator_covers_the_regional_council_above_an_office_in_the_county(make):
    county = make.county()
    region_council = make.council(offices=[], level=CouncilLevel.REGION)
    council = make.council(office=make.office(county=county), parent_id=region_council.id)

    actor = make.actor(make.coordinator(county))

    assert actor.coordinated == {council.id, region_council.id}


def test_an_actor_costs_one_query(make, count_queries):
    council = make.council()
    person = make.leader(council)
    db.session.commit()

    with count_queries() as statements:
        actor_for(db.session(), person, clock.today())

    assert len(statements) == 1


def test_whoever_answers_for_an_office_answers_for_what_was_merged_into_it(make):
    old, new = make.office(), make.office()
    director = make.director(new)
    old.successor_id = new.id
    old.valid_to = clock.today() - timedelta(days=1)

    assert make.actor(director).offices == {old.id, new.id}
