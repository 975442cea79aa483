"""Who sits on a seat: appoint, end, resign, invite again; history stays."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import Select, or_, select

from app.accounts.service.invitations import InvitedTo
from app.assents.service import proposals
from app.assents.service.approvers import About, approvers
from app.assents.service.proposals import Details
from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.core.roles import Side
from app.core.text import fold, normalise_email, squash
from app.councils import policy
from app.councils.queries.seats import seat_label
from app.councils.service import nominations, sides
from app.councils.service.councils import require_running
from app.councils.service.invitees import Invitee, invite_to, known_person, person_for
from app.councils.service.roles import end_leading
from app.councils.words import (
    APPOINTMENT_OVER,
    LAST_DAY_BEFORE_FIRST,
    LAST_DAY_BEFORE_TODAY,
    PROPOSAL_DECIDED,
    SEAT_NOT_IN_USE,
    has_seat_then,
)
from app.database import db, hold
from app.models.assents import Proposal, ProposalAct
from app.models.councils import (
    Appointment,
    Council,
    Nomination,
    Seat,
)
from app.models.notices import EventKind, Reason
from app.models.people import Person
from app.notices.queries.recipients import coordinators_of, organisation_contacts, user_leaders
from app.notices.service.record import record

OWN_RIGHTS = "Ingen kan endre sine egne rettigheter."


@dataclass(frozen=True)
class Placing:
    """Somebody on a seat, as holder (rank 0) or ordered substitute, from and to.

    `name_public`: a yes on paper, of somebody without an address. `nomination_id`: the organisation's proposal.
    """

    who: Invitee
    rank: int
    start: date
    end: date | None
    name_public: bool = False
    nomination_id: int | None = None

    def details(self) -> dict[str, Any]:
        return {**asdict(self), "who": self.who.details()}

    @classmethod
    def of(cls, details: Details) -> "Placing":
        end = date.fromisoformat(details["end"]) if details["end"] else None
        return cls(
            who=Invitee.of(details["who"]),
            rank=details["rank"],
            start=date.fromisoformat(details["start"]),
            end=end,
            name_public=details["name_public"],
            nomination_id=details["nomination_id"],
        )


def appoint_to_seat(actor: Actor, council: Council, seat: Seat, placing: Placing) -> Appointment | Proposal:
    """Put somebody on a seat; who is new is invited by mail when it is in force.

    Raises Invalid for what cannot be, and Denied for one's own seat.
    """
    hold(council)  # always first: who gets a part on one side at this moment gets none on another
    hold(seat)
    require(policy.can_manage(actor, council))
    require_running(council)
    person = known_person(placing.who)
    require(policy.can_appoint(actor, council, person.id if person else None), _(OWN_RIGHTS))
    _require_possible(council, seat, placing, person)
    nomination = _nomination(seat, placing)
    if seat.side is Side.USER and not _is_nominated(council, seat, placing, nomination, person):
        proposal = proposals.propose_act(
            actor,
            council,
            ProposalAct.APPOINT,
            {**placing.details(), "seat": seat.id, "place": seat_label(seat), "known": person.name if person else None},
            organisation_id=seat.organisation_id,
            concerned=[person.id] if person else [],
        )
        if proposal is not None:
            return proposal
    return add_appointment(actor, council, seat, placing, inviter_id=actor.person_id)


def start_with_yes(start: date, end: date | None) -> date:
    """A seat for the users is in force with the yes to it and not before; what is over already is history."""
    return start if end is not None and end < clock.today() else max(start, clock.today())


@proposals.carries_out(ProposalAct.APPOINT)
def _appoint_proposed(actor: Actor, council: Council, details: Details) -> None:
    seat = db.session.get_one(Seat, details["seat"])
    hold(council)
    hold(seat)
    require_running(council)
    placing = Placing.of(details)
    placing = replace(placing, start=start_with_yes(placing.start, placing.end))
    _require_possible(council, seat, placing, known_person(placing.who))
    add_appointment(actor, council, seat, placing, inviter_id=details["proposed_by"])


def add_appointment(
    actor: Actor, council: Council, seat: Seat, placing: Placing, *, inviter_id: int | None, quiet: bool = False
) -> Appointment:
    """Make the appointment, in the open transaction. `quiet`: another event of the same act tells the council."""
    person = person_for(placing.who)
    if placing.name_public:
        require_paper(person)
    appointment = Appointment(
        seat_id=seat.id,
        person_id=person.id,
        rank=placing.rank,
        valid_from=placing.start,
        valid_to=placing.end,
        name_public=placing.name_public,
    )
    db.session.add(appointment)
    db.session.flush()
    nomination = _nomination(seat, placing)
    if nomination is not None:
        nominations.accept_nomination(actor, council, nomination)
    if placing.end is not None and placing.end < clock.today():
        _tell_past(actor, council, appointment, person=person, last_day=placing.end)
        return appointment
    to = InvitedTo(seat_id=seat.id, rank=placing.rank, council_id=council.id, place=council.name)
    invited = invite_to(person, to, inviter_id=inviter_id)
    council.updated_at = clock.now()
    record(
        EventKind.APPOINTMENT_STARTED,
        actor,
        council_id=council.id,
        about=appointment,
        to=[] if invited else [person.id],
        data={"seat": seat.id},
        named_only=quiet,
    )
    return appointment


def end_appointment(
    actor: Actor, council: Council, appointment: Appointment, *, on: date, reason: str
) -> Proposal | None:  # fmt: skip
    """The last day on a seat, earlier or later than it was. The row stays: history is never overwritten.

    A day before one that has not begun: it never was, gave nobody a right, and goes. Its events stay. None: it is
    done; else it is proposed to the user side. Raises Invalid for a day that cannot be, Denied for one's own seat.
    """
    hold(council)
    hold(appointment)
    seat = db.session.get_one(Seat, appointment.seat_id)
    require(policy.can_appoint(actor, council, appointment.person_id), _(OWN_RIGHTS))
    guard.refuse({"reason": reason})
    require_last_day(appointment, on)
    if seat.side is Side.USER:
        person = db.session.get_one(Person, appointment.person_id)
        details = {"appointment": appointment.id, "on": on, "reason": reason, "until": appointment.valid_to}
        proposal = proposals.propose_act(
            actor,
            council,
            ProposalAct.END_APPOINTMENT,
            {**details, "name": person.name, "place": seat_label(seat)},
            organisation_id=seat.organisation_id,
            concerned=[person.id],
        )
        if proposal is not None:
            return proposal
    end_now(actor, council, appointment, on=on, reason=reason)
    return None


@proposals.carries_out(ProposalAct.END_APPOINTMENT)
def _end_proposed(actor: Actor, council: Council, details: Details) -> None:
    appointment = db.session.get_one(Appointment, details["appointment"])
    hold(council)
    hold(appointment)
    # The day may have passed while the yes was waited for: what was done since, was done with right.
    on = max(date.fromisoformat(details["on"]), clock.today() - timedelta(days=1))
    until = appointment.valid_to.isoformat() if appointment.valid_to is not None else None
    if until != details["until"]:
        raise Conflict(_("Oppnevningen er endret siden dette ble foreslått."))
    require_last_day(appointment, on)
    end_now(actor, council, appointment, on=on, reason=details["reason"])


def resign_seat(actor: Actor, council: Council, appointment: Appointment, *, on: date) -> None:
    """Resign one's own seat, which needs nobody's yes; the organisation and the coordinator hear that it comes free.

    Raises Invalid for a day before today or after the last day there is, and Conflict when that day is the last
    already.
    """
    hold(council)
    hold(appointment)
    require(policy.can_resign(actor, appointment))
    if on < clock.today():
        raise Invalid(str(LAST_DAY_BEFORE_TODAY), field="on")
    require_last_day(appointment, on)
    if appointment.valid_to is not None and on >= appointment.valid_to:
        last = format_date(appointment.valid_to, "d. MMMM y")
        said = _("Oppnevningen din går ut %(day)s.", day=last)
        raise Conflict(said) if on == appointment.valid_to else Invalid(said, field="on")
    end_now(actor, council, appointment, on=on, reason="", told=who_finds_another(council, appointment))


def invite_again(actor: Actor, council: Council, appointment: Appointment) -> None:
    """A new letter to somebody who has not signed in yet.

    Raises Conflict for somebody who has, or who has no e-mail address.
    """
    person = db.session.get_one(Person, appointment.person_id)
    require(policy.can_appoint(actor, council, person.id))
    require_running(council)
    if person.email is None or person.joined_at is not None:
        raise Conflict(_("Personen har vært inne allerede, eller har ingen e-postadresse."))
    to = InvitedTo(seat_id=appointment.seat_id, rank=appointment.rank, council_id=council.id, place=council.name)
    invite_to(person, to, inviter_id=actor.person_id)


def end_now(
    actor: Actor,
    council: Council,
    appointment: Appointment,
    *,
    on: date,
    reason: str,
    told: Mapping[int, Reason] | None = None,
    to_person: bool = True,
) -> None:
    """The leader's role ends with the appointment: the deputy leads."""
    council.updated_at = clock.now()
    begun = on >= appointment.valid_from
    if begun:
        appointment.valid_to = on
        appointment.ended_reason = reason or None
        db.session.flush()
        end_leading(actor, council, appointment.person_id, on=on)
    person = {appointment.person_id: Reason.SELF} if to_person else {}
    record(
        EventKind.APPOINTMENT_ENDED,
        actor,
        council_id=council.id,
        about=appointment,
        to={**(told or {}), **person},
        data={"seat": appointment.seat_id, "last_day": on.isoformat()},
    )
    if not begun:
        db.session.delete(appointment)


