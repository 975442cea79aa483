"""A table that somebody saved, as text: an Excel workbook, or text in whatever encoding their program wrote.

A workbook becomes text with semicolons, a line a row,
so that everything after this reads one kind of file.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from flask_babel import gettext as _
from openpyxl import load_workbook

from app.core.encodings import text_in
from app.core.errors import Invalid
from app.core.text import squash
from app.core.words import FILE_EMPTY
from app.councils.words import FILE_TOO_LARGE

MOST_BYTES = 200_000  # of text
MOST_PACKED = 1_000_000  # of a workbook as it is sent
MOST_UNPACKED = 5_000_000
MOST_PARTS = 200
MOST_LINES = 5_000
MOST_COLUMNS = 60
PDF = b"%PDF-"
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def text_of(raw: bytes) -> str:
    """The table as text. Raises Invalid(field="file") with what to do instead."""
    if raw.startswith(ZIP):
        text = _workbook(raw)
    elif raw.startswith(OLE):
        raise _refused(
            _(
                "Dette er en eldre Excel-fil (.xls) eller en fil med passord. "
                "Åpne den i Excel og lagre den som Excel-arbeidsbok (.xlsx) uten passord."
            )
        )
    elif PDF in raw[:1024]:  # where readers of PDF look for it; most of such a file passes for text
        raise _no_table()
    else:
        text = _decoded(raw)
    if len(raw) > MOST_PACKED or len(text) > MOST_BYTES:
        raise _refused(str(FILE_TOO_LARGE))
    if not text.strip():
        raise _refused(str(FILE_EMPTY))
    return text


def _refused(text: str) -> Invalid:
    return Invalid(text, field="file")


def _no_table() -> Invalid:
    return _refused(
        _("Dette er ikke en tekstfil eller et regneark. Lagre medlemslista som Excel-arbeidsbok (.xlsx) eller CSV.")
    )


def _decoded(raw: bytes) -> str:
    if len(raw) > 2 * MOST_BYTES:
        raise _refused(str(FILE_TOO_LARGE))
    found = text_in(raw)
    if found is None:
        raise _no_table()
    return found


def _workbook(raw: bytes) -> str:
    if len(raw) > MOST_PACKED:
        raise _refused(str(FILE_TOO_LARGE))
    _look_into(raw)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, keep_links=False)
        sheets = {str(sheet.title): list(_lines(sheet)) for sheet in book.worksheets}
    except Invalid:
        raise
    except Exception as error:  # a damaged workbook raises whatever its reader stumbles over
        raise _refused(_("Excel-filen er skadet. Åpne den i Excel og lagre den på nytt.")) from error
    written = {title: lines for title, lines in sheets.items() if any(any(line) for line in lines)}
    if len(written) > 1:
        names = ", ".join(f"«{title}»" for title in written)
        raise _refused(_("Filen har flere ark: %(names)s. Behold bare arket med medlemmene.", names=names))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    for lines in written.values():
        writer.writerows(lines)
    return out.getvalue()


def _look_into(raw: bytes) -> None:
    """What is packed, before it is unpacked: another kind of file, a bomb, or entities that grow when they are read."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise _refused(_("Filen er for stor når den pakkes ut. Behold bare arket med medlemmene."))
            names = {part.filename for part in parts}
            if "content.xml" in names and "xl/workbook.xml" not in names:
                raise _refused(
                    _("Dette er en fil fra LibreOffice (.ods). Åpne den og lagre den som Excel (.xlsx) eller CSV.")
                )
            if "xl/workbook.xml" not in names:
                raise _no_table()
            if any(b"<!DOCTYPE" in archive.read(part) for part in parts if part.filename.endswith((".xml", ".rels"))):
                raise _no_table()
    except Invalid:
        raise
    except Exception as error:  # damaged, encrypted, or packed in a way that nobody uses
        raise _refused(_("Excel-filen er skadet. Åpne den i Excel og lagre den på nytt.")) from error


def _lines(sheet: Any) -> Iterator[list[str]]:
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
        if number > MOST_LINES:
            raise _refused(_("Arket «%(name)s» har for mange linjer. Slett de tomme.", name=sheet.title))
        yield _without_end([_cell(cell) for cell in row])


def _without_end(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _cell(cell: Any) -> str:
    """What a cell says, on one line. A formula says nothing that we could check."""
    value = cell.value
    if getattr(cell, "data_type", None) == "f":
        raise _refused(_("Celle %(cell)s har en formel. Kopier og lim inn som verdier først.", cell=cell.coordinate))
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else squash(str(value))
