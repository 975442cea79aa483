"""Moved dates and reopenings keep what there is, and are filled from the history."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from app.database import db
from tests.conftest import build_app

MIGRATIONS = str(Path(__file__).parents[2] / "migrations")
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = date(2026, 3, 2)


@pytest.fixture
def before(tmp_path, monkeypatch):
    yield from database(tmp_path, monkeypatch, revision="0002")


def database(tmp_path, monkeypatch, *, revision):
    """A database of its own as it was at that revision, and how to write rows into it."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    monkeypatch.setenv("PYTEST_XDIST_WORKER", f"{worker}_dates")
    app = build_app(tmp_path)
    with app.app_context():
        downgrade(directory=MIGRATIONS, revision=revision)
        schema = sa.MetaData()
        schema.reflect(db.engine)

        def add(table, **values):
            columns = schema.tables[table].columns
            plain = {one.name: _some(one) for one in columns if not one.nullable and one.name not in values}
            plain.pop("id", None)
            key = schema.tables[table].primary_key.columns.values()[0]
            with db.engine.begin() as connection:
                made = connection.execute(sa.insert(schema.tables[table]).values({**plain, **values}).returning(key))
                return made.scalar_one()

        yield add
        db.engine.dispose()


def _some(column):
    """Anything that the column takes."""
    return {
        sa.Integer: 0,
        sa.Boolean: False,
        sa.Date: DAY,
        sa.DateTime: AT,
        sa.JSON: {},
    }.get(
        next(
            (
                kind
                for kind in type(column.type).__mro__
                if kind in (sa.Integer, sa.Boolean, sa.Date, sa.DateTime, sa.JSON)
            ),
            None,
        ),
        column.name[:20],
    )


def rows(sql):
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(sql))]


def chain(add):
    """An issue of a council, with its office."""
    county = add("county", number="01", name="Fylke")
    region = add("nav_region", number="01", name="Region")
    office = add("office", number="0001", name="Nav", slug="nav", county_id=county, nav_region_id=region)
    council = add("council", slug="u", name="Utvalg", level="office", kind="user_council")
    person = add("person", name="Liv Leder", email="liv@example.org", locale="nb")
    issue = add(
        "issue",
        reference="2026-0001",
        state="open",
        outcome=None,
        council_id=council,
        born_council_id=council,
        office_id=office,
        origin="representative",
        visibility="council",
        year=2026,
        number=1,
        theme="apning",
    )
    return office, council, person, issue


def test_older_reopenings_missing_dates_and_words_on_raised_issues_become_rows(before):
    office, council, person, issue = chain(before)
    owed = {"issue_id": issue, "state": "running", "started_on": DAY, "original_due": DAY, "offered": False, "round": 1}
    came = before("follow_up", kind="action", office_id=office, due=date(2026, 6, 1), awaits_date=False, **owed)
    waits = before("follow_up", kind="action", office_id=office, due=date(2026, 4, 1), awaits_date=True, **owed)
    plain = before("follow_up", kind="action", office_id=office, due=date(2026, 5, 1), awaits_date=False, **owed)
    raised = before("follow_up", kind="raise_reply", council_id=council, due=DAY, awaits_date=False, **owed)
    for row, data in ((came, {}), (came, {"due": "2026-06-01"}), (waits, {}), (plain, {})):
        before("event", kind="action_promised", at=AT, issue_id=issue, subject="follow_up", subject_id=row, data=data)
    said = {"follow_up_id": raised, "person_id": person, "turn": 1, "label": "both", "at": AT}
    before("answer", version=1, stance="does_not_follow_up", text="Nei.", reason="Nei.", **said)
    told = {"at": AT, "actor_id": person, "actor_name": "Liv Leder", "issue_id": issue}
    first = before("event", kind="issue_reopened", **told)
    second = before("event", kind="issue_reopened", **told)
    closed = before("event", kind="issue_closed", **told)
    for event, text, hidden in ((first, "En.", None), (second, "To.", AT), (closed, "Ferdig.", None)):
        before("act_reason", event_id=event, issue_id=issue, text=text, hidden_at=hidden)
    decided = {"state": "hidden", "code": "personal_data", "decided_at": AT, "decided_by_id": person}
    report = {"reason": "personal_data", "at": AT, "issue_id": issue, "council_id": council, "person_id": person}
    before("report", subject="reason", subject_id=second, **report, **decided)

    upgrade(directory=MIGRATIONS)

    assert rows("SELECT round, reason, by_name, person_id, event_id FROM reopening ORDER BY id") == [
        (2, "En.", "Liv Leder", person, first),
        (3, "To.", "Liv Leder", person, second),
    ]
    assert rows("SELECT text FROM act_reason") == [("Ferdig.",)]
    hidden = rows("SELECT id FROM reopening WHERE hidden_at IS NOT NULL")
    assert rows("SELECT subject, subject_id FROM report") == [("reopening", hidden[0][0])]
    dates = rows("SELECT follow_up_id, promised_on, date_by, came_on, due FROM missing_date ORDER BY follow_up_id")
    assert [tuple(str(value) for value in row) for row in dates] == [
        (str(came), "2026-03-02", "None", "2026-03-02", "2026-06-01"),
        (str(waits), "2026-03-02", "2026-04-01", "None", "None"),
    ]
    assert rows("SELECT stance, reason FROM answer") == [("declines", None)]

    downgrade(directory=MIGRATIONS, revision="0002")
    assert sorted(rows("SELECT text FROM act_reason")) == [("En.",), ("Ferdig.",), ("To.",)]
    assert rows("SELECT subject, subject_id FROM report") == [("reason", second)]
    assert rows("SELECT stance, reason FROM answer") == [("does_not_follow_up", "Nei.")]
    upgrade(directory=MIGRATIONS)
