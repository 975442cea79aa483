"""Reaches beyond one council, given and ended by whoever runs the house: the first administrator has nobody to ask."""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import or_, select

from app.access.actors import in_force
from app.accounts import service as accounts
from app.core import clock
from app.core.actor import ANYONE
from app.core.errors import Conflict, Invalid
from app.core.roles import ScopeKind
from app.core.text import normalise_email
from app.database import db, hold
from app.models.councils import Organisation, Scope
from app.models.notices import EventKind
from app.models.people import Locale, Person
from app.models.places import County
from app.notices.record import record


@dataclass(frozen=True)
class Reach:
    """What somebody is to be: a coordinator of a county and a contact of an organisation name which."""

    kind: ScopeKind
    county_id: int | None = None
    organisation_id: int | None = None


def reach(kind: ScopeKind, *, county: str | None, organisation: str | None) -> Reach:
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


def give(reach: Reach, *, email: str, name: str, locale: Locale = Locale.NB) -> Scope:
    """From today. Somebody new is invited by mail; nobody but the person is told."""
    person = accounts.open_account(email=email, name=name, locale=locale)
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
    _tell(EventKind.APPOINTMENT_STARTED, scope)
    return scope


def end(reach: Reach, *, email: str) -> Scope:
    """The last day is yesterday: the rights are gone at once. Raises Conflict when there is nothing to end."""
    person = db.session.scalar(select(Person).where(Person.email == normalise_email(email)))
    scope = _standing(person, reach) if person is not None else None
    if scope is None:
        raise Conflict(_("Ingen med den adressen har dette."))
    hold(scope)
    scope.valid_to = clock.today() - timedelta(days=1)
    _tell(EventKind.APPOINTMENT_ENDED, scope)
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


def _tell(kind: EventKind, scope: Scope) -> None:
    data = {"role": scope.kind.value, "scope": scope.kind.value}
    if place := _place_name(scope):
        data["place"] = place
    if scope.valid_to is not None:
        data["last_day"] = scope.valid_to.isoformat()
    record(kind, ANYONE, subject=("scope", scope.id), to=[scope.person_id], data=data)


def _place_name(scope: Scope) -> str:
    """The county, or the organisation; a moderator and an administrator have none."""
    if scope.county_id is not None:
        return db.session.get_one(County, scope.county_id).name
    if scope.organisation_id is not None:
        return db.session.get_one(Organisation, scope.organisation_id).name
    return ""
