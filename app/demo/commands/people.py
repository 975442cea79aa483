"""Puts the demo's people on their seats: persons, councils, appointments, roles and scopes, as rows."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.roles import CouncilRoleKind, OfficeRoleKind, ScopeKind, Side
from app.database import db
from app.demo.data.story import Story
from app.models.councils import (
    Appointment,
    Council,
    CouncilKind,
    CouncilLevel,
    CouncilOffice,
    CouncilRole,
    Intake,
    LedBy,
    Mandate,
    OfficeRole,
    Organisation,
    Scope,
    Seat,
)
from app.models.people import Locale, Person
from app.models.places import County, Municipality, NavRegion, Office

BEGAN = date(2023, 1, 1)


@dataclass
class Cast:
    """Who is who: the story's keys → rows."""

    people: dict[str, Person] = field(default_factory=dict)
    councils: dict[str, Council] = field(default_factory=dict)
    seats: dict[str, Seat] = field(default_factory=dict)
    holders: dict[str, str] = field(default_factory=dict)  # seat → person
    leaders: dict[str, str] = field(default_factory=dict)  # council, or its meeting → who runs it
    offices: dict[str, Office] = field(default_factory=dict)
    municipalities: dict[str, Municipality] = field(default_factory=dict)
    regions: dict[str, NavRegion] = field(default_factory=dict)


def seat_everybody(story: Story) -> Cast:
    """All rows that rights follow from, in the open transaction. Needs the registers."""
    cast = Cast(offices=_by_number(Office), municipalities=_by_number(Municipality), regions=_by_number(NavRegion))
    for one in story.people:
        cast.people[one["key"]] = _person(one)
    for one in story.councils:
        cast.councils[one["key"]] = _council(cast, one)
    for one in story.councils:
        _settle_council(cast, one)
    for one in story.scopes:
        _scope(cast, one)
    db.session.flush()
    return cast


def _by_number(model: Any) -> dict[str, Any]:
    return {row.number: row for row in db.session.scalars(select(model))}


def _person(one: dict[str, Any]) -> Person:
    now = clock.now()
    person = Person(name=one["name"], email=one["email"], locale=Locale(one["locale"]), created_at=now, joined_at=now)
    db.session.add(person)
    return person


def _council(cast: Cast, one: dict[str, Any]) -> Council:
    council = Council(
        slug=one["slug"],
        name=one["name"],
        level=CouncilLevel(one["level"]),
        kind=CouncilKind(one["kind"]),
        language=Locale(one["language"]),
        valid_from=BEGAN,
        contact=one["contact_text"],
        contact_email=one["contact_email"],
        contact_phone=one["contact_phone"],
        updated_at=clock.now(),
        led_by=LedBy(one["led_by"]),
        intake=Intake(one["intake"]),
        meetings_per_year=one["meetings_per_year"],
        answer_days=one["answer_days"],
        nav_region_id=cast.regions[one["nav_region"]].id if one["nav_region"] else None,
        serves=[CouncilOffice(office_id=cast.offices[number].id) for number in one["offices"]],
        mandates=[Mandate(version=1, text=one["mandate"], valid_from=BEGAN)],
    )
    db.session.add(council)
    db.session.flush()
    return council


def _settle_council(cast: Cast, one: dict[str, Any]) -> None:
    council = cast.councils[one["key"]]
    council.parent_id = cast.councils[one["parent"]].id if one["parent"] else None
    for position, given in enumerate(one["seats"]):
        cast.seats[given["key"]] = _seat(cast, council, given, position)
    for given in one["roles"]:
        if given["role"] == CouncilRoleKind.LEADER:
            cast.leaders[one["key"]] = given["person"]
        role = CouncilRole(
            council_id=council.id,
            person=cast.people[given["person"]],
            kind=CouncilRoleKind(given["role"]),
            side=Side(given["side"]),
            valid_from=BEGAN,
        )
        db.session.add(role)
    for given in one["offices_roles"]:
        db.session.add(_office_role(cast, given))


def _seat(cast: Cast, council: Council, given: dict[str, Any], position: int) -> Seat:
    seat = Seat(
        council_id=council.id,
        organisation_id=_organisation_id(given["organisation"]),
        side=Side(given["side"]),
        title=given["title"],
        voting=given["voting"],
        position=position,
        valid_from=BEGAN,
    )
    db.session.add(seat)
    db.session.flush()
    days = given.get("to_in_days")
    ends = clock.today() + timedelta(days=days) if days is not None else None
    sitting = [given["holder"], *given["substitutes"]]
    for rank, key in enumerate(sitting):
        if key is None:
            continue
        if rank == 0:
            cast.holders[given["key"]] = key
        appointment = Appointment(
            seat_id=seat.id,
            person=cast.people[key],
            rank=rank,
            valid_from=date.fromisoformat(given["from"]),
            valid_to=ends,
            name_public=given["consent_public"] and rank == 0,
        )
        db.session.add(appointment)
    return seat


def _organisation_id(name: str | None) -> int | None:
    return None if name is None else db.session.scalars(select(Organisation.id).where(Organisation.name == name)).one()


def _office_role(cast: Cast, given: dict[str, Any]) -> OfficeRole:
    return OfficeRole(
        person=cast.people[given["person"]],
        kind=OfficeRoleKind(given["kind"]),
        title=given["title"],
        office_id=cast.offices[given["office"]].id if given["office"] else None,
        municipality_id=cast.municipalities[given["municipality"]].id if given["municipality"] else None,
        nav_region_id=cast.regions[given["nav_region"]].id if given["nav_region"] else None,
        valid_from=BEGAN,
    )


def _scope(cast: Cast, one: dict[str, Any]) -> None:
    counties = {county.number: county.id for county in db.session.scalars(select(County))}
    for county in one["counties"] or [None]:
        db.session.add(
            Scope(
                person=cast.people[one["person"]],
                kind=ScopeKind(one["kind"]),
                county_id=counties[county] if county else None,
                organisation_id=_organisation_id(one["organisation"]),
                valid_from=BEGAN,
            )
        )
