"""What the pages of councils read: one function a page, loading all it touches."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from app.access.validity import goes_on, in_force
from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.text import by_name
from app.councils import policy
from app.councils.search import Found, find_councils
from app.database import db
from app.models.councils import (
    Appointment,
    Council,
    CouncilLevel,
    CouncilOffice,
    CouncilRole,
    Nomination,
    NominationState,
    OfficeRole,
    Organisation,
    Seat,
)
from app.models.issues import Issue, PublicVersion, Visibility
from app.models.meetings import Meeting, MeetingState
from app.models.people import Person
from app.models.places import County, Municipality, NavRegion, Office, OfficeMunicipality

__all__ = ["Found", "find_councils"]

SHOWN_ISSUES = 10
SHOWN_NOMINATIONS = 30
KEPT_HISTORY = timedelta(days=3 * 365)


def council(slug: str) -> Council:
    """The council alone. Raises NotFound."""
    found = db.session.scalar(select(Council).where(Council.slug == slug))
    if found is None:
        raise NotFound
    return found


def council_by_id(council_id: int) -> Council:
    found = db.session.get(Council, council_id)
    if found is None:
        raise NotFound
    return found


def council_page(slug: str) -> Council:
    """A council with its region, parent, heir's address, offices and mandates, in one statement."""
    found = db.session.scalars(
        select(Council)
        .options(
            joinedload(Council.nav_region),
            joinedload(Council.parent),
            joinedload(Council.offices),
            joinedload(Council.mandates),
        )
        .where(Council.slug == slug)
    ).unique().one_or_none()  # fmt: skip
    if found is None:
        raise NotFound
    return found


def heir(of: Council) -> Council | None:
    return db.session.get(Council, of.heir_id) if of.heir_id is not None else None


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


def nominations(seat_id: int) -> Sequence[Nomination]:
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


def roles(council_id: int) -> Sequence[CouncilRole]:
    """Leader, deputy, secretary, observers: in force, or to begin."""
    return db.session.scalars(
        select(CouncilRole)
        .options(joinedload(CouncilRole.person))
        .where(CouncilRole.council_id == council_id, _not_over(CouncilRole))
        .order_by(CouncilRole.valid_from, CouncilRole.id)
    ).all()


def role(council_id: int, role_id: int) -> CouncilRole:
    found = db.session.scalar(
        select(CouncilRole)
        .options(joinedload(CouncilRole.person))
        .where(CouncilRole.id == role_id, CouncilRole.council_id == council_id)
    )
    if found is None:
        raise NotFound
    return found


def public_issues(council_id: int) -> Sequence[Issue]:
    """What outsiders may read of a council's issues: the approved public versions, the newest first."""
    return db.session.scalars(
        select(Issue)
        .join(Issue.public_version)
        .options(contains_eager(Issue.public_version))
        .where(
            Issue.council_id == council_id,
            Issue.visibility == Visibility.PUBLIC,
            Issue.hidden_at.is_(None),
            PublicVersion.approved_at.is_not(None),
            PublicVersion.hidden_at.is_(None),
        )
        .order_by(Issue.public_at.desc(), Issue.id.desc())
        .limit(SHOWN_ISSUES)
    ).all()


def next_meeting(council_id: int) -> Meeting | None:
    return db.session.scalar(
        select(Meeting)
        .join(Council, Council.id == Meeting.council_id)
        .where(
            Meeting.council_id == council_id,
            goes_on(Council, clock.today()),
            Meeting.state == MeetingState.PLANNED,
            Meeting.starts_at >= clock.now() - timedelta(hours=4),
        )
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(1)
    )


def members(council_id: int) -> list[tuple[int, str]]:
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


def possible_heirs(of: Council, actor: Actor) -> list[tuple[int, str]]:
    """The parent first, then the councils within the actor's reach."""
    rows = db.session.scalars(
        select(Council).where(goes_on(Council, clock.today()), Council.id != of.id, _within_reach(actor, of))
    )
    return [(row.id, row.name) for row in sorted(by_name(rows), key=lambda row: row.id != of.parent_id)]


def possible_parents(actor: Actor) -> list[tuple[int, str]]:
    """Councils in force that are wider than offices; of the regional ones those of the coordinator's own counties.

    Whoever coordinates a council reaches the regional one above it, so nobody chooses one from far away.
    """
    own = select(Office.nav_region_id).where(Office.county_id.in_(sorted(actor.counties)))
    query = select(Council.id, Council.name).where(
        goes_on(Council, clock.today()), Council.level != CouncilLevel.OFFICE
    )
    if not policy.reaches_every_county(actor):
        query = query.where(or_(Council.level != CouncilLevel.REGION, Council.nav_region_id.in_(own)))
    return [(row.id, row.name) for row in by_name(db.session.execute(query))]


