"""Who may do what with councils, as a table; no database."""

import pytest

from app.core.actor import ANYONE, Actor, Membership, SeatHeld
from app.core.roles import CouncilRoleKind, OfficeRoleKind, ScopeKind, Side
from app.councils import policy
from app.models.councils import Council, CouncilRole, OfficeRole

COUNCIL = Council(id=1)
SEAT = SeatHeld(1, 1, Side.USER, True, 0, "FFO", None)


def with_role(*kinds, side=Side.USER):
    return Actor(person_id=7, memberships={1: Membership(side=side, seats=(SEAT,), roles=frozenset(kinds))})


ACTORS = {
    "visitor": ANYONE,
    "member": with_role(),
    "leader": with_role(CouncilRoleKind.LEADER),
    "deputy": with_role(CouncilRoleKind.DEPUTY),
    "secretary of Nav": with_role(CouncilRoleKind.SECRETARY, side=Side.NAV),
    "observer": with_role(CouncilRoleKind.OBSERVER),
    "leader of another": Actor(
        person_id=7, memberships={2: Membership(Side.USER, (), frozenset({CouncilRoleKind.LEADER}))}
    ),
    "director": Actor(person_id=7, offices=frozenset({3}), office_councils=frozenset({1})),
    "coordinator": Actor(
        person_id=7, scopes=frozenset({ScopeKind.COORDINATOR}), counties=frozenset({5}), coordinated=frozenset({1})
    ),
    "coordinator elsewhere": Actor(person_id=7, scopes=frozenset({ScopeKind.COORDINATOR}), counties=frozenset({6})),
    "moderator": Actor(person_id=7, scopes=frozenset({ScopeKind.MODERATOR})),
    "administrator": Actor(person_id=7, scopes=frozenset({ScopeKind.ADMINISTRATOR})),
}
MANAGE = {"leader", "deputy", "secretary of Nav", "coordinator", "administrator"}
END = {"coordinator", "administrator"}
NAMES = {"member", "leader", "deputy", "secretary of Nav", "observer", "director", "coordinator", "administrator"}


@pytest.mark.parametrize("who", ACTORS)
def test_who_manages_ends_and_reads_the_names_of_a_council(who):
    actor = ACTORS[who]

    assert policy.can_manage(actor, COUNCIL) == (who in MANAGE)
    assert policy.can_end(actor, COUNCIL) == (who in END)
    assert policy.can_see_members(actor, COUNCIL) == (who in NAMES)
    assert policy.can_set_up(actor) == (who in {"coordinator", "coordinator elsewhere", "administrator"})
    assert policy.can_see_overview(actor) == (who in {"coordinator", "coordinator elsewhere", "administrator"})
    assert policy.can_choose_parent(actor, COUNCIL) == (who in END)
    assert policy.can_set_phone(actor, 3) == (who == "director")


@pytest.mark.parametrize("who", ACTORS)
def test_a_role_is_ended_by_those_who_manage_the_council_and_by_whoever_has_it(who):
    others, own = (CouncilRole(kind=CouncilRoleKind.SECRETARY, person_id=person) for person in (8, 7))

    assert policy.can_end_role(ACTORS[who], COUNCIL, others) == (who in MANAGE)
    assert policy.can_end_role(ACTORS[who], COUNCIL, own) == (who != "visitor")


@pytest.mark.parametrize("who", ACTORS)
def test_nobody_edits_the_own_rights(who):
    actor = ACTORS[who]
    roles = [OfficeRole(kind=OfficeRoleKind.DIRECTOR, person_id=7)]

    assert not policy.can_appoint(actor, COUNCIL, 7)
    for kind in OfficeRoleKind:
        assert not policy.can_name(actor, kind, 7, roles=roles, counties={5})


@pytest.mark.parametrize(
    ("who", "counties", "offices", "region"),
    [
        ("coordinator", {5}, True, True),
        ("coordinator", {5, 6}, False, True),
        ("coordinator", {6}, False, False),
        ("coordinator", set(), False, False),
        ("administrator", {6}, True, True),
        ("leader", {5}, False, False),
    ],
)
def test_a_coordinator_sets_up_councils_within_the_own_counties(who, counties, offices, region):
    assert policy.can_set_up_in(ACTORS[who], counties) == offices
    assert policy.can_set_up_for_region(ACTORS[who], counties) == region


@pytest.mark.parametrize(
    ("who", "kind", "allowed"),
    [
        ("director", OfficeRoleKind.STAND_IN, True),
        ("director", OfficeRoleKind.ASSISTANT, True),
        ("director", OfficeRoleKind.DIRECTOR, False),
        ("director", OfficeRoleKind.REGIONAL_DIRECTOR, False),
        ("coordinator", OfficeRoleKind.DIRECTOR, True),
        ("coordinator", OfficeRoleKind.ASSISTANT, True),
        ("coordinator elsewhere", OfficeRoleKind.DIRECTOR, False),
        ("administrator", OfficeRoleKind.MUNICIPAL_DIRECTOR, True),
        ("leader", OfficeRoleKind.ASSISTANT, False),
        ("visitor", OfficeRoleKind.ASSISTANT, False),
    ],
)
def test_who_names_whom_at_an_office(who, kind, allowed):
    roles = [OfficeRole(kind=OfficeRoleKind.DIRECTOR, person_id=7)] if who == "director" else []

    assert policy.can_name(ACTORS[who], kind, 8, roles=roles, counties={5}) == allowed
