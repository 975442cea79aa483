"""Takes newer registers in: adds, renames, closes and merges rows; never deletes what has history."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import exists, func, or_, select

from app.access.actors import in_force
from app.core.actor import Actor
from app.core.text import slugify
from app.councils.endings import merge_municipality, merge_office
from app.councils.registers import (
    CountyRow,
    Known,
    MunicipalityRow,
    OfficeRow,
    OrganisationRow,
    RegisterError,
    Registers,
)
from app.database import db
from app.models.councils import Council, CouncilOffice, OfficeRole, Organisation
from app.models.followups import LIVE, FollowUp
from app.models.places import County, Municipality, NavRegion, Office, OfficeMunicipality

Place = TypeVar("Place", County, Municipality, NavRegion, Office)
Facts = Mapping[str, Mapping[str, Any]]  # number → attribute → value


@dataclass
class Changes:
    """What an import changed: how many of what, and each rename, closing and merger in words."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)

    def note(self, what: str, verb: str, line: str = "") -> None:
        self.counts[what, verb] += 1
        if line:
            self.lines.append(f"{what} {verb}: {line}")

    def summary(self) -> list[str]:
        """Every line of it, the counts first."""
        counts = [f"{what}: {number} {verb}" for (what, verb), number in sorted(self.counts.items())]
        return [*counts, *self.lines] or ["No change."]


def known() -> Known:
    """The numbers in the house, for files that refer to them."""
    counties = db.session.scalars(select(County.number).where(County.valid_to.is_(None)))
    municipalities = db.session.scalars(select(Municipality.number).where(Municipality.valid_to.is_(None)))
    return Known(frozenset(counties), frozenset(municipalities))


def apply(actor: Actor, registers: Registers, *, today: date) -> Changes:
    """Bring the registers up to date in the open transaction. Raises RegisterError if something would be orphaned."""
    changes = Changes()
    if registers.counties is not None:
        _counties(registers.counties, today, changes)
    if registers.municipalities is not None:
        _municipalities(actor, registers.municipalities, today, changes)
    if registers.offices is not None:
        _regions(registers.offices, today, changes)
        _offices(actor, registers.offices, today, changes)
    if registers.organisations is not None:
        _organisations(registers.organisations, changes)
    return changes


def _counties(rows: Sequence[CountyRow], today: date, changes: Changes) -> None:
    facts = {row.number: {"name": row.name, "name_sami": row.name_sami, "name_kven": row.name_kven} for row in rows}
    _bring(County, facts, today, changes)


def _regions(rows: Sequence[OfficeRow], today: date, changes: Changes) -> None:
    names = {row.region: row.region_name for row in rows}
    _renumber(names, changes)
    _bring(NavRegion, {number: {"name": name} for number, name in names.items()}, today, changes)
    _refuse_lost_regions(today)


def _renumber(names: Mapping[str, str], changes: Changes) -> None:
    """A region of the same name under a new number is the same region: whatever points at it keeps its row."""
    regions = db.session.scalars(select(NavRegion).order_by(NavRegion.number)).all()
    known = {region.number for region in regions}
    fresh = {name: number for number, name in names.items() if number not in known}
    for region in regions:
        if region.valid_to is None and region.number not in names and region.name in fresh:
            number = fresh.pop(region.name)
            changes.note("nav region", "renumbered", f"{region.number} → {number} {region.name}")
            region.number = number
    db.session.flush()


def _municipalities(actor: Actor, rows: Sequence[MunicipalityRow], today: date, changes: Changes) -> None:
    counties = _ids(County)
    facts = {
        row.number: {
            "name": row.name,
            "display_name": row.display_name,
            "official_name": row.official_name,
            "name_sami": row.name_sami,
            "name_kven": row.name_kven,
            "lat": row.lat,
            "lon": row.lon,
            "point_place": row.point_place,
            "small": row.small,
            "county_id": counties[row.county],
        }
        for row in rows
        if row.successor is None
    }
    places = _bring(Municipality, facts, today, changes)
    for row in rows:
        old = places.get(row.number)
        if row.successor is not None and old is not None and old.successor_id is None:
            owed = merge_municipality(actor, old, successor=places[row.successor])
            changes.note("municipality", "merged", _merger(old, places[row.successor], owed))
    _refuse_orphans("municipalities.csv", FollowUp.municipality_id, Municipality)


def _offices(actor: Actor, rows: Sequence[OfficeRow], today: date, changes: Changes) -> None:
    counties, regions = _ids(County), _ids(NavRegion)
    facts = {
        row.number: {
            "name": row.name,
            "address": row.address,
            "postal_code": row.postal_code,
            "org_number": row.org_number,
            "lat": row.lat,
            "lon": row.lon,
            "county_id": counties[row.county],
            "nav_region_id": regions[row.region],
        }
        for row in rows
        if row.successor is None
    }
    places = _bring(Office, facts, today, changes)
    _areas([row for row in rows if row.successor is None], places, changes)
    for row in rows:
        old = places.get(row.number)
        if row.successor is not None and old is not None and old.successor_id is None:
            owed = merge_office(actor, old, successor=places[row.successor])
            changes.note("office", "merged", _merger(old, places[row.successor], owed))
    _refuse_orphans("offices.csv", FollowUp.office_id, Office)
    _refuse_lost_councils()


