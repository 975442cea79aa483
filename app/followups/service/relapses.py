"""It did not last: after some months a seat says that it does not help, and the council considers opening again."""

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import select

from app.assents.service.assents import agree_to_act, forget_yeses, require_user_side
from app.core import clock, guard
from app.core.actor import ANYONE, Actor
from app.core.errors import Conflict, Invalid
from app.database import db, hold
from app.followups import policy
from app.followups.service.due_dates import council_of
from app.followups.service.follow_ups import add_follow_up, rows_of, settle_issue
from app.followups.service.owners import Owner
from app.followups.words.phrases import LET_LIE_REASON_MISSING
from app.models.assents import SideAct
from app.models.followups import FollowUp
from app.models.notices import EventKind
from app.models.outcomes import OutcomeQuestion
from app.models.states import FollowUpKind, FollowUpState, IssueState, Occasion, OutcomeWord
from app.notices.service.record import give_reason, record

# Something is on its way already, or nobody has let the text through.
UNDER_WAY = frozenset({IssueState.HELD, IssueState.WITH_OFFICE, IssueState.IN_ACTION, IssueState.CLAIMED_DONE})


def note_relapse(question: OutcomeQuestion) -> None:
    """ "Hjalp ikke" after three or twelve months: the council owes a thought about it, once an occasion.

    It never reopens by itself. `question` and its issue are held. Who said it is for the user side to know, so the
    event names nobody.
    """
    if question.word is not OutcomeWord.NOT or question.occasion is Occasion.CLAIM or question.relapse_id is not None:
        return
    issue = question.issue
    considered = _considered_on(question) or _running(rows_of(issue))
    if considered is not None:
        question.relapse_id = considered
        return
    if issue.state in UNDER_WAY:
        return
    row = add_follow_up(
        issue,
        FollowUpKind.RELAPSE,
        owner=Owner(council_id=issue.council_id),
        days=council_of(issue).confirmation_days,  # as long as it has to say whether it helped
        parent=question.follow_up,
    )
    question.relapse_id = row.id
    record(EventKind.RELAPSE_FOUND, ANYONE, issue=issue, about=row)


def let_relapse_lie(actor: Actor, row: FollowUp, *, reason: str) -> bool:
    """Lar det ligge: the user side has considered it and opens nothing. False: a second must say the same.

    Raises Conflict when it is considered already, and Invalid(field="reason") without one.
    """
    issue = row.issue
    hold(issue)
    hold(row)
    require_user_side(actor, issue.council_id)
    if not policy.can_consider(actor, row, issue):
        raise Conflict(_("Utvalget har tatt stilling til dette allerede."))
    guard.refuse({"reason": reason})
    if not reason:
        raise Invalid(str(LET_LIE_REASON_MISSING), field="reason")
    if not agree_to_act(
        actor, issue.council_id, SideAct.LEAVE, about=issue, details={"follow_up": row.id, "reason": reason}
    ):
        return False
    forget_yeses(issue, SideAct.REOPEN)
    row.move(FollowUpState.DONE, clock.now())
    settle_issue(issue)
    event = record(EventKind.RELAPSE_LEFT, actor, issue=issue, about=row)
    give_reason(event, reason)
    return True


def end_relapses(rows: Iterable[FollowUp]) -> None:
    """The issue is opened again: that was what the council had to consider."""
    for row in rows:
        if row.kind is FollowUpKind.RELAPSE and row.is_live:
            row.move(FollowUpState.DONE, clock.now())


def _running(rows: Iterable[FollowUp]) -> int | None:
    return next((row.id for row in rows if row.kind is FollowUpKind.RELAPSE and row.is_live), None)


def _considered_on(question: OutcomeQuestion) -> int | None:
    """What another seat's word on the same occasion has opened already, whatever became of it."""
    return db.session.scalar(
        select(OutcomeQuestion.relapse_id).where(
            OutcomeQuestion.issue_id == question.issue_id,
            OutcomeQuestion.follow_up_id.is_not_distinct_from(question.follow_up_id),
            OutcomeQuestion.occasion == question.occasion,
            OutcomeQuestion.round == question.round,
            OutcomeQuestion.relapse_id.is_not(None),
        )
    )
