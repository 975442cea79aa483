"""An office's question back to the council: answered, or lapsed when nobody answers in time."""

from app.core import clock
from app.core.actor import Actor
from app.core.errors import Conflict
from app.database import db
from app.followups import policy
from app.followups.queries.state_text import follow_up_now
from app.followups.service.answers import resume_clock
from app.followups.service.follow_ups import settle_issue
from app.followups.service.statements import booked_for, give_words, hold_with_issue, require_running
from app.models.followups import Answer, FollowUp
from app.models.notices import EventKind
from app.models.states import DropReason, FollowUpState
from app.notices.service.record import record


def answer_clarification(actor: Actor, follow_up: FollowUp, *, text: str, for_name: str | None = None) -> Answer:
    """Answer what the office asked. `for_name`: whose words a secretary or a leader of another side writes down."""
    hold_with_issue(follow_up)
    issue = follow_up.issue
    require_running(follow_up, allowed=policy.may_clarify(actor, follow_up, issue))
    for_name = booked_for(actor, follow_up, for_name)
    given = give_words(actor, follow_up, text=text, for_name=for_name)
    asked = _resume_parent(follow_up)
    settle_issue(issue)
    record(
        EventKind.CLARIFICATION_GIVEN,
        actor,
        issue=issue,
        about=asked,
        data={"answer": given.id},
        for_name=for_name,
    )
    return given


def lapse_clarification(actor: Actor, follow_up: FollowUp) -> None:
    """The council's time to answer ran out: the answer clock runs on, and the office answers on what it has.

    Raises Conflict when the council has answered.
    """
    hold_with_issue(follow_up)
    if follow_up.state is not FollowUpState.RUNNING:
        raise Conflict(follow_up_now(follow_up))
    follow_up.drop(DropReason.LAPSED, clock.now())
    asked = _resume_parent(follow_up)
    settle_issue(follow_up.issue)
    record(EventKind.CLARIFICATION_LAPSED, actor, issue=follow_up.issue, about=asked)


def _resume_parent(question: FollowUp) -> FollowUp:
    """The answer whose clock stood still because of the question; who owes it is told."""
    if question.parent_id is None:
        raise ValueError("A question without the answer it was asked for.")
    asked = db.session.get_one(FollowUp, question.parent_id)
    resume_clock(asked)
    return asked
