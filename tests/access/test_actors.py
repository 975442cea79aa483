"""Who somebody is today: the place that an office role stands at decides what it is a role for."""

import pytest
from sqlalchemy import select

from app.core.roles import OfficeRoleKind, Side
from app.database import db, transaction
from app.followups import policy
from app.issues.service import comments
from app.issues.words.bylines import of_comment, of_event
from app.models.followups import FollowUp
from app.models.issue_enums import CommentAudience, CommentTag
from app.models.notices import Event
from app.models.places import Municipality, NavRegion, OfficeMunicipality
from app.models.states import FollowUpKind, FollowUpState
from app.notices.queries.recipients import coordinators_of

PLACES = ("office_id", "municipality_id", "nav_region_id")
OWN = {"office_id": "offices", "municipality_id": "municipalities", "nav_region_id": "regions"}
DRAFTED = {"office_id": "assisted", "municipality_id": "assisted_municipalities", "nav_region_id": "assisted_regions"}
LEADS = {
    "office_id": OfficeRoleKind.DIRECTOR,
    "municipality_id": OfficeRoleKind.MUNICIPAL_DIRECTOR,
    "nav_region_id": OfficeRoleKind.REGIONAL_DIRECTOR,
}


def place(make, key):
    """An office, a municipality or a region; each is the first of its kind, so that their ids are the same."""
    office = make.office()
    served = select(Municipality).join(OfficeMunicipality).where(OfficeMunicipality.office_id == office.id)
    region = db.session.get_one(NavRegion, office.nav_region_id)
    found = {"office_id": office, "municipality_id": db.session.scalars(served).one(), "nav_region_id": region}
    assert len({one.id for one in found.values()}) == 1
    return found[key]


def owed(key, row):
    return FollowUp(kind=FollowUpKind.ANSWER, state=FollowUpState.RUNNING, offered=False, **{key: row.id})


@pytest.mark.parametrize("key", PLACES)
@pytest.mark.parametrize("stands_in", [False, True])
def test_a_stand_in_answers_for_the_place_of_the_one_they_stand_in_for_and_for_no_other(make, key, stands_in):
    here = place(make, key)
    kind = OfficeRoleKind.STAND_IN if stands_in else LEADS[key]

    actor = make.actor(make.office_role(kind, title="Tittel", **{key: here.id}))

    assert {one: set(getattr(actor, name)) for one, name in OWN.items()} == {
        one: {here.id} if one == key else set() for one in PLACES
    }
    assert [one for one in PLACES if policy.can_answer(actor, owed(one, here))] == [key]
    assert actor.titles == {f"{key.removesuffix('_id').removeprefix('nav_')}:{here.id}": f"Tittel, {name_of(here)}"}


@pytest.mark.parametrize("key", PLACES)
def test_an_assistant_drafts_for_the_place_of_the_one_who_named_them_and_for_no_other(make, key):
    here = place(make, key)

    actor = make.actor(make.office_role(OfficeRoleKind.ASSISTANT, **{key: here.id}))

    assert {one: set(getattr(actor, name)) for one, name in DRAFTED.items()} == {
        one: {here.id} if one == key else set() for one in PLACES
    }
    assert [one for one in PLACES if policy.can_draft(actor, owed(one, here))] == [key]
    assert actor.offices | actor.municipalities | actor.regions == frozenset()


def name_of(here):
    return getattr(here, "display_name", here.name)


def test_a_coordinator_covers_the_council_of_a_region_with_an_office_in_the_county(make):
    county, region = make.county(), make.region()
    make.office(county=county, region=region)
    make.office(county=county, region=region)
    council, far = (make.council(offices=[], level="region", nav_region_id=one.id) for one in (region, make.region()))
    coordinator, stranger = make.coordinator(county), make.coordinator()

    assert make.actor(coordinator).coordinated == {council.id}
    assert make.actor(stranger).coordinated == frozenset()
    assert [coordinators_of(one.id) for one in (council, far)] == [[coordinator.id], []]


@pytest.mark.parametrize(
    ("kind", "side", "title"),
    [
        ("secretary", Side.NAV, "sekretær, Nav"),
        ("leader", Side.MUNICIPALITY, "utvalgsleder, kommunen"),
        ("deputy", Side.STAFF, "nestleder, ansatte"),
        ("observer", Side.OTHER, "observatør"),
    ],
)
def test_who_has_a_role_without_a_seat_is_called_by_it_and_its_side(make, kind, side, title):
    council, person = make.council(), make.person()
    make.role(council, person, kind, side=side)

    assert make.actor(person).title_in(council.id) == title


def test_a_seat_says_more_than_a_role_and_a_coordinator_is_one_in_what_they_reach(make):
    county = make.county()
    council, far = make.council(office=make.office(county=county)), make.council()
    leader = make.leader(far)
    make.scope("coordinator", person=leader, county_id=county.id)
    actor = make.actor(leader)

    assert actor.title_in(far.id) == actor.seats[0].label
    assert actor.title_in(council.id) == "koordinator"
    assert make.actor(make.coordinator(county)).title_in() == "koordinator"


def test_a_secretary_s_comment_and_history_say_who_they_are(make):
    issue = make.issue()
    secretary = make.actor(make.secretary(make.council_of(issue.council_id)))

    with transaction():
        comment = comments.add_comment(
            secretary,
            issue,
            text="Notert.",
            tag=CommentTag.EXPERIENCE,
            audience=CommentAudience.OFFICE,
        )

    event = db.session.scalars(select(Event)).one()
    assert of_comment(comment, names=False).line == of_event(event, issue, names=False).line == "sekretær, Nav"
