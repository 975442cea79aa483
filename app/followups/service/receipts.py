"""Mottatt, vi ser på det: whoever owes an answer says that they have seen it. Every clock runs on."""

from app.core import clock
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict
from app.database import hold
from app.followups import policy
from app.followups.queries.state_text import follow_up_now
from app.models.followups import FollowUp
from app.models.notices import EventKind
from app.notices.service.record import record


def give_receipt(actor: Actor, follow_up: FollowUp) -> None:
    """Write down when. The second press changes nothing. Raises Conflict when no answer is owed any more."""
    hold(follow_up.issue)
    hold(follow_up)
    require(policy.answers_for(actor, follow_up))
    if not policy.can_answer(actor, follow_up):
        raise Conflict(follow_up_now(follow_up))
    if follow_up.received_at is not None:
        return
    follow_up.received_at = clock.now()
    record(EventKind.RECEIPT_GIVEN, actor, issue=follow_up.issue, about=follow_up)