def offices_to_serve(actor: Actor, county_id: int | None = None) -> list[tuple[int, str]]:
    """Offices that the actor may set up a council for; (served already) is said, since an office may have two."""
    served = (
        select(CouncilOffice.council_id)
        .join(Council, Council.id == CouncilOffice.council_id)
        .where(CouncilOffice.office_id == Office.id, goes_on(Council, clock.today()))
        .exists()
    )
    query = select(Office.id, Office.name, served.label("served")).where(Office.valid_to.is_(None))
    if county_id is not None:
        query = query.where(Office.county_id == county_id)
    if not policy.reaches_every_county(actor):
        query = query.where(Office.county_id.in_(sorted(actor.counties)))
    return [(row.id, f"{row.name} ✓" if row.served else row.name) for row in by_name(db.session.execute(query))]


def counties(actor: Actor) -> list[tuple[int, str]]:
    query = select(County.id, County.name).where(County.valid_to.is_(None))
    if not policy.reaches_every_county(actor):
        query = query.where(County.id.in_(sorted(actor.counties)))
    return [(row.id, row.name) for row in by_name(db.session.execute(query))]


def regions(actor: Actor) -> list[tuple[int, str]]:
    query = select(NavRegion.id, NavRegion.name).where(NavRegion.valid_to.is_(None))
    if not policy.reaches_every_county(actor):
        inside = select(Office.nav_region_id).where(Office.county_id.in_(sorted(actor.counties)))
        query = query.where(NavRegion.id.in_(inside))
    return [(row.id, row.name) for row in by_name(db.session.execute(query))]


def office(slug: str) -> Office:
    found = db.session.scalar(
        select(Office)
        .options(joinedload(Office.nav_region), selectinload(Office.places).joinedload(OfficeMunicipality.municipality))
        .where(Office.slug == slug, Office.valid_to.is_(None))
    )
    if found is None:
        raise NotFound
    return found


def council_served_by(office_id: int) -> int | None:
    """The (oldest) council that follows an office: its leader and secretary want to know who answers."""
    return db.session.scalar(
        select(Council.id)
        .join(CouncilOffice, CouncilOffice.council_id == Council.id)
        .where(CouncilOffice.office_id == office_id, goes_on(Council, clock.today()))
        .order_by(Council.valid_from, Council.id)
        .limit(1)
    )


def office_roles(of: Office) -> Sequence[OfficeRole]:
    """Who answers for an office, its municipalities and its region: in force, or to begin."""
    return db.session.scalars(
        _roles_around(of).where(_not_over(OfficeRole)).order_by(OfficeRole.valid_from, OfficeRole.id)
    ).all()


def office_role(of: Office, role_id: int) -> OfficeRole:
    """One role around an office, whether it is over or not. Raises NotFound."""
    found = db.session.scalar(_roles_around(of).where(OfficeRole.id == role_id))
    if found is None:
        raise NotFound
    return found


def _roles_around(of: Office) -> Select[OfficeRole]:
    at = or_(
        OfficeRole.office_id == of.id,
        OfficeRole.municipality_id.in_(_municipalities(of)),
        OfficeRole.nav_region_id == of.nav_region_id,
    )
    return (
        select(OfficeRole)
        .options(
            joinedload(OfficeRole.person),
            joinedload(OfficeRole.office),
            joinedload(OfficeRole.municipality),
            joinedload(OfficeRole.nav_region),
        )
        .where(at)
    )


def municipalities_of(of: Office) -> set[int]:
    """The municipalities that an office serves."""
    return set(db.session.scalars(_municipalities(of)))


def _municipalities(of: Office) -> Select[int]:
    return select(OfficeMunicipality.municipality_id).where(OfficeMunicipality.office_id == of.id)


def place_name(of: OfficeRole) -> str:
    """What the office, the municipality or the region of a role is called."""
    if of.office_id is not None:
        return db.session.get_one(Office, of.office_id).name
    if of.municipality_id is not None:
        return db.session.get_one(Municipality, of.municipality_id).display_name
    return db.session.get_one(NavRegion, of.nav_region_id).name


def _not_over(row: type[CouncilRole] | type[OfficeRole]) -> ColumnElement[bool]:
    return or_(row.valid_to.is_(None), row.valid_to >= clock.today())


def _within_reach(actor: Actor, of: Council) -> ColumnElement[bool]:
    if policy.reaches_every_county(actor):
        return Council.id.is_not(None)
    return or_(Council.id.in_(sorted(actor.coordinated)), Council.id == (of.parent_id or 0))
