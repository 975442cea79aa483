"""Reaches beyond one council, given and ended by whoever runs the house: the first administrator has nobody to ask."""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, or_, select

from app.access.validity import in_force
from app.accounts.service import invitations as accounts
from app.core import clock
from app.core.actor import ANYONE
from app.core.errors import Conflict, Invalid
from app.core.roles import ScopeKind, Side
from app.core.text import normalise_email
from app.core.workdays import add_workdays
from app.database import db, hold
from app.models.councils import Council, CouncilOffice, Organisation, Scope, Seat
from app.models.notices import EventKind, Reason
from app.models.people import Locale, Person
from app.models.places import County, Office
from app.notices.queries.recipients import coordinators_of, user_leaders
from app.notices.service.record import record

DAYS_TO_OBJECT = 5  # working days


@dataclass(frozen=True)
class Reach:
    """What somebody is to be: a coordinator of a county and a contact of an organisation name which."""

    kind: ScopeKind
    county_id: int | None = None
    organisation_id: int | None = None


def reach_of(kind: ScopeKind, *, county: str | None, organisation: str | None) -> Reach:
    """By the county's number and the organisation's name. Raises Invalid, saying what is missing or unknown."""
    county_id = organisation_id = None
    if kind is ScopeKind.COORDINATOR:
        county_id = db.session.scalar(select(County.id).where(County.number == (county or "")))
        if county_id is None:
            raise Invalid(_("En koordinator har et fylke: skriv fylkesnummeret."), field="county")
    if kind is ScopeKind.ORGANISATION_CONTACT:
        named = or_(Organisation.name == (organisation or ""), Organisation.short_name == (organisation or ""))
        organisation_id = db.session.scalar(select(Organisation.id).where(named))
        if organisation_id is None:
            raise Invalid(_("En kontakt har en organisasjon: skriv navnet slik det står i registeret."))
    return Reach(kind, county_id, organisation_id)


def give_scope(reach: Reach, *, email: str, name: str, locale: Locale = Locale.NB) -> Scope:
    """From today, by the word of whoever has the machine; it is in the log, and told to those it touches.

    A coordinator's or contact's yes to what touches a user side counts five working days after others were told of
    them, and at once where there is nobody to tell. Somebody new is invited by mail. Raises Conflict for somebody who
    has it already.
    """
    to = accounts.InvitedTo(role=reach.kind.value, place=_place_name(reach))
    person = accounts.invite_address(email=email, name=name, locale=locale, to=to)
    if _standing(person, reach) is not None:
        raise Conflict(_("%(name)s har dette allerede.", name=person.name))
    scope = Scope(
        person_id=person.id,
        kind=reach.kind,
        county_id=reach.county_id,
        organisation_id=reach.organisation_id,
        valid_from=clock.today(),
    )
    db.session.add(scope)
    db.session.flush()
    others = _whom_it_touches(scope)
    if others:
        scope.counts_from = add_workdays(clock.today(), DAYS_TO_OBJECT)
        data = {"role": scope.kind.value, "name": person.name, "place": _place_name(scope)}
        record(EventKind.SCOPE_GIVEN, ANYONE, about=scope, to=others, data=data)
    _tell(EventKind.APPOINTMENT_STARTED, scope, to=[person.id] if person.joined_at is not None else [])
    return scope


def _whom_it_touches(scope: Scope) -> dict[int, Reason]:
    """Leaders, contacts and coordinators of the county; of a contact, where the organisation has user seats."""
    if scope.kind not in (ScopeKind.COORDINATOR, ScopeKind.ORGANISATION_CONTACT):
        return {}
    councils = db.session.scalars(_councils_of(scope)).all()
    told: dict[int, Reason] = {}
    for council_id in councils:
        told |= dict.fromkeys(coordinators_of(council_id), Reason.COORDINATOR)
        told |= dict.fromkeys(user_leaders(council_id), Reason.LEADER)
    organisations = select(Seat.organisation_id).where(Seat.council_id.in_(councils), Seat.side == Side.USER)
    contacts = select(Scope.person_id).where(
        Scope.kind == ScopeKind.ORGANISATION_CONTACT,
        Scope.organisation_id == scope.organisation_id
        if scope.kind is ScopeKind.ORGANISATION_CONTACT
        else Scope.organisation_id.in_(organisations),
        in_force(Scope, clock.today()),
    )
    told |= dict.fromkeys(db.session.scalars(contacts), Reason.ORGANISATION)
    told.pop(scope.person_id, None)
    return told


def _councils_of(scope: Scope) -> Select[int]:
    today = clock.today()
    if scope.kind is ScopeKind.ORGANISATION_CONTACT:
        return (
            select(Seat.council_id)
            .join(Council, Council.id == Seat.council_id)
            .where(Seat.organisation_id == scope.organisation_id, Seat.side == Side.USER)
            .where(in_force(Seat, today), in_force(Council, today))
            .distinct()
        )
    there = select(CouncilOffice.council_id).join(Office, Office.id == CouncilOffice.office_id)
    region = select(Office.nav_region_id).where(Office.county_id == scope.county_id)
    return select(Council.id).where(
        or_(Council.id.in_(there.where(Office.county_id == scope.county_id)), Council.nav_region_id.in_(region)),
        in_force(Council, today),
    )


def end_scope(reach: Reach, *, email: str) -> Scope:
    """The last day is yesterday: the rights are gone at once. Raises Conflict when there is nothing to end."""
    person = db.session.scalar(select(Person).where(Person.email == normalise_email(email)))
    scope = _standing(person, reach) if person is not None else None
    if scope is None:
        raise Conflict(_("Ingen med den adressen har dette."))
    hold(scope)
    scope.valid_to = clock.today() - timedelta(days=1)
    _tell(EventKind.APPOINTMENT_ENDED, scope, to=[scope.person_id])
    return scope


def _standing(person: Person, reach: Reach) -> Scope | None:
    return db.session.scalar(
        select(Scope).where(
            Scope.person_id == person.id,
            Scope.kind == reach.kind,
            Scope.county_id.is_not_distinct_from(reach.county_id),
            Scope.organisation_id.is_not_distinct_from(reach.organisation_id),
            in_force(Scope, clock.today()),
        )
    )


def _tell(kind: EventKind, scope: Scope, *, to: list[int]) -> None:
    data = {"role": scope.kind.value, "scope": scope.kind.value}
    if place := _place_name(scope):
        data["place"] = place
    if scope.valid_to is not None:
        data["last_day"] = scope.valid_to.isoformat()
    record(kind, ANYONE, about=scope, to=to, data=data)


def _place_name(scope: Scope | Reach) -> str:
    """The county, or the organisation; a moderator and an administrator have none."""
    if scope.county_id is not None:
        return db.session.get_one(County, scope.county_id).name
    if scope.organisation_id is not None:
        return db.session.get_one(Organisation, scope.organisation_id).name
    return ""
