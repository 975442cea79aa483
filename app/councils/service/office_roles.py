"""Who answers for an office, its municipalities and its region: directors, stand-ins, and assistants who draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.accounts.service.invitations import InvitedTo
from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.core.optimistic_lock import require_unchanged
from app.core.roles import OfficeRoleKind
from app.core.words import CHOICE_MISSING, DAY_BEFORE_TODAY
from app.councils import policy
from app.councils.queries import places as places_queries
from app.councils.service import sides
from app.councils.service.contact import is_phone
from app.councils.service.invitees import Invitee, invite_to, person_for
from app.councils.service.roles import end_before, last_day
from app.councils.words import LAST_DAY_BEFORE_FIRST, OWN_RIGHTS, PHONE_MALFORMED, ROLE_ENDED, has_role_already
from app.database import db, hold
from app.models.councils import Council, OfficeRole
from app.models.notices import EventKind
from app.models.people import Person
from app.models.places import Municipality, NavRegion, Office
from app.notices.service.record import record

# Of these a place has one at a time; assistants and stand-ins may be several.
LEADS = policy.DIRECTORS


@dataclass(frozen=True)
class Place:
    """Exactly one of an office, a municipality, a region."""

    office_id: int | None = None
    municipality_id: int | None = None
    nav_region_id: int | None = None

    def is_of(self, role: OfficeRole) -> bool:
        return (role.office_id, role.municipality_id, role.nav_region_id) == (
            self.office_id,
            self.municipality_id,
            self.nav_region_id,
        )


def name_office_role(
    actor: Actor,
    office: Office,
    *,
    kind: OfficeRoleKind,
    place: Place,
    who: Invitee,
    title: str,
    start: date,
    end: date | None = None,
) -> OfficeRole:
    """Name somebody at an office, a municipality it serves or its region; a new director follows the old one.

    `end`: the last day, as of a stand-in in a holiday. Raises Invalid for a first day before today, for a last day that
    comes before it or is a director's, and for somebody who has the role then.
    """
    _hold(office, place)
    met = _hold_councils(place)
    standing = [role for role in places_queries.office_roles(office) if place.is_of(role)]
    _require_place(office, kind, place)
    require(may_name(actor, office, kind, who.person_id, standing))
    if start < clock.today():
        raise Invalid(str(DAY_BEFORE_TODAY), field="start")
    _require_period(kind, start, end)
    guard.refuse({"title": title})
    person = person_for(who)
    require(may_name(actor, office, kind, person.id, standing), str(OWN_RIGHTS))
    _require_other_side(person, met)
    same = [role for role in standing if role.kind is kind]
    if any(role.person_id == person.id and _meets(role, start, end) for role in same):
        raise Invalid(has_role_already(person.name), field="name")
    if kind in LEADS:
        for role in same:
            end_before(role, start)
            _tell(EventKind.APPOINTMENT_ENDED, actor, office, role, to=[role.person_id])
    given = OfficeRole(
        person_id=person.id,
        kind=kind,
        title=title or None,
        office_id=place.office_id,
        municipality_id=place.municipality_id,
        nav_region_id=place.nav_region_id,
        valid_from=start,
        valid_to=end,
    )
    db.session.add(given)
    db.session.flush()
    council_id = places_queries.council_served_by(office.id)
    to = InvitedTo(role=kind.value, council_id=council_id, place=places_queries.place_name(given))
    invited = invite_to(person, to, inviter_id=actor.person_id)
    _tell(EventKind.APPOINTMENT_STARTED, actor, office, given, to=[] if invited else [person.id])
    return given


def _require_period(kind: OfficeRoleKind, start: date, end: date | None) -> None:
    """Who stands in may do so for a time; who leads does it until somebody follows."""
    if end is not None and kind in LEADS:
        raise Invalid(_("Bare stedfortreder og medarbeider kan ha en siste dag."), field="end")
    if end is not None and end < start:
        raise Invalid(str(LAST_DAY_BEFORE_FIRST), field="end")


def _meets(role: OfficeRole, start: date, end: date | None) -> bool:
    """Has the role a day in common with this period?"""
    return (role.valid_to is None or role.valid_to >= start) and (end is None or role.valid_from <= end)


def end_office_role(actor: Actor, office: Office, role: OfficeRole) -> None:
    """Take an office role away from today."""
    _hold(office, _place_of(role))
    hold(role)
    standing = [other for other in places_queries.office_roles(office) if _place_of(role).is_of(other)]
    require(may_name(actor, office, role.kind, role.person_id, standing))
    require_standing(role)
    end_before(role, clock.today())
    _tell(EventKind.APPOINTMENT_ENDED, actor, office, role, to=[role.person_id])


def require_standing(role: OfficeRole) -> None:
    """Raises Conflict where the role is over: somebody was faster, or the page is old."""
    if role.valid_to is not None and role.valid_to < clock.today():
        raise Conflict(str(ROLE_ENDED))


def _hold(office: Office, place: Place) -> None:
    """The office, and what it shares with others: a municipality or a region is led by one, whoever names them."""
    hold(office)
    if place.municipality_id is not None:
        hold(db.session.get_one(Municipality, place.municipality_id))
    if place.nav_region_id is not None:
        hold(db.session.get_one(NavRegion, place.nav_region_id))


def _hold_councils(place: Place) -> list[int]:
    """The councils that the place answers to, held: nobody gets a voice for their users in the same moment."""
    met = sides.met_by(
        office_id=place.office_id, municipality_id=place.municipality_id, region_id=place.nav_region_id
    )  # fmt: skip
    for council_id in met:
        hold(db.session.get_one(Council, council_id))
    return met


def _require_other_side(person: Person, councils: Sequence[int]) -> None:
    """Nobody answers for a place and speaks for the users in a council that it meets: they would lose that voice."""
    if any(person.id in sides.user_side(council_id) for council_id in councils):
        raise Invalid(
            _(
                "%(name)s sitter på brukersiden i utvalget, og kan ikke svare for kontoret samtidig. "
                "Personen må først trekke seg fra utvalget.",
                name=person.name,
            ),
            field="name",
        )
    if any(person.id in sides.user_side_and_its_approvers(council_id) for council_id in councils):
        raise Invalid(
            _(
                "%(name)s kan godkjenne forslag for brukersiden i utvalget, som organisasjonskontakt eller "
                "koordinator, og kan ikke svare for kontoret samtidig.",
                name=person.name,
            ),
            field="name",
        )


def _tell(kind: EventKind, actor: Actor, office: Office, role: OfficeRole, *, to: list[int]) -> None:
    record(
        kind,
        actor,
        council_id=places_queries.council_served_by(office.id),
        about=role,
        to=to,
        data={"role": role.kind, "place": places_queries.place_name(role), "office": office.id, **last_day(role)},
    )


def may_name(
    actor: Actor, office: Office, kind: OfficeRoleKind, person_id: int | None, standing: Sequence[OfficeRole]
) -> bool:
    """The policy's question, asked of the roles in force today at one place."""
    in_force = [role for role in standing if role.valid_from <= clock.today()]
    return policy.can_name(actor, kind, person_id, roles=in_force, counties={office.county_id})


