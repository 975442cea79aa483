"""A council whose user side others try to make."""

from types import SimpleNamespace

import pytest

from app.core.roles import ScopeKind


@pytest.fixture
def town(make):
    """A council with an elected leader, two more representatives, a Nav secretary, a director and a coordinator."""
    county = make.county()
    office = make.office(county=county)
    council = make.council(office=office)
    return SimpleNamespace(
        make=make,
        county=county,
        office=office,
        council=council,
        leader=make.leader(council),
        member=make.representative(council),
        other=make.representative(council),
        secretary=make.secretary(council),
        director=make.director(office),
        administrator=make.scope(ScopeKind.ADMINISTRATOR),
        coordinator=make.coordinator(county),
        stranger=make.coordinator(),
    )
