"""What pages read about who sits in a council: seats, appointments, nominations and roles."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from app.access.validity import in_force
from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.text import by_name
from app.database import db
from app.models.councils import (
    Appointment,
    CouncilRole,
    Nomination,
    NominationState,
    OfficeRole,
    Organisation,
    Seat,
)
from app.models.people import Person

SHOWN_NOMINATIONS = 30


KEPT_HISTORY = timedelta(days=3 * 365)


def seats(council_id: int, *, history: bool = False) -> Sequence[Seat]:
    """Seats in force with who sits there (and who will, and with `history` who did), in one statement."""
    day = clock.today()
    query = _with_people(select(Seat), _sat_lately(day) if history else in_force(Appointment, day))
    return db.session.scalars(query.where(Seat.council_id == council_id, in_force(Seat, day))).unique().all()


def managed_seats(council_id: int) -> tuple[list[Seat], list[Nomination]]:
    """Seats in force with who sits, sat and will sit there, and what organisations have proposed; in one statement.

    A proposal waits for its yes or no, the oldest first, also where its seat is in use no longer.
    """
    day = clock.today()
    waits = (Nomination.seat_id == Seat.id) & (Nomination.state == NominationState.PROPOSED)
    query = _with_people(select(Seat, Nomination).outerjoin(Nomination, waits), _sat_lately(day))
    asked = or_(in_force(Seat, day), Nomination.id.is_not(None))
    rows = db.session.execute(query.where(Seat.council_id == council_id, asked)).unique().all()
    found = dict.fromkeys(row.Seat for row in rows)
    proposed = {row.Nomination: row.Seat for row in rows if row.Nomination is not None}
    for nomination, seat in proposed.items():
        set_committed_value(nomination, "seat", seat)
    in_use = [seat for seat in found if seat.valid_from <= day and (seat.valid_to is None or seat.valid_to >= day)]
    return in_use, sorted(proposed, key=lambda one: (one.at, one.id))


def _sat_lately(day: date) -> ColumnElement[bool]:
    """Sits, will sit, or sat within the history that is shown."""
    return or_(Appointment.valid_to.is_(None), Appointment.valid_to >= day - KEPT_HISTORY)


def _with_people(query: Select[*tuple[Any, ...]], sits: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Seats with their organisation and those of their appointments that are meant, in the order of the page."""
    return (
        query.outerjoin(Appointment, (Appointment.seat_id == Seat.id) & sits)
        .outerjoin(Person, Person.id == Appointment.person_id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .options(
            contains_eager(Seat.appointments).contains_eager(Appointment.person),
            contains_eager(Seat.organisation),
        )
        .order_by(Seat.position, Seat.id, Appointment.rank, Appointment.valid_from)
    )


def seat(council_id: int, seat_id: int) -> Seat:
    """One seat with everybody who sat, sits or will sit there. Raises NotFound."""
    found = db.session.scalar(
        select(Seat)
        .options(
            joinedload(Seat.organisation), selectinload(Seat.appointments).joinedload(Appointment.person)
        )
        .where(Seat.id == seat_id, Seat.council_id == council_id)
    )  # fmt: skip
    if found is None:
        raise NotFound
    return found


def appointment(council_id: int, appointment_id: int) -> Appointment:
    """One appointment of the council, with person and seat. Raises NotFound."""
    found = db.session.scalar(
        select(Appointment)
        .join(Appointment.seat)
        .options(
            contains_eager(Appointment.seat).joinedload(Seat.organisation), joinedload(Appointment.person)
        )
        .where(Appointment.id == appointment_id, Seat.council_id == council_id)
    )  # fmt: skip
    if found is None:
        raise NotFound
    return found


def seat_label(seat: Seat) -> str:
    """What a seat is called (`Seat.label`), whether its organisation was loaded with it or not."""
    organisation = db.session.get(Organisation, seat.organisation_id) if seat.organisation_id is not None else None
    return organisation.label if organisation is not None else seat.title or ""


def own_appointment(actor: Actor, appointment_id: int) -> Appointment:
    """One's own, whether it is over or not. Raises NotFound."""
    found = db.session.scalar(
        select(Appointment)
        .where(Appointment.id == appointment_id, Appointment.person_id == (actor.person_id or 0))
        .options(joinedload(Appointment.seat).options(joinedload(Seat.organisation), joinedload(Seat.council)))
    )
    if found is None:
        raise NotFound
    return found


def seat_of_organisation(seat_id: int) -> Seat:
    """One seat by its id alone, with its council and who sits there: what its organisation reads. Raises NotFound."""
    found = db.session.scalar(
        select(Seat)
        .options(
            joinedload(Seat.council),
            joinedload(Seat.organisation),
            selectinload(Seat.appointments).joinedload(Appointment.person),
        )
        .where(Seat.id == seat_id)
    )
    if found is None:
        raise NotFound
    return found


def nominations_for(seat_id: int) -> Sequence[Nomination]:
    """Whom the organisation has proposed for its seat, the newest first."""
    return db.session.scalars(
        select(Nomination)
        .options(joinedload(Nomination.proposed_by))
        .where(Nomination.seat_id == seat_id)
        .order_by(Nomination.at.desc(), Nomination.id.desc())
        .limit(SHOWN_NOMINATIONS)
    ).all()


def nomination(nomination_id: int, *, council_id: int | None = None) -> Nomination:
    """One proposal with its seat, organisation and council; of a council where that is known. Raises NotFound."""
    found = db.session.scalar(
        select(Nomination)
        .join(Nomination.seat)
        .options(contains_eager(Nomination.seat).options(joinedload(Seat.organisation), joinedload(Seat.council)))
        .where(Nomination.id == nomination_id)
    )
    if found is None or council_id not in (None, found.seat.council_id):
        raise NotFound
    return found


def roles_in(council_id: int) -> Sequence[CouncilRole]:
    """Leader, deputy, secretary, observers: in force, or to begin."""
    return db.session.scalars(
        select(CouncilRole)
        .options(joinedload(CouncilRole.person))
        .where(CouncilRole.council_id == council_id, not_over(CouncilRole))
        .order_by(CouncilRole.valid_from, CouncilRole.id)
    ).all()


def role(council_id: int, role_id: int) -> CouncilRole:
    """One role in the council, with its person. Raises NotFound."""
    found = db.session.scalar(
        select(CouncilRole)
        .options(joinedload(CouncilRole.person))
        .where(CouncilRole.id == role_id, CouncilRole.council_id == council_id)
    )
    if found is None:
        raise NotFound
    return found


def members_of(council_id: int) -> list[tuple[int, str]]:
    """Everybody who sits or has a role there today: whom a role can be handed to."""
    day = clock.today()
    sitting = (
        select(Appointment.person_id)
        .join(Seat, Seat.id == Appointment.seat_id)
        .where(Seat.council_id == council_id, in_force(Seat, day), in_force(Appointment, day))
    )
    in_role = select(CouncilRole.person_id).where(CouncilRole.council_id == council_id, in_force(CouncilRole, day))
    people = db.session.execute(
        select(Person.id, Person.name).where(
            or_(Person.id.in_(sitting), Person.id.in_(in_role)), Person.active.is_(True)
        )
    )
    return [(row.id, row.name) for row in by_name(people)]


def organisations() -> Sequence[Organisation]:
    return by_name(db.session.scalars(select(Organisation)))


def not_over(row: type[CouncilRole] | type[OfficeRole]) -> ColumnElement[bool]:
    return or_(row.valid_to.is_(None), row.valid_to >= clock.today())