def may_name_somewhere(actor: Actor, office: Office, kind: OfficeRoleKind, roles: Sequence[OfficeRole]) -> bool:
    """Is there a place around this office where the actor may name somebody to this?"""
    places = {_place_of(role) for role in roles} | {Place(office_id=office.id)}
    return any(may_name(actor, office, kind, None, [role for role in roles if place.is_of(role)]) for place in places)


def may_end(actor: Actor, office: Office, role: OfficeRole, roles: Sequence[OfficeRole]) -> bool:
    at_place = [other for other in roles if _place_of(role).is_of(other)]
    return may_name(actor, office, role.kind, role.person_id, at_place)


def place_for(
    office: Office, kind: OfficeRoleKind, municipality_id: int | None, roles: Sequence[OfficeRole], actor: Actor
) -> Place:
    """Where a role of this kind stands: a helper stands where the director stands who names them.

    Raises Invalid(field="municipality") for a municipal director without a municipality.
    """
    if kind is OfficeRoleKind.REGIONAL_DIRECTOR:
        return Place(nav_region_id=office.nav_region_id)
    if municipality_id is not None:
        return Place(municipality_id=municipality_id)
    if kind is OfficeRoleKind.MUNICIPAL_DIRECTOR:
        raise Invalid(_("Velg kommunen."), field="municipality")
    own = [_place_of(role) for role in roles if role.kind in LEADS and role.person_id == actor.person_id]
    return next(iter(own), Place(office_id=office.id))


def _require_place(office: Office, kind: OfficeRoleKind, place: Place) -> None:
    """A municipal director leads a municipality, a regional one a region; the others stand where they are named."""
    fits = {
        OfficeRoleKind.DIRECTOR: place.office_id == office.id,
        OfficeRoleKind.MUNICIPAL_DIRECTOR: place.municipality_id in places_queries.municipalities_of(office),
        OfficeRoleKind.REGIONAL_DIRECTOR: place.nav_region_id == office.nav_region_id,
    }
    if not fits.get(kind, True):
        raise Invalid(str(CHOICE_MISSING), field="kind")


def _place_of(role: OfficeRole) -> Place:
    return Place(role.office_id, role.municipality_id, role.nav_region_id)


def set_emergency_phone(actor: Actor, office: Office, number: str | None, *, base: str | None = None) -> None:
    """The telephone that the office keeps staffed: an office's own number, never a person's.

    `base`: the fingerprint of what the writer was shown. Raises Changed where another stands by now.
    """
    hold(office)
    require(policy.can_set_phone(actor, office.id))
    if number is not None and not is_phone(number):
        raise Invalid(str(PHONE_MALFORMED), field="phone")
    require_unchanged(base, {"phone": office.emergency_phone}, {"phone": number})
    office.emergency_phone = number
