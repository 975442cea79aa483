"""A table that leaves the house: what somebody wrote stays a text in every program that opens it."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from app.paper.sheets import Sheet, begins_like_a_formula, csv_of, workbook_of
from tests.house.source import modules

FORMULAS = (
    "=1+1",
    "+47 22 22 22 22",
    "-2 åpne dager",
    "@SUM(A1)",
    " =1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\u00a0\ufeff=1+1",
    "\u200b-1",
    "\tInnrykk",
    "\rNy linje",
    "＝1+1",
    '=HYPERLINK("https://eksempel.no")',
)
WRITERS = {"Workbook", "csv.writer", "csv.DictWriter"}
READERS = {"app/councils/service/table_file.py"}  # what a workbook holds as text, which is read and given to nobody
TEXTS = ("Lang kø", "2 + 2 = 4", "", "a=b", "'=1+1", "1e5", "0042", "2026-0042")


def sheet(*rows):
    return Sheet("Dette venter", ["Innspill", "Frist"], rows)


def cells_of(content):
    return load_workbook(io.BytesIO(content)).active


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_begins_like_a_formula_stays_a_text(text):
    page = cells_of(workbook_of(sheet([text, None])))
    lines = list(csv.reader(io.StringIO(csv_of(sheet([text, None])).decode("utf-8-sig"), newline=""), delimiter=";"))

    assert begins_like_a_formula(text)
    assert page["A2"].data_type == "s"
    assert page["A2"].quotePrefix  # else it is reckoned with as soon as somebody presses Enter in the cell
    assert page["A2"].value.replace("_x000D_", "\r") == text
    assert lines[1][0] == f"'{text}"


@pytest.mark.parametrize("text", TEXTS)
def test_any_other_text_stands_there_as_it_was_written(text):
    page = cells_of(workbook_of(sheet([text, None])))
    lines = list(csv.reader(io.StringIO(csv_of(sheet([text, None])).decode("utf-8-sig"), newline=""), delimiter=";"))

    assert (page["A2"].value or "") == text
    assert page["A2"].data_type != "f"
    assert lines[1][0] == text


def test_days_are_days_and_numbers_are_numbers():
    rows = sheet(["Lang kø", date(2026, 12, 4)], ["Låst dør", 3])

    page = cells_of(workbook_of(rows))

    assert (page["B2"].value.date(), page["B2"].number_format) == (date(2026, 12, 4), "dd.mm.yyyy")
    assert page["B3"].value == 3
    assert csv_of(rows).decode("utf-8-sig").splitlines() == ["Innspill;Frist", "Lang kø;04.12.2026", "Låst dør;3"]


def test_norwegian_excel_reads_the_letters_of_a_csv_file():
    assert csv_of(sheet()).startswith(b"\xef\xbb\xbf")


def test_every_file_for_a_spreadsheet_is_made_in_one_place():
    writers = {module.name for module in modules() for name, _call in module.calls() if name in WRITERS}

    assert writers - READERS == {"app/paper/sheets.py"}
