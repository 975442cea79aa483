"""/personvern says all that is stored: its list is compared with the schema, column by column."""

import pytest
from sqlalchemy import JSON, Column, Enum, String

from app.site.words import STORED
from tests.conftest import TABLES

PEOPLE = {"person", "seat", "appointment"}
# Names, sums and codes that the house itself makes, in any table.
MADE_BY_THE_HOUSE = {
    *("digest", "fingerprint", "form", "key", "key_hash", "kind", "language", "letter", "message_key", "post_digest"),
    *("post_key", "reference", "sha256", "slug", "subject", "content_type"),
}
NAMES_A_COUNCIL = {("council", "name")}

# Tables without anything about a person: registers of places, numbers, days, and what a council decided for itself.
ABOUT_NOBODY = frozenset(
    {
        *("council_office", "counter", "county", "heartbeat", "issue_audience", "mandate", "meeting", "missing_date"),
        *("municipality", "nav_region", "office", "office_municipality", "organisation", "pause", "summary_county"),
    }
)


def may_say_something(column: Column[object]) -> bool:
    """Words that people write, and whose they are."""
    is_text = isinstance(column.type, String | JSON) and not isinstance(column.type, Enum)
    leads_to = {key.column.table.name for key in column.foreign_keys}
    return bool(leads_to & PEOPLE) or (is_text and column.name not in MADE_BY_THE_HOUSE)


def described() -> set[tuple[str, str]]:
    return {(table, name) for kind in STORED for table, names in kind.columns.items() for name in names.split()}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_that_may_say_something_of_a_person_is_described(table):
    there = {(table.name, column.name) for column in table.columns if may_say_something(column)} - NAMES_A_COUNCIL
    said = described()

    if table.name in ABOUT_NOBODY:
        assert not any(name == table.name for name, _column in said)
        assert not any(key.column.table.name in PEOPLE for column in table.columns for key in column.foreign_keys)
    else:
        assert sorted(there - said) == []


def test_what_is_described_is_stored():
    there = {(table.name, column.name) for table in TABLES for column in table.columns}

    assert sorted(described() - there) == []


def test_the_pages_of_the_law_name_the_owner_and_whom_one_complains_to(visit, clean):
    visitor = visit(None)
    privacy, declaration = visitor.get("/personvern").text, visitor.get("/tilgjengelighet").text

    for article in (
        "artikkel 6 nr. 1 e",
        "artikkel 9 nr. 2",
        *(f"artikkel {n})" for n in (15, 16, 17, 18, 20, 21, 22)),
    ):
        assert article in privacy
    for name in ("OWNER_NAME", "OWNER_ADDRESS", "CONTACT_EMAIL", "PRIVACY_OFFICER"):
        assert visitor.app.config[name] in privacy
    assert "datatilsynet.no" in privacy
    assert visitor.app.config["ACCESSIBILITY_STATEMENT"] in declaration
    assert "uutilsynet.no" in declaration
    assert "Delvis i samsvar" in declaration


@pytest.mark.parametrize("path", ["/", "/logg-inn", "/finnes-ikke"])
def test_whom_to_ask_stands_at_the_foot_of_every_page(visit, clean, path):
    page = visit(None).get(path).text

    assert visit(None).app.config["CONTACT_EMAIL"] in page
    assert 'href="tel:' in page
