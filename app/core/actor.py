"""Who acts: plain data built once a request from one query. Policies ask it questions; it never loads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.core.roles import CouncilRoleKind, ScopeKind, Side

COORDINATOR = "coordinator"  # the key of a coordinator's title, wherever they reach


@dataclass(frozen=True)
class SeatHeld:
    """A seat the actor sits on today, as holder or substitute."""

    seat_id: int
    council_id: int
    side: Side
    voting: bool
    rank: int  # 0 = holder
    label: str
    organisation_id: int | None

    @property
    def is_holder(self) -> bool:
        return self.rank == 0


@dataclass(frozen=True)
class Membership:
    """What the actor is in one council today."""

    side: Side
    seats: tuple[SeatHeld, ...] = ()
    roles: frozenset[CouncilRoleKind] = frozenset()

    @property
    def holds_user_seat(self) -> bool:
        return self.side is Side.USER and any(seat.is_holder and seat.side is Side.USER for seat in self.seats)

    @property
    def sits_for_users(self) -> bool:
        """Holder or substitute on a user seat: reads what is for the user side only."""
        return self.side is Side.USER and any(seat.side is Side.USER for seat in self.seats)


@dataclass(frozen=True)
class CouncilName:
    """How a council is addressed and called."""

    slug: str
    name: str


@dataclass(frozen=True)
class Actor:
    """A person at a time. `ANYONE` stands for the visitor, so that no check begins with "if anonymous"."""

    person_id: int | None = None
    name: str = ""
    locale: str = "nb"
    memberships: Mapping[int, Membership] = field(default_factory=dict)
    office_councils: frozenset[int] = frozenset()  # councils whose office side the actor is
    joined: Mapping[int, datetime] = field(default_factory=dict)  # those of them whose past is not the office's to read
    former: frozenset[int] = frozenset()  # ended councils whose office side the actor was
    coordinated: frozenset[int] = frozenset()  # councils within a coordinator's counties
    user_led: frozenset[int] = frozenset()  # those of them whose leader or deputy sits on a user seat
    offices: frozenset[int] = frozenset()  # answers for these as director or stand-in
    municipalities: frozenset[int] = frozenset()  # the same
    regions: frozenset[int] = frozenset()  # the same
    assisted: frozenset[int] = frozenset()  # drafts answers for these offices
    assisted_municipalities: frozenset[int] = frozenset()
    assisted_regions: frozenset[int] = frozenset()
    counties: frozenset[int] = frozenset()  # coordinates these
    organisations: frozenset[int] = frozenset()  # contact of these
    scopes: frozenset[ScopeKind] = frozenset()
    council_names: Mapping[int, CouncilName] = field(default_factory=dict)  # own councils: seat, role or office side
    titles: Mapping[str, str] = field(default_factory=dict)  # "council:3" / "office:7" → the words

    @property
    def is_authenticated(self) -> bool:
        return self.person_id is not None

    @property
    def councils(self) -> frozenset[int]:
        """Every council whose issues the actor may read."""
        return frozenset(self.memberships) | self.office_councils | self.coordinated

    @property
    def is_representative(self) -> bool:
        """Sits for the users somewhere, as holder or substitute: reads what is shared, and may comment on it."""
        return any(self.sits_for_users(council_id) for council_id in self.memberships)

    @property
    def is_coordinator(self) -> bool:
        return ScopeKind.COORDINATOR in self.scopes

    @property
    def is_moderator(self) -> bool:
        return ScopeKind.MODERATOR in self.scopes

    @property
    def is_administrator(self) -> bool:
        return ScopeKind.ADMINISTRATOR in self.scopes

    @property
    def seats(self) -> tuple[SeatHeld, ...]:
        return tuple(seat for member in self.memberships.values() for seat in member.seats)

    def is_member(self, council_id: int) -> bool:
        return council_id in self.memberships

    def side_in(self, council_id: int) -> Side | None:
        member = self.memberships.get(council_id)
        return member.side if member else None

    @property
    def is_official(self) -> bool:
        """Acts for Nav or a municipality somewhere."""
        places = self.offices | self.municipalities | self.regions
        helps = self.assisted | self.assisted_municipalities | self.assisted_regions
        return bool(places | helps) or any(self.on_office_side(one) for one in self.councils)

    def on_office_side(self, council_id: int) -> bool:
        """Acts for Nav or the municipality here, whatever else the actor may be."""
        return council_id in self.office_councils or self.side_in(council_id) in (Side.NAV, Side.MUNICIPALITY)

    def sits_for_users(self, council_id: int) -> bool:
        member = self.memberships.get(council_id)
        return member is not None and member.sits_for_users and council_id not in self.office_councils

    def holds_user_seat(self, council_id: int) -> bool:
        member = self.memberships.get(council_id)
        return member is not None and member.holds_user_seat and council_id not in self.office_councils

    def has_role(self, council_id: int, *kinds: CouncilRoleKind) -> bool:
        member = self.memberships.get(council_id)
        return member is not None and not member.roles.isdisjoint(kinds)

    def leads_for_users(self, council_id: int) -> bool:
        """The leader on a user seat: may do the user side's acts alone."""
        return self.holds_user_seat(council_id) and self.has_role(council_id, CouncilRoleKind.LEADER)

    def runs(self, council_id: int) -> bool:
        """Leader, deputy or secretary, of whatever side: sets up, registers, numbers, reminds."""
        return self.has_role(council_id, CouncilRoleKind.LEADER, CouncilRoleKind.DEPUTY, CouncilRoleKind.SECRETARY)

    def reads_from(self, council_id: int) -> datetime | None:
        """From when on the actor reads what is said in a council; None: from its first day."""
        inside = council_id in self.memberships or council_id in self.coordinated
        return None if inside else self.joined.get(council_id)

    def coordinates(self, council_id: int) -> bool:
        return council_id in self.coordinated

    def seats_in(self, council_id: int) -> tuple[SeatHeld, ...]:
        member = self.memberships.get(council_id)
        return member.seats if member else ()

    def title_in(self, council_id: int | None = None, office_id: int | None = None) -> str:
        """The words for the actor's part: "Representant, Mental Helse" or "Nav-leder, Nav Skien"."""
        for key in (f"office:{office_id}", f"council:{council_id}"):
            if key in self.titles:
                return self.titles[key]
        if council_id in self.coordinated and COORDINATOR in self.titles:
            return self.titles[COORDINATOR]
        return next(iter(self.titles.values()), "")


ANYONE = Actor()