def _bring(model: type[Place], facts: Facts, today: date, changes: Changes) -> dict[str, Place]:
    """Add what is new, change what says otherwise, close what is no longer there. Every row by its number."""
    what = model.__tablename__.replace("_", " ")
    places = {place.number: place for place in db.session.scalars(select(model).order_by(model.number))}
    slugs = set(db.session.scalars(select(Office.slug)))
    opened = today if places else None  # when the offices of the very first file opened, nobody has said
    for number, said in facts.items():
        place = places.get(number)
        if place is None:
            place = model(number=number, **said)
            if isinstance(place, Office):
                place.slug = _free_slug(place, slugs)
                place.valid_from = opened
            db.session.add(place)
            places[number] = place
            changes.note(what, "added")
        else:
            _change(place, said, what, changes)
    for number, place in places.items():
        if number not in facts and place.valid_to is None:
            place.valid_to = today
            changes.note(what, "closed", f"{number} {place.name}")
    db.session.flush()
    return places


def _change(place: Place, said: Mapping[str, Any], what: str, changes: Changes) -> None:
    if place.valid_to is not None:
        place.valid_to = None
        if isinstance(place, Office | Municipality):
            place.successor_id = None
        changes.note(what, "opened again", f"{place.number} {said['name']}")
    different = {key: value for key, value in said.items() if getattr(place, key) != value}
    if "name" in different:
        changes.note(what, "renamed", f"{place.number} {place.name} → {different['name']}")
    elif different:
        changes.note(what, "changed")
    for key, value in different.items():
        setattr(place, key, value)


def _areas(rows: Sequence[OfficeRow], places: Mapping[str, Office], changes: Changes) -> None:
    """Which municipalities each office serves, the host first."""
    municipalities = _ids(Municipality)
    there: dict[int, dict[int, OfficeMunicipality]] = {}
    for link in db.session.scalars(select(OfficeMunicipality)):
        there.setdefault(link.office_id, {})[link.municipality_id] = link
    for row in rows:
        office_id = places[row.number].id
        links = there.get(office_id, {})
        is_new = not links
        wanted = {municipalities[number]: (place, basis) for place, (number, basis) in enumerate(row.municipalities)}
        if {key: (link.position, link.basis) for key, link in links.items()} == wanted:
            continue
        for municipality_id in links.keys() - wanted.keys():
            db.session.delete(links[municipality_id])
        for municipality_id, (position, basis) in wanted.items():
            link = links.get(municipality_id) or OfficeMunicipality(
                office_id=office_id, municipality_id=municipality_id
            )
            link.position, link.basis = position, basis
            db.session.add(link)
        if not is_new:
            changes.note("office", "got another area", f"{row.number} {row.name}")
    db.session.flush()


def _organisations(rows: Sequence[OrganisationRow], changes: Changes) -> None:
    counties = _ids(County)
    there = {row.name: row for row in db.session.scalars(select(Organisation))}
    for row in rows:
        said = {
            "short_name": row.short_name,
            "category": row.category,
            "umbrella": row.umbrella,
            "source": row.source,
            "county_id": counties[row.county] if row.county else None,
        }
        organisation = there.get(row.name)
        if organisation is None and row.confirmed:
            db.session.add(Organisation(name=row.name, **said))
            changes.note("organisation", "added")
        elif organisation is not None and any(getattr(organisation, key) != value for key, value in said.items()):
            for key, value in said.items():
                setattr(organisation, key, value)
            changes.note("organisation", "changed")
    db.session.flush()


def _refuse_orphans(file: str, owner: Any, model: type[Place]) -> None:
    """Somebody waits for an answer from it: then the file must say who takes over."""
    lost = db.session.execute(
        select(model.number, model.name, func.count())
        .join(FollowUp, owner == model.id)
        .where(FollowUp.state.in_(LIVE), model.valid_to.is_not(None))
        .group_by(model.number, model.name)
        .order_by(model.number)
    ).first()
    if lost is not None:
        number, name, owed = lost
        raise RegisterError(
            file, 0, f"{number} {name} is closed but still owes {owed}; give its row with the column successor"
        )


def _refuse_lost_regions(today: date) -> None:
    """A region names no successor: what hangs on it is moved by people first, or comes along under a new number."""
    goes_on = or_(OfficeRole.valid_to.is_(None), OfficeRole.valid_to >= today)
    hanging = or_(
        exists().where(Council.nav_region_id == NavRegion.id, in_force(Council, today)),
        exists().where(OfficeRole.nav_region_id == NavRegion.id, goes_on),
        exists().where(FollowUp.nav_region_id == NavRegion.id, FollowUp.state.in_(LIVE)),
    )
    lost = db.session.scalars(
        select(NavRegion).where(NavRegion.valid_to.is_not(None), hanging).order_by(NavRegion.number)
    ).first()
    if lost is not None:
        raise RegisterError(
            "offices.csv",
            0,
            f"no office is in region {lost.number} {lost.name} any more, but a council, a director or an open answer "
            "belongs to it; end those first, or let the region keep its name when only its number is new",
        )


def _refuse_lost_councils() -> None:
    lost = db.session.execute(
        select(Office.number, Office.name)
        .join(CouncilOffice, CouncilOffice.office_id == Office.id)
        .where(Office.valid_to.is_not(None))
        .order_by(Office.number)
    ).first()
    if lost is not None:
        number, name = lost
        raise RegisterError(
            "offices.csv", 0, f"{number} {name} is closed but has a council; give its row with the column successor"
        )


def _ids(model: type[Place]) -> dict[str, int]:
    return {place.number: place.id for place in db.session.scalars(select(model))}


def _free_slug(office: Office, taken: set[str]) -> str:
    plain = slugify(office.name) or f"nav-{office.number}"
    slug = plain if plain not in taken else f"{plain}-{office.number}"
    taken.add(slug)
    return slug


def _merger(old: Office | Municipality, new: Office | Municipality, owed: int) -> str:
    return f"{old.number} {old.name} → {new.number} {new.name}, {owed} open follow-ups moved"