def who_finds_another(council: Council, appointment: Appointment) -> dict[int, Reason]:
    """A seat comes free: contacts of the organisation and coordinators look for somebody, and the leaders know it."""
    seat = db.session.get_one(Seat, appointment.seat_id)
    leaders = [one for one in user_leaders(council.id) if one != appointment.person_id]
    found = dict.fromkeys(leaders, Reason.LEADER)
    found |= dict.fromkeys(coordinators_of(council.id), Reason.COORDINATOR)
    return found | dict.fromkeys(organisation_contacts(seat.organisation_id), Reason.ORGANISATION)


def _require_possible(council: Council, seat: Seat, placing: Placing, person: Person | None) -> None:
    """Raises Invalid where the seat is taken, the person sits there, or acts for another side."""
    if placing.end is not None and placing.end < placing.start:
        raise Invalid(_("Sluttdatoen kan ikke være før startdatoen."), field="end")
    if not _is_in_use(seat, placing.start):
        raise Invalid(str(SEAT_NOT_IN_USE), field="start")
    if _taken(seat.id, placing.rank, placing.start, placing.end):
        raise Invalid(_("Noen er oppnevnt til plassen i den tiden. Avslutt den oppnevningen først."), field="rank")
    if person is None:
        return
    if _sits(seat.id, person.id, placing.start, placing.end):
        raise Invalid(has_seat_then(person.name), field="name")
    if placing.end is not None and placing.end < clock.today():
        return  # history: it gives nobody a part and takes no voice
    if seat.side is Side.USER:
        sides.require_no_other_part(council.id, person, field="name")
    else:
        sides.require_no_voice(council.id, person, field="name")


