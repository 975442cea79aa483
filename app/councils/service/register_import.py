"""Takes newer registers in: adds, renames, closes and merges rows; never deletes what has history."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import exists, func, or_, select

from app.access.validity import in_force
from app.core.actor import Actor
from app.core.errors import Invalid
from app.core.text import slugify
from app.councils.service.register_changes import Changes, differences_between
from app.councils.service.register_files import (
    CountyRow,
    Known,
    MunicipalityRow,
    OfficeRow,
    OrganisationRow,
    RegisterError,
    Registers,
)
from app.councils.service.succession import merge_municipality, merge_office
from app.database import db
from app.models.councils import Council, CouncilOffice, OfficeRole, Organisation
from app.models.followups import FollowUp
from app.models.places import County, Municipality, NavRegion, Office, OfficeMunicipality
from app.models.states import LIVE

Place = TypeVar("Place", County, Municipality, NavRegion, Office)
Facts = Mapping[str, Mapping[str, Any]]  # number → attribute → value


def known_numbers() -> Known:
    """The numbers in the house, for files that refer to them."""
    counties = db.session.scalars(select(County.number).where(County.valid_to.is_(None)))
    municipalities = db.session.scalars(select(Municipality.number).where(Municipality.valid_to.is_(None)))
    return Known(frozenset(counties), frozenset(municipalities))


def apply_registers(actor: Actor, registers: Registers, *, today: date) -> Changes:
    """Bring the registers up to date in the open transaction. What would be orphaned is told: then take it back."""
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
    _note_orphans(today, changes)
    return changes


def _note_orphans(today: date, changes: Changes) -> None:
    """Somebody waits for what is closed, or lies in it: then the files must say who takes over."""
    changes.orphans += [
        *_owing("municipalities.csv", FollowUp.municipality_id, Municipality),
        *_owing("offices.csv", FollowUp.office_id, Office),
        *_lost_regions(today),
        *_lost_councils(),
        *_without_county(Municipality),
        *_without_county(Office),
        *_without_municipality(),
    ]


def _counties(rows: Sequence[CountyRow], today: date, changes: Changes) -> None:
    facts = {row.number: {"name": row.name, "name_sami": row.name_sami, "name_kven": row.name_kven} for row in rows}
    _bring(County, facts, today, changes)


def _regions(rows: Sequence[OfficeRow], today: date, changes: Changes) -> None:
    names = {row.region: row.region_name for row in rows}
    _renumber(names, changes)
    _bring(NavRegion, {number: {"name": name} for number, name in names.items()}, today, changes)


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
            owed = _merge(actor, old, places[row.successor])
            changes.note("office", "merged", _merger(old, places[row.successor], owed))


def _merge(actor: Actor, old: Office, new: Office) -> int:
    """Raises RegisterError where a director would lose the voice for the users of a council that comes along."""
    try:
        return merge_office(actor, old, successor=new)
    except Invalid as error:
        raise RegisterError(
            "offices.csv",
            0,
            f"{old.number} {old.name} has a council for whose users somebody at {new.number} {new.name} speaks; end "
            "their seat, role or scope first",
        ) from error


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
            changes.note(what, "added", row=f"{number} {said['name']}")
        else:
            _change(place, said, what, changes)
    for number, place in places.items():
        if number not in facts and place.valid_to is None:
            place.valid_to = today
            changes.note_closing(what, place, today)
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
    others = {key: value for key, value in different.items() if key != "name"}
    if others:
        changes.note(what, "changed", row=f"{place.number} {said['name']}: {differences_between(place, others)}")
    for key, value in different.items():
        setattr(place, key, value)


def _areas(rows: Sequence[OfficeRow], places: Mapping[str, Office], changes: Changes) -> None:
    """Which municipalities each office serves, the host first."""
    municipalities = _ids(Municipality)
    numbers = {key: number for number, key in municipalities.items()}
    there: dict[int, dict[int, OfficeMunicipality]] = {}
    for link in db.session.scalars(select(OfficeMunicipality)):
        there.setdefault(link.office_id, {})[link.municipality_id] = link
    for row in rows:
        office_id = places[row.number].id
        links = there.get(office_id, {})
        wanted = {municipalities[number]: (place, basis) for place, (number, basis) in enumerate(row.municipalities)}
        if {key: (link.position, link.basis) for key, link in links.items()} == wanted:
            continue
        if links:
            before = ", ".join(numbers[key] for key in sorted(links, key=lambda key: links[key].position))
            after = ", ".join(number for number, _basis in row.municipalities)
            changes.note("office", "got another area", f"{row.number} {row.name}: {before} → {after}")
        for municipality_id in links.keys() - wanted.keys():
            db.session.delete(links[municipality_id])
        for municipality_id, (position, basis) in wanted.items():
            link = links.get(municipality_id) or OfficeMunicipality(
                office_id=office_id, municipality_id=municipality_id
            )
            link.position, link.basis = position, basis
            db.session.add(link)
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
        if organisation is None:
            if row.confirmed:
                db.session.add(Organisation(name=row.name, **said))
                changes.note("organisation", "added", row=row.name)
            continue
        different = {key: value for key, value in said.items() if getattr(organisation, key) != value}
        if different:
            changes.note("organisation", "changed", row=f"{row.name}: {differences_between(organisation, different)}")
        for key, value in different.items():
            setattr(organisation, key, value)
    db.session.flush()


def _owing(file: str, owner: Any, model: type[Place]) -> list[RegisterError]:
    lost = db.session.execute(
        select(model.number, model.name, func.count())
        .join(FollowUp, owner == model.id)
        .where(FollowUp.state.in_(LIVE), model.valid_to.is_not(None))
        .group_by(model.number, model.name)
        .order_by(model.number)
    )
    return [
        RegisterError(
            file, 0, f"{number} {name} is closed but still owes {owed}; give its row with the column successor"
        )
        for number, name, owed in lost
    ]


def _lost_regions(today: date) -> list[RegisterError]:
    """A region names no successor: what hangs on it is moved by people first, or comes along under a new number."""
    goes_on = or_(OfficeRole.valid_to.is_(None), OfficeRole.valid_to >= today)
    hanging = or_(
        exists().where(Council.nav_region_id == NavRegion.id, in_force(Council, today)),
        exists().where(OfficeRole.nav_region_id == NavRegion.id, goes_on),
        exists().where(FollowUp.nav_region_id == NavRegion.id, FollowUp.state.in_(LIVE)),
    )
    lost = db.session.scalars(
        select(NavRegion).where(NavRegion.valid_to.is_not(None), hanging).order_by(NavRegion.number)
    )
    return [
        RegisterError(
            "offices.csv",
            0,
            f"no office is in region {region.number} {region.name} any more, but a council, a director or an open "
            "answer belongs to it; end those first, or let the region keep its name when only its number is new",
        )
        for region in lost
    ]


def _lost_councils() -> list[RegisterError]:
    lost = db.session.execute(
        select(Office.number, Office.name)
        .join(CouncilOffice, CouncilOffice.office_id == Office.id)
        .where(Office.valid_to.is_not(None))
        .distinct()
        .order_by(Office.number)
    )
    reason = "is closed but has a council; give its row with the column successor"
    return [RegisterError("offices.csv", 0, f"{number} {name} {reason}") for number, name in lost]


def _without_county(model: type[Municipality] | type[Office]) -> list[RegisterError]:
    lost = db.session.execute(
        select(County.number, County.name, func.count())
        .join(model, model.county_id == County.id)
        .where(County.valid_to.is_not(None), model.valid_to.is_(None))
        .group_by(County.number, County.name)
        .order_by(County.number)
    )
    what = "municipalities" if model is Municipality else "offices"
    return [
        RegisterError("counties.csv", 0, f"{number} {name} is closed but has {there} {what}; give their newer file too")
        for number, name, there in lost
    ]


def _without_municipality() -> list[RegisterError]:
    lost = db.session.execute(
        select(Office.number, Office.name, Municipality.number)
        .join(OfficeMunicipality, OfficeMunicipality.office_id == Office.id)
        .join(Municipality, Municipality.id == OfficeMunicipality.municipality_id)
        .where(Municipality.valid_to.is_not(None), Municipality.successor_id.is_(None), Office.valid_to.is_(None))
        .order_by(Municipality.number, Office.number)
    )
    return [
        RegisterError(
            "municipalities.csv", 0, f"{gone} is closed but {number} {name} serves it; give the newer offices.csv too"
        )
        for number, name, gone in lost
    ]


def _ids(model: type[Place]) -> dict[str, int]:
    return {place.number: place.id for place in db.session.scalars(select(model))}


def _free_slug(office: Office, taken: set[str]) -> str:
    plain = slugify(office.name) or f"nav-{office.number}"
    slug = plain if plain not in taken else f"{plain}-{office.number}"
    taken.add(slug)
    return slug


def _merger(old: Office | Municipality, new: Office | Municipality, owed: int) -> str:
    return f"{old.number} {old.name} → {new.number} {new.name}, {owed} open follow-ups moved"
