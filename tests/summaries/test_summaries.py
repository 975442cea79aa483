"""Summaries: a coordinator's text, a draft for few, frozen and safe for everybody when published."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.errors import Conflict, Denied, Invalid
from app.core.markdown import to_html
from app.database import db, transaction
from app.models.councils import Scope
from app.models.notices import Event, EventKind, Notice
from app.models.summaries import Summary
from app.notices.policy.still_true import Untrue, why_untrue
from app.notices.queries.notices import load_notices
from app.summaries import queries, service

PERIOD = {"period_from": date(2026, 1, 1), "period_to": date(2026, 6, 30)}


def draft(make, coordinator, **given):
    with transaction():
        summary = service.start_summary(
            make.actor(coordinator), **{"title": "Våren i Troms", "text": "## Kort\n\nAlt vel.", **PERIOD, **given}
        )
    return queries.summary_page(summary.slug)


def test_publishing_tells_the_representatives_of_the_counties(make):
    county = make.county()
    council = make.council(office=make.office(county=county))
    member = make.representative(council)
    make.representative(make.council())
    coordinator = make.coordinator(county)
    summary = draft(make, coordinator)

    with transaction():
        service.publish_summary(make.actor(coordinator), summary)

    told = select(Notice.person_id).join(Event).where(Event.kind == EventKind.SUMMARY_PUBLISHED)
    assert list(db.session.scalars(told)) == [member.id]


def test_a_published_text_is_frozen(make):
    coordinator = make.coordinator()
    summary = draft(make, coordinator)
    with transaction():
        service.publish_summary(make.actor(coordinator), summary)

    with pytest.raises(Conflict), transaction():
        service.save_summary(make.actor(coordinator), summary, title="Ny", text="Ny", **PERIOD)
    again = queries.summary_page(summary.slug)
    with pytest.raises(Conflict), transaction():
        service.publish_summary(make.actor(coordinator), again)


def test_a_draft_is_its_writers_while_a_coordinator_in_whatever_county(make, visit):
    writer = make.coordinator()
    summary = draft(make, writer)
    scope = db.session.scalars(select(Scope).where(Scope.person_id == writer.id)).one()
    scope.county_id = make.county().id
    db.session.commit()
    elsewhere = visit(writer).get(f"/sammendrag/{summary.slug}/rediger").status_code

    scope.valid_to = clock.today() - timedelta(days=1)
    db.session.commit()

    assert (elsewhere, visit(writer).get(f"/sammendrag/{summary.slug}").status_code) == (200, 404)


def test_a_draft_does_not_exist_for_others(make, visit):
    summary = draft(make, make.coordinator())
    others = [None, make.representative(make.council()), make.coordinator()]

    assert [visit(person).get(f"/sammendrag/{summary.slug}").status_code for person in others] == [404, 404, 404]
    assert summary.title not in visit(None).get("/sammendrag").text


def test_only_coordinators_write(make):
    with pytest.raises(Denied):
        draft(make, make.leader(make.council()))


def test_a_period_runs_forward_and_nobodys_number_is_published(make):
    coordinator = make.coordinator()

    with pytest.raises(Invalid) as backwards:
        draft(make, coordinator, period_to=date(2025, 1, 1))
    with pytest.raises(Invalid) as numbered:
        draft(make, coordinator, text="Konto 1234.56.78903")

    assert (backwards.value.field, numbered.value.field) == ("period_to", "text")


def test_two_summaries_of_one_name_have_two_addresses(make):
    coordinator = make.coordinator()

    assert {draft(make, coordinator).slug, draft(make, coordinator).slug} == {"varen-i-troms", "varen-i-troms-2"}


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[trykk](javascript:alert(1))",
        "![bilde](https://sporing.example/p.png)",
        '<a href="x" onclick="alert(1)">x</a>',
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
    ],
)
def test_markdown_becomes_safe_html(text):
    html = to_html(text)

    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert '<a href="x" onclick' not in html


def test_headings_begin_below_the_pages_own():
    assert to_html("# Stor\n\n## Mindre") == "<h2>Stor</h2>\n<h2>Mindre</h2>\n"


def test_write_read_and_publish_through_the_pages(make, visit):
    desk = visit(make.coordinator())
    desk.post(
        "/sammendrag/nytt",
        {"title": "Høsten", "period_from": "2026-08-01", "period_to": "2026-10-31", "text": "Vi fikk **tre** svar."},
    )
    assert "<strong>tre</strong>" in desk.follow().text
    summary = db.session.scalars(select(Summary)).one()
    desk.post(f"/sammendrag/{summary.slug}/publiser")

    assert "Høsten" in visit(None).get("/sammendrag").text
    page = visit(None).get(f"/sammendrag/{summary.slug}")
    assert "Publisert" in page.text
    assert "Set-Cookie" not in page.headers


def test_a_letter_about_a_summary_does_not_leave_once_the_summary_is_hidden(make):
    county = make.county()
    member = make.representative(make.council(office=make.office(county=county)))
    coordinator = make.coordinator(county)
    summary = draft(make, coordinator)
    with transaction():
        service.publish_summary(make.actor(coordinator), summary)
    notice = db.session.scalars(select(Notice).where(Notice.person_id == member.id)).one()
    before = why_untrue(*load_notices([notice.id]))
    with transaction():
        queries.summary_page(summary.slug).hidden_at = clock.now()
    after = why_untrue(*load_notices([notice.id]))

    assert before is None
    assert after is Untrue.GONE
