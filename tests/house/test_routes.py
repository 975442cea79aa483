"""Every address, walked by everybody: what each meets there is what the table says."""

import os
from dataclasses import dataclass, field

import pytest

from app.database import db
from tests.house.counting import counting, statements_of
from tests.house.walk import SIGN_IN, Case, cases, expectations, met
from tests.house.world import ROLES

CASES = list(cases())
# Not pages of ours: the files of the front end are everybody's.
APART = {"static"}
# The only tables that looking writes.
SEEN = {"device", "notice", "look"}
MOST = 8  # statements a page, with who asks and what waits for them
# Take more, and may not grow: letters on paper are checked anew as the mail would be, also where they are counted, and
# carry what was written and answered;
# the page of an issue says of each comment how many read it, by the rule of sight over everybody around it; whose yes a
# proposal takes, or an act of the user side, is asked of everybody who could say it: on the pages of the act and, where
# one waits, on Min side.
TAKE_MORE = {
    "admin.operations": 9,
    "issues.show": 9,
    "issues.paper": 9,  # the same on paper
    "inbox.letter": 14,
    "inbox.letters": 10,
    "inbox.home": 19,
    "councils.proposal": 10,
    "councils.register_slip": 9,
    "councils.seat": 9,
    "councils.remove_seat": 9,
    "councils.end_appointment": 12,
    "followups.judge": 11,
    "followups.contest": 9,
    "accounts.own_data": 43,  # no page: a file with everything that is stored about oneself reads every table once
}
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


def who_walks(case):
    """Who may is plain Python, walked whole over SQLite. PostgreSQL is asked for each answer of each address."""
    is_second = db.engine.dialect.name == "postgresql" and not os.environ.get("WALK_ALL_ROLES")
    return walkers(case, all_roles=not is_second)


@dataclass
class Walk:
    """All that is asked of an address is asked of one walk: it is the walking that takes time."""

    case: Case
    found: dict[str, str] = field(default_factory=dict)  # role → what it met
    statements: dict[str, int] = field(default_factory=dict)  # role → how many its page took
    written: set[str] = field(default_factory=set)  # the tables that are others when all have looked

    def assert_as_in_the_table(self):
        expected = who_walks(self.case)
        assert {
            role: (self.found[role], expected[role]) for role in expected if self.found[role] != expected[role]
        } == {}


@pytest.fixture(scope="module")
def made(country):
    """Every row of the country before anybody walks in it."""
    country.restore()
    return country.contents(but=SEEN)


@pytest.fixture(scope="module", params=[case for case in CASES if case.method == "GET"], ids=lambda case: case.name)
def look(request, country, made):
    """Everybody opens it."""
    country.restore()
    walk, path = Walk(request.param), request.param.path(country)
    for role in who_walks(walk.case):
        with counting() as seen:
            answer = country.ask(role, "GET", path)
        walk.found[role] = met(answer)
        if answer.status_code == 200:
            # Too many may be what is made once: then the second time counts.
            walk.statements[role] = len(seen if len(seen) <= MOST else statements_of(country, role, path))
    now = country.contents(but=SEEN)
    walk.written = {table for table in made if now[table] != made[table]}
    return walk


@pytest.fixture(scope="module", params=[case for case in CASES if case.method == "POST"], ids=lambda case: case.name)
def press(request, country):
    """Everybody sends nothing to it."""
    country.restore()
    walk, path = Walk(request.param), request.param.path(country)
    for role in who_walks(walk.case):
        answer = country.ask(role, "POST", path)
        walk.found[role] = met(answer)
        if answer.status_code < 400:
            country.restore()
    return walk


def test_who_opens_an_address_meets_what_the_table_says(look):
    look.assert_as_in_the_table()


def test_looking_changes_nothing(look):
    """The only writes of a GET: when a device was last used, that a notice was read, what somebody has looked at."""
    assert look.written == set()


def test_a_page_takes_at_most_eight_statements(look):
    most = TAKE_MORE.get(look.case.endpoint, MOST)

    assert {role: number for role, number in look.statements.items() if number > most} == {}


def test_who_sends_to_an_address_meets_what_the_table_says(press):
    press.assert_as_in_the_table()


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
