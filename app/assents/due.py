"""What time asks of proposals: ask the next in line, count signed slips, carry out on the day, let lapse."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import partial

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from app.assents.service import proposals
from app.core import clock
from app.core.actor import ANYONE
from app.core.workdays import add_workdays
from app.database import db, hold
from app.models.assents import Asked, Assent, Proposal, ProposalState

UseCase = Callable[[], object]

NEXT_AFTER = 5  # working days until the next in line is asked
LAPSES_AFTER = 40  # working days
MORNING = time(7)  # nobody is asked at night


def due(now: datetime) -> Iterator[UseCase]:
    """Use cases, each idempotent and for a transaction of its own."""
    today = clock.local_day(now)
    is_day = clock.local(now).time() >= MORNING
    for proposal in _waiting():
        july = proposal.council.july_pause
        began = clock.local_day(proposal.at)
        if proposal.state is ProposalState.CONFIRMED:
            if proposal.takes_effect_on is not None and proposal.takes_effect_on <= today:
                yield partial(_begin_proposal, proposal.id)
        elif add_workdays(began, LAPSES_AFTER, july_pause=july) <= today:
            yield partial(_lapse_proposal, proposal.id)
        elif _slip_counts(proposal, today):
            yield partial(_settle_proposal, proposal.id)
        elif is_day and _next_is_due(proposal, today):
            yield partial(_ask_next, proposal.id)


def _waiting() -> list[Proposal]:
    query = (
        select(Proposal)
        .options(joinedload(Proposal.council))
        .where(Proposal.state.in_((ProposalState.PROPOSED, ProposalState.CONFIRMED)))
        .order_by(Proposal.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def _next_is_due(proposal: Proposal, today: date) -> bool:
    """`asked_on` moves with each step, and each time that nobody was left to ask."""
    if proposal.asked is Asked.ADMINISTRATORS or proposal.asked_on is None:
        return False
    return add_workdays(proposal.asked_on, NEXT_AFTER, july_pause=proposal.council.july_pause) <= today


def _slip_counts(proposal: Proposal, today: date) -> bool:
    """A slip has come to its day, and nothing has been decided with it yet."""
    slips = (Assent.subject == Proposal.__tablename__, Assent.subject_id == proposal.id, Assent.spent_at.is_(None))
    come = exists().where(*slips, Assent.counts_from.is_not(None), Assent.counts_from <= today)
    return bool(db.session.scalar(select(come))) and proposals.has_enough(proposal)


def _begin_proposal(proposal_id: int) -> None:
    proposal = _again(proposal_id)
    proposals.carry_out_on_its_day(proposal.council, proposal)


def _settle_proposal(proposal_id: int) -> None:
    proposal = _again(proposal_id)
    hold(proposal)
    if proposal.waits:
        proposals.settle_proposal(ANYONE, proposal.council, proposal)


def _lapse_proposal(proposal_id: int) -> None:
    proposals.lapse_proposal(_again(proposal_id))


def _ask_next(proposal_id: int) -> None:
    proposal = _again(proposal_id)
    hold(proposal)
    if proposal.waits:
        proposals.ask_next(proposal)


def _again(proposal_id: int) -> Proposal:
    return db.session.get_one(Proposal, proposal_id, options=[joinedload(Proposal.council)], populate_existing=True)
