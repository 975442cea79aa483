"""A yes on paper: signed slips that count some days after they are shown, and letters of appointment."""

import json
from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _

from app.access.sight import can_see_proposal
from app.assents.service import assents
from app.assents.service.approvers import REASONS, Approvers, administrators_for, approvers
from app.assents.service.proposals import (
    Details,
    decide_proposal,
    do_or_lapse,
    hold_waiting,
    note_yes_of,
    require_past,
    require_registrar,
    require_waiting,
    what_decides,
)
from app.core import clock
from app.core.actor import Actor
from app.core.authz import require, require_sight
from app.core.errors import Conflict, Invalid
from app.core.words import SIGNER_MISSING
from app.core.workdays import add_workdays
from app.database import db, hold
from app.models.assents import Asked, Assent, AssentWay, Proposal, ProposalAct, ProposalState
from app.models.councils import Council
from app.models.notices import EventKind
from app.notices.service.record import record

SLIP_DAYS = 5  # working days in which whoever signed can object


def register_slip(
    actor: Actor, council: Council, proposal: Proposal, *, signers: Iterable[int], signed_on: date
) -> list[Assent]:
    """The yes of members on paper: each signer is told, and it counts five working days later unless one objects.

    Raises Invalid(field="signers") where nobody is named, or somebody who cannot say yes.
    """
    by = hold_waiting(actor, proposal)
    require_registrar(actor, proposal)
    chosen = sorted(set(signers))
    if not chosen or any(one not in (*by.leaders, *by.holders) for one in chosen):
        raise Invalid(str(SIGNER_MISSING), field="signers")
    require_past(signed_on)
    from_day = add_workdays(clock.today(), SLIP_DAYS, july_pause=council.july_pause)
    given = {one.person_id for one in assents.unspent_yeses(proposal)}
    proposal.paper_on = signed_on
    noted = [
        note_yes_of(proposal, one, way=AssentWay.SLIP, counts_from=from_day) for one in chosen if one not in given
    ]  # fmt: skip
    record(
        EventKind.SLIP_REGISTERED,
        actor,
        council_id=proposal.council_id,
        about=proposal,
        to=dict.fromkeys((one.person_id for one in noted), REASONS[Asked.HOLDERS]),
        data={"counts_from": from_day.isoformat()},
    )
    return noted


def object_to_slip(actor: Actor, proposal: Proposal) -> None:
    """Whoever signed says that they did not, or regrets it; whoever can say yes may object for them.

    Raises Conflict when no slip waits.
    """
    by = hold_waiting(actor, proposal)
    require(actor.person_id in by)
    slips = [one for one in assents.unspent_yeses(proposal) if one.way is AssentWay.SLIP]
    if not slips:
        raise Conflict(_("Ingen underskrift venter."))
    own = [one for one in slips if one.person_id == actor.person_id]
    assents.spend_yeses(own or slips)


def register_letter(
    actor: Actor, council: Council, proposal: Proposal, *, sender: str, signed_on: date | None
) -> bool:  # fmt: skip
    """Nobody else is there: one administrator registers the organisation's signed letter, another approves it.

    True: it is approved, and in force. Of a seat without an organisation the letter is the person's signed consent.
    Raises Conflict where somebody nearer can still say yes, or the same administrator comes twice, and Invalid without
    sender or day.
    """
    hold(proposal)
    require_sight(can_see_proposal(actor, proposal))
    require_waiting(proposal)
    require(actor.person_id in administrators_for(proposal.council_id, what_decides(proposal)))
    if what_decides(proposal).inside or not approvers(proposal.council_id, what_decides(proposal)).nobody:
        raise Conflict(_("Brukersiden, organisasjonen eller koordinatoren kan svare selv."))
    registrars = administrators_for(proposal.council_id, what_decides(proposal))
    letters = [
        one for one in assents.unspent_yeses(proposal) if one.way is AssentWay.LETTER and one.person_id in registrars
    ]  # fmt: skip
    if not letters:
        if not sender.strip() or signed_on is None:
            raise Invalid(_("Skriv hvem brevet er fra, og datoen på det."), field="sender")
        require_past(signed_on)
        proposal.paper_from, proposal.paper_on = sender.strip(), signed_on
        note_yes_of(proposal, actor.person_id or 0, way=AssentWay.LETTER)
        return False
    if any(one.person_id == actor.person_id for one in letters):
        raise Conflict(_("En annen administrator må godkjenne brevet."))
    note_yes_of(proposal, actor.person_id or 0, way=AssentWay.LETTER)
    do_or_lapse(proposal, lambda: decide_proposal(actor, council, proposal, Approvers()))
    return True


def keep_paper(actor: Actor, council: Council, act: ProposalAct, details: Details, *, by: str, on: date) -> Proposal:
    """A row for what needs no yes but stands on paper: it is in force already, and holds the letter."""
    require_past(on)
    proposal = Proposal(
        council_id=council.id,
        act=act,
        details=json.loads(json.dumps({**details, "concerned": []}, default=str)),
        state=ProposalState.IN_FORCE,
        proposed_by_id=actor.person_id,
        proposed_by_name=actor.name,
        proposed_by_title=actor.title_in(council.id),
        at=clock.now(),
        decided_at=clock.now(),
        decided_by_id=actor.person_id,
        paper_from=by,
        paper_on=on,
    )
    db.session.add(proposal)
    db.session.flush()
    return proposal
