"""Paper as PDF: what somebody wrote stands there letter by letter, and a screen reader finds its way."""

import pytest

from app.paper.document import Cell, Entry, Paper, Passage, Section, Table
from app.paper.pdf import NO_SIGN, pdf_of
from tests.paper.reading import Read

MARKUP = (
    '#read("/etc/passwd")',
    "#import sys: inputs",
    "$x^2$",
    "*fet* _skrå_ `kode`",
    "= Overskrift",
    "- punkt + punkt / ledd: tekst",
    "<merke> @merke",
    "https://eksempel.no // ikke en kommentar",
    "/* heller ikke */ ~ -- --- ...",
    "\\u{41} \\ #[]{}()",
    "\"sitat\" 'sitat'",
    '") #panic("ut") ("',
    "Čáhcesuolu, Ŋ, Đ, Ŧ, Ž",
)


def paper(text="Tekst", *, heading="Sak", sections=(), **given):
    return Paper(
        **{
            "title": "Innspill 2026-0042",
            "heading": Passage(heading),
            "lead": [Passage(text)],
            "sections": sections,
            **given,
        }
    )


@pytest.fixture(autouse=True)
def in_app(app):
    with app.app_context():
        yield


@pytest.fixture
def read():
    row = [Cell(Passage("Lang kø", "nn"), "Svar · 2026-0042"), Cell(Passage("3. mars 2026"))]
    table = Table(["Innspill", "Frist"], [3, 1], [row] * 60)
    entry = Entry("Ja, vi følger opp", "Hanne Figur, Nav-leder", [Passage("Vi prøver åpent til 18.")], official=True)
    sections = [Section("Nav Skien", entries=[entry], table=table)]
    return Read(pdf_of(paper(sections=sections, facts=[("Tema", "Ventetid")])))


def test_the_file_is_tagged_and_says_its_title_and_language(read):
    assert read.is_tagged
    assert read.says_pdf_ua
    assert read.title == "Innspill 2026-0042"
    assert read.language == "nb"


def test_headings_and_tables_are_what_they_look_like(read):
    kinds = [tag.kind for tag in read.tags]

    assert kinds.count("H1") == 1
    assert {"H2", "H3", "Table", "TR", "TD"} <= set(kinds)
    assert {tag.scope for tag in read.tags if tag.kind == "TH"} == {"Column"}


def test_a_text_in_another_language_says_so(read):
    assert "nn" in {tag.language for tag in read.tags}


def test_headings_of_a_table_stand_on_each_page_and_no_row_is_torn(read):
    assert len(read.pages) > 1
    for page in read.pages:
        assert "Innspill Frist" in page
        assert page.count("Lang kø") == page.count("Svar · 2026-0042")


def test_each_page_says_which_it_is(read):
    assert [f"Side {n} av {len(read.pages)}" in page for n, page in enumerate(read.pages, 1)] == [True] * len(
        read.pages
    )


@pytest.mark.parametrize("text", MARKUP)
def test_what_looks_like_typst_stands_there_letter_by_letter(text):
    section = Section(text, [Passage(text, label=text)], [Entry(text, text, [Passage(text)])])

    read = Read(pdf_of(paper(text, heading=text, sections=[section], title=text, eyebrow=text, facts=[(text, text)])))

    assert read.text.count(text) == 11
    assert read.title == text


def test_lines_that_somebody_broke_stay_broken():
    read = Read(pdf_of(paper("første\nandre\n\nfjerde")))

    assert "første\r\nandre" in read.pages[0]
    assert "fjerde" in read.pages[0]


@pytest.mark.parametrize("sign", ["😀", "👨‍👩‍👧", "中", "\x07", "\ue000"])
def test_a_sign_that_the_font_lacks_costs_nobody_the_paper(sign):
    read = Read(pdf_of(paper(f"Før {sign} etter")))

    assert read.says_pdf_ua
    assert "Før" in read.text
    assert "etter" in read.text
    assert (NO_SIGN in read.text) is (sign not in "\x07\ue000")
