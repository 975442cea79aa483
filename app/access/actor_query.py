"""The one query behind an Actor: a part for each way of being somebody, each with a row of its own.

A part is a class that says what its rows hold, and a query that finds them. The parts are joined into one statement
whose columns bear no meaning of their own: each field goes into the next free column of its type, and is read back
from there by the class. So a new part costs its class and its query, and no other part knows of it.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Any, NamedTuple, get_args, get_type_hints

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.selectable import CompoundSelect
from sqlalchemy.types import TypeEngine

from app.access.validity import Asked, in_force, led_by_users
from app.core.roles import CouncilRoleKind, OfficeRoleKind, ScopeKind, Side
from app.models.base import UTCDateTime
from app.models.councils import (
    Appointment,
    Council,
    CouncilLevel,
    CouncilOffice,
    CouncilRole,
    OfficeRole,
    Organisation,
    Scope,
    Seat,
)
from app.models.places import Municipality, NavRegion, Office, OfficeMunicipality


class PlaceKind(StrEnum):
    """What an office role is held in."""

    OFFICE = "office"
    MUNICIPALITY = "municipality"
    REGION = "region"


class SeatRow(NamedTuple):
    """A seat that the person sits on, as holder (rank 0) or substitute."""

    person_id: int
    council_id: int
    council_slug: str
    council_name: str
    seat_id: int
    side: Side
    voting: bool
    rank: int
    organisation_id: int | None
    short_name: str | None
    title: str | None


class RoleRow(NamedTuple):
    """A role in a council: leader, deputy, secretary, observer."""

    person_id: int
    council_id: int
    council_slug: str
    council_name: str
    language: str
    kind: CouncilRoleKind
    side: Side


class OfficeRoleRow(NamedTuple):
    """A role in an office, a municipality or a region, or by way of one in an office that was merged into it."""

    person_id: int
    kind: OfficeRoleKind
    place: PlaceKind
    place_id: int
    place_name: str
    title: str | None


class OfficeCouncilRow(NamedTuple):
    """A council that the place of an office role answers to, or answered to before it ended."""

    person_id: int
    council_id: int
    council_slug: str
    council_name: str
    ended: bool
    since: datetime | None  # when the place joined a council that had a past


class ScopeRow(NamedTuple):
    """A task beyond one council: coordinator of a county, contact of an organisation, moderator, administrator."""

    person_id: int
    kind: ScopeKind
    county_id: int | None
    organisation_id: int | None


class CoordinatedRow(NamedTuple):
    """A council within a coordinator's counties."""

    person_id: int
    council_id: int
    led_by_users: bool


ActorRow = SeatRow | RoleRow | OfficeRoleRow | OfficeCouncilRow | ScopeRow | CoordinatedRow


def rows_of(session: Session, people: list[int], day: date) -> Iterator[ActorRow]:
    """Everything that these people are on a day, in one statement."""
    return map(_read, session.execute(_statement(), {"people": people, "day": day}))


def rows_among(session: Session, people: Select[int], day: date, **asked: Any) -> Iterator[ActorRow]:
    """The same for all whose ids a query finds. `people` is an object that lives on: the statement is built once."""
    return map(_read, session.execute(_statement(people), {**asked, "day": day}))


@cache
def _statement(people: Select[int] | None = None) -> CompoundSelect[Any]:
    """Built once: putting it together takes longer than asking it."""
    day = bindparam("day", type_=Date())
    whom: Any = bindparam("people", expanding=True, type_=Integer())
    if people is not None:  # found once, not once a part
        whom = select(people.cte("people").c.id)
    return union_all(
        _seats(whom, day),
        _roles(whom, day),
        _office_roles(whom, day),
        _merged_offices(whom, day),
        _office_councils(whom, day),
        _scopes(whom, day),
        _coordinated(whom, day),
        _coordinated_parents(whom, day),
        _coordinated_regions(whom, day),
    )


# ---- From the fields of a row to the columns of the statement, and back.

ROWS: tuple[type[ActorRow], ...] = get_args(ActorRow)
STORED: dict[type, TypeEngine[Any]] = {int: Integer(), str: String(), bool: Boolean(), datetime: UTCDateTime()}


def _types(row: type[ActorRow]) -> list[type]:
    """What each field holds when it holds something."""
    hints = get_type_hints(row).values()
    return [next(one for one in get_args(hint) or (hint,) if one is not NoneType) for hint in hints]


