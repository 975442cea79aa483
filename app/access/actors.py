"""An Actor for a person on a day, from one query; for a request and for the worker alike."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
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
    union_all,
)
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.selectable import CompoundSelect

from app.access.titles import coordinator_title, role_title
from app.core.actor import ANYONE, COORDINATOR, Actor, CouncilName, Membership, SeatHeld
from app.core.roles import CouncilRoleKind, OfficeRoleKind, ScopeKind, Side
from app.core.text import sort_key
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
from app.models.people import Locale, Person
from app.models.places import Municipality, NavRegion, Office, OfficeMunicipality

Asked = BindParameter[Any]  # a place in the query, filled when it is asked


def in_force(row: Any, day: date | Asked) -> ColumnElement[bool]:
    """Valid on a day: begun, and not yet ended (the last day counts)."""
    return and_(row.valid_from <= day, or_(row.valid_to.is_(None), row.valid_to >= day))


def goes_on(row: Any, day: date | Asked) -> ColumnElement[bool]:
    """Takes what is new: begun, and not ended (`Council.is_ended`), though its last day still gives sight."""
    return and_(row.valid_from <= day, row.valid_to.is_(None))


LEADS = (CouncilRoleKind.LEADER, CouncilRoleKind.DEPUTY)


def led_by_users(council_id: Any, day: date | Asked, kinds: Iterable[CouncilRoleKind] = LEADS) -> ColumnElement[bool]:
    """Does the leader or the deputy of the council sit on a user seat? Then nobody else reads held texts."""
    role, seat, appointment = aliased(CouncilRole), aliased(Seat), aliased(Appointment)
    return exists().where(
        role.council_id == council_id,
        role.kind.in_(kinds),
        in_force(role, day),
        appointment.person_id == role.person_id,
        in_force(appointment, day),
        seat.id == appointment.seat_id,
        seat.council_id == council_id,
        seat.side == Side.USER,
        in_force(seat, day),
    )


def actor_for(session: Session, person: Person | None, day: date) -> Actor:
    """Everything that `person` may be on `day`."""
    if person is None or not person.active:
        return ANYONE
    return actors_for(session, [person], day)[person.id]


def actor_with_id(session: Session, person_id: int, day: date) -> Actor:
    """The same for whoever a signed link names."""
    return actor_for(session, session.get(Person, person_id), day)


def actors_for(session: Session, people: Sequence[Person], day: date) -> dict[int, Actor]:
    """Actors for many people at once, still in one query; for whoever tells many people something."""
    found: dict[int, _Gathered] = {person.id: _Gathered() for person in people}
    for row in session.execute(_parts(), {"people": list(found), "day": day}):
        found[row.person_id].add(row)
    return {person.id: found[person.id].actor(person) for person in people}


def actors_among(session: Session, people: Select[int], day: date, **asked: Any) -> list[Actor]:
    """Actors, without their names, for all whose ids a query finds, in one statement. `asked`: what fills the query.

    `people` is an object that lives on: the statement around it is built once.
    """
    found: dict[int, _Gathered] = defaultdict(_Gathered)
    for row in session.execute(_parts(people), {**asked, "day": day}):
        found[row.person_id].add(row)
    return [found[key].actor(Person(id=key, name="", locale=Locale.NB)) for key in sorted(found)]


@cache
def _parts(people: Select[int] | None = None) -> CompoundSelect[Any]:
    """The query, built once: putting it together takes longer than asking it."""
    day = bindparam("day", type_=Date())
    return _union(bindparam("people", expanding=True, type_=Integer()) if people is None else people, day)


def _union(people: Any, day: Asked) -> CompoundSelect[Any]:
    return union_all(
        _seats(people, day),
        _roles(people, day),
        _office_roles(people, day),
        _merged_offices(people, day),
        _office_role_councils(people, day),
        _scopes(people, day),
        _coordinated(people, day),
        _coordinated_parents(people, day),
        _coordinated_regions(people, day),
    )


COLUMNS = (
    "person_id",
    "council_id",
    "kind",
    "place",
    "place_id",
    "rank",
    "side",
    "voting",
    "label",
    "title",
    "organisation_id",
    "slug",
    "name",
    "language",
    "since",
)


def _columns(source: str, **given: Any) -> list[Any]:
    # PostgreSQL takes an empty column of a union for text, unless it is told otherwise.
    empty = {"since": cast(null(), UTCDateTime)}
    columns = (given.get(name, empty.get(name, null())).label(name) for name in COLUMNS)
    return [literal(source).label("source"), *columns]


def _seats(people: Asked, day: Asked) -> Select[Any]:
    return (
        select(
            *_columns(
                "seat",
                person_id=Appointment.person_id,
                council_id=Seat.council_id,
                place_id=Seat.id,
                rank=Appointment.rank,
                side=Seat.side,
                voting=Seat.voting,
                label=Organisation.short_name,
                title=func.coalesce(Organisation.name, Seat.title),
                organisation_id=Seat.organisation_id,
                slug=Council.slug,
                name=Council.name,
            )
        )
        .join(Seat, Seat.id == Appointment.seat_id)
        .join(Council, Council.id == Seat.council_id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .where(Appointment.person_id.in_(people))
        .where(in_force(Appointment, day), in_force(Seat, day), in_force(Council, day))
    )


def _roles(people: Asked, day: Asked) -> Select[Any]:
    return (
        select(
            *_columns(
                "role",
                person_id=CouncilRole.person_id,
                council_id=CouncilRole.council_id,
                kind=CouncilRole.kind,
                side=CouncilRole.side,
                slug=Council.slug,
                name=Council.name,
                language=Council.language,
            )
        )
        .join(Council, Council.id == CouncilRole.council_id)
        .where(CouncilRole.person_id.in_(people), in_force(CouncilRole, day), in_force(Council, day))
    )


def _office_roles(people: Asked, day: Asked) -> Select[Any]:
    return (
        select(
            *_columns(
                "office_role",
                person_id=OfficeRole.person_id,
                kind=OfficeRole.kind,
                place=case(
                    (OfficeRole.office_id.is_not(None), "office"),
                    (OfficeRole.municipality_id.is_not(None), "municipality"),
                    else_="region",
                ),
                place_id=func.coalesce(OfficeRole.office_id, OfficeRole.municipality_id, OfficeRole.nav_region_id),
                label=func.coalesce(Office.name, Municipality.display_name, NavRegion.name),
                title=OfficeRole.title,
            )
        )
        .outerjoin(Office, Office.id == OfficeRole.office_id)
        .outerjoin(Municipality, Municipality.id == OfficeRole.municipality_id)
        .outerjoin(NavRegion, NavRegion.id == OfficeRole.nav_region_id)
        .where(OfficeRole.person_id.in_(people), in_force(OfficeRole, day))
    )


def _merged_offices(people: Asked, day: Asked) -> Select[Any]:
    """Whoever answers for an office answers for what was merged into it: the old issues still carry its name."""
    return (
        select(
            *_columns(
                "office_role",
                person_id=OfficeRole.person_id,
                kind=OfficeRole.kind,
                place=literal("office"),
                place_id=Office.id,
                label=Office.name,
                title=OfficeRole.title,
            )
        )
        .join(Office, Office.successor_id == OfficeRole.office_id)
        .where(OfficeRole.person_id.in_(people), in_force(OfficeRole, day))
    )


def _office_role_councils(people: Asked, day: Asked) -> Select[Any]:
    """The councils that an office, a municipality or a region answers to, and ended ones that it answered to."""
    ended = and_(Council.valid_to.is_not(None), Council.valid_to < day)
    serves = exists().where(_serves()).correlate(Council, OfficeRole)
    return (
        select(
            *_columns(
                "office_council",
                person_id=OfficeRole.person_id,
                council_id=Council.id,
                kind=OfficeRole.kind,
                voting=ended,
                slug=Council.slug,
                name=Council.name,
                since=_joined(),
            )
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


def _scopes(people: Asked, day: Asked) -> Select[Any]:
    return select(
        *_columns(
            "scope",
            person_id=Scope.person_id,
            kind=Scope.kind,
            place_id=Scope.county_id,
            organisation_id=Scope.organisation_id,
        )
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


def _coordinated(people: Asked, day: Asked) -> Select[Any]:
    return (
        select(
            *_columns(
                "coordinated",
                person_id=Scope.person_id,
                council_id=Council.id,
                voting=led_by_users(Council.id, day),
            )
        )
        .join(Council, _in_county(Council))
        .where(Scope.person_id.in_(people), Scope.kind == ScopeKind.COORDINATOR, in_force(Scope, day))
    )


def _coordinated_parents(people: Asked, day: Asked) -> Select[Any]:
    """A regional council without a region in the register is within the county if a council under it is.

    A parent is chosen in the settings of the council below, so nothing else is reached by way of it.
    """
    child, parent = aliased(Council), aliased(Council)
    regional = (parent.level == CouncilLevel.REGION) & parent.nav_region_id.is_(None)
    return (
        select(
            *_columns(
                "coordinated",
                person_id=Scope.person_id,
                council_id=child.parent_id,
                voting=led_by_users(child.parent_id, day),
            )
        )
        .join(child, _in_county(child))
        .join(parent, (parent.id == child.parent_id) & regional)
        .where(Scope.person_id.in_(people), Scope.kind == ScopeKind.COORDINATOR, in_force(Scope, day))
    )


def _coordinated_regions(people: Asked, day: Asked) -> Select[Any]:
    """A regional council is within the county from its first day, with or without councils under it."""
    inside = (
        exists()
        .where(Office.nav_region_id == Council.nav_region_id, Office.county_id == Scope.county_id)
        .correlate(Council, Scope)
    )
    return (
        select(
            *_columns(
                "coordinated",
                person_id=Scope.person_id,
                council_id=Council.id,
                voting=led_by_users(Council.id, day),
            )
        )
        .join(Council, inside)
        .where(Scope.person_id.in_(people), Scope.kind == ScopeKind.COORDINATOR, in_force(Scope, day))
    )


@dataclass
class _Gathered:
    """One person's rows, sorted into what an Actor holds."""

    seats: dict[int, list[SeatHeld]] = field(default_factory=lambda: defaultdict(list))
    roles: dict[int, list[tuple[CouncilRoleKind, Side]]] = field(default_factory=lambda: defaultdict(list))
    office_councils: set[int] = field(default_factory=set)
    joined: dict[int, list[datetime | None]] = field(default_factory=lambda: defaultdict(list))  # of office councils
    former: set[int] = field(default_factory=set)
    coordinated: set[int] = field(default_factory=set)
    user_led: set[int] = field(default_factory=set)
    places: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))  # by which foreign key is filled
    assisted: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    scopes: set[ScopeKind] = field(default_factory=set)
    titles: dict[str, str] = field(default_factory=dict)
    languages: dict[int, str] = field(default_factory=dict)  # of the councils where one has a role

    councils: dict[int, CouncilName] = field(default_factory=dict)

    def add(self, row: Row[Any]) -> None:
        if row.source == "office_council" and row.voting:
            self.former.add(row.council_id)
            return
        if row.slug is not None:
            self.councils[row.council_id] = CouncilName(row.slug, row.name)
        match row.source:
            case "seat":
                self._add_seat(row)
            case "role":
                self.roles[row.council_id].append((CouncilRoleKind(row.kind), Side(row.side)))
                self.languages[row.council_id] = row.language
            case "office_role":
                self._add_office_role(row)
            case "office_council":
                self.office_councils.add(row.council_id)
                self.joined[row.council_id].append(row.since)
            case "scope":
                self._add_scope(row)
            case _:
                self.coordinated.add(row.council_id)
                if row.voting:
                    self.user_led.add(row.council_id)

    def _add_seat(self, row: Row[Any]) -> None:
        label = row.label or row.title or ""
        self.seats[row.council_id].append(
            SeatHeld(
                seat_id=row.place_id,
                council_id=row.council_id,
                side=Side(row.side),
                voting=bool(row.voting),
                rank=row.rank,
                label=label,
                organisation_id=row.organisation_id,
            )
        )

    def _add_office_role(self, row: Row[Any]) -> None:
        found = self.assisted if row.kind == OfficeRoleKind.ASSISTANT else self.places
        found[row.place].add(row.place_id)
        self.titles[f"{row.place}:{row.place_id}"] = f"{row.title}, {row.label}" if row.title else row.label

    def _add_scope(self, row: Row[Any]) -> None:
        self.scopes.add(ScopeKind(row.kind))
        if row.kind == ScopeKind.COORDINATOR:
            self.places["county"].add(row.place_id)
        if row.organisation_id is not None:
            self.places["organisation"].add(row.organisation_id)

    def _membership(self, council_id: int) -> Membership:
        seats = tuple(self.seats.get(council_id, ()))
        roles = self.roles.get(council_id, [])
        sides = [seat.side for seat in seats] or [side for _, side in roles]
        # Who sits for several sides speaks for the office's: nobody answers for Nav and judges the answer.
        of_the_office = next((side for side in (Side.NAV, Side.MUNICIPALITY) if side in sides), sides[0])
        side = Side.NAV if council_id in self.office_councils else of_the_office
        return Membership(side=side, seats=seats, roles=frozenset(kind for kind, _ in roles))

    def _title(self, council_id: int, member: Membership) -> str:
        if member.seats:
            return member.seats[0].label
        return role_title(member.roles, member.side, self.languages[council_id])

    def _joined(self) -> dict[int, datetime]:
        """The office councils that none of the person's places was served by from the start, and since when."""
        return {
            council_id: min(one for one in since if one is not None)
            for council_id, since in self.joined.items()
            if None not in since
        }

    def actor(self, person: Person) -> Actor:
        members = {council_id: self._membership(council_id) for council_id in {*self.seats, *self.roles}}
        for council_id, member in members.items():
            self.titles.setdefault(f"council:{council_id}", self._title(council_id, member))
        if ScopeKind.COORDINATOR in self.scopes:
            self.titles[COORDINATOR] = coordinator_title()  # the last: a seat or a role says more
        return Actor(
            person_id=person.id,
            name=person.name,
            locale=person.locale,
            memberships=members,
            office_councils=frozenset(self.office_councils),
            joined=self._joined(),
            former=frozenset(self.former),
            coordinated=frozenset(self.coordinated),
            user_led=frozenset(self.user_led),
            offices=frozenset(self.places["office"]),
            municipalities=frozenset(self.places["municipality"]),
            regions=frozenset(self.places["region"]),
            assisted=frozenset(self.assisted["office"]),
            assisted_municipalities=frozenset(self.assisted["municipality"]),
            assisted_regions=frozenset(self.assisted["region"]),
            counties=frozenset(self.places["county"]),
            organisations=frozenset(self.places["organisation"]),
            scopes=frozenset(self.scopes),
            titles=dict(self.titles),
            council_names=dict(sorted(self.councils.items(), key=lambda item: sort_key(item[1].name))),
        )
