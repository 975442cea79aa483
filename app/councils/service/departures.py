"""A member dies or resigns on paper: noted by whoever runs the council, and who finds another is told."""

from datetime import date, timedelta

from flask_babel import gettext as _

from app.assents.service import paper_yes
from app.assents.service.approvers import About, approvers
from app.core import clock
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.councils import policy
from app.councils.queries.seats import seat_label
from app.councils.service.appointments import OWN_RIGHTS, end_now, require_last_day, who_finds_another
from app.councils.words import APPOINTMENT_OVER
from app.database import db, hold
from app.models.assents import Proposal, ProposalAct
from app.models.councils import (
    Appointment,
    Council,
    Seat,
)
from app.models.people import Person


def may_note_death(actor: Actor, council: Council, appointment: Appointment) -> bool:
    """The user side, the organisation's contact, or the coordinator; not of oneself."""
    seat = db.session.get_one(Seat, appointment.seat_id)
    about = About(organisation_id=seat.organisation_id, concerned=frozenset({appointment.person_id}))
    return actor.person_id in approvers(council.id, about)


def note_death(actor: Actor, council: Council, appointment: Appointment) -> None:
    """The last day was yesterday, and no letter goes to the person. For the user side, the contact, the coordinator.

    Raises Conflict when the appointment has ended.
    """
    hold(council)
    hold(appointment)
    require(
        may_note_death(actor, council, appointment),
        _("Bare brukersiden, organisasjonen eller koordinatoren kan registrere dødsfall."),
    )
    if appointment.valid_to is not None and appointment.valid_to < clock.today():
        raise Conflict(str(APPOINTMENT_OVER))
    on = clock.today() - timedelta(days=1)
    if appointment.valid_from == clock.today():
        on = clock.today()  # begun: its only day
    told = who_finds_another(council, appointment)
    end_now(actor, council, appointment, on=on, reason="", told=told, to_person=False)


def note_resignation(
    actor: Actor, council: Council, appointment: Appointment, *, on: date, signed_on: date
) -> Proposal:  # fmt: skip
    """Somebody whom no mail reaches has resigned in a signed letter, which is kept with the returned row.

    Raises Invalid for who has an account of their own: they press the button themselves.
    """
    hold(council)
    hold(appointment)
    require(policy.can_appoint(actor, council, appointment.person_id), _(OWN_RIGHTS))
    person = db.session.get_one(Person, appointment.person_id)
    if person.email is not None:
        raise Invalid(_("Personen har e-postadresse og må selv trekke seg under Min konto."), field="resigned")
    require_last_day(appointment, on)
    seat = db.session.get_one(Seat, appointment.seat_id)
    details = {"appointment": appointment.id, "on": on, "reason": "", "name": person.name, "place": seat_label(seat)}
    kept = paper_yes.keep_paper(actor, council, ProposalAct.END_APPOINTMENT, details, by=person.name, on=signed_on)
    end_now(actor, council, appointment, on=on, reason="", told=who_finds_another(council, appointment))
    return kept
