"""Pages ask little."""

import pytest

from tests.house.counting import statements_of
from tests.house.walk import cases, expectations

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
}
# A file with everything that is stored about oneself reads every table once; it is no page.
NO_PAGE = {"accounts.own_data"}
PAGES = [
    case
    for case in cases()
    if case.method == "GET" and "page" in expectations(case).values() and case.endpoint not in NO_PAGE
]
BUSY = ("leader", "director", "coordinator", "moderator", "author", "visitor")


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.name)
def test_a_page_takes_at_most_eight_statements(world, case):
    meets = expectations(case)
    roles = [role for role in BUSY if meets[role] == "page"] or [role for role in meets if meets[role] == "page"][:1]
    path = case.path(world)

    found = {role: statements_of(world, role, path) for role in roles}

    most = TAKE_MORE.get(case.endpoint, MOST)
    assert {role: len(seen) for role, seen in found.items() if len(seen) > most} == {}
