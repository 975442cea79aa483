"""Who sits and who has a role: appoint, end, hand over, name those who answer for an office; history stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, or_, select

from app.access.actors import in_force
from app.accounts import service as accounts
from app.core import clock
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.core.roles import CouncilRoleKind, Side
from app.core.text import normalise_email, squash
from app.core.versions import require_unchanged
from app.councils import policy
from app.councils.service import refuse_stops, require_running
from app.database import db, hold
from app.models.councils import Appointment, Council, CouncilRole, OfficeRole, Seat
from app.models.notices import EventKind
from app.models.people import Locale, Person
from app.notices.record import record

ONE_AT_A_TIME = frozenset({CouncilRoleKind.LEADER, CouncilRoleKind.DEPUTY, CouncilRoleKind.SECRETARY})


@dataclass(frozen=True)
class Invitee:
    """Who is to sit or to have a role: somebody known (by id), or a name with or without an address."""

    name: str = ""
    email: str = ""
    locale: Locale = Locale.NB
    person_id: int | None = None


def appoint(
    actor: Actor,
    council: Council,
    seat: Seat,
    *,
    who: Invitee,
    rank: int,
    start: date,
    end: date | None,
    name_public: bool,
) -> Appointment:
    """Put somebody on a seat, as holder (rank 0) or ordered substitute; who is new is invited by mail.

    `name_public`: a yes on paper, of somebody without an address.
    """
    hold(seat)
    require(policy.can_manage(actor, council))
    require_running(council)
    if end is not None and end < start:
        raise Invalid(_("Sluttdatoen kan ikke være før startdatoen."), field="end")
    if _taken(seat.id, rank, start, end):
        raise Invalid(_("Noen har denne plassen i den tiden. Avslutt den oppnevningen først."), field="rank")
    over = end is not None and end < clock.today()
    person = person_for(actor, who, ask_in=not over)
    require(policy.can_appoint(actor, council, person.id), _("Ingen kan endre sine egne rettigheter."))
    if name_public:
        _require_paper(person)
    if _sits(seat.id, person.id, start, end):
        raise Invalid(_("%(name)s sitter på denne plassen i den tiden.", name=person.name), field="name")
    appointment = Appointment(
        seat_id=seat.id,
        person_id=person.id,
        rank=rank,
        valid_from=start,
        valid_to=end,
        name_public=name_public,
    )
    db.session.add(appointment)
    db.session.flush()
    if over and end is not None:
        _tell_past(actor, council, appointment, person=person, last_day=end)
    else:
        _tell(EventKind.APPOINTMENT_STARTED, actor, council, row=appointment, data={"seat": seat.id})
    return appointment


def end_appointment(actor: Actor, council: Council, appointment: Appointment, *, on: date, reason: str) -> None:
    """The last day on a seat. The row stays: history is never overwritten.

    A day before one that has not begun: it never was, gave nobody a right, and goes. Its events stay.
    """
    hold(appointment)
    require(policy.can_appoint(actor, council, appointment.person_id), _("Ingen kan endre sine egne rettigheter."))
    refuse_stops({"reason": reason})
    if appointment.valid_to is not None and appointment.valid_to < clock.today():
        raise Conflict(_("Oppnevningen er avsluttet allerede."))
    never_begins = on < appointment.valid_from and clock.today() < appointment.valid_from
    if on < appointment.valid_from and not never_begins:
        raise Invalid(_("Siste dag kan ikke være før første dag."), field="on")
    if on < clock.today() - timedelta(days=1):
        raise Invalid(_("Siste dag kan tidligst være i går: det som er gjort, ble gjort med rett."), field="on")
    data = {"seat": appointment.seat_id, "last_day": on.isoformat()}
    _tell(EventKind.APPOINTMENT_ENDED, actor, council, row=appointment, data=data)
    if never_begins:
        db.session.delete(appointment)
        return
    appointment.valid_to = on
    appointment.ended_reason = reason or None


def facts_of(appointment: Appointment) -> dict[str, Any]:
    """What the form of facts begins with."""
    return {
        "name_public": appointment.name_public,
        "module_1": appointment.trained_module_1,
        "module_2": appointment.trained_module_2,
    }


def note_facts(
    actor: Actor,
    council: Council,
    appointment: Appointment,
    *,
    name_public: bool,
    module_1: date | None,
    module_2: date | None,
    base: str | None = None,
) -> None:
    """Training done, and the name on the public page: whoever runs the council may take it off, the person puts it on.

    Only a yes on paper, of somebody without an address, is noted here.
    `base`: the fingerprint of what the writer was shown. Raises Changed where something else stands by now.
    """
    hold(appointment)
    require(policy.can_manage(actor, council))
    for field, day in (("module_1", module_1), ("module_2", module_2)):
        if day is not None and day > clock.today():
            raise Invalid(_("Datoen kan ikke være etter i dag."), field=field)
    wanted = {"name_public": name_public, "module_1": module_1, "module_2": module_2}
    require_unchanged(base, facts_of(appointment), wanted)
    if name_public and not appointment.name_public:
        _require_paper(db.session.get_one(Person, appointment.person_id))
    appointment.name_public = name_public
    appointment.trained_module_1 = module_1
    appointment.trained_module_2 = module_2
    council.updated_at = clock.now()


def give_role(
    actor: Actor, council: Council, *, kind: CouncilRoleKind, who: Invitee, side: Side, start: date
) -> CouncilRole:
    """Make somebody leader, deputy, secretary or observer; who had the role leaves it the day before."""
    hold(council)
    require(policy.can_manage(actor, council))
    require_running(council)
    if start < clock.today():
        raise Invalid(_("Datoen kan ikke være før i dag."), field="start")
    person = person_for(actor, who)
    require(policy.can_appoint(actor, council, person.id), _("Ingen kan endre sine egne rettigheter."))
    standing = _in_role(council.id, kind, start)
    if any(role.person_id == person.id and role.valid_from <= start for role in standing):
        raise Invalid(_("%(name)s har rollen allerede.", name=person.name), field="person")
    if kind in ONE_AT_A_TIME:
        _take_over(actor, council, standing, start=start, by=person)
    given = CouncilRole(
        council_id=council.id,
        person_id=person.id,
        kind=kind,
        side=_seat_side(council.id, person.id) or side,
        valid_from=start,
    )
    db.session.add(given)
    db.session.flush()
    _tell(EventKind.APPOINTMENT_STARTED, actor, council, row=given, data=_role_data(council, given))
    return given


def end_role(actor: Actor, council: Council, role: CouncilRole) -> None:
    """Take a role away from today."""
    hold(role)
    require(policy.can_appoint(actor, council, role.person_id), _("Ingen kan endre sine egne rettigheter."))
    if role.valid_to is not None and role.valid_to < clock.today():
        raise Conflict(_("Rollen er avsluttet allerede."))
    end_before(role, clock.today())
    _tell(EventKind.APPOINTMENT_ENDED, actor, council, row=role, data=_role_data(council, role))


def _take_over(actor: Actor, council: Council, standing: Sequence[CouncilRole], *, start: date, by: Person) -> None:
    """Whoever had the role leaves it the day before, and hears so; nobody hears of losing it to themselves."""
    for role in standing:
        end_before(role, start)
        if role.person_id != by.id:
            _tell(EventKind.APPOINTMENT_ENDED, actor, council, row=role, data=_role_data(council, role))


def _role_data(council: Council, role: CouncilRole) -> dict[str, Any]:
    """What a letter says of a role: which, where, and its last day when it has one."""
    return {"role": role.kind, "place": council.name, **last_day(role)}


def last_day(role: CouncilRole | OfficeRole) -> dict[str, str]:
    return {"last_day": role.valid_to.isoformat()} if role.valid_to is not None else {}


def invite_again(actor: Actor, council: Council, person: Person) -> None:
    """A new letter to somebody who has not signed in yet."""
    require(policy.can_appoint(actor, council, person.id))
    require_running(council)
    if person.email is None or person.joined_at is not None:
        raise Conflict(_("Personen har vært inne allerede, eller har ingen e-postadresse."))
    accounts.invite(actor, email=person.email, name=person.name, locale=person.locale)


def person_for(actor: Actor, who: Invitee, *, ask_in: bool = True) -> Person:
    """Somebody known, or somebody new: invited by mail (`ask_in`), or without an address reached on paper."""
    if who.person_id is not None:
        person = db.session.get(Person, who.person_id)
        if person is None or not person.active:
            raise Invalid(_("Velg en person fra listen."), field="person")
        return person
    refuse_stops({"name": who.name})
    if not squash(who.name):
        raise Invalid(_("Skriv hva personen heter."), field="name")
    if who.email and not ask_in:
        return accounts.known_or_new(email=who.email, name=who.name, locale=who.locale)
    if who.email:
        return accounts.invite(actor, email=normalise_email(who.email), name=who.name, locale=who.locale)
    person = Person(name=squash(who.name), locale=who.locale, created_at=clock.now())
    db.session.add(person)
    db.session.flush()
    return person


def _tell_past(actor: Actor, council: Council, row: Appointment, *, person: Person, last_day: date) -> None:
    """What is over already is told as over, to whoever uses Medvirk; history asks nobody else to come in."""
    council.updated_at = clock.now()
    record(
        EventKind.APPOINTMENT_ENDED,
        actor,
        council_id=council.id,
        subject=(row.__tablename__, row.id),
        to=[person.id] if person.joined_at is not None else [],
        data={"seat": row.seat_id, "last_day": last_day.isoformat()},
    )


def _require_paper(person: Person) -> None:
    """The yes to a public name is one's own; it is noted for somebody only where no mail can ask them."""
    if not policy.can_note_yes(person):
        raise Invalid(_("Den som har e-postadresse, sier selv ja under Min konto."), field="name_public")


