"""What a council owes and says: the answer to an office's question, its statement, its yes or no to a raised issue."""

from flask_babel import gettext as _

from app.core import clock
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.core.language import written_in
from app.database import db, hold
from app.followups import policy
from app.followups.answering import resume
from app.followups.service import end, settle
from app.followups.state_words import follow_up_now
from app.followups.texts import refuse_stops, title_of
from app.models.followups import Answer, DropReason, FollowUp, FollowUpState, Stance
from app.models.notices import EventKind
from app.notices.record import record


def clarify(actor: Actor, follow_up: FollowUp, *, text: str, for_name: str | None = None) -> Answer:
    """Answer what the office asked. `for_name`: whose words a secretary or a leader of another side writes down."""
    _hold(follow_up)
    issue = follow_up.issue
    _still_runs(follow_up, allowed=policy.may_clarify(actor, follow_up, issue))
    for_name = _booked_for(actor, follow_up, for_name)
    given = _say(actor, follow_up, text=text, for_name=for_name)
    asked = _resume_parent(follow_up)
    settle(issue)
    record(
        EventKind.CLARIFICATION_GIVEN,
        actor,
        issue=issue,
        follow_up=asked,
        data={"answer": given.id},
        for_name=for_name,
    )
    return given


def lapse(actor: Actor, follow_up: FollowUp) -> None:
    """The council's time to answer ran out: the answer clock runs on, and the office answers on what it has."""
    _hold(follow_up)
    if follow_up.state is not FollowUpState.RUNNING:
        raise Conflict(follow_up_now(follow_up))
    follow_up.drop(DropReason.LAPSED, clock.now())
    asked = _resume_parent(follow_up)
    settle(follow_up.issue)
    record(EventKind.CLARIFICATION_LAPSED, actor, issue=follow_up.issue, follow_up=asked)


def _resume_parent(question: FollowUp) -> FollowUp:
    """The answer whose clock stood still because of the question; who owes it is told."""
    if question.parent_id is None:
        raise ValueError("A question without the answer it was asked for.")
    asked = db.session.get_one(FollowUp, question.parent_id)
    resume(asked)
    return asked


def state(actor: Actor, follow_up: FollowUp, *, text: str, for_name: str | None = None) -> Answer:
    """The council's word on an office's question or on an announced change. `for_name`: as in `clarify`."""
    _hold(follow_up)
    _still_runs(follow_up, allowed=policy.may_speak(actor, follow_up.council_id))
    require(policy.can_state(actor, follow_up))
    for_name = _booked_for(actor, follow_up, for_name)
    given = _say(actor, follow_up, text=text, for_name=for_name)
    settle(follow_up.issue)
    record(
        EventKind.STATEMENT_GIVEN,
        actor,
        issue=follow_up.issue,
        follow_up=follow_up,
        data={"answer": given.id},
        for_name=for_name,
    )
    return given


def reply_to_raise(
    actor: Actor, follow_up: FollowUp, *, accept: bool, text: str, for_name: str | None = None
) -> Answer:
    """The council above takes the issue on, or says why not. The answer goes back to everybody on the issue."""
    _hold(follow_up)
    _still_runs(follow_up, allowed=policy.may_speak(actor, follow_up.council_id))
    require(policy.can_reply_to_raise(actor, follow_up))
    for_name = _booked_for(actor, follow_up, for_name)
    stance = Stance.FOLLOWS_UP if accept else Stance.DOES_NOT
    given = _say(actor, follow_up, text=text, stance=stance, for_name=for_name)
    settle(follow_up.issue)
    record(
        EventKind.RAISE_REPLIED,
        actor,
        issue=follow_up.issue,
        follow_up=follow_up,
        data={"accepted": accept},
        for_name=for_name,
    )
    return given


def _booked_for(actor: Actor, follow_up: FollowUp, for_name: str | None) -> str | None:
    """Whose words they are, where the actor only writes them down. Raises Invalid when that is not said."""
    if not policy.books_for_the_council(actor, follow_up, follow_up.issue):
        return None
    if not for_name:
        raise Invalid(_("Skriv på vegne av hvem du fører dette."), field="for_name")
    return for_name


def _hold(follow_up: FollowUp) -> None:
    hold(follow_up.issue)
    hold(follow_up)


def _still_runs(follow_up: FollowUp, *, allowed: bool) -> None:
    require(allowed)
    if follow_up.state is not FollowUpState.RUNNING:
        raise Conflict(follow_up_now(follow_up))


def _say(
    actor: Actor, follow_up: FollowUp, *, text: str, stance: Stance | None = None, for_name: str | None = None
) -> Answer:
    refuse_stops(text=text, for_name=for_name or "")
    given = Answer(
        follow_up_id=follow_up.id,
        issue_version=follow_up.issue.version,
        stance=stance,
        text=text,
        reason=text if stance is Stance.DOES_NOT else None,
        language=written_in(text) or follow_up.issue.language,
        by_name=for_name or actor.name,
        by_title="" if for_name else title_of(actor, follow_up),
        at=clock.now(),
        person_id=actor.person_id,
        booked_by=actor.name if for_name else None,
    )
    db.session.add(given)
    end(follow_up)
    db.session.flush()  # the event names it
    return given
