"""The council's word on a claim or an answer: confirmed or contested. Nothing is confirmed by silence."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from app.assents.service.assents import agree_to_act, require_user_side
from app.core import clock, guard
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid
from app.database import db, hold
from app.followups import policy
from app.followups.queries.state_text import follow_up_now, issue_now
from app.followups.service.date_limits import refuse_far
from app.followups.service.due_dates import council_of, due_in
from app.followups.service.extensions import end_missing
from app.followups.service.follow_ups import add_follow_up, rows_of, settle_issue
from app.followups.service.outcome_questions import refuse_early
from app.followups.service.owners import Owner
from app.models.assents import SideAct
from app.models.followups import Claim, FollowUp
from app.models.issue_enums import Outcome
from app.models.issues import Issue
from app.models.notices import EventKind
from app.models.states import FollowUpKind, FollowUpState, IssueState, Verdict
from app.notices.service.record import record

OUTCOMES = {Verdict.CONFIRMED: Outcome.SOLVED, Verdict.CONFIRMED_PARTLY: Outcome.PARTLY}


def confirm_action(
    actor: Actor,
    action: FollowUp,
    *,
    verdict: Verdict,
    text: str | None = None,
    close: bool = False,
    early_reason: str | None = None,
) -> bool:
    """The user side says that it helped, wholly or in part. False: a second holder of a user seat must agree.

    `close` ends the issue with that outcome in the same press, when nothing else runs. `early_reason`: why now, when no
    asked seat has answered yet or had time to. Raises Invalid(field="close") when something else runs, and ValueError
    for the verdict that it did not help.
    """
    issue = action.issue
    waiting_claim = _judge(actor, action)
    if verdict not in OUTCOMES:
        raise ValueError("To contest is an act of its own.")
    guard.refuse({"text": text or "", "early_reason": early_reason or ""})
    refuse_early(issue, early_reason, follow_up=action)
    if close and _else_runs(action):
        remains = _("Noe annet i innspillet gjenstår. Fjern haken for «Avslutt innspillet samtidig».")
        raise Invalid(remains, field="close")
    said = {"verdict": verdict, "text": text, "close": close}
    details = {"follow_up": action.id, "round": action.round, **said}
    if early_reason:
        details["early_reason"] = early_reason
    if not agree_to_act(actor, issue.council_id, SideAct.CONFIRM, about=issue, details=details):
        return False
    _decide(actor, waiting_claim, verdict, text)
    waiting_claim.early_reason = early_reason
    action.move(FollowUpState.DONE, clock.now())
    _end_confirmation(action)
    settle_issue(issue)
    record(EventKind.ACTION_CONFIRMED, actor, issue=issue, about=action, data={"verdict": verdict.value})
    if close:
        issue.close(OUTCOMES[verdict], clock.now(), said_in=waiting_claim)
        record(EventKind.ISSUE_CLOSED, actor, about=issue, data={"outcome": OUTCOMES[verdict].value})
    return True


def contest_claim(
    actor: Actor, action: FollowUp, *, reason: str, days: int | None = None, due: date | None = None
) -> bool:
    """Not done, says the user side, and why: the action runs again with a new date. False: a second must agree."""
    issue = action.issue
    waiting_claim = _judge(actor, action)
    guard.refuse({"reason": reason})
    refuse_far(due=due)
    council = council_of(issue)
    days = None if due else days or council.answer_days
    details = {"follow_up": action.id, "round": action.round, "reason": reason, "days": days, "due": due}
    if not agree_to_act(actor, issue.council_id, SideAct.CONTEST, about=issue, details=details):
        return False
    _decide(actor, waiting_claim, Verdict.CONTESTED, reason)
    due = due or due_in(days or 0, july_pause=council.july_pause)
    action.run_again(due, days, clock.now())
    end_missing(action, due)
    _end_confirmation(action)
    settle_issue(issue)
    record(EventKind.ACTION_CONTESTED, actor, issue=issue, about=action, data={"round": action.round})
    return True


def contest_answer(actor: Actor, follow_up: FollowUp, *, reason: str, days: int | None = None) -> bool:
    """A plain answer is not good enough: one new answer is owed, round 2. False: a second must agree.

    Raises Conflict for an answer that stands.
    """
    issue = follow_up.issue
    hold(issue)
    hold(follow_up)
    require_user_side(actor, issue.council_id)
    if not policy.can_contest_answer(actor, follow_up, issue, rows_of(issue)):
        raise Conflict(answer_stands(follow_up, issue))
    guard.refuse({"reason": reason})
    days = days or council_of(issue).answer_days
    details = {"follow_up": follow_up.id, "reason": reason, "days": days}
    if not agree_to_act(actor, issue.council_id, SideAct.CONTEST, about=issue, details=details):
        return False
    again = add_follow_up(issue, FollowUpKind.ANSWER, owner=Owner.of(follow_up), days=days, parent=follow_up)
    again.round = follow_up.round + 1
    again.what, again.person_id = reason, actor.person_id
    record(EventKind.ANSWER_CONTESTED, actor, issue=issue, about=again)
    return True


def answer_stands(follow_up: FollowUp, issue: Issue) -> str:
    """Why an answer cannot be contested now."""
    if issue.state is IssueState.ANSWERED:
        return _("Utvalget har allerede bedt om nytt svar én gang.")
    return issue_now(issue) if follow_up.state is FollowUpState.DONE else follow_up_now(follow_up)


def _judge(actor: Actor, action: FollowUp) -> Claim:
    """Hold both, see that the user side may judge now, and find the claim that waits."""
    hold(action.issue)
    hold(action)
    require_user_side(actor, action.issue.council_id)
    if not policy.can_judge(actor, action, action.issue):
        raise Conflict(follow_up_now(action))
    return db.session.scalars(select(Claim).where(Claim.follow_up_id == action.id, Claim.round == action.round)).one()


def _decide(actor: Actor, waiting_claim: Claim, verdict: Verdict, text: str | None) -> None:
    waiting_claim.verdict = verdict
    waiting_claim.verdict_text = text
    waiting_claim.verdict_at = clock.now()
    waiting_claim.verdict_by = actor.name
    waiting_claim.verdict_by_id = actor.person_id


def _end_confirmation(action: FollowUp) -> None:
    for row in rows_of(action.issue):
        if row.kind is FollowUpKind.CONFIRMATION and row.parent_id == action.id and row.is_live:
            row.move(FollowUpState.DONE, clock.now())


def _else_runs(action: FollowUp) -> bool:
    return any(row.is_live and action.id not in (row.id, row.parent_id) for row in rows_of(action.issue))
