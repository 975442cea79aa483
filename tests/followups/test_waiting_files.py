"""The list of what is owed, filtered, grouped and taken out: each file holds what the filters show, and no more."""

import csv
import io
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook

from app.core import clock
from app.database import db
from app.models.issues import Issue
from app.models.states import FollowUpKind
from app.models.themes import Theme
from tests.paper.reading import Read

KINDS = {"pdf": "application/pdf", "csv": "text/csv", "xlsx": "spreadsheetml"}


@pytest.fixture
def scene(make):
    """A council of two offices: both owe an answer, the first an action too, and the council a statement."""
    near, far = make.office(name="Nav Skien"), make.office(name="Nav Bamble")
    council = make.council(offices=[near, far], name="Brukerutvalget i Grenland")
    leader = make.leader(council)

    def owed(title, office, theme, kind=FollowUpKind.ANSWER, **given):
        issue = make.issue(council, office=office, author=leader, title=title, theme=theme, sent_at=clock.now())
        return make.owed(issue, kind, **given)

    titles = ("Lang kø i mottaket", "Tung ytterdør", "Ingen tar telefonen", "Ny timebok")
    lane = owed(titles[0], near, Theme.VENTETID)
    owed(titles[1], far, Theme.LOKALE, due=clock.today() - timedelta(days=9))
    phone = owed(titles[2], near, Theme.TELEFON, FollowUpKind.ACTION, what="Flere på vakt", who="Mottaket")
    owed(titles[3], near, Theme.VENTETID, FollowUpKind.STATEMENT, council_id=council.id)
    db.session.commit()
    return SimpleNamespace(council=council, leader=leader, near=near, lane=lane, phone=phone, titles=titles)


def cells(response):
    page = load_workbook(io.BytesIO(response.data)).active
    return [list(row) for row in page.iter_rows(values_only=True)]


def lines(response):
    text = response.data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def issue_of(row):
    return db.session.get_one(Issue, row.issue_id)


def titles_in(text, scene):
    return {title for title in scene.titles if title in text}


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("", {"Lang kø i mottaket", "Tung ytterdør", "Ingen tar telefonen", "Ny timebok"}),
        ("hva=answer", {"Lang kø i mottaket", "Tung ytterdør"}),
        ("tema=ventetid", {"Lang kø i mottaket", "Ny timebok"}),
        ("kontor={near}", {"Lang kø i mottaket", "Ingen tar telefonen", "Ny timebok"}),
        ("ansvarlig=office_id-{near}", {"Lang kø i mottaket", "Ingen tar telefonen"}),
        ("ansvarlig=council_id-{council}", {"Ny timebok"}),
        ("hva=answer&tema=ventetid", {"Lang kø i mottaket"}),
        ("vis=over-fristen", {"Tung ytterdør"}),
        ("vis=over-fristen&tema=ventetid", set()),
        ("grupper=ingen", {"Lang kø i mottaket", "Tung ytterdør", "Ingen tar telefonen", "Ny timebok"}),
    ],
)
def test_page_and_files_hold_what_the_filters_show(visit, scene, asked, titles):
    reader = visit(scene.leader)
    query = asked.format(near=scene.near.id, council=scene.council.id)
    address = f"/utvalg/{scene.council.slug}/venter"

    assert titles_in(reader.get(f"{address}?{query}").text, scene) == titles
    assert {row[1] for row in cells(reader.get(f"{address}.xlsx?{query}"))[1:]} == titles
    assert {row[1] for row in lines(reader.get(f"{address}.csv?{query}"))[1:]} == titles
    assert titles_in(Read(reader.get(f"{address}.pdf?{query}").data).text, scene) == titles


def test_a_filtered_page_says_how_many_it_shows_also_in_its_title(visit, scene):
    reader = visit(scene.leader)

    page = reader.get("/venter?hva=answer").text

    assert re.search(r'role="status">Viser 2 av 4<', page)
    assert "<title>Viser 2 av 4 – Dette venter utvalget på" in page
    assert "Viser" not in reader.get("/venter").text
    assert "Alt som venter (2)" in page  # the ways on keep the filter, and count by it
    assert "/venter?hva=answer&amp;vis=over-fristen" in page
    assert "/venter.xlsx?hva=answer" in page


def test_a_filter_that_is_not_there_leaves_the_list_whole(visit, scene):
    page = visit(scene.leader).get("/venter?hva=tull&ansvarlig=office_id-999999&kontor=x&grupper=tull")

    assert page.status_code == 200
    assert titles_in(page.text, scene) == set(scene.titles)


@pytest.mark.parametrize(
    ("grouping", "headings"),
    [
        ("", ["Brukerutvalget i Grenland (1)", "Nav Bamble (1)", "Nav Skien (2)"]),
        ("kontor", ["Nav Bamble (1)", "Nav Skien (3)"]),
        ("hva", ["Svar (2)", "Tiltak (1)", "Uttalelse fra utvalget (1)"]),
        (
            "tema",
            [
                "Lokaler, tilgjengelighet og personvern (1)",
                "Telefon og kontaktsenter (1)",
                "Ventetid og status i sak (2)",
            ],
        ),
        ("ingen", ["Alt som venter"]),
    ],
)
def test_the_list_stands_in_groups_by_who_owes_it_or_as_one_asks(visit, scene, grouping, headings):
    reader = visit(scene.leader)

    page = reader.get(f"/venter?grupper={grouping}").text
    paper = Read(reader.get(f"/venter.pdf?grupper={grouping}").data)

    assert re.findall(r"<caption>(.*?)</caption>", page) == headings
    if grouping != "ingen":
        assert [heading for heading in headings if heading in paper.text] == headings