def _stored(field: type) -> type:
    return str if issubclass(field, StrEnum) else field


def _widest() -> list[type]:
    """The type of each column: as many of a type as the row with most such fields needs."""
    fields = [[_stored(field) for field in _types(row)] for row in ROWS]
    return [kind for kind in STORED for _ in range(max(one.count(kind) for one in fields))]


def _places(row: type[ActorRow]) -> list[int]:
    """Which column each field stands in: the next free one of its type."""
    free = {kind: iter([place for place, one in enumerate(COLUMNS) if one is kind]) for kind in STORED}
    return [next(free[_stored(field)]) for field in _types(row)]


COLUMNS = _widest()
PLACES = {row: _places(row) for row in ROWS}
WORDS = {row: [field if issubclass(field, StrEnum) else None for field in _types(row)] for row in ROWS}


def _part(row: type[ActorRow], **found: Any) -> Select[Any]:
    """The beginning of a part's query. Raises TypeError where `found` is not exactly what the row holds."""
    given = dict(zip(PLACES[row], row(**found), strict=True))
    # PostgreSQL takes an empty column of a union for text, unless it is told otherwise.
    columns = (
        type_coerce(given[place], STORED[kind]) if place in given else cast(null(), STORED[kind])
        for place, kind in enumerate(COLUMNS)
    )
    named = (column.label(f"c{place}") for place, column in enumerate(columns))
    return select(literal(ROWS.index(row)).label("part"), *named)


def _read(found: Row[Any]) -> ActorRow:
    values: Sequence[Any] = found[1:]
    row = ROWS[found[0]]
    fields = (
        word(values[place]) if word and values[place] is not None else values[place]
        for place, word in zip(PLACES[row], WORDS[row], strict=True)
    )
    return row(*fields)


# ---- The parts.


