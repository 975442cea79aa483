"""Roles in a council: leader, deputy, secretary, observer. Who leads is the user side's to say."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import or_, select

from app.access.validity import in_force
from app.accounts.service.invitations import InvitedTo
from app.assents.service import proposals
from app.assents.service.proposals import Details
from app.core import clock
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.core.roles import CouncilRoleKind, Side
from app.core.words import DAY_BEFORE_TODAY
from app.councils import policy
from app.councils.service import sides
from app.councils.service.councils import require_running
from app.councils.service.invitees import Invitee, invite_to, known_person, person_for
from app.councils.words import OWN_RIGHTS, ROLE_ENDED, has_role_already
from app.database import db, hold
from app.models.assents import Proposal, ProposalAct
from app.models.councils import Appointment, Council, CouncilRole, OfficeRole, Seat
from app.models.notices import EventKind
from app.models.people import Person
from app.notices.service.record import record

ONE_AT_A_TIME = frozenset({CouncilRoleKind.LEADER, CouncilRoleKind.DEPUTY, CouncilRoleKind.SECRETARY})
LEADING = frozenset({CouncilRoleKind.LEADER, CouncilRoleKind.DEPUTY})
# A leader without a seat is of the office that the council meets; everybody else who leads sits in the council.
WITHOUT_A_SEAT = frozenset({Side.NAV, Side.MUNICIPALITY})


def give_role(
    actor: Actor, council: Council, *, kind: CouncilRoleKind, who: Invitee, side: Side, start: date
) -> CouncilRole | Proposal:
    """Make somebody leader, deputy, secretary or observer; who had the role leaves it the day before.

    Leader and deputy are proposed to the user side, whoever gets the role. `side` counts where no seat decides it.
    Raises Invalid for a leader who sits nowhere, and Denied for oneself.
    """
    hold(council)
    require(policy.can_manage(actor, council))
    require_running(council)
    if start < clock.today():
        raise Invalid(str(DAY_BEFORE_TODAY), field="start")
    person = known_person(who)
    require(policy.can_appoint(actor, council, person.id if person else None), str(OWN_RIGHTS))
    _require_possible(council, kind, side, person, start)
    if kind in LEADING:
        seat = _seat_of(council.id, person.id) if person else None
        proposal = proposals.propose_act(
            actor,
            council,
            ProposalAct.GIVE_ROLE,
            {
                "kind": kind.value,
                "who": who.details(),
                "known": person.name if person else None,
                "side": (seat.side if seat else side).value,
                "start": start,
            },
            organisation_id=seat.organisation_id if seat else None,
            concerned=[person.id] if person else [],
        )
        if proposal is not None:
            return proposal
    return _add_role(actor, council, kind=kind, who=who, side=side, start=start, inviter_id=actor.person_id)


@proposals.carries_out(ProposalAct.GIVE_ROLE)
def _give_proposed(actor: Actor, council: Council, details: Details) -> None:
    hold(council)
    require_running(council)
    kind, side, who = CouncilRoleKind(details["kind"]), Side(details["side"]), Invitee.of(details["who"])
    start = max(date.fromisoformat(details["start"]), clock.today())  # the day may have passed meanwhile
    _require_possible(council, kind, side, known_person(who), start)
    _add_role(actor, council, kind=kind, who=who, side=side, start=start, inviter_id=details["proposed_by"])


def end_role(actor: Actor, council: Council, role: CouncilRole) -> Proposal | None:
    """Take a role away from today. One's own may be given up; a leader's or deputy's is proposed to the user side.

    None: it is done. Raises Conflict when it has ended already.
    """
    hold(council)
    hold(role)
    require(policy.can_end_role(actor, council, role))
    if role.valid_to is not None and role.valid_to < clock.today():
        raise Conflict(str(ROLE_ENDED))
    if role.kind in LEADING and not policy.is_self(actor, role.person_id):
        seat = _seat_of(council.id, role.person_id)
        person = db.session.get_one(Person, role.person_id)
        proposal = proposals.propose_act(
            actor,
            council,
            ProposalAct.END_ROLE,
            {"role": role.id, "kind": role.kind.value, "name": person.name},
            organisation_id=seat.organisation_id if seat else None,
            concerned=[role.person_id],
        )
        if proposal is not None:
            return proposal
    _end_role(actor, council, role)
    return None


@proposals.carries_out(ProposalAct.END_ROLE)
def _end_proposed(actor: Actor, council: Council, details: Details) -> None:
    role = db.session.get_one(CouncilRole, details["role"])
    hold(council)
    hold(role)
    if role.valid_to is not None and role.valid_to < clock.today():
        raise Conflict(str(ROLE_ENDED))
    _end_role(actor, council, role)


def end_leading(actor: Actor, council: Council, person_id: int, *, on: date) -> None:
    """A leader or deputy is on a seat: without one after that day, the role ends the same day."""
    after = on + timedelta(days=1)
    if _seat_of(council.id, person_id, on=after) is not None:
        return
    roles = db.session.scalars(
        select(CouncilRole).where(
            CouncilRole.council_id == council.id,
            CouncilRole.person_id == person_id,
            CouncilRole.kind.in_(LEADING),
            CouncilRole.side.not_in(WITHOUT_A_SEAT),
            or_(CouncilRole.valid_to.is_(None), CouncilRole.valid_to > on),
        )
    ).all()
    for role in roles:
        hold(role)
        end_before(role, after)
        _tell(EventKind.APPOINTMENT_ENDED, actor, council, role, to=[])


def _add_role(
    actor: Actor,
    council: Council,
    *,
    kind: CouncilRoleKind,
    who: Invitee,
    side: Side,
    start: date,
    inviter_id: int | None,
) -> CouncilRole:
    person = person_for(who)
    if kind in ONE_AT_A_TIME:
        _take_over(actor, council, kind, start=start, by=person)
    seat = _seat_of(council.id, person.id)
    given = CouncilRole(
        council_id=council.id,
        person_id=person.id,
        kind=kind,
        side=seat.side if seat else side,
        valid_from=start,
    )
    db.session.add(given)
    db.session.flush()
    to = InvitedTo(role=kind.value, council_id=council.id, place=council.name)
    invited = invite_to(person, to, inviter_id=inviter_id)
    _tell(EventKind.APPOINTMENT_STARTED, actor, council, given, to=[] if invited else [person.id])
    return given


def _end_role(actor: Actor, council: Council, role: CouncilRole) -> None:
    end_before(role, clock.today())
    _tell(EventKind.APPOINTMENT_ENDED, actor, council, role, to=[role.person_id])


def _require_possible(
    council: Council, kind: CouncilRoleKind, side: Side, person: Person | None, start: date
) -> None:  # fmt: skip
    standing = _in_role(council.id, kind, start)
    if person is not None and any(role.person_id == person.id and role.valid_from <= start for role in standing):
        raise Invalid(has_role_already(person.name), field="person")
    seat = _seat_of(council.id, person.id) if person is not None else None
    if person is not None and (seat.side if seat else side) is not Side.USER:
        sides.require_no_voice(council.id, person, field="person")
    if kind in LEADING and seat is not None and seat.side is Side.OTHER:
        raise Invalid(_("Den som representerer «andre», kan ikke lede utvalget."), field="person")
    if seat is not None:
        return
    if kind not in LEADING:
        if side is Side.USER:
            raise Invalid(
                _(
                    "Den som representerer brukersiden, må sitte i utvalget. Oppnevn personen først, eller velg noe "
                    "annet."
                ),
                field="side",
            )
        return
    if side is Side.USER:
        raise Invalid(
            _("Utvalgslederen må sitte i utvalget når brukersiden leder. Oppnevn personen først."), field="side"
        )
    if side not in WITHOUT_A_SEAT:
        raise Invalid(_("Utvalgslederen må sitte i utvalget, eller lede for Nav eller kommunen."), field="side")


def _take_over(actor: Actor, council: Council, kind: CouncilRoleKind, *, start: date, by: Person) -> None:
    """Whoever had the role leaves it the day before, and hears so; nobody hears of losing it to themselves."""
    for role in _in_role(council.id, kind, start):
        hold(role)
        end_before(role, start)
        if role.person_id != by.id:
            _tell(EventKind.APPOINTMENT_ENDED, actor, council, role, to=[role.person_id])


def _tell(kind: EventKind, actor: Actor, council: Council, role: CouncilRole, *, to: list[int]) -> None:
    """What a letter says of a role: which, where, and its last day when it has one."""
    council.updated_at = clock.now()
    record(
        kind,
        actor,
        council_id=council.id,
        about=role,
        to=to,
        data={"role": role.kind, "place": council.name, **last_day(role)},
    )


def last_day(role: CouncilRole | OfficeRole) -> dict[str, str]:
    return {"last_day": role.valid_to.isoformat()} if role.valid_to is not None else {}


def end_before(role: CouncilRole | OfficeRole, start: date) -> None:
    role.valid_to = start - timedelta(days=1)


def _in_role(council_id: int, kind: CouncilRoleKind, start: date) -> Sequence[CouncilRole]:
    """Who has the role on that day or later."""
    return db.session.scalars(
        select(CouncilRole).where(
            CouncilRole.council_id == council_id,
            CouncilRole.kind == kind,
            or_(CouncilRole.valid_to.is_(None), CouncilRole.valid_to >= start),
        )
    ).all()


def _seat_of(council_id: int, person_id: int, *, on: date | None = None) -> Seat | None:
    """The seat that decides for whom somebody acts; a role alone brings its own side."""
    day = on or clock.today()
    return db.session.scalar(
        select(Seat)
        .join(Appointment, Appointment.seat_id == Seat.id)
        .where(
            Seat.council_id == council_id,
            Appointment.person_id == person_id,
            in_force(Seat, day),
            in_force(Appointment, day),
        )
        .order_by(Appointment.rank, Seat.id)
        .limit(1)
    )
