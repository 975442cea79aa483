"""Words find issues, on both databases alike; nothing is found that one may not see."""

from typing import Any

import pytest
from sqlalchemy import select, true

from app.access.sight import issues_visible_to
from app.core import clock
from app.core.errors import Denied
from app.database import db, transaction
from app.models.issue_enums import Visibility
from app.models.issues import Issue
from app.search import index_thing, matching, similar_issues
from tests.make import Make


def posted(make: Make, **given: Any) -> Issue:
    """An issue that can be found."""
    with transaction():
        issue = make.issue(**given)
        index_thing(issue)
    return issue


def found(query: str) -> list[str]:
    return list(db.session.scalars(select(Issue.title).where(matching(query)).order_by(Issue.id)))


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("hjelpemiddelsentralen", True),
        ("middelsentral", True),
        ("HJELPEMIDDELSENTRAL", True),
        ("åpningstider", True),
        ("åpningstid", True),
        ("opningstida", True),
        ("apningstid", False),
        ("ap", True),
        ("pn", False),
        ("vente hjelpemiddel", True),
        ("vente sykehus", False),
        ("giellagáddet", True),
        ("đáhtu", True),
        ("2026-0042", True),
        ("", True),
        ("a", False),
        ("%", False),
        ("_", False),
    ],
)
def test_an_issue_is_found_by_its_words_and_their_parts(make: Make, query: str, is_found: bool) -> None:
    posted(
        make,
        reference="2026-0042",
        title="Åpningstiden ved hjelpemiddelsentralen",
        body="Mange må vente. Apne dører. Giellagáddet ja đáhtu.",
    )

    assert bool(found(query)) is is_found


@pytest.mark.parametrize(
    "query",
    [
        "'; DROP TABLE issue; --",
        '" OR 1=1 --',
        "words:* NEAR(a b) AND NOT",
        "åpning OR sykehus",
        "tid*",
        "^tid",
        "{words} : tid",
        "\x00\x01 null",
        "(" * 500,
        "ord " * 3000,
        "𝕬𝖇𝖈 ﷽ 🙂",
    ],
)
def test_a_query_is_only_words(make: Make, query: str) -> None:
    posted(make, title="Tiden", body="Om tid.")

    found(query)

    assert db.session.scalar(select(Issue.id)) is not None


def test_what_is_changed_is_found_by_its_new_words_only(make: Make) -> None:
    issue = posted(make, title="Skranken er for høy", body="Rullestol.")

    with transaction():
        issue.title = "Telefonen er stengt"
        index_thing(issue)

    assert found("skranken") == []
    assert found("telefonen") == ["Telefonen er stengt"]


def test_a_hidden_text_is_found_by_its_reference_alone(make: Make) -> None:
    issue = posted(make, title="Saksbehandler navngitt", body="Tekst.")

    with transaction():
        issue.hidden_at = clock.now()
        index_thing(issue)

    assert found("saksbehandler") == []
    assert found(issue.reference) == ["Saksbehandler navngitt"]
    assert similar_issues("Saksbehandler navngitt", "Tekst.", visible=true(), council_ids=[]) == []


def test_an_index_that_is_rolled_back_finds_nothing(make: Make) -> None:
    issue = make.issue(title="Parkering foran inngangen")

    def index_and_refuse() -> None:
        with transaction():
            index_thing(issue)
            raise Denied

    with pytest.raises(Denied):
        index_and_refuse()

    assert found("parkering") == []


def test_similar_issues_are_those_that_mean_the_same_the_own_council_first(make: Make) -> None:
    own = make.council()
    shared = posted(make, title="Lang ventetid på telefonen", visibility=Visibility.SHARED)
    mine = posted(make, council=own, title="Ventetiden på telefon er lang")
    posted(make, council=own, title="Rampe til inngangen mangler", body="Snø og is.")
    actor = make.actor(make.representative(own))

    rows = similar_issues(
        "Vi venter lenge på telefonen, lang ventetid",
        "Ventetid på 50 minutter.",
        visible=issues_visible_to(actor),
        council_ids=actor.councils,
    )

    assert [row.id for row in rows] == [mine.id, shared.id]
    assert rows[0].council.name == own.name


def test_an_issue_in_nynorsk_is_similar_to_one_in_bokmål(make: Make) -> None:
    nynorsk = posted(make, title="Opningstida er kutta", body="Tenesta er stengd når folk kjem.")
    posted(make, title="Inngangen er stengt", body="Det er snø på rampen.")

    rows = similar_issues("Åpningstiden er kuttet", "Tjenesten er stengt.", visible=true(), council_ids=[])

    assert [row.id for row in rows] == [nynorsk.id]


def test_similar_issues_are_only_those_one_may_see(make: Make) -> None:
    posted(make, title="Lang ventetid på telefonen")
    stranger = make.actor(make.representative(make.council()))

    rows = similar_issues("Lang ventetid på telefonen", "", visible=issues_visible_to(stranger), council_ids=[])

    assert rows == []


def test_nothing_telling_has_nothing_similar(make: Make) -> None:
    posted(make, title="Ikke bare bare")

    assert similar_issues("Ikke", "og av på", visible=true(), council_ids=[]) == []
    assert similar_issues("", "", visible=true(), council_ids=[]) == []


def test_likeness_costs_two_questions_however_many_there_are(make: Make, count_queries: Any) -> None:
    for _ in range(30):
        posted(make, title="Lang ventetid på telefonen")

    with count_queries() as statements:
        rows = similar_issues("Lang ventetid på telefonen", "", visible=true(), council_ids=[])

    assert len(rows) == 5
    assert len(statements) == 2
