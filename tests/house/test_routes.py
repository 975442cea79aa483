"""Every address, walked by everybody: what each meets there is what the table says."""

import os

import pytest

from app.database import db
from tests.house.walk import SIGN_IN, Case, cases, expectations, met
from tests.house.world import ROLES

CASES = list(cases())
# Not pages of ours: the files of the front end are everybody's.
APART = {"static"}
# What a visitor may post: the doors themselves, and what a signed link is the proof for. Each has tests of its own.
PUBLIC_POSTS = {
    "accounts.ask_link",
    "accounts.forgot_password",
    "accounts.invitation",
    "accounts.language",
    "accounts.new_address",
    "accounts.new_password",
    "accounts.sign_in",
    "accounts.sign_in_by_link",
    "demo.people",
    "followups.outcome",
    "inbox.unsubscribe",
}
# The user side's own acts: whoever leads or serves the council for Nav is refused.
OF_THE_USER_SIDE = [
    ("issues.act", "=les-gjennom"),
    ("issues.act", "=lukk"),
    ("issues.act", "=apne"),
    ("issues.act", "=sla-sammen"),
    ("followups.judge", None),
    ("followups.contest", None),
    ("issues.publish_step", "=godkjenn"),
]


def walkers(case, *, all_roles):
    """Who walks: everybody, or one of all who meet the same there, another one in each case."""
    expected = expectations(case)
    if all_roles:
        return expected
    alike = {what: [role for role in ROLES if expected[role] == what] for what in expected.values()}
    turn = CASES.index(case)
    return {roles[turn % len(roles)]: what for what, roles in alike.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_everybody_meets_what_the_table_says(world, case):
    """Who may is plain Python, walked whole over SQLite. PostgreSQL is asked for each answer of each address."""
    path = case.path(world)
    is_second = db.engine.dialect.name == "postgresql" and not os.environ.get("WALK_ALL_ROLES")
    expected, found = walkers(case, all_roles=not is_second), {}

    for role in expected:
        answer = world.ask(role, case.method, path)
        found[role] = met(answer)
        if case.method == "POST" and answer.status_code < 400:
            world.restore()

    assert {role: (found[role], expected[role]) for role in expected if found[role] != expected[role]} == {}


def test_where_few_walk_all_that_is_met_is_met_and_nobody_stays_at_home():
    few = {case: walkers(case, all_roles=False) for case in CASES}

    assert {role for walking in few.values() for role in walking} == set(ROLES)
    assert all(set(walking.values()) == set(expectations(case).values()) for case, walking in few.items())


def test_every_address_stands_in_the_table(app):
    placed = {(case.endpoint, case.method) for case in CASES}
    there = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint not in APART
    }

    assert there - placed == set()
    assert placed - there == set()


def test_a_visitor_posts_at_the_listed_doors_only():
    posts = [case for case in CASES if case.method == "POST"]
    open_to_visitors = {case.endpoint for case in posts if expectations(case)["visitor"] != SIGN_IN}

    assert open_to_visitors == PUBLIC_POSTS


@pytest.mark.parametrize(("endpoint", "key"), OF_THE_USER_SIDE)
def test_the_acts_of_the_user_side_are_refused_to_navs_leader_and_secretary(endpoint, key):
    theirs = [
        case
        for case in CASES
        if case.endpoint == endpoint
        and any(value.startswith("nav_") for _name, value in case.values)
        and (key is None or key in dict(case.values).values())
    ]

    assert {case.method for case in theirs} >= {"POST"}
    for case in theirs:
        meets = expectations(case)
        assert meets["nav_leader"] in ("denied", "hidden")
        assert meets["nav_secretary"] in ("denied", "hidden")


def test_the_table_names_each_address_once():
    named = [(case.endpoint, case.values, case.method) for case in CASES]

    assert len(named) == len(set(named))


@pytest.mark.parametrize("case", [case for case in CASES if case.method == "GET"], ids=lambda case: case.name)
def test_looking_changes_nothing(world, case: Case):
    """The only writes of a GET: when a device was last used, that a notice was read, what somebody has looked at."""
    role = next((role for role in reversed(ROLES) if expectations(case)[role] == "page"), "visitor")
    before = world.contents(but={"device", "notice", "look"})

    world.ask(role, "GET", case.path(world))

    assert world.contents(but={"device", "notice", "look"}) == before
