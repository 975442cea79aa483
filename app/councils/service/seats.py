"""The seats of a council: added, proposed, removed, and the organisation each belongs to."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.assents.service import proposals
from app.assents.service.proposals import Details
from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.core.roles import Side
from app.core.text import squash
from app.councils import policy
from app.councils.queries.seats import seat_label
from app.councils.service import register_files
from app.councils.service.councils import require_running
from app.database import db, hold
from app.models.assents import Proposal, ProposalAct
from app.models.councils import (
    Appointment,
    Council,
    Nomination,
    NominationState,
    Organisation,
    Seat,
)


def add_seat(
    actor: Actor,
    council: Council,
    *,
    organisation: str = "",
    title: str = "",
    side: Side,
    voting: bool,
) -> Seat | Proposal:
    """A seat for an organisation (from the register, a suggestion or a new name), or one with a title.

    A seat of the user side is proposed to it. Raises Invalid where the seat has no name.
    """
    hold(council)
    require(policy.can_manage(actor, council))
    require_running(council)
    if not (squash(organisation) or squash(title)):
        raise Invalid(_("Velg en organisasjon eller skriv hva plassen heter."), field="organisation")
    guard.refuse({"organisation": organisation, "title": title})
    known = organisation_called(organisation) if squash(organisation) else None
    if side is Side.USER:
        proposal = proposals.propose_act(
            actor,
            council,
            ProposalAct.NEW_SEAT,
            {"organisation": squash(organisation), "title": squash(title), "voting": voting},
            organisation_id=known.id if known else None,
        )
        if proposal is not None:
            return proposal
    return make_seat(council, organisation=organisation, title=title, side=side, voting=voting)


@proposals.carries_out(ProposalAct.NEW_SEAT)
def _add_proposed(_actor: Actor, council: Council, details: Details) -> None:
    hold(council)
    require_running(council)
    make_seat(
        council,
        organisation=details["organisation"],
        title=details["title"],
        side=Side.USER,
        voting=details["voting"],
    )


def make_seat(council: Council, *, organisation: str = "", title: str = "", side: Side, voting: bool) -> Seat:
    """The row of a seat, in the open transaction."""
    known = organisation_named(organisation) if squash(organisation) else None
    last = db.session.scalar(select(func.max(Seat.position)).where(Seat.council_id == council.id)) or 0
    seat = Seat(
        council_id=council.id,
        organisation_id=known.id if known else None,
        title=squash(title) or None,
        side=side,
        voting=voting,
        position=last + 1,
        valid_from=clock.today(),
    )
    seat.organisation = known
    db.session.add(seat)
    council.updated_at = clock.now()
    db.session.flush()
    return seat


def remove_seat(actor: Actor, council: Council, seat: Seat) -> Proposal | None:
    """An empty seat goes out of use today; the history of who sat there stays. A user seat is proposed first.

    Raises Conflict while somebody sits there or is nominated to it.
    """
    hold(seat)
    require(policy.can_manage(actor, council))
    _require_empty(seat)
    if seat.side is Side.USER:
        details = {"seat": seat.id, "place": seat_label(seat)}
        proposal = proposals.propose_act(
            actor, council, ProposalAct.REMOVE_SEAT, details, organisation_id=seat.organisation_id
        )
        if proposal is not None:
            return proposal
    _remove(council, seat)
    return None


@proposals.carries_out(ProposalAct.REMOVE_SEAT)
def _remove_proposed(_actor: Actor, council: Council, details: Details) -> None:
    seat = db.session.get_one(Seat, details["seat"])
    hold(seat)
    _require_empty(seat)
    _remove(council, seat)


def _remove(council: Council, seat: Seat) -> None:
    seat.valid_to = clock.today() - timedelta(days=1)
    council.updated_at = clock.now()


def _require_empty(seat: Seat) -> None:
    sits = select(Appointment.id).where(
        Appointment.seat_id == seat.id,
        (Appointment.valid_to.is_(None)) | (Appointment.valid_to >= clock.today()),
    )
    if db.session.scalar(sits) is not None:
        raise Conflict(_("Noen sitter på plassen. Avslutt oppnevningen først."))
    proposed = select(Nomination.id).where(Nomination.seat_id == seat.id, Nomination.state == NominationState.PROPOSED)
    if db.session.scalar(proposed) is not None:
        raise Conflict(_("Noen er foreslått til plassen. Svar organisasjonen først."))


def organisation_called(name: str) -> Organisation | None:
    """The organisation of that name in the register."""
    return db.session.scalar(select(Organisation).where(func.lower(Organisation.name) == squash(name).lower()))


def organisation_named(name: str) -> Organisation:
    """The organisation of that name; one that is only suggested, or new, is taken into the register."""
    wanted = squash(name)
    found = organisation_called(wanted)
    if found is not None:
        return found
    suggested = next((row for row in register_files.suggested_organisations() if row.name == wanted), None)
    made = Organisation(name=wanted)
    if suggested is not None:
        made.short_name, made.category, made.umbrella = suggested.short_name, suggested.category, suggested.umbrella
    db.session.add(made)
    db.session.flush()
    return made
