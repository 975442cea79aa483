"""A table for a spreadsheet, as CSV or as an Excel workbook. A text stays a text, whatever it begins with."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Value = str | int | date | None

# What a spreadsheet takes for the beginning of a formula, also after what is not seen (CWE-1236); and the wide forms.
FORMULA = re.compile(r"[\s\x00-\x1f\x7f-\xa0\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@＝＋－＠]")
TAB_FIRST = ("\t", "\r")
DAY = "dd.mm.yyyy"
WIDEST = 60  # letters


@dataclass(frozen=True)
class Sheet:
    """`title` names the sheet and its file; the first row that one sees are the headings."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]


def begins_like_a_formula(text: str) -> bool:
    """Would Excel or LibreOffice reckon with it, were it put into a cell as it stands? The one rule of all exports."""
    return text.startswith(TAB_FIRST) or FORMULA.match(text) is not None


def csv_of(sheet: Sheet) -> bytes:
    """As Norwegian Excel opens it: semicolons, days as dd.mm.åååå, UTF-8 with a mark; an apostrophe before a text
    that begins like a formula.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([_in_csv(value) for value in row] for row in (sheet.headings, *sheet.rows))
    return out.getvalue().encode("utf-8-sig")


def workbook_of(sheet: Sheet) -> bytes:
    """An Excel file with one sheet: days are days, numbers are numbers, texts are texts, also when they are edited."""
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": sheet.title})
        page = book.add_worksheet(sheet.title[:31])
        formats = _Formats(
            head=book.add_format({"bold": True}),
            day=book.add_format({"num_format": DAY}),
            quoted=book.add_format({"quote_prefix": True}),
        )
        for across, heading in enumerate(sheet.headings):
            page.write_string(0, across, heading, formats.head)
        for down, row in enumerate(sheet.rows, 1):
            for across, value in enumerate(row):
                _write(page, (down, across), value, formats)
        _arrange(page, sheet)
    return out.getvalue()


@dataclass(frozen=True)
class _Formats:
    head: Format
    day: Format
    quoted: Format  # a text that stays one when somebody presses Enter in its cell


def _in_csv(value: Value) -> str | int:
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, str):
        return f"'{value}" if begins_like_a_formula(value) else value
    return "" if value is None else value


def _write(page: Worksheet, at: tuple[int, int], value: Value, formats: _Formats) -> None:
    if isinstance(value, date):
        page.write_datetime(*at, value, formats.day)
    elif isinstance(value, str):
        page.write_string(*at, value, formats.quoted if begins_like_a_formula(value) else None)
    elif value is not None:
        page.write_number(*at, value)


def _arrange(page: Worksheet, sheet: Sheet) -> None:
    """Headings that stay, a filter on each, and columns as wide as what stands in them."""
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.headings) - 1)
    for across, heading in enumerate(sheet.headings):
        longest = max((len(str(row[across] or "")) for row in sheet.rows), default=0)
        page.set_column(across, across, min(max(longest, len(heading) + 4), WIDEST) + 1)
