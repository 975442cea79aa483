"""Drafts of answers: saved every few seconds; an assistant's is offered to the director, who edits and sends it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict
from app.core.guard import without_numbers
from app.database import db
from app.followups import policy
from app.followups.answering import ANSWER_FORM
from app.followups.state_words import follow_up_now
from app.models.followups import FollowUp
from app.models.people import Draft

LONGEST = 20_000


@dataclass(frozen=True)
class Drafts:
    """What has been written for one answer: by the reader, and offered by an assistant."""

    own: Draft | None
    offered: Draft | None


def save(actor: Actor, follow_up: FollowUp, fields: Mapping[str, str], *, offer: bool = False) -> Draft:
    """Keep what is typed. `offer`: the director may read and send it from now on."""
    require(policy.answers_for(actor, follow_up) or policy.assists(actor, follow_up))
    if not (policy.can_answer(actor, follow_up) or policy.can_draft(actor, follow_up)):
        raise Conflict(follow_up_now(follow_up))
    kept = {name: without_numbers(value[:LONGEST]) for name, value in fields.items() if value}
    draft = _own(actor, follow_up)
    if draft is None:
        draft = Draft(person_id=actor.person_id, form=ANSWER_FORM, subject=str(follow_up.id))
        db.session.add(draft)
    draft.fields = kept
    draft.saved_at = clock.now()
    if offer:
        require(policy.can_draft(actor, follow_up))
        draft.offered_at = clock.now()
    return draft


def drafts(actor: Actor, follow_up: FollowUp) -> Drafts:
    """The reader's own draft, and the newest one that an assistant offers them."""
    rows = db.session.scalars(
        select(Draft)
        .options(joinedload(Draft.person))
        .where(Draft.form == ANSWER_FORM, Draft.subject == str(follow_up.id))
        .order_by(Draft.saved_at)
    ).all()
    own = next((row for row in rows if row.person_id == actor.person_id), None)
    offered = [row for row in rows if row.offered_at is not None and row.person_id != actor.person_id]
    return Drafts(own, offered[-1] if offered and policy.can_answer(actor, follow_up) else None)


def _own(actor: Actor, follow_up: FollowUp) -> Draft | None:
    return db.session.scalar(
        select(Draft).where(
            Draft.person_id == actor.person_id, Draft.form == ANSWER_FORM, Draft.subject == str(follow_up.id)
        )
    )
