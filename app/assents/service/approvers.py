"""Who can say yes to what touches a council's user side, and when it is enough (domain rule "Sides").

(a) the leader or deputy on a user seat; (b) two holders of user seats, or the only one where one is filled; (c) the
contact of the seat's organisation; (d) a coordinator whose county covers the council. Never the person concerned, and
never whoever that day has a seat or role of another side there or an office role in a place that the council serves.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, or_, select

from app.access.actors import actors_for
from app.access.validity import in_force
from app.assents import policy
from app.core import clock
from app.core.actor import Actor
from app.core.roles import ScopeKind, Side
from app.database import db
from app.models.assents import Asked
from app.models.councils import Appointment, CouncilRole, Scope, Seat
from app.models.notices import Reason
from app.models.people import Person
from app.notices.queries.recipients import select_coordinators, user_side

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
class Approvers:
    """Persons by the way in which they may say yes, each in order of their ids."""

    leaders: tuple[int, ...] = ()
    holders: tuple[int, ...] = ()
    contacts: tuple[int, ...] = ()
    coordinators: tuple[int, ...] = ()
    filled_seats: int = 0  # user seats whose holder has a voice here, those of who is concerned included
    leader_id: int | None = None  # of a sitting leader's role: the leader alone, or two of the others

    def __contains__(self, person_id: object) -> bool:
        return any(person_id in group for group in (self.leaders, self.holders, self.contacts, self.coordinators))

    @property
    def nobody(self) -> bool:
        """Not even all of them are enough: what is left is the organisation's signed letter, by two administrators."""
        return not self.is_enough({*self.leaders, *self.holders, *self.contacts, *self.coordinators})

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
        """Decided by the only one who holds a user seat and does not lead: the page says so."""
        said = set(yes)
        return self.filled_seats == 1 and bool(said) and said.issubset(self.holders) and said.isdisjoint(self.leaders)


def approvers(council_id: int, about: About) -> Approvers:
    """Everybody who can say yes today."""
    seated = _seated(council_id)
    contacts, coordinating = ([], []) if about.inside else _scoped(council_id, about.organisation_id)
    actors = _of_the_user_side_or_none(council_id, {*seated, *contacts, *coordinating})
    own = about.leader_id  # a leader may give up the role, though it concerns nobody more
    voices = [one for one in seated if one in actors and policy.is_voice(actors[one], council_id)]
    holders = [one for one in voices if one not in about.concerned or one == own]
    leads = [one for one in holders if policy.leads(actors[one], council_id)]
    others = [one for one in (*contacts, *coordinating) if one in actors and one not in about.concerned]
    speaks_for_seat = about.of_a_seat or not holders
    return Approvers(
        leaders=tuple(one for one in leads if own is None or one == own),
        holders=tuple(holders),
        contacts=tuple(one for one in contacts if one in others and speaks_for_seat),
        coordinators=tuple(one for one in coordinating if one in others),
        filled_seats=sum(seated[one] for one in voices),
        leader_id=own if own in holders else None,
    )


def administrators_for(council_id: int, about: About) -> tuple[int, ...]:
    """Administrators who may register or approve a signed letter: of no side here, and not concerned."""
    found = _ids(Scope.kind == ScopeKind.ADMINISTRATOR)
    actors = _of_the_user_side_or_none(council_id, set(found))
    return tuple(one for one in found if one in actors and one not in about.concerned)


def sitting_leader(council_id: int) -> int | None:
    """The leader on a user seat today."""
    return next((one.person_id for one in user_side(council_id) if policy.leads_alone(one, council_id)), None)


def decides_alone(actor: Actor, council_id: int) -> bool:
    """May the actor do the user side's acts alone: its leader, or the only one who holds a user seat?

    Who sits on two seats is one voice, and where there is no other, nobody else can be waited for.
    """
    if policy.leads_alone(actor, council_id):
        return True
    return policy.is_voice(actor, council_id) and len(approvers(council_id, About(inside=True)).holders) == 1


def _seated(council_id: int) -> dict[int, int]:
    """Who holds a user seat today, in order of their ids, and how many seats each."""
    day = clock.today()
    rows = db.session.execute(
        select(Appointment.person_id, func.count(Seat.id.distinct()))
        .join(Seat, Seat.id == Appointment.seat_id)
        .where(Seat.council_id == council_id, Seat.side == Side.USER, Appointment.rank == 0)
        .where(in_force(Seat, day), in_force(Appointment, day))
        .group_by(Appointment.person_id)
        .order_by(Appointment.person_id)
    )
    return dict(rows.all())


def _scoped(council_id: int, organisation_id: int | None) -> tuple[list[int], list[int]]:
    """Contacts of the organisation and coordinators of the council whose yes counts already (`Scope.counts_from`)."""
    contact = (Scope.kind == ScopeKind.ORGANISATION_CONTACT) & (Scope.organisation_id == (organisation_id or 0))
    coordinates = (Scope.kind == ScopeKind.COORDINATOR) & Scope.person_id.in_(select_coordinators(council_id))
    rows = db.session.execute(select(Scope.person_id, Scope.kind).where(or_(contact, coordinates), *_counts()))
    found = {(row.kind, row.person_id) for row in rows}
    contacts = sorted(one for kind, one in found if kind is ScopeKind.ORGANISATION_CONTACT)
    return contacts, sorted(one for kind, one in found if kind is ScopeKind.COORDINATOR)


def _ids(which: ColumnElement[bool]) -> list[int]:
    return list(db.session.scalars(select(Scope.person_id).where(which, *_counts()).distinct().order_by("person_id")))


def _counts() -> tuple[ColumnElement[bool], ...]:
    day = clock.today()
    return (in_force(Scope, day), or_(Scope.counts_from.is_(None), Scope.counts_from <= day))


def _of_the_user_side_or_none(council_id: int, people: Collection[int]) -> dict[int, Actor]:
    """Those of these persons who have no part on another side here: no seat, no role, no office role."""
    if not people:
        return {}
    day = clock.today()
    another_side = exists().where(
        CouncilRole.person_id == Person.id,
        CouncilRole.council_id == council_id,
        CouncilRole.side.in_(OTHER_SIDES),
        in_force(CouncilRole, day),
    )
    query = select(Person).where(Person.id.in_(people), Person.active.is_(True), ~another_side)
    return {
        person_id: actor
        for person_id, actor in actors_for(db.session(), db.session.scalars(query).all(), day).items()
        if policy.is_of_no_other_side(actor, council_id)
    }
