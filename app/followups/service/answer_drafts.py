"""An assistant's draft of an answer: offered to the director, who reads, edits and sends it."""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict
from app.database import db, hold
from app.followups import policy
from app.followups.queries.state_text import follow_up_now
from app.models.followups import FollowUp
from app.models.people import Draft


def hold_for_drafting(actor: Actor, follow_up: FollowUp) -> None:
    """Hold issue and follow-up before the draft, as whoever answers does. Raises Conflict when it is answered."""
    hold(follow_up.issue)
    hold(follow_up)
    require(policy.assists(actor, follow_up))
    if not policy.can_draft(actor, follow_up):
        raise Conflict(follow_up_now(follow_up))


def offer_draft(actor: Actor, follow_up: FollowUp, draft: Draft) -> None:
    """The director may read and send it from now on, in place of what the same person offered before.

    Both rows are held (`hold_for_drafting`). Raises Denied for anybody but the writer of the draft.
    """
    hold(draft)
    require(policy.can_draft(actor, follow_up) and draft.person_id == actor.person_id)
    before = own_offered(actor, follow_up)
    if before is not None and before.id != draft.id:
        draft = _in_place_of(before, draft)
    draft.subject = str(follow_up.id)
    draft.offered_at = clock.now()


def _in_place_of(before: Draft, draft: Draft) -> Draft:
    """The earlier row with the new words: who has begun an answer with it still names its writer."""
    hold(before)
    told = {name: getattr(draft, name) for name in ("key", "fields", "excerpt", "writer", "saved_at")}
    db.session.delete(draft)
    db.session.flush()  # its key is free now
    for name, value in told.items():
        setattr(before, name, value)
    before.warned_at = None
    return before


def offered_draft(actor: Actor, follow_up: FollowUp) -> Draft | None:
    """The newest draft that an assistant offers the reader."""
    if not policy.can_answer(actor, follow_up):
        return None
    return db.session.scalar(_offered(follow_up).where(Draft.person_id != actor.person_id))


def own_offered(actor: Actor, follow_up: FollowUp) -> Draft | None:
    """What the reader has offered, to go on with."""
    return db.session.scalar(_offered(follow_up).where(Draft.person_id == actor.person_id))


def _offered(follow_up: FollowUp) -> Select[Draft]:
    return (
        select(Draft)
        .options(joinedload(Draft.person))
        .where(Draft.subject == str(follow_up.id), Draft.offered_at.is_not(None), Draft.ended_at.is_(None))
        .order_by(Draft.saved_at.desc(), Draft.id.desc())
        .limit(1)
    )
