"""Reads the files of counties, municipalities, offices and organisations; refuses a bad row by file and line."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from app.core.text import squash
from app.models.councils import OrganisationCategory

OWN_FOLDER = Path(__file__).parents[1] / "data"
CONFIRMED, ASSUMED = "bekreftet", "antatt"
COUNTY_NUMBER = re.compile(r"\d{2}")
NUMBER = re.compile(r"\d{4}")
LONGEST_NAME = 200

Made = TypeVar("Made")


class RegisterError(Exception):
    """A row that cannot be taken in: where it stands, and why."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}, line {line}: {reason}" if line else f"{file}: {reason}")


@dataclass(frozen=True)
class CountyRow:
    number: str
    name: str
    name_sami: str | None
    name_kven: str | None


@dataclass(frozen=True)
class MunicipalityRow:
    line: int
    number: str
    name: str
    display_name: str
    official_name: str
    name_sami: str | None
    name_kven: str | None
    county: str
    lat: float | None
    lon: float | None
    point_place: str | None
    small: bool
    successor: str | None


@dataclass(frozen=True)
class OfficeRow:
    line: int
    number: str
    name: str
    municipalities: tuple[tuple[str, str | None], ...]  # number, and on what basis it is said
    county: str
    region: str
    region_name: str
    address: str | None
    postal_code: str | None
    org_number: str | None
    lat: float | None
    lon: float | None
    successor: str | None


@dataclass(frozen=True)
class OrganisationRow:
    name: str
    short_name: str | None
    category: OrganisationCategory
    umbrella: str | None
    county: str | None
    confirmed: bool
    source: str | None


@dataclass(frozen=True)
class Known:
    """Numbers that stand in the house already: what a single newer file may refer to."""

    counties: frozenset[str] = frozenset()
    municipalities: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Registers:
    """What the files of a folder say; none where the folder has no such file."""

    counties: list[CountyRow] | None = None
    municipalities: list[MunicipalityRow] | None = None
    offices: list[OfficeRow] | None = None
    organisations: list[OrganisationRow] | None = None


@dataclass
class Row:
    """One line of a file, whose cells are asked for by name."""

    file: str
    line: int
    cells: Mapping[str, str] = field(repr=False)

    def wrong(self, reason: str) -> RegisterError:
        return RegisterError(self.file, self.line, reason)

    def text(self, column: str) -> str | None:
        value = squash(self.cells.get(column, ""))
        if len(value) > LONGEST_NAME:
            raise self.wrong(f"{column} is longer than {LONGEST_NAME} characters")
        return value or None

    def must(self, column: str) -> str:
        value = self.text(column)
        if value is None:
            raise self.wrong(f"{column} is empty")
        return value

    def number(self, column: str, pattern: re.Pattern[str] = NUMBER) -> str:
        value = self.must(column)
        if not pattern.fullmatch(value):
            raise self.wrong(f"{column} {value!r} is not a number of that register")
        return value

    def known(self, column: str, numbers: frozenset[str], what: str) -> str:
        value = self.must(column)
        if value not in numbers:
            raise self.wrong(f"unknown {what} {value}")
        return value

    def degrees(self, column: str, most: float) -> float | None:
        value = self.text(column)
        if value is None:
            return None
        try:
            degrees = float(value)
        except ValueError as error:
            raise self.wrong(f"{column} {value!r} is not a number") from error
        if not -most <= degrees <= most:
            raise self.wrong(f"{column} {value} is not on the globe")
        return degrees


REQUIRED = {
    "counties.csv": ("number", "name"),
    "municipalities.csv": ("number", "name", "display_name", "official_name", "county_number"),
    "offices.csv": (
        "number", "name", "municipality_numbers", "county_number", "nav_region_number", "nav_region_name",
    ),
    "organisations.csv": ("name", "category", "status"),
}  # fmt: skip


def read_folder(folder: Path, known: Known) -> Registers:
    """Everything the folder has, checked against itself and what is known. Raises RegisterError at the first fault."""
    if not any((folder / name).is_file() for name in REQUIRED):
        raise RegisterError(str(folder), 0, f"none of {', '.join(REQUIRED)} is there")
    counties = _read(folder, "counties.csv", _county, lambda row: row.number)
    county_numbers = known.counties if counties is None else frozenset(row.number for row in counties)
    municipalities = _read(
        folder, "municipalities.csv", lambda row: _municipality(row, county_numbers), lambda row: row.number
    )
    if municipalities is not None:
        _check_successors("municipalities.csv", municipalities)
        known_places = frozenset(row.number for row in municipalities if row.successor is None)
    else:
        known_places = known.municipalities
    offices = _read(
        folder, "offices.csv", lambda row: _office(row, county_numbers, known_places), lambda row: row.number
    )
    if offices is not None:
        _check_successors("offices.csv", offices)
        _check_regions(offices)
    organisations = _read(
        folder, "organisations.csv", lambda row: _organisation(row, county_numbers), lambda row: row.name
    )
    return Registers(counties, municipalities, offices, organisations)


def checksum_of(folder: Path) -> str:
    """Tells one state of a folder's registers from another."""
    files = [folder / name for name in REQUIRED]
    return sha256(b"".join(path.read_bytes() for path in files if path.is_file())).hexdigest()[:16]


