"""Proposed → confirmed → in force: what touches a council's user side takes effect with its yes only.

A room that has such an act registers how it is carried out (`carries_out`) and calls `propose_act` where the act is
done: the answer None means that the proposer's own yes is enough, and the act is done at once.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.sight import can_see_proposal
from app.assents import policy
from app.assents.service import assents
from app.assents.service.approvers import REASONS, About, Approvers, administrators_for, approvers, sitting_leader
from app.core import clock, guard
from app.core.actor import ANYONE, Actor
from app.core.authz import require, require_sight
from app.core.errors import Conflict, DomainError, Invalid
from app.core.roles import CouncilRoleKind
from app.core.words import COUNCIL_ENDED, DAY_AFTER_TODAY
from app.database import db, hold
from app.models.assents import Asked, Assent, AssentWay, Proposal, ProposalAct, ProposalState, SideAct
from app.models.councils import Council
from app.models.notices import Event, EventKind, Notice
from app.models.people import Person
from app.notices.service.record import record

Details = Mapping[str, Any]  # what a use case needs, as JSON: no rows


CarryOut = Callable[[Actor, Council, Details], object]


OF_A_SEAT = frozenset(
    {
        ProposalAct.NEW_SEAT,
        ProposalAct.REMOVE_SEAT,
        ProposalAct.APPOINT,
        ProposalAct.END_APPOINTMENT,
        ProposalAct.CHANGE_ADDRESS,
    }
)


_CARRY_OUT: dict[ProposalAct, CarryOut] = {}


def carries_out(act: ProposalAct) -> Callable[[CarryOut], CarryOut]:
    """Register what is done when a proposal of this kind has its yes."""

    def register(function: CarryOut) -> CarryOut:
        _CARRY_OUT[act] = function
        return function

    return register


def propose_act(
    actor: Actor,
    council: Council,
    act: ProposalAct,
    details: Details,
    *,
    organisation_id: int | None = None,
    concerned: Iterable[int] = (),
    on: date | None = None,
) -> Proposal | None:
    """Put something to the user side, or None when the proposer's own yes is enough and it is to be done now.

    `details`: what `carries_out` needs, as JSON. `organisation_id`: whose seat it is about. `concerned`: whose yes
    never counts. `on`: the day it takes effect, when that is later than the yes; then there is always a row. Raises
    Conflict when the same is proposed already.
    """
    plain = json.loads(json.dumps({**details, "concerned": sorted(set(concerned))}, default=str))
    by = approvers(council.id, _about(council.id, act, plain, organisation_id))
    enough = actor.person_id in by and by.is_enough([actor.person_id or 0])
    if enough and on is None:
        return None
    if actor.person_id is None:
        raise RuntimeError("A visitor proposes nothing.")
    _require_new(council, act, plain)
    proposal = Proposal(
        council_id=council.id,
        act=act,
        details=plain,
        organisation_id=organisation_id,
        takes_effect_on=on,
        proposed_by_id=actor.person_id,
        proposed_by_name=actor.name,
        proposed_by_title=actor.title_in(council.id),
        at=clock.now(),
    )
    db.session.add(proposal)
    db.session.flush()
    if actor.person_id in by:
        _note_yes(actor, proposal)
    if enough:
        decide_proposal(actor, council, proposal, by)
    else:
        ask_next(proposal)
    return proposal


def what_decides(proposal: Proposal) -> About:
    """What decides who may say yes to it today."""
    return _about(proposal.council_id, proposal.act, proposal.details, proposal.organisation_id)


def _about(council_id: int, act: ProposalAct, details: Details, organisation_id: int | None) -> About:
    of_role = act in (ProposalAct.GIVE_ROLE, ProposalAct.END_ROLE)
    leads = of_role and details.get("kind") == CouncilRoleKind.LEADER.value
    return About(
        organisation_id=organisation_id,
        concerned=frozenset(details.get("concerned", ())) | _people_at(_addresses(details)),
        leader_id=sitting_leader(council_id) if leads else None,
        inside=act is ProposalAct.GIVE_ADVICE,
        of_a_seat=act in OF_A_SEAT,
    )


def _people_at(addresses: Iterable[str]) -> frozenset[int]:
    """Whose account an address is today: it may have become somebody's since it was proposed."""
    asked = sorted(set(addresses))
    return frozenset(db.session.scalars(select(Person.id).where(Person.email.in_(asked)))) if asked else frozenset()


def _addresses(details: Any) -> list[str]:
    """Every e-mail address in what is proposed."""
    if isinstance(details, dict):
        own = [details["email"]] if isinstance(details.get("email"), str) else []
        return own + [address for value in details.values() for address in _addresses(value)]
    return [address for one in details for address in _addresses(one)] if isinstance(details, list) else []


