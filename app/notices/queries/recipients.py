"""Who the words of the table are today: each `Who` resolved to persons by one query."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, func, or_, select, union

from app.access.actors import actors_for
from app.access.policy import releases_in
from app.access.validity import in_force
from app.core import clock
from app.core.actor import Actor
from app.core.roles import CouncilRoleKind, OfficeRoleKind, ScopeKind, Side
from app.database import db
from app.models.councils import Appointment, Council, CouncilLevel, CouncilOffice, CouncilRole, OfficeRole, Scope, Seat
from app.models.follows import Follow, OfficeFollow, ThemeFollow
from app.models.followups import FollowUp
from app.models.issues import Issue, Support
from app.models.notices import Reason
from app.models.people import Person
from app.models.places import Office, OfficeMunicipality
from app.models.states import DropReason
from app.notices.policy import parts
from app.notices.rules import REASONS, Who

DIRECTORS = (OfficeRoleKind.DIRECTOR, OfficeRoleKind.MUNICIPAL_DIRECTOR, OfficeRoleKind.REGIONAL_DIRECTOR)


@dataclass(frozen=True)
class Occasion:
    """What the table's words are about: the issue, the follow-up, the council, the named."""

    issue: Issue | None = None
    follow_up: FollowUp | None = None
    council_id: int | None = None
    office_id: int | None = None
    named: tuple[int, ...] = field(default=())


def resolve_recipients(who: Who, occasion: Occasion) -> list[int]:
    """The ids of the persons that `who` means here, today."""
    return RESOLVERS[who](occasion)


def resolve_with_reason(who: Who, occasion: Occasion) -> tuple[list[int], Reason]:
    """The same, and why they are told: for some it depends on who is there."""
    if who is Who.OWNER:
        return owners_with_reason(occasion)
    if who is Who.SPEAKERS:
        return _speakers_or_next(occasion.council_id, REASONS[who])
    if who is Who.RELEASER and not user_leaders(occasion.council_id):
        return resolve_recipients(who, occasion), Reason.COORDINATOR
    return resolve_recipients(who, occasion), REASONS[who]


def _ids(query: Select[int]) -> list[int]:
    return list(db.session.scalars(query.distinct().order_by("person_id")))


def office_people(*kinds: OfficeRoleKind, at: ColumnElement[bool]) -> list[int]:
    return _ids(select(OfficeRole.person_id).where(OfficeRole.kind.in_(kinds), at, in_force(OfficeRole, clock.today())))


def council_people(council_id: int | None, *kinds: CouncilRoleKind) -> list[int]:
    return _ids(
        select(CouncilRole.person_id).where(
            CouncilRole.council_id == council_id, CouncilRole.kind.in_(kinds), in_force(CouncilRole, clock.today())
        )
    )


def seated_in(council_id: int | None, *conditions: ColumnElement[bool]) -> list[int]:
    day = clock.today()
    return _ids(
        select(Appointment.person_id)
        .join(Seat, Seat.id == Appointment.seat_id)
        .where(Seat.council_id == council_id, in_force(Seat, day), in_force(Appointment, day), *conditions)
    )


def seat_holders(seat_ids: Iterable[int]) -> list[int]:
    """Who holds these seats today: a seat is asked, not a person."""
    return _ids(
        select(Appointment.person_id).where(
            Appointment.seat_id.in_(list(seat_ids)), Appointment.rank == 0, in_force(Appointment, clock.today())
        )
    )


def coordinators_of(council_id: int | None) -> list[int]:
    """Coordinators whose county the council lies in; none for none."""
    return _ids(select_coordinators(council_id)) if council_id is not None else []


def select_coordinators(council_id: int) -> Select[int]:
    """Their ids: the rule of `Actor.coordinated`, asked of one council.

    By an office that it has served from the start, by its region, or, for a regional council without a region in the
    register, by a council under it.
    """
    regional = select(Council.id).where(
        Council.id == council_id, Council.level == CouncilLevel.REGION, Council.nav_region_id.is_(None)
    )
    below = select(Council.id).where(or_(Council.id == council_id, Council.parent_id.in_(regional)))
    served = select(CouncilOffice.office_id).where(CouncilOffice.council_id.in_(below), CouncilOffice.since.is_(None))
    region = select(Council.nav_region_id).where(Council.id == council_id)
    counties = select(Office.county_id).where(or_(Office.id.in_(served), Office.nav_region_id.in_(region)))
    return select(Scope.person_id).where(
        Scope.kind == ScopeKind.COORDINATOR, Scope.county_id.in_(counties), in_force(Scope, clock.today())
    )