def require_standing(appointment: Appointment) -> None:
    """Raises Conflict where the appointment is over."""
    if appointment.valid_to is not None and appointment.valid_to < clock.today():
        raise Conflict(str(APPOINTMENT_OVER))


def require_last_day(appointment: Appointment, on: date) -> None:
    """Raises Invalid(field="on") for a last day before the first one, before yesterday, or after another's first day on
    the seat..

    """
    require_standing(appointment)
    never_begins = on < appointment.valid_from and clock.today() < appointment.valid_from
    if on < appointment.valid_from and not never_begins:
        raise Invalid(str(LAST_DAY_BEFORE_FIRST), field="on")
    if on < clock.today() - timedelta(days=1):
        raise Invalid(_("Siste dag kan ikke være før i går."), field="on")
    taken = _taken(appointment.seat_id, appointment.rank, appointment.valid_from, on, but=appointment.id)
    if taken and not never_begins:
        raise Invalid(_("En annen overtar denne plassen før den dagen. Velg en tidligere siste dag."), field="on")


def _nomination(seat: Seat, placing: Placing) -> Nomination | None:
    """The organisation's proposal that this appointment answers. Raises Conflict when it is withdrawn or decided."""
    if placing.nomination_id is None:
        return None
    nomination = db.session.get(Nomination, placing.nomination_id)
    if nomination is None or nomination.seat_id != seat.id:
        raise Conflict(str(PROPOSAL_DECIDED))
    hold(nomination)
    nominations.require_open(nomination)
    return nomination


