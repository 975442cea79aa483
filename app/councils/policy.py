"""Who may set up, run and end councils, and name people; nobody edits their own rights."""

from collections.abc import Collection, Iterable
from datetime import date

from app.core.actor import Actor
from app.core.roles import OfficeRoleKind, Side
from app.models.councils import Appointment, Council, CouncilRole, OfficeRole, Seat
from app.models.people import Person

DIRECTORS = frozenset({OfficeRoleKind.DIRECTOR, OfficeRoleKind.MUNICIPAL_DIRECTOR, OfficeRoleKind.REGIONAL_DIRECTOR})


def can_see_overview(actor: Actor) -> bool:
    return actor.is_coordinator or actor.is_administrator


def reaches_every_county(actor: Actor) -> bool:
    """A coordinator reaches the own counties only."""
    return actor.is_administrator


def can_set_up(actor: Actor) -> bool:
    """May the page be opened at all; for which offices is asked by `can_set_up_in`."""
    return actor.is_coordinator or actor.is_administrator


def can_set_up_in(actor: Actor, counties: Collection[int]) -> bool:
    """Offices in these counties: a coordinator needs all of them within the own reach."""
    return actor.is_administrator or (bool(counties) and actor.counties.issuperset(counties))


def can_set_up_for_region(actor: Actor, counties: Collection[int]) -> bool:
    """A region with offices in these counties: one of them within the own reach is enough."""
    return actor.is_administrator or not actor.counties.isdisjoint(counties)


def can_set_up_wide(actor: Actor) -> bool:
    """A central council, or one for a special unit: no county reaches that far."""
    return actor.is_administrator


def can_manage(actor: Actor, council: Council) -> bool:
    """Seats, appointments, roles and settings."""
    return actor.runs(council.id) or actor.coordinates(council.id) or actor.is_administrator


def can_choose_parent(actor: Actor, council: Council) -> bool:
    """Which council stands above decides who else reads what is raised: not for those below to choose."""
    return actor.coordinates(council.id) or actor.is_administrator


def can_appoint(actor: Actor, council: Council, person_id: int | None) -> bool:
    """Give somebody a seat or a role, change or end it: not oneself."""
    return can_manage(actor, council) and not is_self(actor, person_id)


def can_resign(actor: Actor, appointment: Appointment) -> bool:
    """Leave one's own seat: nobody else is asked."""
    return is_self(actor, appointment.person_id)


def can_end_role(actor: Actor, council: Council, role: CouncilRole) -> bool:
    """Whoever runs the council, and whoever has the role: one's own may be given up."""
    return can_manage(actor, council) or is_self(actor, role.person_id)


def can_note_yes(person: Person) -> bool:
    """May a yes to a public name be noted for somebody? Only where no mail can ask: others say it themselves."""
    return person.email is None


def can_end(actor: Actor, council: Council) -> bool:
    return actor.coordinates(council.id) or actor.is_administrator


def works_in(actor: Actor, council_id: int) -> bool:
    """Has a part in the council: a seat or a role, its office's side, or its county."""
    return council_id in actor.councils


def has_seat_or_role(actor: Actor, council_id: int) -> bool:
    return actor.is_member(council_id)


def has_seat(actor: Actor, council_id: int) -> bool:
    return bool(actor.seats_in(council_id))


def answers_for_office(actor: Actor, office_id: int) -> bool:
    """Its director or stand-in."""
    return office_id in actor.offices


def can_see_members(actor: Actor, council: Council) -> bool:
    """Names without consent are for those who work together."""
    return works_in(actor, council.id) or actor.is_administrator


def can_see_nominations(actor: Actor, seat: Seat) -> bool:
    """What an organisation has proposed for its own seat on the user side, and what came of it: its contacts."""
    return seat.side is Side.USER and seat.organisation_id in actor.organisations


def can_nominate(actor: Actor, seat: Seat, day: date) -> bool:
    """Propose somebody for a seat that is in use in a council that goes on."""
    return can_see_nominations(actor, seat) and _is_in_force(seat, day) and not seat.council.is_ended


def can_withdraw(actor: Actor, seat: Seat) -> bool:
    """Take a proposal back: any contact of the organisation whose seat it is."""
    return can_see_nominations(actor, seat)


def can_decide(actor: Actor, council: Council) -> bool:
    """Appoint whom an organisation proposes, or say no."""
    return can_manage(actor, council)


def can_name_directors(actor: Actor, counties: Collection[int]) -> bool:
    """Directors of an office, a municipality or a region: an account matter, or the coordinator of the county."""
    return actor.is_administrator or not actor.counties.isdisjoint(counties)


def can_name_helpers(actor: Actor, roles: Iterable[OfficeRole]) -> bool:
    """Stand-in and assistants: the director of that place, by the roles in force there."""
    return any(role.kind in DIRECTORS and is_self(actor, role.person_id) for role in roles)


def can_name(
    actor: Actor, kind: OfficeRoleKind, person_id: int | None, *, roles: Iterable[OfficeRole], counties: Collection[int]
) -> bool:
    """May `actor` give this office role to this person, or take it away?"""
    if is_self(actor, person_id):
        return False
    if kind in DIRECTORS:
        return can_name_directors(actor, counties)
    return can_name_directors(actor, counties) or can_name_helpers(actor, roles)


def can_set_phone(actor: Actor, office_id: int) -> bool:
    """Say which telephone the office keeps staffed: its director or stand-in."""
    return answers_for_office(actor, office_id)


def is_self(actor: Actor, person_id: int | None) -> bool:
    return person_id is not None and person_id == actor.person_id


def _is_in_force(row: Seat, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)
