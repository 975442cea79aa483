"""A member's e-mail address is changed by whoever runs the council: from paper to mail, or a wrong one put right."""

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.service import credentials as accounts
from app.accounts.service.invitations import InvitedTo
from app.assents.service import proposals
from app.assents.service.proposals import Details
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Invalid
from app.core.roles import Side
from app.core.text import normalise_email
from app.councils import policy
from app.councils.service import sides
from app.councils.service.appointments import OWN_RIGHTS
from app.councils.service.invitees import invite_to
from app.database import db, hold
from app.models.assents import Proposal, ProposalAct
from app.models.councils import (
    Appointment,
    Council,
    CouncilRole,
    OfficeRole,
    Scope,
    Seat,
)
from app.models.people import Person
from app.notices.policy.addresses import require_one_address


def change_address(actor: Actor, council: Council, appointment: Appointment, *, email: str) -> Proposal | None:
    """Another e-mail address for somebody whom mail does not reach; whoever is reached changes it themselves.

    Of somebody on the user side it is proposed. None: it is done. Raises Invalid for an address that cannot be.
    """
    hold(council)
    hold(appointment)
    require(policy.can_appoint(actor, council, appointment.person_id), _(OWN_RIGHTS))
    person = db.session.get_one(Person, appointment.person_id)
    hold(person)
    address = _require_free(person, email)
    _require_part_only_here(person, council)
    seat = db.session.get_one(Seat, appointment.seat_id)
    if seat.side is Side.USER or person.id in sides.user_side(council.id):
        proposal = proposals.propose_act(
            actor,
            council,
            ProposalAct.CHANGE_ADDRESS,
            {"appointment": appointment.id, "person": person.id, "name": person.name, "email": address},
            organisation_id=seat.organisation_id,
            concerned=[person.id],
        )
        if proposal is not None:
            return proposal
    _change_address(council, appointment, person, address, inviter_id=actor.person_id)
    return None


@proposals.carries_out(ProposalAct.CHANGE_ADDRESS)
def _change_proposed(_actor: Actor, council: Council, details: Details) -> None:
    person = db.session.get_one(Person, details["person"])
    hold(person)
    appointment = db.session.get_one(Appointment, details["appointment"])
    _require_part_only_here(person, council)
    address = _require_free(person, details["email"])
    _change_address(council, appointment, person, address, inviter_id=details["proposed_by"])


def can_change_address(person: Person) -> bool:
    """Only where no mail reaches somebody: no address, one that refuses mail, or an invitation never taken."""
    return person.email is None or person.mail_refused_at is not None or person.joined_at is None


def _require_part_only_here(person: Person, council: Council) -> None:
    if _has_part_elsewhere(person.id, council.id):
        raise Invalid(_("Personen har oppgaver flere steder, og må bytte adressen selv."), field="email")


def _require_free(person: Person, email: str) -> str:
    if not can_change_address(person):
        raise Invalid(_("Personen får e-posten sin og må selv bytte adresse under Min konto."), field="email")
    address = normalise_email(email)
    require_one_address(address)
    if db.session.scalar(select(Person.id).where(Person.email == address)) is not None:
        raise Invalid(_("E-postadressen kan ikke brukes her."), field="email")
    return address


def _change_address(
    council: Council, appointment: Appointment, person: Person, address: str, *, inviter_id: int | None
) -> None:  # fmt: skip
    """Links and devices of the old address are of no use any more."""
    accounts.move_to_address(person, address)
    to = InvitedTo(seat_id=appointment.seat_id, rank=appointment.rank, council_id=council.id, place=council.name)
    invite_to(person, to, inviter_id=inviter_id)


def _has_part_elsewhere(person_id: int, council_id: int) -> bool:
    """A seat or role in another council, a role at an office, or a scope: not this council's to say."""
    elsewhere = [
        select(Appointment.id)
        .join(Seat, Seat.id == Appointment.seat_id)
        .where(Appointment.person_id == person_id, Seat.council_id != council_id, sides.not_over(Appointment)),
        select(CouncilRole.id).where(
            CouncilRole.person_id == person_id, CouncilRole.council_id != council_id, sides.not_over(CouncilRole)
        ),
        select(OfficeRole.id).where(OfficeRole.person_id == person_id, sides.not_over(OfficeRole)),
        select(Scope.id).where(Scope.person_id == person_id, sides.not_over(Scope)),
    ]
    return any(db.session.scalar(query.limit(1)) is not None for query in elsewhere)
