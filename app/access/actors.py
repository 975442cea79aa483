"""An Actor for a person on a day, from one query; for a request and for the worker alike."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.access.actor_query import (
    ActorRow,
    CoordinatedRow,
    OfficeCouncilRow,
    OfficeRoleRow,
    PlaceKind,
    RoleRow,
    ScopeRow,
    SeatRow,
    rows_among,
    rows_of,
)
from app.access.titles import coordinator_title, role_title
from app.core.actor import ANYONE, COORDINATOR, Actor, CouncilName, Membership, SeatHeld
from app.core.roles import CouncilRoleKind, OfficeRoleKind, ScopeKind, Side
from app.core.text import sort_key
from app.models.people import Locale, Person


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
    for row in rows_of(session, list(found), day):
        found[row.person_id].add(row)
    return {person.id: found[person.id].actor(person) for person in people}


def actors_among(session: Session, people: Select[int], day: date, **asked: Any) -> list[Actor]:
    """Actors, without their names, for all whose ids a query finds, in one statement. `asked`: what fills the query.

    `people` is an object that lives on: the statement around it is built once.
    """
    found: dict[int, _Gathered] = defaultdict(_Gathered)
    for row in rows_among(session, people, day, **asked):
        found[row.person_id].add(row)
    return [found[key].actor(Person(id=key, name="", locale=Locale.NB)) for key in sorted(found)]


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
    places: dict[PlaceKind, set[int]] = field(default_factory=lambda: defaultdict(set))
    assisted: dict[PlaceKind, set[int]] = field(default_factory=lambda: defaultdict(set))
    counties: set[int] = field(default_factory=set)
    organisations: set[int] = field(default_factory=set)
    scopes: set[ScopeKind] = field(default_factory=set)
    titles: dict[str, str] = field(default_factory=dict)
    languages: dict[int, str] = field(default_factory=dict)  # of the councils where one has a role
    councils: dict[int, CouncilName] = field(default_factory=dict)

    def add(self, row: ActorRow) -> None:
        match row:
            case SeatRow():
                self._add_seat(row)
            case RoleRow():
                self._add_role(row)
            case OfficeRoleRow():
                self._add_office_role(row)
            case OfficeCouncilRow():
                self._add_office_council(row)
            case ScopeRow():
                self._add_scope(row)
            case CoordinatedRow():
                self._add_coordinated(row)

    def _name(self, row: SeatRow | RoleRow | OfficeCouncilRow) -> None:
        self.councils[row.council_id] = CouncilName(row.council_slug, row.council_name)

    def _add_seat(self, row: SeatRow) -> None:
        self._name(row)
        self.seats[row.council_id].append(
            SeatHeld(
                seat_id=row.seat_id,
                council_id=row.council_id,
                side=row.side,
                voting=row.voting,
                rank=row.rank,
                label=row.short_name or row.title or "",
                organisation_id=row.organisation_id,
            )
        )

    def _add_role(self, row: RoleRow) -> None:
        self._name(row)
        self.roles[row.council_id].append((row.kind, row.side))
        self.languages[row.council_id] = row.language

    def _add_office_role(self, row: OfficeRoleRow) -> None:
        found = self.assisted if row.kind is OfficeRoleKind.ASSISTANT else self.places
        found[row.place].add(row.place_id)
        title = f"{row.title}, {row.place_name}" if row.title else row.place_name
        self.titles[f"{row.place}:{row.place_id}"] = title

    def _add_office_council(self, row: OfficeCouncilRow) -> None:
        if row.ended:
            self.former.add(row.council_id)
            return
        self._name(row)
        self.office_councils.add(row.council_id)
        self.joined[row.council_id].append(row.since)

    def _add_scope(self, row: ScopeRow) -> None:
        self.scopes.add(row.kind)
        if row.kind is ScopeKind.COORDINATOR and row.county_id is not None:
            self.counties.add(row.county_id)
        if row.organisation_id is not None:
            self.organisations.add(row.organisation_id)

    def _add_coordinated(self, row: CoordinatedRow) -> None:
        self.coordinated.add(row.council_id)
        if row.led_by_users:
            self.user_led.add(row.council_id)

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
            offices=frozenset(self.places[PlaceKind.OFFICE]),
            municipalities=frozenset(self.places[PlaceKind.MUNICIPALITY]),
            regions=frozenset(self.places[PlaceKind.REGION]),
            assisted=frozenset(self.assisted[PlaceKind.OFFICE]),
            assisted_municipalities=frozenset(self.assisted[PlaceKind.MUNICIPALITY]),
            assisted_regions=frozenset(self.assisted[PlaceKind.REGION]),
            counties=frozenset(self.counties),
            organisations=frozenset(self.organisations),
            scopes=frozenset(self.scopes),
            titles=dict(self.titles),
            council_names=dict(sorted(self.councils.items(), key=lambda item: sort_key(item[1].name))),
        )