def say_yes_to_proposal(actor: Actor, council: Council, proposal: Proposal) -> bool:
    """One of those who can, agrees. False: it takes one more. Where it cannot be done any more, it lapses."""
    by = hold_waiting(actor, proposal)
    require(actor.person_id in by, _("Du kan ikke godkjenne dette forslaget."))
    given = [one for one in assents.unspent_yeses(proposal) if one.person_id == actor.person_id]
    if not any(one.way is AssentWay.PRESSED for one in given):
        assents.spend_yeses(given)  # one's own word takes the place of what the secretary registered from paper
        _note_yes(actor, proposal)
    return settle_proposal(actor, council, proposal)


def settle_proposal(actor: Actor, council: Council, proposal: Proposal) -> bool:
    """Carry the proposal out when the yeses that count today are enough; else False.

    What cannot be done any more, since a seat was taken or a setting changed meanwhile, lapses with that reason: a
    proposal that nobody can carry out is asked of nobody.
    """
    if not has_enough(proposal):
        return False
    by = approvers(proposal.council_id, what_decides(proposal))
    do_or_lapse(proposal, lambda: decide_proposal(actor, council, proposal, by))
    return True


def do_or_lapse(proposal: Proposal, do: Callable[[], object]) -> None:
    try:
        with db.session.begin_nested():  # what it had done before it stopped is undone, and the lapse is kept
            do()
    except DomainError as error:
        db.session.refresh(proposal)
        lapse_proposal(proposal, because=error.text)


def has_enough(proposal: Proposal) -> bool:
    """Do the yeses that count today suffice?"""
    return approvers(proposal.council_id, what_decides(proposal)).is_enough(_counted(proposal))


def refuse_proposal(actor: Actor, proposal: Proposal, *, reason: str) -> None:
    """Any of those who could say yes refuses, with a reason that the proposer reads.

    Raises Invalid(field="reason") without one.
    """
    by = hold_waiting(actor, proposal)
    require(actor.person_id in by, _("Du kan ikke svare på dette forslaget."))
    require(
        actor.person_id != by.leader_id, _("Dette gjelder din egen rolle. Da kan du si ja, men ikke stoppe forslaget.")
    )
    if not reason.strip():
        raise Invalid(_("Skriv hvorfor, så den som foreslo det, forstår svaret."), field="reason")
    guard.refuse({"reason": reason})
    proposal.refusal = reason
    _close_proposal(actor, proposal, ProposalState.REFUSED)


def withdraw_proposal(actor: Actor, proposal: Proposal) -> None:
    """Whoever proposed it takes it back; what has its yes and waits for its day, also whoever could say yes to it.

    Raises Conflict when it is decided.
    """
    hold(proposal)
    require_sight(can_see_proposal(actor, proposal))
    require(can_withdraw(actor, proposal))
    if proposal.state not in (ProposalState.PROPOSED, ProposalState.CONFIRMED):
        raise Conflict(_("Forslaget er avgjort allerede."))
    _close_proposal(actor, proposal, ProposalState.WITHDRAWN)


def can_withdraw(actor: Actor, proposal: Proposal) -> bool:
    """Nobody else takes back what another has asked the user side, however they run the council."""
    if actor.person_id == proposal.proposed_by_id:
        return True
    if proposal.waits:
        return False
    by = approvers(proposal.council_id, what_decides(proposal))
    return actor.person_id in by and actor.person_id != by.leader_id


def lapse_proposal(proposal: Proposal, *, because: str = "") -> None:
    """Nobody has said yes in time, or it cannot be done any more and `because` says why: whoever proposed it hears."""
    hold(proposal)
    if proposal.state in (ProposalState.PROPOSED, ProposalState.CONFIRMED):
        proposal.refusal = because or None
        _close_proposal(ANYONE, proposal, ProposalState.LAPSED)


def lapse_with_council(council: Council) -> None:
    """The council ends: nothing that was proposed for it waits any longer, but the ending itself."""
    for one in waiting_in(council.id):
        if one.act is not ProposalAct.END_COUNCIL:
            lapse_proposal(one, because=str(COUNCIL_ENDED))


def carry_out_on_its_day(council: Council, proposal: Proposal) -> None:
    """What was confirmed for a later day is in force from now on; what cannot be done any more, lapses."""
    hold(proposal)
    if proposal.state is ProposalState.CONFIRMED:
        do_or_lapse(proposal, lambda: _put_in_force(council, proposal))


def _put_in_force(council: Council, proposal: Proposal) -> None:
    _carry_out(ANYONE, council, proposal)
    proposal.move(ProposalState.IN_FORCE)


def require_registrar(actor: Actor, proposal: Proposal) -> None:
    """Raises Denied for whoever does not register what members have signed on paper."""
    allowed = policy.registers_slips(actor, proposal.council_id)
    require(allowed, _("Sekretæren registrerer det som er underskrevet på papir."))


