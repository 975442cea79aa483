"""Whatever a page offers somebody opens when they press it: no link on an issue or on Min side leads to a refusal."""

import re
from html import unescape

import pytest

from app.core import clock
from app.core.roles import ScopeKind, Side
from app.database import db, transaction
from app.issues.service import public_version
from app.models.councils import Council
from app.models.issue_enums import Outcome, Visibility
from app.models.issues import Issue
from app.models.people import Person
from app.models.places import Office
from app.models.states import IssueState
from tests.followups.chain import nav_led, town


def held(here):
    here.issue.state, here.issue.sent_at = IssueState.HELD, None
    db.session.delete(here.owed)


def unsent(here):
    here.issue.state, here.issue.sent_at = IssueState.OPEN, None
    db.session.delete(here.owed)


def claimed(here):
    here.claimed()


def closed(here):
    here.claimed()
    issue = db.session.get_one(Issue, here.issue.id)
    issue.state, issue.outcome, issue.outcome_text = IssueState.CLOSED, Outcome.SOLVED, "Det hjalp."
    issue.closed_at = clock.now()


def public(here):
    with transaction():
        version = public_version.propose_public_words(
            here.make.actor(here.leader), here.issue, title="Åpent for kort", text="Mange rekker ikke."
        )
    version.consented_at = version.approved_at = here.issue.public_at = clock.now()
    here.issue.visibility = Visibility.PUBLIC


STATES = {
    "held": held,
    "unsent": unsent,
    "with the office": lambda here: None,
    "answered": lambda here: here.answer(),
    "in action": lambda here: here.promised(),
    "claimed": claimed,
    "closed": closed,
    "public": public,
}


def people_of(make, here):
    council = db.session.get_one(Council, here.issue.council_id)
    office = db.session.get_one(Office, here.issue.office_id)
    county = office.county_id
    return {
        "leader": here.leader,
        "member": here.member,
        "author": here.issue.author_id,
        "secretary": here.secretary,
        "director": here.director,
        "coordinator": make.scope(ScopeKind.COORDINATOR, county_id=county),
        "neighbour": make.representative(make.council()),
        "nav seat": make.representative(council, side=Side.NAV),
    }


def offered(page):
    """The addresses that the page itself offers, without its frame."""
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    return {unescape(address).split("#")[0] for address in re.findall(r'<a\b[^>]*href="(/[^"]*)"', main)}


CASES = [*((town, state) for state in STATES), (nav_led, "held"), (nav_led, "claimed")]


@pytest.mark.parametrize(("led", "state"), CASES, ids=lambda part: getattr(part, "__name__", part))
def test_everything_that_is_offered_opens(make, visit, led, state):
    here = led(make)
    STATES[state](here)
    db.session.commit()
    reference = here.issue.reference
    refused = []

    for who, person in people_of(make, here).items():
        browser = visit(db.session.get_one(Person, person) if isinstance(person, int) else person)
        pages = ["/min-side", f"/innspill/{reference}", f"/innspill/{reference}/flere-valg"]
        shown = [page for page in map(browser.get, pages) if page.status_code == 200]
        assert shown, who
        for address in sorted(set().union(*(offered(page.text) for page in shown))):
            status = browser.get(address).status_code
            if status not in (200, 302):
                refused.append((who, address, status))

    assert refused == []


@pytest.mark.parametrize(("led", "reader"), [(town, "leader"), (nav_led, "coordinator")])
def test_a_held_text_waits_on_min_side_of_the_one_who_may_let_it_through_and_of_nobody_else(make, visit, led, reader):
    here = led(make)
    held(here)
    db.session.commit()
    people = people_of(make, here)
    del people["author"]

    asked = [who for who, person in people.items() if "Les gjennom" in visit(person).get("/min-side").text]

    assert asked == [reader]
