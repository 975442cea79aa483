"""The list of issues begins with one's own council, is ordered as one wants, and pages the same way in every order."""

import re
from datetime import timedelta

import pytest

from app.core import clock
from app.database import transaction
from app.issues.queries import issue_list
from app.issues.queries.issue_list import Sort, Wanted
from app.models.issue_enums import Visibility
from app.models.states import FollowUpKind


def test_the_list_begins_with_ones_own_council_and_shows_the_whole_country_when_asked(make, visit):
    council = make.council()
    make.issue(council, title="Hos oss")
    make.issue(make.council(), title="Hos andre", visibility=Visibility.SHARED)
    reader = visit(make.representative(council))

    own, every = reader.get("/innspill").text, reader.get("/innspill?vis=alle").text

    assert "Hos oss" in own
    assert "Hos andre" not in own
    assert "Hos oss" in every
    assert "Hos andre" in every
    assert re.search(r'href="/innspill\?vis=alle">Alle utvalg', own)


def test_what_is_chosen_goes_along_to_the_whole_country(make, visit):
    reader = visit(make.representative(make.council()))

    page = reader.get("/innspill?q=telefon&tema=telefon").text

    assert "/innspill?q=telefon&amp;tema=telefon&amp;vis=alle" in page


def test_who_has_no_council_sees_all_they_may_read_at_once(make, visit):
    coordinator = make.coordinator()
    make.issue(make.council(), title="Hos andre", visibility=Visibility.SHARED)

    assert "Hos andre" in visit(coordinator).get("/innspill").text


@pytest.fixture
def many(make, monkeypatch):
    """Seven issues that lie apart in every order, some on equal days; the reader of them all."""
    monkeypatch.setattr(issue_list, "PAGE", 2)
    issue_list._lines.cache_clear()
    council = make.council()
    reader = make.representative(council)
    for number in range(7):
        issue = make.issue(council, posted_at=clock.now() - timedelta(days=number % 3))
        make.owed(issue, FollowUpKind.ANSWER, due=clock.today() + timedelta(days=(number * 5) % 4))
        with transaction():
            issue.changed_at = clock.now() - timedelta(days=(number * 3) % 5)
    yield make.actor(reader)
    issue_list._lines.cache_clear()


@pytest.mark.parametrize("sort", list(Sort))
def test_paging_down_and_up_again_shows_every_issue_once_in_its_order(many, sort):
    wanted = Wanted(own_councils=True, sort=sort)
    pages, after = [], None
    while True:
        rows = issue_list.issue_lines(many, wanted, after=after)
        pages.append([line.issue.id for line in rows[:2]])
        if len(rows) <= 2:
            break
        after = pages[-1][-1]
    shown = [one for page in pages for one in page]
    back = issue_list.issue_lines(many, wanted, before=pages[2][0])

    assert len(shown) == len(set(shown)) == 7
    assert [line.issue.id for line in back[:2]] == pages[1]


def test_by_date_the_nearest_deadline_stands_first_and_what_nobody_owes_is_left_out(make, visit):
    council = make.council()
    for title, days in (("Seinest", 20), ("Snarest", 2)):
        make.owed(make.issue(council, title=title), due=clock.today() + timedelta(days=days))
    make.issue(council, title="Ingen frist")

    page = visit(make.representative(council)).get("/innspill?sorter=frist").text

    assert page.index("Snarest") < page.index("Seinest")
    assert "Ingen frist" not in page


def test_one_toggle_follows_a_theme_from_the_list_and_stops_again_from_the_page_of_what_one_follows(make, visit):
    council = make.council()
    reader = visit(make.representative(council))
    assert "/folg/tema/ungdom" in reader.get("/innspill?tema=ungdom").text

    back = reader.post("/folg/tema/ungdom", {"follow": "1", "til": "/innspill?tema=ungdom"})
    reader.post(f"/folg/kontor/{make.office_of(council).slug}", {"follow": "1"})

    assert back.headers["Location"] == "/innspill?tema=ungdom"
    page = reader.get("/jeg-folger").text
    assert "/folg/tema/ungdom" in page
    assert make.office_of(council).name in page
    reader.post("/folg/tema/ungdom", {"follow": "0"})
    assert "/folg/tema/ungdom" not in reader.get("/jeg-folger").text


def test_the_form_of_what_one_follows_says_when_nothing_is_chosen(make, visit):
    reader = visit(make.representative(make.council()))

    answer = reader.post("/jeg-folger", {"theme": "", "office": ""})

    assert answer.status_code == 422
    assert "Velg et tema eller et kontor." in answer.text


def test_following_never_leads_to_another_site(make, visit):
    reader = visit(make.representative(make.council()))

    back = reader.post("/folg/tema/ungdom", {"follow": "1", "til": "//ond.example/"})

    assert back.headers["Location"] == "/jeg-folger"