def ask_next(proposal: Proposal) -> bool:
    """Write to the next in line: leader and deputy, else holders, contacts, coordinators, administrators.

    Nobody is asked twice, nor after saying yes. False: there is nobody now; it is looked at again, for there may be.
    """
    by = approvers(proposal.council_id, what_decides(proposal))
    proposal.asked_on = clock.today()
    if by.nobody and what_decides(proposal).inside:
        return False
    order = list(Asked)
    begun = order.index(proposal.asked) + 1 if proposal.asked is not None else 0
    known = {
        proposal.proposed_by_id,
        *_asked_before(proposal),
        *(one.person_id for one in assents.unspent_yeses(proposal)),
    }
    for step in order[begun:]:
        people = administrators_for(proposal.council_id, what_decides(proposal)) if by.nobody else by.group(step)
        step = Asked.ADMINISTRATORS if by.nobody else step
        asked = [one for one in people if one not in known]
        if asked:
            proposal.asked = step
            record(
                EventKind.PROPOSAL_ASKED,
                ANYONE,
                council_id=proposal.council_id,
                about=proposal,
                to=dict.fromkeys(asked, REASONS[step]),
                data={"step": step.value},
            )
            return True
    return False


def _asked_before(proposal: Proposal) -> set[int]:
    events = (Event.kind == EventKind.PROPOSAL_ASKED, Event.subject == "proposal", Event.subject_id == proposal.id)
    return set(db.session.scalars(select(Notice.person_id).join(Event).where(*events)))


def waiting_in(council_id: int) -> list[Proposal]:
    """What waits in a council, the oldest first."""
    return list(
        db.session.scalars(
            select(Proposal)
            .where(
                Proposal.council_id == council_id,
                Proposal.state.in_((ProposalState.PROPOSED, ProposalState.CONFIRMED)),
            )
            .order_by(Proposal.id)
        )
    )


def hold_waiting(actor: Actor, proposal: Proposal) -> Approvers:
    """The proposal as it is now, and who can say yes to it."""
    hold(proposal)
    require_sight(can_see_proposal(actor, proposal))
    require_waiting(proposal)
    return approvers(proposal.council_id, what_decides(proposal))


def require_waiting(proposal: Proposal) -> None:
    """Raises Conflict for a proposal that is decided."""
    if not proposal.waits:
        raise Conflict(_("Forslaget er avgjort allerede."))


def require_past(day: date) -> None:
    """Raises Invalid(field="signed_on") for a day after today."""
    if day > clock.today():
        raise Invalid(str(DAY_AFTER_TODAY), field="signed_on")


def _require_new(council: Council, act: ProposalAct, details: Details) -> None:
    if any(one.act is act and one.details == details for one in waiting_in(council.id)):
        raise Conflict(_("Det samme er foreslått allerede, og venter på svar."))


def _counted(proposal: Proposal) -> list[int]:
    """Whose yes counts today; a signed slip counts from its day on."""
    today = clock.today()
    return [
        one.person_id
        for one in assents.unspent_yeses(proposal)
        if one.way is not AssentWay.LETTER and (one.counts_from is None or one.counts_from <= today)
    ]


def _note_yes(actor: Actor, proposal: Proposal) -> None:
    seats = [one for one in actor.seats_in(proposal.council_id) if one.is_holder]
    note_yes_of(proposal, actor.person_id or 0, seat_id=seats[0].seat_id if seats else None)


def note_yes_of(
    proposal: Proposal,
    person_id: int,
    *,
    seat_id: int | None = None,
    way: AssentWay = AssentWay.PRESSED,
    counts_from: date | None = None,
) -> Assent:
    return assents.add_yes(
        person_id,
        proposal.council_id,
        SideAct.PROPOSAL,
        about=proposal,
        details={"act": proposal.act.value},
        seat_id=seat_id,
        way=way,
        counts_from=counts_from,
    )


def decide_proposal(actor: Actor, council: Council, proposal: Proposal, by: Approvers) -> None:
    proposal.by_one = by.is_by_one(_counted(proposal))
    later = proposal.takes_effect_on is not None and proposal.takes_effect_on > clock.today()
    if later:
        _close_proposal(actor, proposal, ProposalState.CONFIRMED)
        return
    _carry_out(actor, council, proposal)
    _close_proposal(actor, proposal, ProposalState.IN_FORCE)


def _carry_out(actor: Actor, council: Council, proposal: Proposal) -> None:
    """Done in the name of who said the last yes; `proposed_by` is whose invitation it is."""
    _CARRY_OUT[proposal.act](actor, council, {**proposal.details, "proposed_by": proposal.proposed_by_id})


def _close_proposal(actor: Actor, proposal: Proposal, to: ProposalState) -> None:
    """Decided: no yes waits any longer, an address is of no use here any more, and whoever proposed it hears so."""
    proposal.move(to)
    proposal.decided_at = clock.now()
    proposal.decided_by_id = actor.person_id
    if to is not ProposalState.CONFIRMED:
        proposal.details = _without_addresses(proposal.details)
    assents.spend_yeses(assents.unspent_yeses(proposal))
    record(
        EventKind.PROPOSAL_DECIDED,
        actor,
        council_id=proposal.council_id,
        about=proposal,
        to=[proposal.proposed_by_id],
        data={"state": to.value},
    )


def _without_addresses(details: Any) -> Any:
    if isinstance(details, dict):
        return {key: _without_addresses(value) for key, value in details.items() if key != "email"}
    return [_without_addresses(one) for one in details] if isinstance(details, list) else details