def _seats(people: Any, day: Asked) -> Select[Any]:
    return (
        _part(
            SeatRow,
            person_id=Appointment.person_id,
            council_id=Seat.council_id,
            council_slug=Council.slug,
            council_name=Council.name,
            seat_id=Seat.id,
            side=Seat.side,
            voting=Seat.voting,
            rank=Appointment.rank,
            organisation_id=Seat.organisation_id,
            short_name=Organisation.short_name,
            title=func.coalesce(Organisation.name, Seat.title),
        )
        .join(Seat, Seat.id == Appointment.seat_id)
        .join(Council, Council.id == Seat.council_id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .where(Appointment.person_id.in_(people))
        .where(in_force(Appointment, day), in_force(Seat, day), in_force(Council, day))
    )


def _roles(people: Any, day: Asked) -> Select[Any]:
    return (
        _part(
            RoleRow,
            person_id=CouncilRole.person_id,
            council_id=CouncilRole.council_id,
            council_slug=Council.slug,
            council_name=Council.name,
            language=Council.language,
            kind=CouncilRole.kind,
            side=CouncilRole.side,
        )
        .join(Council, Council.id == CouncilRole.council_id)
        .where(CouncilRole.person_id.in_(people), in_force(CouncilRole, day), in_force(Council, day))
    )


def _office_roles(people: Any, day: Asked) -> Select[Any]:
    return (
        _part(
            OfficeRoleRow,
            person_id=OfficeRole.person_id,
            kind=OfficeRole.kind,
            place=case(
                (OfficeRole.office_id.is_not(None), PlaceKind.OFFICE.value),
                (OfficeRole.municipality_id.is_not(None), PlaceKind.MUNICIPALITY.value),
                else_=PlaceKind.REGION.value,
            ),
            place_id=func.coalesce(OfficeRole.office_id, OfficeRole.municipality_id, OfficeRole.nav_region_id),
            place_name=func.coalesce(Office.name, Municipality.display_name, NavRegion.name),
            title=OfficeRole.title,
        )
        .outerjoin(Office, Office.id == OfficeRole.office_id)
        .outerjoin(Municipality, Municipality.id == OfficeRole.municipality_id)
        .outerjoin(NavRegion, NavRegion.id == OfficeRole.nav_region_id)
        .where(OfficeRole.person_id.in_(people), in_force(OfficeRole, day))
    )


def _merged_offices(people: Any, day: Asked) -> Select[Any]:
    """Whoever answers for an office answers for what was merged into it: the old issues still carry its name."""
    return (
        _part(
            OfficeRoleRow,
            person_id=OfficeRole.person_id,
            kind=OfficeRole.kind,
            place=literal(PlaceKind.OFFICE.value),
            place_id=Office.id,
            place_name=Office.name,
            title=OfficeRole.title,
        )
        .join(Office, Office.successor_id == OfficeRole.office_id)
        .where(OfficeRole.person_id.in_(people), in_force(OfficeRole, day))
    )


def _office_councils(people: Any, day: Asked) -> Select[Any]:
    """The councils that an office, a municipality or a region answers to, and ended ones that it answered to."""
    serves = exists().where(_serves()).correlate(Council, OfficeRole)
    return (
        _part(
            OfficeCouncilRow,
            person_id=OfficeRole.person_id,
            council_id=Council.id,
            council_slug=Council.slug,
            council_name=Council.name,
            ended=and_(Council.valid_to.is_not(None), Council.valid_to < day),
            since=_joined(),
        )
        .join(Council, or_(serves, Council.nav_region_id == OfficeRole.nav_region_id))
        .where(OfficeRole.person_id.in_(people), in_force(OfficeRole, day), Council.valid_from <= day)
    )


def _serves() -> ColumnElement[bool]:
    """A council serves the office of a role, or an office of its municipality."""
    shared = select(OfficeMunicipality.office_id).where(
        OfficeMunicipality.municipality_id == OfficeRole.municipality_id
    )
    place = or_(
        CouncilOffice.office_id == OfficeRole.office_id, CouncilOffice.office_id.in_(shared.correlate(OfficeRole))
    )
    return and_(CouncilOffice.council_id == Council.id, place)


def _joined() -> ColumnElement[Any]:
    """When the place joined a council that had a past; nothing where it has been there from the start."""
    always = exists().where(_serves(), CouncilOffice.since.is_(None)).correlate(Council, OfficeRole)
    since = select(func.min(CouncilOffice.since)).where(_serves()).correlate(Council, OfficeRole).scalar_subquery()
    return case((always, cast(null(), UTCDateTime)), else_=since)


def _scopes(people: Any, day: Asked) -> Select[Any]:
    return _part(
        ScopeRow,
        person_id=Scope.person_id,
        kind=Scope.kind,
        county_id=Scope.county_id,
        organisation_id=Scope.organisation_id,
    ).where(Scope.person_id.in_(people), in_force(Scope, day))


def _in_county(council: Any) -> ColumnElement[bool]:
    """An office that came along when another council ended brings no coordinator with it (`CouncilOffice.since`)."""
    return (
        exists()
        .where(
            CouncilOffice.council_id == council.id,
            CouncilOffice.since.is_(None),
            CouncilOffice.office_id == Office.id,
            Office.county_id == Scope.county_id,
        )
        .correlate(council, Scope)
    )


def _coordinated_council(council_id: Any, day: Asked) -> Select[Any]:
    led = led_by_users(council_id, day)
    return _part(CoordinatedRow, person_id=Scope.person_id, council_id=council_id, led_by_users=led)


def _coordinator(people: Any, day: Asked) -> ColumnElement[bool]:
    return and_(Scope.person_id.in_(people), Scope.kind == ScopeKind.COORDINATOR, in_force(Scope, day))


def _coordinated(people: Any, day: Asked) -> Select[Any]:
    return _coordinated_council(Council.id, day).join(Council, _in_county(Council)).where(_coordinator(people, day))


def _coordinated_parents(people: Any, day: Asked) -> Select[Any]:
    """A regional council without a region in the register is within the county if a council under it is.

    A parent is chosen in the settings of the council below, so nothing else is reached by way of it.
    """
    child, parent = aliased(Council), aliased(Council)
    regional = (parent.level == CouncilLevel.REGION) & parent.nav_region_id.is_(None)
    return (
        _coordinated_council(child.parent_id, day)
        .join(child, _in_county(child))
        .join(parent, (parent.id == child.parent_id) & regional)
        .where(_coordinator(people, day))
    )


def _coordinated_regions(people: Any, day: Asked) -> Select[Any]:
    """A regional council is within the county from its first day, with or without councils under it."""
    inside = (
        exists()
        .where(Office.nav_region_id == Council.nav_region_id, Office.county_id == Scope.county_id)
        .correlate(Council, Scope)
    )
    return _coordinated_council(Council.id, day).join(Council, inside).where(_coordinator(people, day))