def user_leaders(council_id: int | None) -> list[int]:
    """Leader and deputy who sit on a user seat, the leader first."""
    users = set(seated_in(council_id, Seat.side == Side.USER))
    leaders = [
        person
        for kind in (CouncilRoleKind.LEADER, CouncilRoleKind.DEPUTY)
        for person in council_people(council_id, kind)
    ]
    return [person for person in dict.fromkeys(leaders) if person in users]


def releasers_in(council_id: int | None) -> list[int]:
    """Who reads held texts through in the council, of those who lead its users or coordinate it; leaders first."""
    around = dict.fromkeys([*user_leaders(council_id), *coordinators_of(council_id)])
    people = db.session.scalars(select(Person).where(Person.id.in_(around), Person.active.is_(True))).all()
    actors = actors_for(db.session(), people, clock.today())
    return [one for one in around if one in actors and council_id in releases_in(actors[one])]


def speakers_of(council_id: int) -> list[int]:
    """Who does what the council owes: leader and deputy where a leader may act alone, else all who act together."""
    side = user_side(council_id)
    leaders = [one for one in side if parts.leads(one, council_id)]
    if not any(parts.leads_alone(one, council_id) for one in leaders):
        leaders = [one for one in side if one in leaders or parts.decides(one, council_id)]
    return [one.person_id for one in leaders if one.person_id is not None]


def user_side(council_id: int) -> list[Actor]:
    """Those who sit for the users today and act for no other side here."""
    people = db.session.scalars(
        select(Person)
        .where(Person.id.in_(seated_in(council_id, Seat.side == Side.USER)), Person.active.is_(True))
        .order_by(Person.id)
    ).all()
    actors = actors_for(db.session(), people, clock.today()).values()
    return [one for one in actors if parts.is_of_user_side(one, council_id)]


def _speakers_or_next(council_id: int | None, reason: Reason) -> tuple[list[int], Reason]:
    people = speakers_of(council_id) if council_id is not None else []
    return (people, reason) if people else (_fallback(council_id), Reason.FALLBACK)


def owners_of(occasion: Occasion) -> list[int]:
    """Who owes it. Nobody there: stand-in, then secretary, then two user representatives, then the coordinator.

    What a council owes is owed by its user side."""
    return list(owners_with_reason(occasion)[0])


def owners_with_reason(occasion: Occasion) -> tuple[list[int], Reason]:
    """Who owes it, and whether they do so themselves or because the one who should is missing."""
    follow_up = occasion.follow_up
    if follow_up is None:
        return [], Reason.OWES
    if follow_up.council_id is not None:
        return _speakers_or_next(follow_up.council_id, Reason.OWES)
    if people := directors_of(follow_up):
        return people, Reason.OWES
    if people := office_people(OfficeRoleKind.STAND_IN, at=_place(follow_up)):
        return people, Reason.STANDS_IN
    return _fallback(occasion.council_id), Reason.FALLBACK


def who_owed(issue: Issue, reason: DropReason) -> list[int]:
    """Directors and stand-ins whose part of the issue fell away for this reason; a council's own is its own act."""
    rows = db.session.scalars(
        select(FollowUp).where(
            FollowUp.issue_id == issue.id, FollowUp.drop_reason == reason, FollowUp.council_id.is_(None)
        )
    )
    kinds = (*DIRECTORS, OfficeRoleKind.STAND_IN)
    return [person for row in rows for person in office_people(*kinds, at=_place(row))]


def _place(follow_up: FollowUp) -> ColumnElement[bool]:
    if follow_up.office_id is not None:
        return OfficeRole.office_id == follow_up.office_id
    if follow_up.municipality_id is not None:
        return OfficeRole.municipality_id == follow_up.municipality_id
    return OfficeRole.nav_region_id == follow_up.nav_region_id


def directors_of(follow_up: FollowUp) -> list[int]:
    """Who leads the place that owes it; nobody leads a council."""
    return office_people(*DIRECTORS, at=_place(follow_up)) if follow_up.council_id is None else []


def _fallback(council_id: int | None) -> list[int]:
    return (
        council_people(council_id, CouncilRoleKind.SECRETARY)
        or seated_in(council_id, Seat.side == Side.USER, Appointment.rank == 0)[:2]
        or coordinators_of(council_id)
    )


def _stand_ins(occasion: Occasion) -> list[int]:
    if occasion.follow_up is None or occasion.follow_up.council_id is not None:
        return []
    return office_people(OfficeRoleKind.STAND_IN, at=_place(occasion.follow_up))


def _other_owner(occasion: Occasion) -> list[int]:
    follow_up = occasion.follow_up
    if follow_up is None:
        return []
    if follow_up.office_id is not None:
        served = select(OfficeMunicipality.municipality_id).where(OfficeMunicipality.office_id == follow_up.office_id)
        return office_people(OfficeRoleKind.MUNICIPAL_DIRECTOR, at=OfficeRole.municipality_id.in_(served))
    return _office(occasion)


