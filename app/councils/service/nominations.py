"""An organisation proposes whom it wants on its seat; whoever runs the council appoints or says no."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from app.assents.service import proposals
from app.assents.service.proposals import Details
from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require, require_sight
from app.core.errors import Conflict, Invalid
from app.core.roles import CouncilRoleKind
from app.core.text import fold, normalise_email, squash
from app.core.words import DAY_BEFORE_TODAY
from app.councils import policy
from app.councils.queries.seats import seat_label
from app.councils.words import PERSON_NAME_MISSING, PROPOSAL_DECIDED, SEAT_NOT_IN_USE
from app.database import db, hold
from app.models.assents import Proposal, ProposalAct
from app.models.councils import Council, Nomination, NominationState, Seat
from app.models.notices import EventKind, Reason
from app.notices.policy.addresses import require_one_address
from app.notices.queries.recipients import coordinators_of, council_people
from app.notices.service.record import record


def nominate(actor: Actor, seat: Seat, *, name: str, email: str, start: date, reason: str) -> Nomination:
    """Ask the council for somebody on the organisation's seat. The seat comes with its council.

    Raises Conflict when the seat is not in use, Invalid without a name, for a first day before today and for somebody
    who is proposed already.
    """
    hold(seat)
    require_sight(policy.can_see_nominations(actor, seat))
    if not policy.can_nominate(actor, seat, clock.today()):
        raise Conflict(str(SEAT_NOT_IN_USE))
    guard.refuse({"name": name, "reason": reason})
    if not squash(name):
        raise Invalid(str(PERSON_NAME_MISSING), field="name")
    if email:
        require_one_address(normalise_email(email))
    if start < clock.today():
        raise Invalid(str(DAY_BEFORE_TODAY), field="start")
    if _is_proposed(seat, name):
        raise Invalid(_("Dere har foreslått %(name)s til denne plassen allerede.", name=squash(name)), field="name")
    nomination = Nomination(
        seat_id=seat.id,
        name=squash(name),
        email=normalise_email(email) or None,
        reason=reason or None,
        start=start,
        proposed_by_id=actor.person_id,
        at=clock.now(),
    )
    db.session.add(nomination)
    db.session.flush()
    _tell_council(actor, seat, nomination)
    return nomination


def withdraw_nomination(actor: Actor, nomination: Nomination) -> None:
    """The organisation takes its proposal back."""
    hold(nomination)
    require_sight(policy.can_withdraw(actor, nomination.seat))
    require_open(nomination)
    close_nomination(actor, nomination, NominationState.WITHDRAWN)


def decline_nomination(actor: Actor, council: Council, nomination: Nomination, *, reason: str) -> Proposal | None:
    """No, and why: the organisation reads it on its page. The user side says no; whoever else does, proposes it.

    None: it is done. Raises Invalid without a reason.
    """
    hold(nomination)
    require(policy.can_decide(actor, council))
    require_open(nomination)
    if not reason.strip():
        raise Invalid(_("Skriv hvorfor, så organisasjonen forstår svaret."), field="reason")
    guard.refuse({"reason": reason})
    details = {
        "nomination": nomination.id,
        "reason": reason,
        "name": nomination.name,
        "place": seat_label(db.session.get_one(Seat, nomination.seat_id)),
    }
    proposal = proposals.propose_act(actor, council, ProposalAct.DECLINE_NOMINATION, details)
    if proposal is None:
        _decline(actor, council, nomination, reason)
    return proposal


@proposals.carries_out(ProposalAct.DECLINE_NOMINATION)
def _decline_proposed(actor: Actor, council: Council, details: Details) -> None:
    nomination = db.session.get_one(Nomination, details["nomination"])
    hold(nomination)
    require_open(nomination)
    _decline(actor, council, nomination, details["reason"])


def _decline(actor: Actor, council: Council, nomination: Nomination, reason: str) -> None:
    nomination.decline_reason = reason
    close_nomination(actor, nomination, NominationState.DECLINED)
    tell_organisation(actor, council, nomination)


def accept_nomination(actor: Actor, council: Council, nomination: Nomination) -> None:
    """Whom the organisation proposed is appointed: for the transaction that appoints, which holds the row."""
    close_nomination(actor, nomination, NominationState.ACCEPTED)
    tell_organisation(actor, council, nomination)


def require_open(nomination: Nomination) -> None:
    """Raises Conflict for a nomination that is decided."""
    if nomination.state is not NominationState.PROPOSED:
        raise Conflict(str(PROPOSAL_DECIDED))


def _is_proposed(seat: Seat, name: str) -> bool:
    waiting = select(Nomination.name).where(Nomination.seat_id == seat.id, Nomination.state == NominationState.PROPOSED)
    return fold(squash(name)) in {fold(one) for one in db.session.scalars(waiting)}


def close_nomination(actor: Actor, nomination: Nomination, to: NominationState) -> None:
    """What is decided needs no address: an appointment has its own."""
    nomination.move(to)
    nomination.decided_at = clock.now()
    nomination.decided_by_id = actor.person_id
    nomination.email = None


def _tell_council(actor: Actor, seat: Seat, nomination: Nomination) -> None:
    """Leader, deputy and secretary; where there is nobody but who proposes, the coordinator."""
    running = council_people(seat.council_id, CouncilRoleKind.LEADER, CouncilRoleKind.DEPUTY, CouncilRoleKind.SECRETARY)
    others = set(running) - {actor.person_id}
    record(
        EventKind.REPRESENTATIVE_PROPOSED,
        actor,
        council_id=seat.council_id,
        about=nomination,
        to={} if others else dict.fromkeys(coordinators_of(seat.council_id), Reason.COORDINATOR),
        data={"seat": seat.id},
    )


def tell_organisation(actor: Actor, council: Council, nomination: Nomination) -> None:
    record(
        EventKind.NOMINATION_DECIDED,
        actor,
        council_id=council.id,
        about=nomination,
        to={nomination.proposed_by_id: Reason.ORGANISATION},
        data={"seat": nomination.seat_id, "appointed": nomination.state is NominationState.ACCEPTED},
    )
