"""What a reader may do with each part of the chain: words and addresses of the buttons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
    WRITE_DOWN_ANSWER,
)
from app.followups import policy
from app.followups.queries.chain import Chain
from app.followups.service import outcome_questions
from app.followups.words.phrases import ANSWER_OFFICE, SAY_WHAT_THE_COUNCIL_MEANS
from app.followups.words.turn import has_judged, in_order
from app.models.assents import Assent
from app.models.followups import Answer, FollowUp
from app.models.issues import Issue
from app.models.states import FollowUpKind

ICONS = {FollowUpKind.ACTION: "ClipboardCheckmark"}


@dataclass(frozen=True)
class Act:
    """A button: what it says and where it leads. The first of a row is the main one."""

    label: str
    url: str
    icon: str = "Chat"


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
        (policy.can_draft(actor, row), _l("Skriv utkast til svar"), "answer"),
        (policy.can_take_over(actor, row), _l("Ta stilling til om dere tar over"), "answer"),
        (policy.can_clarify(actor, row, issue), ANSWER_OFFICE, "answer"),
        (policy.can_state(actor, row), SAY_WHAT_THE_COUNCIL_MEANS, "answer"),
        (policy.can_reply_to_raise(actor, row), _l("Si om utvalget tar saken videre"), "answer"),
        (policy.can_write_down(actor, row), WRITE_DOWN_ANSWER, "answer"),
        (policy.can_consider(actor, row, issue), CONSIDER_REOPENING, "answer"),
        (policy.can_claim(actor, row), _l("Si fra at det er gjort"), "claim"),
        (policy.can_judge(actor, row, issue), _l("Si om det hjalp"), "judge"),
        (policy.can_contest_answer(actor, row, issue, rows), _l("Svaret er ikke godt nok"), "contest"),
        (policy.can_promise(actor, row, issue), another if promised else _l("Lov et tiltak"), "promise"),
        (policy.can_grant(actor, row, issue), DECIDE_NEW_DEADLINE, "grant"),
        (policy.can_set_date(actor, row), _l("Sett dato"), "put_date"),
        (policy.can_extend(actor, row), _l("Be om lengre frist"), "extend"),
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
        (policy.can_claim_unpromised(actor, issue, rows), _l("Si fra at det er gjort"), "claim_unpromised"),
        (policy.can_ask_municipality(actor, issue), _l("Be kommunen svare"), "municipality"),
    ]
    return [
        Act(str(label), url_for(f"followups.{endpoint}", reference=issue.reference))
        for allowed, label, endpoint in table
        if allowed
    ]


def own_turn(issue: Issue, chain: Chain, actor: Actor, *, yeses: Sequence[Assent] = ()) -> Act | None:
    """What the chain waits for this very reader to do: the one button of the page, in the order of the turn line."""
    rows = chain.follow_ups
    for row in in_order(rows):
        if has_judged(actor, row, yeses):
            continue
        if row.kind is FollowUpKind.CONFIRMATION:
            if found := _confirm(row, issue, rows, actor):
                return found
        elif _waits_for(actor, row, issue) and (mine := acts_of(row, issue, rows, actor)):
            label = str(ANSWER) if policy.can_answer(actor, row) else mine[0].label
            return replace(mine[0], label=label, icon=ICONS.get(row.kind, "Chat"))
    asked = next((one for one in chain.asked if one.word is None and outcome_questions.may_say(actor, one)), None)
    if asked is None:
        return None
    url = url_for("followups.say", reference=issue.reference, question_id=asked.id)
    return Act(str(ANSWER_DID_IT_HELP), url, "CheckmarkCircle")


def _waits_for(actor: Actor, row: FollowUp, issue: Issue) -> bool:
    return policy.may_act(actor, row, issue) or policy.can_draft(actor, row) or policy.can_grant(actor, row, issue)


def _confirm(row: FollowUp, issue: Issue, rows: Sequence[FollowUp], actor: Actor) -> Act | None:
    claimed = next((one for one in rows if one.id == row.parent_id), None)
    if claimed is None or not policy.can_judge(actor, claimed, issue):
        return None
    url = url_for("followups.judge", reference=issue.reference, follow_up_id=claimed.id)
    return Act(str(CONFIRM_IT_HELPED), url, "CheckmarkCircle")
