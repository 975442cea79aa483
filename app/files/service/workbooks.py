"""What a sheet says, as a person reads it: a line a row, with days as days, and numbers that lost their first zero.

Programs keep a day as a number of days (ISO/IEC 29500-1, 18.17.4), and show what a formula says and not the formula.
"""

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from xml.etree import ElementTree
from zipfile import ZipFile

from openpyxl.styles.numbers import builtin_format_code, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from app.files.words.refusals import APART

SHARED, STYLES, BOOK = "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
IN_QUOTES = re.compile(r'"([^"]*)"')
LONG_NUMBER = re.compile(r"(?<![\w.$])\d{10,11}(?![\w.])")
HEADER_CODE = re.compile(r'&"[^"]*"|&\d{1,3}(?!\d)|&[A-Z]')
# Ten digits in a cell of their own; with 47 in front they are a telephone.
LOST_ZERO = re.compile(
    r"(?:^|(?<=[;,\t|\n]))[\"' ]{0,3}(?!47[49])([1-9]\d{5})(\d{4})[\"' ]{0,3}(?=$|[;,\t|\n\r])", re.MULTILINE
)


class Book:
    """A workbook's words, formats and calendar, for reading its sheets."""

    def __init__(self, archive: ZipFile) -> None:
        names = set(archive.namelist())
        self._words = [_said(one) for one in _elements(archive.read(SHARED), "si")] if SHARED in names else []
        self._is_day = list(_formats(archive.read(STYLES))) if STYLES in names else []
        from_1904 = any(one.get("date1904") in ("1", "true") for one in _elements(archive.read(BOOK), "workbookPr"))
        self._epoch = CALENDAR_MAC_1904 if from_1904 else CALENDAR_WINDOWS_1900

    def text_of(self, sheet: bytes) -> str:
        """The rows, each on a line of its own, and after them what else the sheet says (headings, hints)."""
        lines: list[str] = []
        others: list[str] = []
        for element in _elements(sheet, "row", "headerFooter", "dataValidations", "conditionalFormatting"):
            if _kind(element) == "row":
                cells = [cell for cell in element if _kind(cell) == "c"]
                lines.append(";".join(self._cell(cell) for cell in cells))
                others += [told for cell in cells for told in _in_formula(cell)]
            else:
                others.append(HEADER_CODE.sub(" ", _said(element, "\n")))
            element.clear()
        return APART.join(["\n".join(lines), *others])

    def _cell(self, cell: ElementTree.Element) -> str:
        kind = cell.get("t", "n")
        value = next((one.text or "" for one in cell if _kind(one) == "v"), "")
        if kind == "inlineStr":
            return _said(cell)
        if kind == "s":
            return self._words[int(value)] if value.isdigit() and int(value) < len(self._words) else ""
        return value if kind != "n" else self._number(value, cell.get("s", "0"))

    def _number(self, value: str, style: str) -> str:
        """A day as a day, a whole number in digits. Fractions are nobody's number."""
        try:
            number = float(value)
        except ValueError:
            return ""
        if style.isdigit() and int(style) < len(self._is_day) and self._is_day[int(style)]:
            return self._day(number)
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else ""

    def _day(self, number: float) -> str:
        try:
            day = from_excel(number, self._epoch)
        except (OverflowError, ValueError):
            return ""
        return f"{day:%d.%m.%Y}" if isinstance(day, date | datetime) else ""


def with_lost_zeros(text: str) -> str:
    """With each cell of ten digits once more as eleven: a number that was taken for an amount has lost its first zero.

    In two groups, which is no way to write an account: every eleventh of all numbers would be one.
    """
    return APART.join([text, *(f"0{one[:5]} {one[5]}{rest}" for one, rest in LOST_ZERO.findall(text))])


def _formats(styles: bytes) -> Iterator[bool]:
    """For each style of cells: is it a day?"""
    codes: dict[int, str] = {}
    for element in _elements(styles, "numFmt", "cellXfs"):
        if _kind(element) == "numFmt":
            codes[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
            continue
        for style in element:
            number = int(style.get("numFmtId", "0"))
            yield bool(is_date_format(codes.get(number) or builtin_format_code(number)))


def _in_formula(cell: ElementTree.Element) -> Iterator[str]:
    for formula in cell:
        if _kind(formula) == "f" and formula.text:
            told: Sequence[str] = ["".join(IN_QUOTES.findall(formula.text)), *LONG_NUMBER.findall(formula.text)]
            yield from (one for one in told if one)


def _elements(xml: bytes, *kinds: str) -> Iterator[ElementTree.Element]:
    for _event, element in ElementTree.iterparse(io.BytesIO(xml)):  # noqa: S314
        if _kind(element) in kinds:
            yield element


def _kind(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _said(element: ElementTree.Element, between: str = "") -> str:
    return between.join(element.itertext())