def suggested_organisations() -> list[OrganisationRow]:
    """Organisations that no source confirms: offered when a seat is added, never imported by themselves."""
    rows = [Row("organisations.csv", line, cells) for line, cells in _lines(OWN_FOLDER / "organisations.csv")]
    every = [_organisation(row, None) for row in rows]
    return [row for row in every if not row.confirmed]


def _read(folder: Path, name: str, make: Callable[[Row], Made], key: Callable[[Made], str]) -> list[Made] | None:
    """Every row of a file, none standing twice; None when the folder has no such file."""
    if not (folder / name).is_file():
        return None
    made: list[Made] = []
    first_line: dict[str, int] = {}
    for line, cells in _lines(folder / name):
        row = make(Row(name, line, cells))
        if key(row) in first_line:
            raise RegisterError(name, line, f"{key(row)} stands on line {first_line[key(row)]} already")
        first_line[key(row)] = line
        made.append(row)
    if not made:
        raise RegisterError(name, 0, "it has no rows; an empty file would close everything")
    return made


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells; every line must have the cells that the header names."""
    reader = csv.DictReader(io.StringIO(_decoded(path), newline=""), strict=True)
    try:
        columns = reader.fieldnames or []
        missing = [name for name in REQUIRED[path.name] if name not in columns]
        if missing:
            raise RegisterError(path.name, 1, f"the column {missing[0]} is missing")
        for cells in reader:
            if None in cells or None in cells.values():
                raise RegisterError(path.name, reader.line_num, f"it should have {len(columns)} cells")
            yield reader.line_num, cells
    except csv.Error as error:
        raise RegisterError(path.name, reader.line_num, str(error)) from error


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise RegisterError(path.name, line, "a byte that is not UTF-8; save the file as UTF-8") from error
    if not text.endswith(("\n", "\r")):
        line = text.count("\n") + 1
        raise RegisterError(path.name, line, "the last line does not end; the file may have been cut off there")
    if "\x00" in text:
        raise RegisterError(path.name, text.count("\n", 0, text.index("\x00")) + 1, "a byte that belongs in no text")
    return text


def _county(row: Row) -> CountyRow:
    return CountyRow(
        row.number("number", COUNTY_NUMBER), row.must("name"), row.text("name_sami"), row.text("name_kven")
    )


def _municipality(row: Row, counties: frozenset[str]) -> MunicipalityRow:
    return MunicipalityRow(
        line=row.line,
        number=row.number("number"),
        name=row.must("name"),
        display_name=row.must("display_name"),
        official_name=row.must("official_name"),
        name_sami=row.text("name_sami"),
        name_kven=row.text("name_kven"),
        county=row.known("county_number", counties, "county"),
        lat=row.degrees("lat", 90),
        lon=row.degrees("lon", 180),
        point_place=row.text("point_place"),
        small=row.text("small") == "1",
        successor=row.text("successor"),
    )


def _office(row: Row, counties: frozenset[str], municipalities: frozenset[str]) -> OfficeRow:
    successor = row.text("successor")
    numbers = [number.strip() for number in row.must("municipality_numbers").split(";") if number.strip()]
    unknown = [number for number in numbers if number not in municipalities]
    if unknown and successor is None:
        raise row.wrong(f"unknown municipality {unknown[0]}")
    if len(set(numbers)) < len(numbers):
        raise row.wrong("a municipality is named twice")
    derived = {number.strip() for number in row.cells.get("derived_municipality_numbers", "").split(";")}
    basis = row.text("mapping_basis")
    return OfficeRow(
        line=row.line,
        number=row.number("number"),
        name=row.must("name"),
        municipalities=tuple((number, "avledet" if number in derived else basis) for number in numbers),
        county=row.known("county_number", counties, "county"),
        region=row.number("nav_region_number"),
        region_name=row.must("nav_region_name"),
        address=row.text("address"),
        postal_code=row.text("postal_code"),
        org_number=row.text("org_number"),
        lat=row.degrees("lat", 90),
        lon=row.degrees("lon", 180),
        successor=successor,
    )


def _organisation(row: Row, counties: frozenset[str] | None) -> OrganisationRow:
    name = row.must("name")
    category, status = row.must("category"), row.must("status")
    if category not in list(OrganisationCategory):
        raise row.wrong(f"unknown category {category}")
    if status not in (CONFIRMED, ASSUMED):
        raise row.wrong(f"status {status!r} is neither {CONFIRMED} nor {ASSUMED}")
    county = row.text("county_number")
    if county is not None and counties is not None and county not in counties:
        raise row.wrong(f"unknown county {county}")
    return OrganisationRow(
        name=name,
        short_name=row.text("short_name"),
        category=OrganisationCategory(category),
        umbrella=row.text("umbrella"),
        county=county,
        confirmed=status == CONFIRMED,
        source=row.text("source"),
    )


def _check_successors(file: str, rows: Sequence[MunicipalityRow] | Sequence[OfficeRow]) -> None:
    """A successor stands in the same file and goes on itself."""
    successors = {row.number: row.successor for row in rows}
    for row in rows:
        if row.successor is not None and successors.get(row.successor, row.number) is not None:
            reason = f"the successor {row.successor} of {row.number} is not an open row of this file"
            raise RegisterError(file, row.line, reason)


def _check_regions(offices: Sequence[OfficeRow]) -> None:
    names: dict[str, str] = {}
    for row in offices:
        if names.setdefault(row.region, row.region_name) != row.region_name:
            raise RegisterError("offices.csv", row.line, f"region {row.region} has two names")
