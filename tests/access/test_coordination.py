"""Which councils a county's coordinator reaches, and that nobody makes the reach of one wider by their own presses."""

import pytest

from app.core import clock
from app.councils.service import councils, succession
from app.councils.service.settings import Settings
from app.database import db, transaction
from app.models.councils import Council, CouncilLevel, CouncilOffice
from app.notices.queries.recipients import coordinators_of


@pytest.fixture
def county(make):
    return make.county()


@pytest.fixture
def coordinator(make, county):
    return make.coordinator(county)


def reaches(make, coordinator, council) -> bool:
    """Asked in both ways: who may do something, and who is told and asked."""
    of_person = make.actor(coordinator).coordinates(council.id)
    assert (coordinator.id in coordinators_of(council.id)) is of_person
    return of_person


def test_a_council_is_reached_by_its_offices_and_a_regional_one_by_its_region_or_what_lies_under_it(
    make, county, coordinator
):
    region = make.region()
    own = make.council(offices=[make.office(), make.office(county=county, region=region)])
    regional = make.council(offices=[], level=CouncilLevel.REGION, nav_region_id=region.id)
    unregistered = make.council(offices=[], level=CouncilLevel.REGION)
    make.council(office=make.office(county=county), parent_id=unregistered.id)

    assert [reaches(make, coordinator, one) for one in (own, regional, unregistered)] == [True, True, True]


@pytest.mark.parametrize("level", list(CouncilLevel))
def test_a_council_above_ones_own_is_not_reached_because_it_was_chosen_as_parent(make, county, coordinator, level):
    region = make.region().id if level is CouncilLevel.REGION else None
    above = make.council(offices=[], level=level, nav_region_id=region)
    make.council(office=make.office(county=county), parent_id=above.id)

    assert not reaches(make, coordinator, above)


@pytest.mark.parametrize("level", list(CouncilLevel))
def test_an_office_that_comes_along_when_its_council_ends_brings_no_coordinator_to_the_heir(
    make, county, coordinator, level
):
    region = make.region().id if level is CouncilLevel.REGION else None
    heir = make.council(offices=[make.office()], level=level, nav_region_id=region)
    council = make.council(office=make.office(county=county))
    db.session.commit()

    with transaction():
        succession.end_council(make.actor(coordinator), council, heir=heir, on=clock.today())

    joined = db.session.query(CouncilOffice.since).filter_by(council_id=heir.id, office_id=make.office_of(council).id)
    assert joined.scalar() is not None
    assert not reaches(make, coordinator, heir)


@pytest.mark.parametrize("level", [CouncilLevel.CENTRAL, CouncilLevel.SPECIAL])
def test_a_coordinator_does_not_take_a_council_for_the_country_by_placing_ones_own_under_it(
    make, visit, county, coordinator, level
):
    central = make.council(offices=[] if level is CouncilLevel.CENTRAL else [make.office()], level=level)
    leader = make.leader(central)
    council = make.council(office=make.office(county=county))
    db.session.commit()
    own = Settings(parent_id=central.id, contact_phone="33 33 33 33")
    with transaction():
        again = db.session.get_one(Council, council.id)
        councils.change_settings(make.actor(coordinator), again, settings=own, name="", mandate="M")
    page, ending = visit(coordinator), f"/utvalg/{council.slug}/styre/avslutt"

    page.post(ending, {"heir": str(central.id), "on": clock.today().isoformat(), "seen": "y"})

    assert page.get(f"/utvalg/{central.slug}/styre").status_code in (403, 404)
    assert make.actor(leader).leads_for_users(central.id)
    assert not reaches(make, coordinator, central)