def _office(occasion: Occasion) -> list[int]:
    office_id = occasion.office_id
    if office_id is None and occasion.issue is not None:
        office_id = occasion.issue.office_id
    if office_id is None:
        return _region(occasion)
    kinds = (OfficeRoleKind.DIRECTOR, OfficeRoleKind.STAND_IN)
    heir = select(Office.successor_id).where(Office.id == office_id).scalar_subquery()
    return office_people(*kinds, at=OfficeRole.office_id == func.coalesce(heir, office_id))


def _region(occasion: Occasion) -> list[int]:
    """Whom a regional council meets."""
    if occasion.issue is None:
        return []
    region = select(Council.nav_region_id).where(Council.id == occasion.issue.council_id).scalar_subquery()
    kinds = (OfficeRoleKind.REGIONAL_DIRECTOR, OfficeRoleKind.STAND_IN)
    return office_people(*kinds, at=OfficeRole.nav_region_id == region)


def _author(occasion: Occasion) -> list[int]:
    """Whoever has taken their name off the issue hears no more of it."""
    author = occasion.issue.standing_author_id if occasion.issue else None
    return [author] if author is not None else []


def _registrar(occasion: Occasion) -> list[int]:
    registrar = occasion.issue.registered_by_id if occasion.issue else None
    return [registrar] if registrar is not None else []


def _supporters(occasion: Occasion) -> list[int]:
    issue_id = occasion.issue.id if occasion.issue else None
    return _ids(select(Support.person_id).where(Support.issue_id == issue_id, Support.withdrawn_at.is_(None)))


def _followers(occasion: Occasion) -> list[int]:
    """Of the issue, of its office, or of its theme; who has muted the issue is left out where all are told."""
    issue = occasion.issue
    if issue is None:
        return []
    of_issue = select(Follow.person_id).where(Follow.issue_id == issue.id, Follow.muted.is_(False))
    of_office = select(OfficeFollow.person_id).where(OfficeFollow.office_id == issue.office_id)
    of_theme = select(ThemeFollow.person_id).where(ThemeFollow.theme == issue.theme)
    found = union(of_issue, of_office, of_theme).subquery()
    return _ids(select(found.c.person_id))


def _born_leaders(occasion: Occasion) -> list[int]:
    issue = occasion.issue
    if issue is None or issue.born_council_id == issue.council_id:
        return []
    return council_people(issue.born_council_id, CouncilRoleKind.LEADER, CouncilRoleKind.DEPUTY)


def organisation_contacts(organisation_id: int | None) -> list[int]:
    """Whoever follows an organisation's seats for it."""
    return _ids(
        select(Scope.person_id).where(
            Scope.kind == ScopeKind.ORGANISATION_CONTACT,
            Scope.organisation_id == organisation_id,
            in_force(Scope, clock.today()),
        )
    )


def administrators() -> list[int]:
    return _ids(select(Scope.person_id).where(Scope.kind == ScopeKind.ADMINISTRATOR, in_force(Scope, clock.today())))


def _moderators(_occasion: Occasion) -> list[int]:
    return _ids(select(Scope.person_id).where(Scope.kind == ScopeKind.MODERATOR, in_force(Scope, clock.today())))


RESOLVERS: dict[Who, Callable[[Occasion], list[int]]] = {
    Who.OWNER: owners_of,
    Who.STAND_IN: _stand_ins,
    Who.OTHER_OWNER: _other_owner,
    Who.OFFICE: _office,
    Who.AUTHOR: _author,
    Who.REGISTRAR: _registrar,
    Who.SUPPORTERS: _supporters,
    Who.FOLLOWERS: _followers,
    Who.LEADER: lambda o: council_people(o.council_id, CouncilRoleKind.LEADER, CouncilRoleKind.DEPUTY),
    Who.BORN_LEADER: _born_leaders,
    Who.RELEASER: lambda o: releasers_in(o.council_id),
    Who.SPEAKERS: lambda o: _speakers_or_next(o.council_id, Reason.MEMBER)[0],
    Who.SECRETARY: lambda o: council_people(o.council_id, CouncilRoleKind.SECRETARY),
    Who.USER_SEATS: lambda o: seated_in(o.council_id, Seat.side == Side.USER, Appointment.rank == 0),
    Who.MEMBERS: lambda o: seated_in(o.council_id),
    Who.COORDINATOR: lambda o: coordinators_of(o.council_id),
    Who.MODERATOR: _moderators,
    Who.NAMED: lambda o: list(o.named),
}