def _taken(seat_id: int, rank: int, start: date, end: date | None) -> bool:
    return db.session.scalar(_overlapping(seat_id, start, end).where(Appointment.rank == rank)) is not None


def _sits(seat_id: int, person_id: int, start: date, end: date | None) -> bool:
    return db.session.scalar(_overlapping(seat_id, start, end).where(Appointment.person_id == person_id)) is not None


def _overlapping(seat_id: int, start: date, end: date | None) -> Select[int]:
    query = select(Appointment.id).where(
        Appointment.seat_id == seat_id, or_(Appointment.valid_to.is_(None), Appointment.valid_to >= start)
    )
    return query if end is None else query.where(Appointment.valid_from <= end)


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


def _tell(
    kind: EventKind, actor: Actor, council: Council, *, row: Appointment | CouncilRole, data: dict[str, Any]
) -> None:
    council.updated_at = clock.now()
    subject = (row.__tablename__, row.id)
    record(kind, actor, council_id=council.id, subject=subject, to=[row.person_id], data=data)


def _seat_side(council_id: int, person_id: int) -> Side | None:
    """The side that a seat decides; a role alone brings its own."""
    return db.session.scalar(
        select(Seat.side)
        .join(Appointment, Appointment.seat_id == Seat.id)
        .where(
            Seat.council_id == council_id,
            Appointment.person_id == person_id,
            in_force(Seat, clock.today()),
            in_force(Appointment, clock.today()),
        )
        .order_by(Appointment.rank, Seat.id)
        .limit(1)
    )
