"""The lines of a file of members, by column: which line has the headings, and what each heading means."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from app.core.errors import Invalid
from app.core.text import fold, squash
from app.councils.service.table_file import MOST_BYTES
from app.councils.words import FILE_TOO_LARGE

MOST_ROWS = 200
NEEDED = ("navn", "organisasjon", "side", "rolle")
MEANINGS = {
    "navn": "navn namn fulltnavn fulltnamn name fullname medlem medlemsnavn medlemsnamn person",
    "fornavn": "fornavn fornamn førenamn firstname",
    "etternavn": "etternavn etternamn lastname surname",
    "e-post": "epost epostadresse epostadr email emailadresse emailaddress mail mailadresse",
    "organisasjon": "organisasjon organisasjonen organisasjonsnavn organisasjonsnamn forening org organization",
    "side": "side sida",
    "rolle": "rolle rolla role verv funksjon",
    "fra": "fra frå fradato frådato fraogmed from start startdato oppnevntfra oppnemndfrå gjelderfra gjeldfrå",
    "til": "til tildato tilogmed to slutt sluttdato oppnevnttil oppnemndtil gjeldertil gjeldtil",
}
COLUMNS = {word: column for column, words in MEANINGS.items() for word in words.split()}
NOT_A_LETTER = re.compile(r"[\W\d_]+")
DELIMITERS = ";,\t|"
SEPARATOR = re.compile(r"sep=(?P<sign>\W)", re.IGNORECASE)  # Excel's own first line
HEADINGS_WITHIN = 20  # lines: a title and what else may stand above them

Row = tuple[int, list[str]]


@dataclass
class Lines:
    """What stands below the headings; the headings nobody understood; and what is wrong with the shape of a line."""

    rows: list[tuple[int, Mapping[str, str]]] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)


def read_lines(text: str) -> Lines:
    """Raises Invalid(field="file") when no line has the headings, or one of them is missing or there twice."""
    if len(text) > MOST_BYTES:
        raise Invalid(str(FILE_TOO_LARGE), field="file")
    rows, at = _with_headings(text.replace("\r\n", "\n").replace("\r", "\n"))
    columns = _columns(rows[at][1])
    below = [row for row in rows[at + 1 :] if any(row[1])]
    if len(below) > MOST_ROWS:
        raise Invalid(
            _("Filen har %(have)d linjer. Den kan ha %(most)d.", have=len(below), most=MOST_ROWS), field="file"
        )
    found = Lines(unused=_unused(rows[at][1], columns, below))
    for line, cells in below:
        found.rows.append((line, _named(columns, cells)))
        if any(cells[len(columns) :]):
            found.problems.append((line, _("Linjen har flere celler enn det er overskrifter.")))
    return found


def _with_headings(text: str) -> tuple[Sequence[Row], int]:
    """Every line of cells, by the sign between them that gives the most headings, and where the headings stand."""
    first, _end, rest = text.partition("\n")
    told = SEPARATOR.fullmatch(first.strip(' "'))
    body = "\n" + rest if told else text
    best: tuple[int, Sequence[Row], int] = (0, [], 0)
    refused: Invalid | None = None
    for sign in told["sign"] if told else DELIMITERS:
        try:
            rows = _split(body, sign)
        except Invalid as error:
            refused = refused or error
            continue
        for at, (_line, cells) in enumerate(rows[:HEADINGS_WITHIN]):
            known = len({COLUMNS[word] for word in map(_plain, cells) if word in COLUMNS})
            best = max(best, (known, rows, at), key=lambda one: one[0])
    if best[0] < 2:
        raise refused or Invalid(
            _("Vi finner ingen linje med overskrifter. Filen må ha kolonnene %(names)s.", names=_joined(NEEDED)),
            field="file",
        )
    return best[1], best[2]


def _split(text: str, sign: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    rows: list[Row] = []
    before = 0
    try:
        for cells in reader:
            rows.append((before + 1, [squash(cell) for cell in cells]))
            before = reader.line_num
    except csv.Error as error:
        raise Invalid(_("Linje %(line)d kan ikke leses.", line=before + 1), field="file") from error
    return [row for row in rows if any(row[1])]


def _plain(heading: str) -> str:
    return NOT_A_LETTER.sub("", fold(heading))


def _columns(headings: Sequence[str]) -> list[str]:
    """What each heading means; empty for what nobody knows. Raises Invalid."""
    columns = [COLUMNS.get(_plain(heading), "") for heading in headings]
    for column in dict.fromkeys(filter(None, columns)):
        same = [heading for heading, meant in zip(headings, columns, strict=True) if meant == column]
        if len(same) > 1:
            raise Invalid(
                _("Flere kolonner betyr det samme: %(names)s. Behold bare én av dem.", names=_joined(same)),
                field="file",
            )
    if "navn" not in columns and {"fornavn", "etternavn"} <= set(columns):
        missing = [name for name in NEEDED[1:] if name not in columns]
    else:
        missing = [name for name in NEEDED if name not in columns]
        columns = ["" if column in ("fornavn", "etternavn") else column for column in columns]
    if missing:
        raise Invalid(_("Kolonnen «%(name)s» mangler i filen.", name=missing[0]), field="file")
    return columns


def _unused(headings: Sequence[str], columns: Sequence[str], below: Sequence[Row]) -> list[str]:
    """The headings nobody understood; a column without one counts when something stands in it."""
    unused = []
    for place, (heading, column) in enumerate(zip(headings, columns, strict=True)):
        if column or not (heading or any(place < len(cells) and cells[place] for _line, cells in below)):
            continue
        unused.append(heading or _("kolonne %(number)d, uten overskrift", number=place + 1))
    return unused


def _joined(words: Sequence[str]) -> str:
    return ", ".join(f"«{word}»" for word in words)


def _named(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    named = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
    if "fornavn" in columns:
        named["navn"] = squash(f"{named.get('fornavn', '')} {named.get('etternavn', '')}")
    return named
