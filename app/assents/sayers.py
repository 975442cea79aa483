"""Who can say yes to what touches a council's user side, and when it is enough (domain rule "Sides").

(a) the leader or deputy on a user seat; (b) two holders of user seats, or the only one where one is filled; (c) the
contact of the seat's organisation; (d) a coordinator whose county covers the council. Never the person concerned, and
never whoever that day has a seat or role of another side there or an office role in a place that the council serves.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from app.access.actors import actors_for, in_force
from app.core import clock
from app.core.roles import CouncilRoleKind, ScopeKind, Side
from app.database import db
from app.models.assents import Asked
from app.models.councils import Appointment, CouncilRole, Scope, Seat
from app.models.notices import Reason
from app.models.people import Person
from app.notices.recipients import coordinators, user_side

OTHER_SIDES = (Side.NAV, Side.MUNICIPALITY, Side.STAFF)

REASONS = {
    Asked.LEADERS: Reason.LEADER,
    Asked.HOLDERS: Reason.SEAT,
    Asked.CONTACTS: Reason.ORGANISATION,
    Asked.COORDINATORS: Reason.COORDINATOR,
    Asked.ADMINISTRATORS: Reason.ADMINISTRATOR,
}


@dataclass(frozen=True)
class About:
    """What decides who may say yes: whose seat it is, whom it concerns, and the sitting leader whose role it is."""

    organisation_id: int | None = None
    concerned: frozenset[int] = frozenset()
    leader_id: int | None = None  # the leader on a user seat who would lose the role
    inside: bool = False  # the council's own words: no contact and no coordinator speaks for it
    of_a_seat: bool = True  # False: of a role or of the council, where a contact speaks only if nobody else is there


@dataclass(frozen=True)
class Sayers:
    """Persons by the way in which they may say yes, each in order of their ids."""

    leaders: tuple[int, ...] = ()
    holders: tuple[int, ...] = ()
    contacts: tuple[int, ...] = ()
    coordinators: tuple[int, ...] = ()
    filled_seats: int = 0
    leader_id: int | None = None  # of a sitting leader's role: the leader alone, or two of the others

    def __contains__(self, person_id: object) -> bool:
        return any(person_id in group for group in (self.leaders, self.holders, self.contacts, self.coordinators))

    @property
    def nobody(self) -> bool:
        """Nobody can say yes: what is left is the organisation's signed letter, by two administrators."""
        return not (self.leaders or self.holders or self.contacts or self.coordinators)

    def group(self, asked: Asked) -> tuple[int, ...]:
        return {
            Asked.LEADERS: self.leaders,
            Asked.HOLDERS: self.holders,
            Asked.CONTACTS: self.contacts,
            Asked.COORDINATORS: self.coordinators,
        }.get(asked, ())

    def is_enough(self, yes: Collection[int]) -> bool:
        """Do the yeses of these persons suffice?"""
        said = set(yes)
        of_holders = len(said.intersection(self.holders))
        if self.leader_id is not None:
            others = len(said.intersection(self.holders) - {self.leader_id})
            with_coordinator = others == 1 and not said.isdisjoint(self.coordinators)
            return self.leader_id in said or others > 1 or with_coordinator
        if not said.isdisjoint(self.leaders) or of_holders > 1 or (of_holders == 1 and self.filled_seats == 1):
            return True
        return not said.isdisjoint(self.contacts) or not said.isdisjoint(self.coordinators)

    def is_by_one(self, yes: Collection[int]) -> bool:
        """Decided by the only holder of a user seat, who does not lead: the page says so."""
        said = set(yes)
        return self.filled_seats == 1 and bool(said) and said.issubset(self.holders) and said.isdisjoint(self.leaders)


