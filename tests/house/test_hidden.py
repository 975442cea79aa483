"""A hidden issue says nothing anywhere: its title may be the very thing that a moderator hid."""

import pytest
from sqlalchemy import select

from app.core import clock
from app.database import db, transaction
from app.models.issues import Issue, PublicVersion
from app.models.meetings import AgendaItem
from app.search.index import index_all
from tests.house.walk import cases, expectations

MARK = "Zebrafjell"
READERS = ("visitor", "stranger", "member", "leader", "secretary", "director", "coordinator")
# Whoever decides a report reads the text; and one's own data are one's own.
READ_BY_FEW = {"safety.show", "accounts.own_data"}
PAGES = [case for case in cases() if case.method == "GET" and case.endpoint not in READ_BY_FEW]


@pytest.fixture(scope="module")
def hidden(country):
    """The country with every issue hidden, and the same word in all that each says."""
    country.restore()
    with transaction():
        issues = db.session.scalars(select(Issue)).all()
        for issue in issues:
            issue.title = issue.body = issue.affected = issue.wanted = f"{MARK} {issue.reference}"
            issue.hidden_at = clock.now()
        for version in db.session.scalars(select(PublicVersion)):
            version.title = version.text = version.outcome_text = MARK
        for item in db.session.scalars(select(AgendaItem).where(AgendaItem.issue_id.is_not(None))):
            item.title = MARK
        index_all(issues)
    yield country
    country.restore()


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.name)
def test_no_page_shows_the_title_or_the_text_of_a_hidden_issue(hidden, case):
    path = case.path(hidden)
    readers = [role for role in READERS if expectations(case)[role] == "page"]

    shown = {role for role in readers if MARK in hidden.ask(role, "GET", path).text}

    assert shown == set()


def test_a_hidden_issue_is_called_so_where_its_title_stood(hidden):
    page = hidden.ask("leader", "GET", "/min-side").text

    assert "Skjult innspill" in page
