"""A search index that is broken, in each way, on each database: nothing but a search waits for it, and it is mended."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.core import clock
from app.core.roles import ScopeKind
from app.database import db, transaction
from app.issues.service import edits, posting
from app.models.issues import Issue
from app.models.people import SEARCH_BEHIND, Heartbeat
from app.models.themes import Theme
from app.search import index_thing, matching, rebuild, similar_issues
from tests.issues.test_pages import newest, words
from tests.make import Make

IS_SQLITE = not os.environ.get("TEST_DATABASE_URL")
# What happened to it → what does that.
SQLITE = {
    "index dropped": ["DROP TABLE issue_fts"],
    "data dropped": ["DROP TABLE issue_fts_data"],
    "settings dropped": ["DROP TABLE issue_fts_config"],
    "content dropped": ["DROP TABLE issue_fts_content"],
    "sizes dropped": ["DROP TABLE issue_fts_docsize"],
    "data emptied": ["DELETE FROM issue_fts_data"],
    "a plain table": ["DROP TABLE issue_fts", "CREATE TABLE issue_fts (words)"],
    "words dropped": ["DROP TABLE issue_text"],
    "words without titles": ["ALTER TABLE issue_text DROP COLUMN title"],
    "both dropped": ["DROP TABLE issue_text", "DROP TABLE issue_fts"],
}
POSTGRESQL = {
    "words dropped": ["DROP TABLE issue_text"],
    "words without titles": ["ALTER TABLE issue_text DROP COLUMN title"],
}
BROKEN = SQLITE if IS_SQLITE else POSTGRESQL
# No search works then; what is broken otherwise may answer some of them.
STOPS = {"index dropped", "data dropped", "data emptied", "both dropped"} if IS_SQLITE else {"words dropped"}
# These are found by no question, but by the check.
HARMED = (
    {
        "data scrambled": ["UPDATE issue_fts_data SET block = x'00ff00ff'"],
        "another version": ["UPDATE issue_fts_config SET v = 99 WHERE k = 'version'"],
        "rows lost": ["DELETE FROM issue_text", "DELETE FROM issue_fts"],
    }
    if IS_SQLITE
    else {"index dropped": ["DROP INDEX ix_search_issue_text_words"], "rows lost": ["DELETE FROM issue_text"]}
)
STRUCTURE = (
    "SELECT name, sql FROM sqlite_master WHERE name LIKE 'issue_fts%' OR tbl_name = 'issue_text' ORDER BY name"
    if IS_SQLITE
    else "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'issue_text'::regclass "
    "UNION SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'issue_text' "
    "UNION SELECT column_name, data_type || is_nullable FROM information_schema.columns WHERE table_name = 'issue_text'"
    " ORDER BY 1"
)


def execute(*statements: str) -> None:
    db.session.commit()
    with db.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: Any) -> None:
    monkeypatch.setattr(rebuild, "BATCH", 20)


@pytest.fixture
def harm(clean: None) -> Iterator[Callable[[str], None]]:
    yield lambda how: execute(*{**HARMED, **BROKEN}[how])
    db.session.rollback()
    with transaction():
        rebuild.prepare_index()


def reindex(app: Flask) -> str:
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["reindex"])
    db.session.expire_all()
    assert result.exit_code == 0, result.output
    return str(result.output)


def found(query: str) -> list[str]:
    # As on each page something else is asked first: SQLite then reads the schema anew, where the connection remembers
    # the broken index.
    db.session.execute(select(Issue.id).limit(1))
    return list(db.session.scalars(select(Issue.title).where(matching(query)).order_by(Issue.id)))


def structure() -> list[tuple[str, str]]:
    with db.engine.connect() as connection:
        return [(row[0], row[1]) for row in connection.execute(text(STRUCTURE))]


def health(visit: Any) -> Any:
    return visit(None).get("/healthz")


@pytest.mark.parametrize("how", BROKEN)
def test_posting_editing_and_hiding_go_on_without_the_index_which_is_mended_by_command(
    app: Flask, make: Make, visit: Any, harm: Callable[[str], None], caplog: Any, how: str
) -> None:
    whole = structure()
    council = make.council()
    office = make.office_of(council)
    browser = visit(make.representative(council))
    administrator = visit(make.scope(ScopeKind.ADMINISTRATOR))
    db.session.add(Heartbeat(name="worker", at=clock.now()))
    harm(how)

    browser.post("/innspill/nytt", words(council, office, act="look"))
    assert "Se over innspillet" in browser.follow().text
    part = browser.post("/innspill/lignende", {"title": "Åpningstiden passer"}, headers={"HX-Request": "true"})
    assert part.status_code == 200
    browser.post("/innspill/nytt", words(council, office, form_key="other", act="send"))
    assert browser.follow().status_code == 200
    issue = newest()
    assert issue is not None
    with transaction():
        edits.edit_issue(make.actor(browser.person), issue, title="Skranken er for høy", body="Rullestol.")

    db.session.expire_all()
    assert newest().title == "Skranken er for høy"  # type: ignore[union-attr]
    assert how == "a plain table" or any(
        "could not take in" in one.getMessage() for one in caplog.records if one.levelname == "ERROR"
    )
    assert "Åpningstiden" not in caplog.text
    answer = health(visit)
    assert (answer.status_code, answer.json["search"]) in ((503, "broken"), (503, "behind"))
    assert "Kjør «flask reindex» på maskinen." in administrator.get("/drift").text

    assert "1 issues are in the index." in reindex(app)

    assert found("skranken") == ["Skranken er for høy"]
    assert structure() == whole
    assert health(visit).json["search"] == "ok"
    assert health(visit).status_code == 200
    assert "Søket går." in administrator.get("/drift").text


@pytest.mark.parametrize("how", BROKEN)
def test_whoever_searches_is_told_when_it_does_not_work_and_the_list_stands(
    make: Make, visit: Any, harm: Callable[[str], None], caplog: Any, how: str
) -> None:
    council = make.council()
    with transaction():
        index_thing(make.issue(council, title="Skranken er for høy", theme=Theme.APNING))
    browser = visit(make.representative(council))
    harm(how)

    page = browser.get("/innspill?q=skranken&tema=apning")

    assert page.status_code in ({503} if how in STOPS else {200, 503})
    if page.status_code == 503:
        assert "<h2>Søket virker ikke akkurat nå</h2>" in page.text
        assert 'href="/innspill?tema=apning"' in page.text
        assert 'value="skranken"' in page.text
        assert any("index is broken" in one.getMessage() for one in caplog.records)
    assert "Skranken er for høy" in browser.get("/innspill").text


@pytest.mark.parametrize("how", HARMED)
def test_what_is_harmed_without_saying_so_is_mended_as_well(
    app: Flask, make: Make, harm: Callable[[str], None], how: str
) -> None:
    whole = structure()
    with transaction():
        index_thing(make.issue(title="Skranken er for høy"))
    harm(how)

    reindex(app)

    assert found("skranken") == ["Skranken er for høy"]
    assert structure() == whole
    with transaction():
        assert similar_issues("Skranken er for høy", "", visible=Issue.id > 0, council_ids=[])


def test_more_issues_than_a_batch_are_written_anew_and_a_sound_index_is_never_emptied(app: Flask, make: Make) -> None:
    council = make.council()
    with transaction():
        for number in range(2 * rebuild.BATCH + 1):
            make.issue(council, title=f"Skranke {number}")

    output = reindex(app)

    assert "the table of words" not in output
    assert len(found("skranke")) == 2 * rebuild.BATCH + 1
    assert reindex(app) == output


def test_people_post_while_it_is_written_anew(app: Flask, make: Make, harm: Callable[[str], None]) -> None:
    council = make.council()
    actor = make.actor(make.representative(council))
    council_id, office_id = council.id, make.office_of(council).id
    with transaction():
        for number in range(3 * rebuild.BATCH):
            make.issue(council, title=f"Skranke {number}", posted_at=clock.now() - timedelta(days=400))
    harm("words dropped")

    def post(number: int) -> None:
        said = posting.Text(title=f"Skranke til {number}", body="Den er for høy.", theme=Theme.APNING)
        with app.app_context(), transaction():
            posting.post_issue(actor, said, council_id=council_id, office_id=office_id)

    with ThreadPoolExecutor(2) as people:
        posts = [people.submit(post, number) for number in range(20)]
        reindex(app)
        for one in posts:
            one.result()

    assert len(found("skranke til")) == 20
    assert db.session.query(Issue).count() == len(found("skranke"))


def test_a_rebuild_that_was_killed_half_way_is_known_and_run_again(
    app: Flask, make: Make, visit: Any, harm: Callable[[str], None]
) -> None:
    with transaction():
        for number in range(rebuild.BATCH + 1):
            make.issue(title=f"Skranke {number}")
    harm("words dropped")
    with transaction():
        rebuild.prepare_index()
    with transaction():
        rebuild.rewrite_batch(after=0)

    assert health(visit).json["search"] == "behind"
    reindex(app)

    assert len(found("skranke")) == rebuild.BATCH + 1
    assert db.session.get(Heartbeat, SEARCH_BEHIND) is None