def test_a_group_says_how_many_it_has_on_all_pages_together(make, visit, scene):
    for _n in range(31):
        make.owed(make.issue(scene.council, office=scene.near, author=scene.leader, sent_at=clock.now()))
    db.session.commit()
    reader = visit(scene.leader)

    page = reader.get("/venter").text

    assert "Nav Skien (33)" in page
    assert "Nav Skien (33)" in reader.get(re.search(r'href="(/venter\?etter=\d+)"', page).group(1)).text
    assert len(cells(reader.get("/venter.xlsx"))) == 1 + 35


@pytest.mark.parametrize("ending", KINDS)
def test_a_file_is_saved_under_a_name_that_says_what_it_is(visit, scene, ending):
    response = visit(scene.leader).get(f"/utvalg/{scene.council.slug}/venter.{ending}")

    assert KINDS[ending] in response.headers["Content-Type"]
    name = f"dette-venter-{scene.council.slug}-{clock.today().isoformat()}.{ending}"
    assert response.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert response.headers["Cache-Control"] == "no-store"


def test_a_file_says_days_as_days_and_everything_that_the_page_says(visit, scene):
    head, *rows = cells(visit(scene.leader).get("/venter.xlsx"))
    row = dict(zip(head, next(row for row in rows if row[1] == "Ingen tar telefonen"), strict=True))

    assert row["Lovet"] == "Flere på vakt"
    assert row["Hvem"] == row["Kontor"] == "Nav Skien"
    assert row["Frist"].date() == scene.phone.due
    assert row["Status"] == "Venter"
    assert row["Slik er fristen regnet"].startswith("Lovet til")


@pytest.mark.parametrize("ending", KINDS)
def test_what_one_may_not_see_is_in_no_file(make, visit, scene, ending):
    stranger = visit(make.representative(make.council()))
    response = stranger.get(f"/venter.{ending}")

    text = (
        Read(response.data).text if ending == "pdf" else str(cells(response) if ending == "xlsx" else lines(response))
    )

    assert titles_in(text, scene) == set()
    assert "Nav Skien" not in text
    assert stranger.get(f"/utvalg/{scene.council.slug}/venter.{ending}").status_code == 404
    assert stranger.get(f"/kontor/{scene.near.slug}/venter.{ending}").status_code == 404
    assert visit(None).get(f"/venter.{ending}").status_code == 302


@pytest.mark.parametrize("ending", KINDS)
def test_what_a_moderator_has_hidden_is_in_no_file(visit, scene, ending):
    issue_of(scene.lane).hidden_at = scene.phone.hidden_at = clock.now()
    db.session.commit()

    response = visit(scene.leader).get(f"/venter.{ending}")

    text = (
        Read(response.data).text if ending == "pdf" else str(cells(response) if ending == "xlsx" else lines(response))
    )
    assert "Lang kø" not in text
    assert "Flere på vakt" not in text
    assert "Skjult innspill" in text


def test_a_title_that_looks_like_a_formula_or_like_typst_stands_there_as_text(visit, scene):
    title = '=HYPERLINK("https://eksempel.no") #panic($x$) *b*'
    issue_of(scene.lane).title = title
    db.session.commit()
    reader = visit(scene.leader)

    assert title in Read(reader.get("/venter.pdf?hva=answer").data).text
    assert title in [row[1] for row in cells(reader.get("/venter.xlsx"))]
    assert f"'{title}" in [row[1] for row in lines(reader.get("/venter.csv"))]


def test_a_paper_is_tagged_and_says_in_its_title_whose_list_it_is(visit, scene):
    scene.leader.locale = "nn"
    db.session.commit()
    reader = visit(scene.leader)

    paper = Read(reader.get(f"/utvalg/{scene.council.slug}/venter.pdf").data)

    assert paper.is_tagged
    assert paper.says_pdf_ua
    assert paper.title.endswith("Brukerutvalget i Grenland")
    assert paper.language == "nn"
    assert {tag.scope for tag in paper.tags if tag.kind == "TH"} == {"Column"}
    assert [tag.kind for tag in paper.tags if tag.kind in ("H1", "H2")] == ["H1", "H2", "H2", "H2"]


def test_a_file_asks_as_much_for_forty_rows_as_for_four(make, visit, scene, count_queries):
    reader = visit(scene.leader)
    reader.get("/venter.pdf")
    with count_queries() as few:
        reader.get("/venter.pdf")
    for _n in range(36):
        make.owed(make.issue(scene.council, office=scene.near, author=scene.leader, sent_at=clock.now()))
    db.session.commit()
    with count_queries() as many:
        reader.get("/venter.pdf")

    assert len(few) == len(many) <= 8


def test_eighteen_rows_take_two_pages_of_pdf(make, visit, scene):
    long = "Timer blir satt opp på nett uten at den som ikke har BankID, får vite hvor en kan ringe eller møte opp"
    for number in range(14):
        issue = make.issue(scene.council, office=scene.near, author=scene.leader, title=f"{long} {number}")
        make.owed(issue)
    db.session.commit()

    paper = Read(visit(scene.leader).get("/venter.pdf").data)

    assert len(paper.pages) == 2
    assert "Lang kø" in paper.pages[0] or long in " ".join(paper.pages[0].split())
