"""What an import of registers changes, for print; what hangs on a place that it closes; and when it is refused."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import false, func, select

from app.access.validity import in_force
from app.councils.service.register_files import RegisterError
from app.database import db
from app.models.councils import Council, CouncilOffice, OfficeRole, Scope
from app.models.followups import FollowUp
from app.models.people import Person
from app.models.places import County, Municipality, NavRegion, Office
from app.models.states import LIVE

CLOSINGS_AT_ONCE = 3  # a few offices go together; a file that lacks more has probably been cut short
POINTS_AT = {"county_id": County.number, "nav_region_id": NavRegion.number}

Place = County | Municipality | NavRegion | Office


@dataclass
class Changes:
    """What an import changed: how many of what, each rename, closing and merger in words, and every other row."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    closings: int = 0  # of what the files lack; what has a successor is merged
    orphans: list[RegisterError] = field(default_factory=list)

    def note(self, what: str, verb: str, line: str = "", *, row: str = "") -> None:
        """`line` is always printed, `row` when somebody asks for everything."""
        self.counts[what, verb] += 1
        if line:
            self.lines.append(f"{what} {verb}: {line}")
        if row:
            self.rows.append(f"{what} {verb}: {row}")

    def note_closing(self, what: str, place: Place, today: date) -> None:
        hanging = hanging_on(place, today)
        self.closings += 1
        self.note(what, "closed", f"{place.number} {place.name}" + (f" ({'; '.join(hanging)})" if hanging else ""))

    def summary(self, *, every_row: bool = False) -> list[str]:
        """Every line of it, the counts first."""
        counts = [f"{what}: {number} {verb}" for (what, verb), number in sorted(self.counts.items())]
        return [*counts, *self.lines, *(self.rows if every_row else [])] or ["No change."]

    @property
    def are_many_closings(self) -> bool:
        return self.closings > CLOSINGS_AT_ONCE

    def refuse(self, folder: str, *, may_close_many: bool) -> None:
        """Raises RegisterError when something would be orphaned, or more is closed than anybody has asked for."""
        if self.orphans:
            raise RegisterError(folder, 0, "; ".join(map(str, self.orphans)))
        if self.are_many_closings and not may_close_many:
            reason = (
                f"{self.closings} places that stand in the house are missing in the files. If they are to be closed, "
                f"say --close-missing; {CLOSINGS_AT_ONCE} at once are closed without it"
            )
            raise RegisterError(folder, 0, reason)


def hanging_on(place: Place, today: date) -> list[str]:
    """The councils, the directors and their helpers, and the open follow-ups of a place, in words."""
    councils, people = select(Council.name), select(Person.name, OfficeRole.kind)
    people = people.join(OfficeRole, OfficeRole.person_id == Person.id).where(in_force(OfficeRole, today))
    owed = select(func.count()).select_from(FollowUp).where(FollowUp.state.in_(LIVE))
    if isinstance(place, Office):
        councils = councils.join(CouncilOffice, CouncilOffice.council_id == Council.id)
        councils = councils.where(CouncilOffice.office_id == place.id)
        people, owed = people.where(OfficeRole.office_id == place.id), owed.where(FollowUp.office_id == place.id)
    elif isinstance(place, Municipality):
        councils = councils.where(false())
        people = people.where(OfficeRole.municipality_id == place.id)
        owed = owed.where(FollowUp.municipality_id == place.id)
    elif isinstance(place, NavRegion):
        councils = councils.where(Council.nav_region_id == place.id)
        people = people.where(OfficeRole.nav_region_id == place.id)
        owed = owed.where(FollowUp.nav_region_id == place.id)
    else:
        return _coordinators(place, today)
    open_ones = db.session.scalar(owed) or 0
    return [
        *(f"council: {name}" for name in db.session.scalars(councils.where(in_force(Council, today)))),
        *(f"{kind.value.replace('_', ' ')}: {name}" for name, kind in db.session.execute(people)),
        *([f"{open_ones} open follow-ups"] if open_ones else []),
    ]


def _coordinators(county: County, today: date) -> list[str]:
    names = select(Person.name).join(Scope, Scope.person_id == Person.id)
    names = names.where(Scope.county_id == county.id, in_force(Scope, today))
    return [f"coordinator: {name}" for name in db.session.scalars(names)]


def differences_between(place: Any, said: Mapping[str, Any]) -> str:
    """name "Nav Skien" → "Nav Porsgrunn", county_id 40 → 39 (by their numbers)."""
    return ", ".join(f"{key} {_shown(key, getattr(place, key))} → {_shown(key, value)}" for key, value in said.items())


def _shown(key: str, value: Any) -> str:
    if key in POINTS_AT and value is not None:
        number = POINTS_AT[key]
        return db.session.scalar(select(number).where(number.class_.id == value)) or "–"
    return f'"{value}"' if isinstance(value, str) else "–" if value is None else str(value)
