"""The card *Saken nå*: where an issue stands, whose turn it is, and the button that its line asks for."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import LazyString

from app.core.actor import Actor
from app.core.words import READ_THROUGH, SEND_TO_OFFICE
from app.followups import policy as followup_policy
from app.followups.queries.chain import Chain
from app.followups.service import outcome_questions
from app.followups.views.buttons import Act, acts_of, turn_buttons
from app.followups.words.phrases import ACCEPT_ANSWER, ASK_ANEW
from app.followups.words.turn import Turn, TurnAct, is_decided, turn_of
from app.issues.views import act_table
from app.issues.words.case_steps import Step, steps_of
from app.issues.words.phrases import END_ISSUE
from app.models.assents import Assent
from app.models.followups import FollowUp
from app.models.issues import Issue
from app.models.outcomes import OutcomeQuestion
from app.models.states import FollowUpState

# The acts that are pages of the issue's own choices; `TURN_BUTTONS` has those of what is owed.
CHOICES: dict[TurnAct, tuple[LazyString, str]] = {
    TurnAct.READ_THROUGH: (READ_THROUGH, "les-gjennom"),
    TurnAct.SEND: (SEND_TO_OFFICE, "send"),
    TurnAct.CLOSE: (END_ISSUE, "lukk"),
}


@dataclass(frozen=True)
class CaseNow:
    """What the card shows one reader."""

    turn: Turn
    buttons: list[Act]  # what the line asks for; two of equal weight where the answer is yes or no
    more: list[Act]  # what else the reader may do with what is owed
    steps: list[Step]


def case_now(actor: Actor, issue: Issue, chain: Chain, yeses: Sequence[Assent]) -> CaseNow:
    """Needs the issue with its council, and the chain."""
    asked = own_question(actor, chain)
    turn = turn_of(issue, chain.follow_ups, actor, yeses=yeses, asked=asked is not None)
    buttons = _buttons(actor, issue, chain, turn, asked)
    first = {one.url for one in buttons}
    more = acts_of(turn.row, issue, chain.follow_ups, actor) if turn.row is not None else []
    if turn.act is TurnAct.EXPERIENCE:  # the own word comes first, and does not stand in the way of the council's
        claimed = [row for row in chain.actions if row.state is FollowUpState.CLAIMED]
        more = [act for row in claimed for act in acts_of(row, issue, chain.follow_ups, actor)]
    send, key = CHOICES[TurnAct.SEND]
    if act_table.BY_KEY[key].may(actor, issue):  # whoever runs the council sends what its leader has looked at
        more.append(_choice(issue, send, key))
    return CaseNow(turn, buttons, [one for one in more if one.url not in first], steps_of(issue, chain))


def own_question(actor: Actor, chain: Chain) -> OutcomeQuestion | None:
    """*Hjalp det?*, asked of the reader's own seat and not answered."""
    return next((one for one in chain.asked if one.word is None and outcome_questions.may_say(actor, one)), None)


def _buttons(actor: Actor, issue: Issue, chain: Chain, turn: Turn, asked: OutcomeQuestion | None) -> list[Act]:
    if turn.act in CHOICES:
        label, key = CHOICES[turn.act]
        return [_choice(issue, label, key)]
    if turn.act is TurnAct.JUDGE_ANSWER:
        return yes_or_no(actor, issue, chain.follow_ups)
    return turn_buttons(turn, issue, chain.follow_ups, asked)


def yes_or_no(actor: Actor, issue: Issue, rows: Sequence[FollowUp]) -> list[Act]:
    """Is the answer good enough? For those of the user side who may say it; the no only once."""
    if is_decided(rows):
        return []
    newest = next((row for row in reversed(rows) if followup_policy.can_contest_answer(actor, row, issue, rows)), None)
    accepts = followup_policy.can_accept_answer(actor, issue)
    found = [_choice(issue, ACCEPT_ANSWER, "godt-nok")] if accepts else []
    if newest is not None:
        url = url_for("followups.contest", reference=issue.reference, follow_up_id=newest.id)
        found.append(Act(str(ASK_ANEW), url))
    return found


def _choice(issue: Issue, label: LazyString, key: str) -> Act:
    return Act(str(label), url_for("issues.act", reference=issue.reference, key=key))
