"""What a reader may do with each part of the chain: words and addresses of the buttons."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.core.actor import Actor
from app.core.words import (
    ANSWER,
    ANSWER_COUNCIL,
    ANSWER_DID_IT_HELP,
    CONFIRM_IT_HELPED,
    CONSIDER_REOPENING,
    DECIDE_NEW_DEADLINE,
    GIVE_STATEMENT,
    REPLY_TO_RAISED,
    REPORT_DONE,
    TAKE_OVER,
    WRITE_DOWN_ANSWER,
)
from app.followups import policy
from app.followups.words.phrases import (
    ANSWER_OFFICE,
    ASK_ANEW,
    WRITE_DRAFT,
)
from app.followups.words.turn import Turn, TurnAct
from app.models.followups import Answer, FollowUp
from app.models.issues import Issue
from app.models.outcomes import OutcomeQuestion
from app.models.states import FollowUpKind


@dataclass(frozen=True)
class Act:
    """A button: what it says and where it leads. The first of a row is the main one."""

    label: str
    url: str


def acts_of(row: FollowUp, issue: Issue, rows: Sequence[FollowUp], actor: Actor) -> list[Act]:
    """The acts this reader may do with one row, the main one first."""
    return [
        Act(str(label), url_for(f"followups.{endpoint}", reference=issue.reference, follow_up_id=row.id))
        for allowed, label, endpoint in _table(row, issue, rows, actor)
        if allowed
    ]


def _table(row: FollowUp, issue: Issue, rows: Sequence[FollowUp], actor: Actor) -> list[tuple[bool, LazyString, str]]:
    promised, another = any(one.kind is FollowUpKind.ACTION for one in rows), _l("Lov et tiltak til")
    return [
        (policy.can_answer(actor, row), ANSWER_COUNCIL, "answer"),
        (policy.can_draft(actor, row), WRITE_DRAFT, "answer"),
        (policy.can_take_over(actor, row), TAKE_OVER, "answer"),
        (policy.can_clarify(actor, row, issue), ANSWER_OFFICE, "answer"),
        (policy.can_state(actor, row), GIVE_STATEMENT, "answer"),
        (policy.can_reply_to_raise(actor, row), REPLY_TO_RAISED, "answer"),
        (policy.can_write_down(actor, row), WRITE_DOWN_ANSWER, "answer"),
        (policy.can_consider(actor, row, issue), CONSIDER_REOPENING, "answer"),
        (policy.can_claim(actor, row), REPORT_DONE, "claim"),
        (policy.can_judge(actor, row, issue), CONFIRM_IT_HELPED, "judge"),
        (policy.can_contest_answer(actor, row, issue, rows), ASK_ANEW, "contest"),
        (policy.can_promise(actor, row, issue), another if promised else _l("Lov et tiltak"), "promise"),
        (policy.can_grant(actor, row, issue), DECIDE_NEW_DEADLINE, "grant"),
        (policy.can_set_date(actor, row), _l("Sett dato"), "put_date"),
        (policy.can_extend(actor, row), _l("Be om lengre frist"), "extend"),
        (policy.can_claim(actor, row), _l("Legg fristen i kalenderen"), "calendar"),
    ]


def correct_url(answer: Answer, row: FollowUp, issue: Issue, actor: Actor) -> str | None:
    """Where the newest version of an answer is corrected, for those who may."""
    newest = max((one.version for one in row.answers if one.turn == answer.turn), default=0)
    if answer.version != newest or not policy.can_correct(actor, answer, row):
        return None
    return url_for("followups.correct", reference=issue.reference, follow_up_id=row.id, answer_id=answer.id)


def issue_acts(issue: Issue, rows: Sequence[FollowUp], actor: Actor) -> list[Act]:
    """Acts on the chain as a whole."""
    table = [
        (policy.can_claim_unpromised(actor, issue, rows), REPORT_DONE, "claim_unpromised"),
        (policy.can_ask_municipality(actor, issue), _l("Be kommunen svare"), "municipality"),
    ]
    return [
        Act(str(label), url_for(f"followups.{endpoint}", reference=issue.reference))
        for allowed, label, endpoint in table
        if allowed
    ]


def turn_buttons(turn: Turn, issue: Issue, rows: Sequence[FollowUp], asked: OutcomeQuestion | None) -> list[Act]:
    """What the line of an issue asks, as buttons of what is owed; none where it asks for another kind of act."""
    if turn.act is TurnAct.EXPERIENCE and asked is not None:
        return [Act(str(ANSWER_DID_IT_HELP), url_for("followups.say", reference=issue.reference, question_id=asked.id))]
    if turn.act not in TURN_BUTTONS or turn.row is None:
        return []
    label, endpoint = TURN_BUTTONS[turn.act]
    row_id = turn.row.parent_id if turn.act is TurnAct.DECIDE else turn.row.id
    return [Act(str(label), url_for(f"followups.{endpoint}", reference=issue.reference, follow_up_id=row_id))]


TURN_BUTTONS: dict[TurnAct, tuple[LazyString, str]] = {
    TurnAct.ANSWER: (ANSWER, "answer"),
    TurnAct.DRAFT: (WRITE_DRAFT, "answer"),
    TurnAct.TAKE_OVER: (TAKE_OVER, "answer"),
    TurnAct.WRITE_DOWN: (WRITE_DOWN_ANSWER, "answer"),
    TurnAct.CLARIFY: (ANSWER_OFFICE, "answer"),
    TurnAct.STATE: (GIVE_STATEMENT, "answer"),
    TurnAct.REPLY: (REPLY_TO_RAISED, "answer"),
    TurnAct.CLAIM: (REPORT_DONE, "claim"),
    TurnAct.GRANT: (DECIDE_NEW_DEADLINE, "grant"),
    TurnAct.DECIDE: (CONFIRM_IT_HELPED, "judge"),
    TurnAct.CONSIDER: (CONSIDER_REOPENING, "answer"),
}
