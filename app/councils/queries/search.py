"""Finds councils by the names people use: office, municipality in any of its languages, or the council itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.access.validity import goes_on
from app.core import clock
from app.core.text import by_name, slugify, sort_key
from app.database import db
from app.models.councils import Council, CouncilOffice
from app.models.places import Municipality, NavRegion, Office, OfficeMunicipality

MOST = 20


@dataclass(frozen=True)
class Found:
    """One line of an answer: a council, or an office that has none (then without a slug)."""

    name: str
    slug: str | None
    places: str


@dataclass
class _Candidate:
    name: str
    slug: str | None
    offices: dict[str, None] = field(default_factory=dict)
    municipalities: dict[str, None] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def add(self, row: Any) -> None:
        if row.office is not None:  # a central council has neither office nor region
            self.offices.setdefault(row.office)
            self.municipalities.setdefault(row.display_name)
        self.names.update(_plain(name) for name in row[2:] if name)

    @property
    def found(self) -> Found:
        municipalities = ", ".join(by_name(self.municipalities, str))
        offices = ", ".join(by_name(self.offices, str)) if self.slug else ""
        return Found(self.name, self.slug, " · ".join(part for part in (offices, municipalities) if part))


def find_councils(text: str) -> list[Found]:
    """At most twenty councils, and offices without one, that answer to every word of the text; the nearest first."""
    asked = _plain(text)
    words = [word for word in asked.split("-") if word and word != "nav"] or asked.split("-")
    if not asked:
        return []
    hits = [(rank, one) for one in _candidates() if (rank := _rank(asked, words, one.names)) is not None]
    hits.sort(key=lambda hit: (hit[0], hit[1].slug is None, sort_key(hit[1].name)))
    return [one.found for _rank_of_it, one in hits[:MOST]]


def _candidates() -> Iterable[_Candidate]:
    """Each council, and each office that no council follows today: one that has ended does not count."""
    gathered: dict[tuple[str, int], _Candidate] = {}
    by_office = _by_office()
    followed = {row.office_id for row in by_office if row.council_id}
    alone = [row for row in by_office if row.council_id or row.office_id not in followed]
    for row in [*alone, *_by_region()]:
        key = ("council", row.council_id) if row.council_id else ("office", row.office_id)
        if key not in gathered:
            gathered[key] = _Candidate(row.council or row.office, row.slug)
        gathered[key].add(row)
    return gathered.values()


def _by_office() -> Sequence[Any]:
    day = clock.today()
    return db.session.execute(
        select(
            Office.id.label("office_id"),
            Council.id.label("council_id"),
            Office.name.label("office"),
            Council.name.label("council"),
            Council.slug,
            Municipality.name,
            Municipality.display_name,
            Municipality.name_sami,
            Municipality.name_kven,
        )
        .join(OfficeMunicipality, OfficeMunicipality.office_id == Office.id)
        .join(Municipality, Municipality.id == OfficeMunicipality.municipality_id)
        .outerjoin(CouncilOffice, CouncilOffice.office_id == Office.id)
        .outerjoin(Council, (Council.id == CouncilOffice.council_id) & goes_on(Council, day))
        .where(Office.valid_to.is_(None))
        .order_by(Office.id, OfficeMunicipality.position)
    ).all()


def _by_region() -> Sequence[Any]:
    """Councils without an office of their own: found by their name and their region's."""
    return db.session.execute(
        select(
            Council.nav_region_id.label("office_id"),
            Council.id.label("council_id"),
            NavRegion.name.label("office"),
            Council.name.label("council"),
            Council.slug,
            NavRegion.name,
            NavRegion.name.label("display_name"),
        )
        .outerjoin(NavRegion, NavRegion.id == Council.nav_region_id)
        .where(goes_on(Council, clock.today()), ~Council.serves.any())
    ).all()


def _rank(asked: str, words: Sequence[str], names: Iterable[str]) -> int | None:
    """0: a name is just that; 1: a name begins so; 2: every word begins a word; 3: every word stands somewhere."""
    if asked in names or f"nav-{asked}" in names:
        return 0
    if any(name.removeprefix("nav-").startswith(asked) for name in names):
        return 1
    parts = [part for name in names for part in name.split("-")]
    if all(any(part.startswith(word) for part in parts) for word in words):
        return 2
    if all(len(word) > 2 and any(word in name for name in names) for word in words):
        return 3
    return None


def _plain(text: str) -> str:
    """ø and o, å, aa and a, č and c are one letter for whoever searches."""
    return slugify(text).replace("aa", "a")