def _is_nominated(
    council: Council, seat: Seat, placing: Placing, nomination: Nomination | None, person: Person | None
) -> bool:
    """The contact's nomination is the yes to whom it names, from the day it names or at once, and to nothing else."""
    if nomination is None:
        return False
    same = (
        fold(squash(placing.who.name)) == fold(nomination.name)
        and normalise_email(placing.who.email) == (nomination.email or "")
        and placing.start == max(nomination.start, clock.today())
        and placing.end is None
        and (placing.rank == 0 or _taken(seat.id, 0, placing.start, None))
    )
    about = About(organisation_id=seat.organisation_id, concerned=frozenset({person.id} if person else ()))
    return same and nomination.proposed_by_id in approvers(council.id, about).contacts


def _tell_past(actor: Actor, council: Council, row: Appointment, *, person: Person, last_day: date) -> None:
    """What is over already is told as over, to whoever uses Medvirk; history asks nobody else to come in."""
    council.updated_at = clock.now()
    record(
        EventKind.APPOINTMENT_ENDED,
        actor,
        council_id=council.id,
        about=row,
        to=[person.id] if person.joined_at is not None else [],
        data={"seat": row.seat_id, "last_day": last_day.isoformat()},
    )


def require_paper(person: Person) -> None:
    """The yes to a public name is one's own; it is noted for somebody only where no mail can ask them.

    Raises Invalid(field="name_public") for somebody who has an e-mail address.
    """
    if not policy.can_note_yes(person):
        raise Invalid(_("Den som har e-postadresse, sier selv ja under Min konto."), field="name_public")


def _is_in_use(seat: Seat, day: date) -> bool:
    return seat.valid_to is None or seat.valid_to >= max(day, clock.today())


def _taken(seat_id: int, rank: int, start: date, end: date | None, *, but: int | None = None) -> bool:
    query = _overlapping(seat_id, start, end).where(Appointment.rank == rank)
    return db.session.scalar(query.where(Appointment.id != but) if but is not None else query) is not None


def _sits(seat_id: int, person_id: int, start: date, end: date | None) -> bool:
    return db.session.scalar(_overlapping(seat_id, start, end).where(Appointment.person_id == person_id)) is not None


def _overlapping(seat_id: int, start: date, end: date | None) -> Select[int]:
    query = select(Appointment.id).where(
        Appointment.seat_id == seat_id, or_(Appointment.valid_to.is_(None), Appointment.valid_to >= start)
    )
    return query if end is None else query.where(Appointment.valid_from <= end)
