"""What pages read about proposals."""

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from app.access.sight import proposals_visible_to
from app.assents import policy
from app.assents.service import proposals
from app.assents.service.approvers import administrators_for, approvers
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.text import by_name
from app.database import db
from app.models.assents import Asked, Assent, AssentWay, Proposal, ProposalState
from app.models.files import StoredFile
from app.models.people import Person


def proposal(actor: Actor, council_id: int, proposal_id: int) -> Proposal:
    """One that the actor may see. Raises NotFound."""
    found = db.session.scalar(
        select(Proposal)
        .where(Proposal.id == proposal_id, Proposal.council_id == council_id, proposals_visible_to(actor))
        .options(joinedload(Proposal.council), joinedload(Proposal.organisation), joinedload(Proposal.decided_by))
    )
    if found is None:
        raise NotFound
    return found


def waiting_in(actor: Actor, council_id: int) -> Sequence[Proposal]:
    """What waits in a council for its yes or its day, the oldest first."""
    return db.session.scalars(
        select(Proposal)
        .where(
            Proposal.council_id == council_id,
            Proposal.state.in_((ProposalState.PROPOSED, ProposalState.CONFIRMED)),
            proposals_visible_to(actor),
        )
        .order_by(Proposal.id)
    ).all()


def waiting_for(actor: Actor) -> list[Proposal]:
    """Proposals to which the actor can say yes and has not, the oldest first; few anywhere."""
    said = exists().where(
        Assent.subject == Proposal.__tablename__,
        Assent.subject_id == Proposal.id,
        Assent.person_id == (actor.person_id or 0),
        Assent.spent_at.is_(None),
        Assent.way != AssentWay.SLIP,  # registered by somebody else: one's own word is still asked for
    )
    found = db.session.scalars(
        select(Proposal)
        .where(Proposal.state == ProposalState.PROPOSED, proposals_visible_to(actor), ~said)
        .options(joinedload(Proposal.council))
        .order_by(Proposal.id)
    ).all()
    return [one for one in found if can_answer(actor, one)]


def can_answer(actor: Actor, one: Proposal) -> bool:
    """May the actor say yes or no, or approve the letter where nobody else is there?"""
    about = proposals.what_decides(one)
    if one.asked is Asked.ADMINISTRATORS and policy.approves_letters(actor):
        return actor.person_id in administrators_for(one.council_id, about)
    return actor.person_id in approvers(one.council_id, about)


def yeses_to(one: Proposal) -> Sequence[Assent]:
    """Who has said yes and in which way, the first first; of a decided proposal those that decided it."""
    return db.session.scalars(
        select(Assent)
        .where(Assent.subject == Proposal.__tablename__, Assent.subject_id == one.id)
        .options(joinedload(Assent.person))
        .order_by(Assent.id)
    ).all()


def papers_of(one: Proposal) -> Sequence[StoredFile]:
    return db.session.scalars(select(StoredFile).where(StoredFile.proposal_id == one.id).order_by(StoredFile.id)).all()


def names_of(people: Sequence[int]) -> list[tuple[int, str]]:
    """The persons of these ids by name."""
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(people)))
    return [(row.id, row.name) for row in by_name(rows)]