def sayers(council_id: int, about: About) -> Sayers:
    """Everybody who can say yes today."""
    another_side = _of_another_side(council_id)
    side = [
        one
        for one in user_side(council_id)
        if one.holds_user_seat(council_id) and one.person_id not in another_side
    ]  # fmt: skip
    ids = [one.person_id for one in side if one.person_id is not None]
    leads = [
        one.person_id
        for one in side
        if one.person_id is not None and one.has_role(council_id, CouncilRoleKind.LEADER, CouncilRoleKind.DEPUTY)
    ]
    own = about.leader_id  # a leader may give up the role though it concerns nobody more
    holders = tuple(one for one in ids if one not in about.concerned or one == own)
    leaders = tuple(one for one in leads if one not in about.concerned or one == own)
    if own is not None:
        leaders = tuple(one for one in leaders if one == own)
    contacts = () if about.inside else _counting(_contacts(about.organisation_id), council_id, about)
    if not about.of_a_seat and (leaders or holders):
        contacts = ()
    return Sayers(
        leaders=leaders,
        holders=holders,
        contacts=contacts,
        coordinators=() if about.inside else _counting(_coordinators(council_id), council_id, about),
        filled_seats=_filled(council_id),
        leader_id=own if own in holders else None,
    )


def administrators_for(council_id: int, about: About) -> tuple[int, ...]:
    """Administrators who may register or approve a signed letter: of no side here, and not concerned."""
    return _counting(_scoped(ScopeKind.ADMINISTRATOR), council_id, about)


def sitting_leader(council_id: int) -> int | None:
    """The leader on a user seat today."""
    return next(
        (one.person_id for one in user_side(council_id) if one.leads_for_users(council_id)),
        None,
    )


def _filled(council_id: int) -> int:
    day = clock.today()
    filled = (
        select(func.count(func.distinct(Seat.id)))
        .join(Appointment, Appointment.seat_id == Seat.id)
        .where(Seat.council_id == council_id, Seat.side == Side.USER, Appointment.rank == 0)
        .where(in_force(Seat, day), in_force(Appointment, day))
    )
    return db.session.scalar(filled) or 0


def _of_another_side(council_id: int) -> set[int]:
    """Whoever has a role of another side, whatever seat there is besides."""
    return set(
        db.session.scalars(
            select(CouncilRole.person_id).where(
                CouncilRole.council_id == council_id,
                CouncilRole.side.in_(OTHER_SIDES),
                in_force(CouncilRole, clock.today()),
            )
        )
    )


def _contacts(organisation_id: int | None) -> list[int]:
    if organisation_id is None:
        return []
    return _scoped(ScopeKind.ORGANISATION_CONTACT, organisation_id=organisation_id)


def _coordinators(council_id: int) -> list[int]:
    covering = set(coordinators(council_id))
    return [one for one in _scoped(ScopeKind.COORDINATOR) if one in covering] if covering else []


def _scoped(kind: ScopeKind, *, organisation_id: int | None = None) -> list[int]:
    """Whose yes counts already: a new one's does some days after others were told (`Scope.counts_from`)."""
    day = clock.today()
    query = select(Scope.person_id).where(
        Scope.kind == kind, in_force(Scope, day), or_(Scope.counts_from.is_(None), Scope.counts_from <= day)
    )
    if organisation_id is not None:
        query = query.where(Scope.organisation_id == organisation_id)
    return list(db.session.scalars(query.distinct().order_by(Scope.person_id)))


def _counting(people: Collection[int], council_id: int, about: About) -> tuple[int, ...]:
    """Without the person concerned, and without those of another side here."""
    if not people:
        return ()
    rows = db.session.scalars(select(Person).where(Person.id.in_(people), Person.active.is_(True))).all()
    actors = actors_for(db.session(), rows, clock.today())
    another_side = _of_another_side(council_id)
    return tuple(
        person_id
        for person_id in sorted(actors)
        if person_id not in about.concerned
        and person_id not in another_side
        and actors[person_id].side_in(council_id) in (None, Side.USER)
        and not actors[person_id].on_office_side(council_id)
    )
