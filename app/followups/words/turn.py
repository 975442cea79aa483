"""Whose turn it is, and until when: the first line of every page about an issue. Pure over loaded rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.policy import releases_in
from app.core import clock
from app.core.actor import Actor
from app.core.words import WITH_COUNCIL
from app.followups import policy
from app.followups.words.dates import deadline_line
from app.followups.words.phrases import ONE_MORE_MUST_AGREE
from app.models.assents import Assent, SideAct
from app.models.councils import Council
from app.models.followups import FollowUp
from app.models.issue_enums import Outcome
from app.models.issues import Issue
from app.models.places import Municipality, NavRegion
from app.models.states import FollowUpKind, FollowUpState, IssueState

K, S = FollowUpKind, FollowUpState


class TurnAct(StrEnum):
    """What the line of an issue asks its reader to do. The page of the issue has a button for each of them."""

    READ_THROUGH = "read_through"
    SEND = "send"
    SECOND = "second"  # somebody has said yes to an act that takes two
    ANSWER = "answer"
    DRAFT = "draft"
    TAKE_OVER = "take_over"
    WRITE_DOWN = "write_down"
    CLARIFY = "clarify"
    STATE = "state"
    REPLY = "reply"
    CLAIM = "claim"
    GRANT = "grant"
    EXPERIENCE = "experience"  # a seat's own word on whether it helped
    DECIDE = "decide"  # the council's word on what the office says is done
    CONSIDER = "consider"
    JUDGE_ANSWER = "judge_answer"
    CLOSE = "close"  # the council has said whether it helped


A = TurnAct
YOURS = {
    A.READ_THROUGH: _l("Det er din tur: les gjennom teksten"),
    A.SEND: _l("Det er din tur: send innspillet videre eller ta det opp i utvalget"),
    A.SECOND: _l("Det er din tur: svar på et forslag fra en annen på brukersiden"),
    A.ANSWER: _l("Det er din tur: svar utvalget"),
    A.DRAFT: _l("Det er din tur: skriv utkast til svar"),
    A.TAKE_OVER: _l("Det er din tur: si ja eller nei til å ta over saken"),
    A.WRITE_DOWN: _l("Det er din tur: skriv ned svaret når det har kommet"),
    A.CLARIFY: _l("Det er din tur: svar på spørsmålet fra kontoret"),
    A.STATE: _l("Det er din tur: gi utvalgets uttalelse"),
    A.REPLY: _l("Det er din tur: svar på innspill fra et annet utvalg"),
    A.CLAIM: _l("Det er din tur: gjør tiltaket, og meld at det er gjort"),
    A.GRANT: _l("Det er din tur: ta stilling til ny frist"),
    A.EXPERIENCE: _l("Det er din tur: merker dere forskjell?"),
    A.DECIDE: _l("Det er din tur: avgjør om det hjalp"),
    A.CONSIDER: _l("Det er din tur: vurder å åpne innspillet igjen"),
    A.JUDGE_ANSWER: _l("Det er din tur: si om svaret er godt nok"),
    A.CLOSE: _l("Det er din tur: avslutt innspillet"),
}
_ACTS = {
    K.ANSWER: A.ANSWER,
    K.ACTION: A.CLAIM,
    K.CLARIFICATION: A.CLARIFY,
    K.STATEMENT: A.STATE,
    K.CONFIRMATION: A.DECIDE,
    K.RAISE_REPLY: A.REPLY,
    K.RELAPSE: A.CONSIDER,
}
_WAITS = {
    K.ANSWER: _l("Venter på svar fra %(owner)s"),
    K.ACTION: _l("Venter på tiltak fra %(owner)s"),
    K.CLARIFICATION: _l("Venter på at utvalget svarer kontoret"),
    K.STATEMENT: _l("Venter på uttalelse fra %(owner)s"),
    K.CONFIRMATION: _l("Venter på at utvalget avgjør om det hjalp"),
    K.RAISE_REPLY: _l("Venter på svar fra %(owner)s"),
    K.RELAPSE: _l("Utvalget vurderer å åpne innspillet igjen"),
}


@dataclass(frozen=True)
class Turn:
    """Where an issue stands, for one reader.

    `state` is a key of components/tag, `tone` of components/turn_line; `text` says whose turn, `until` the date. `act`
    is what it asks of the reader, and `row` what is owed by it; none where it is somebody else's turn.
    """

    state: str
    text: str
    tone: str = "info"
    until: str = ""
    act: TurnAct | None = None
    row: FollowUp | None = None
    owner: str = ""  # who has the turn, as one speaks of them


def turn_of(
    issue: Issue,
    follow_ups: Sequence[FollowUp],
    actor: Actor,
    *,
    yeses: Sequence[Assent] = (),
    asked: bool = False,
) -> Turn:
    """State, whose turn, until when; the reader's own turn first. Needs the owners, and `issue.council`.

    `yeses` are those that wait for a second one: whoever gave one waits as well. `asked`: the reader's seat has been
    asked whether it helped, and has not answered; that comes before the word of the council, which it is part of.
    """
    if issue.state is IssueState.HELD:
        return _held(issue, actor)
    if policy.gives_a_second_yes(actor, issue) and any(_by_another(one, actor) for one in yeses):
        first = _settled(issue, actor, follow_ups)
        return replace(first, text=str(YOURS[A.SECOND]), tone="warning", act=A.SECOND, row=None)
    own = [(row, act) for row in in_order(follow_ups) if (act := act_on(row, issue, actor)) is not None]
    mine = next(((row, act) for row, act in own if not has_judged(actor, row, yeses)), None)
    if asked and (mine is None or mine[1] in (A.DECIDE, A.CONSIDER)):
        settled = _settled(issue, actor, follow_ups)
        return replace(settled, text=str(YOURS[A.EXPERIENCE]), tone="accent", act=A.EXPERIENCE, row=None)
    if mine is not None:
        row, act = mine
        text = str(YOURS[act])
        return Turn(_tag_of(row), text, _tone(row), _until(row, issue), act, row, _who(row))
    if own:
        settled = _settled(issue, actor, follow_ups)
        return replace(settled, text=str(ONE_MORE_MUST_AGREE), act=None)
    return _settled(issue, actor, follow_ups)


def act_on(row: FollowUp, issue: Issue, actor: Actor) -> TurnAct | None:
    """What this person is asked to do with something that is owed; nothing where it is another's turn."""
    if not policy.may_act(actor, row, issue):
        if policy.can_grant(actor, row, issue):
            return A.GRANT
        return A.DRAFT if policy.can_draft(actor, row) else None
    if row.offered:
        return A.TAKE_OVER
    if row.is_ours and row.kind is K.ANSWER:
        return A.WRITE_DOWN
    return _ACTS[row.kind]


_JUDGES = (SideAct.CONFIRM, SideAct.CONTEST)  # said on a page of its own, and asked of by the claim's own row


def _by_another(yes: Assent, actor: Actor) -> bool:
    return yes.person_id != actor.person_id and yes.act not in _JUDGES


def has_judged(actor: Actor, row: FollowUp, yeses: Sequence[Assent]) -> bool:
    """Has the actor said of this very claim whether it helped, and only a second one is missing?"""
    return row.kind is K.CONFIRMATION and any(
        one.person_id == actor.person_id and one.details.get("follow_up") == row.parent_id and one.at >= row.created_at
        for one in yeses
    )


def in_order(follow_ups: Sequence[FollowUp]) -> list[FollowUp]:
    """What is still owed, the most pressing first."""
    return sorted((row for row in follow_ups if row.is_live), key=_weight)


def _weight(row: FollowUp) -> tuple[int, date]:
    """Answers stand before actions, and what the council owes before what stands still because of it.

    The word of the council above comes last: an issue that was raised is still where it was.
    """
    order = [K.CLARIFICATION, K.ANSWER, K.STATEMENT, K.CONFIRMATION, K.ACTION, K.RAISE_REPLY, K.RELAPSE]
    return order.index(row.kind) + (len(order) if row.state is S.CLAIMED else 0), row.due


def _held(issue: Issue, actor: Actor) -> Turn:
    if issue.council_id in releases_in(actor):
        return Turn("held", str(YOURS[A.READ_THROUGH]), "warning", act=A.READ_THROUGH)
    return Turn("held", _("Venter på at utvalget leser gjennom teksten"), "neutral")


def _settled(issue: Issue, actor: Actor, follow_ups: Sequence[FollowUp]) -> Turn:
    """Where it stands whoever reads: what somebody else owes, else the end, else what the council may take on."""
    live = in_order(follow_ups)
    if live:
        first = live[0]
        return Turn(_tag_of(first), _waits(first), _tone(first), _until(first, issue), owner=_who(first))
    if issue.is_closed:
        tones = {Outcome.SOLVED: "success", Outcome.PARTLY: "warning", Outcome.NOT_SOLVED: "danger"}
        outcome = issue.outcome or Outcome.NOTED
        return Turn(outcome.value, _("Saken er avsluttet."), tones.get(outcome, "neutral"))
    return _with_council(issue, actor, follow_ups)


def _with_council(issue: Issue, actor: Actor, follow_ups: Sequence[FollowUp]) -> Turn:
    """Nothing is owed: whoever leads for the users takes it on, and finds it on Min side (`inbox.queries`)."""
    leads = policy.leads_alone(actor, issue.council_id)
    if issue.state is IssueState.ANSWERED:
        act = A.CLOSE if is_decided(follow_ups) else A.JUDGE_ANSWER
        if leads:
            return Turn("answered", str(YOURS[act]), "accent", act=act)
        decided = _("Utvalget har avgjort om det hjalp, og kan avslutte saken")
        return Turn("answered", decided if act is A.CLOSE else _("Utvalget ser på svaret"), "accent")
    if leads and issue.is_unsent and issue.has_recipient:
        return Turn("open", str(YOURS[A.SEND]), "accent", act=A.SEND)
    return Turn("open", str(WITH_COUNCIL), "accent")


def is_decided(follow_ups: Sequence[FollowUp]) -> bool:
    """Has the council said of something done whether it helped? Then the answer is not what is asked about."""
    return any(row.kind is K.ACTION and row.state is S.DONE for row in follow_ups)


def _tag_of(row: FollowUp) -> str:
    if row.is_late(clock.today()):
        return "late"
    if row.kind is K.CLARIFICATION or row.state is S.PAUSED:
        return "paused"
    if row.kind is K.CONFIRMATION or row.state is S.CLAIMED:
        return "claimed_done"
    if row.kind is K.RELAPSE:
        return "relapse"
    if row.is_reopened and not row.is_ours:
        return "reopened"
    if row.is_contested:
        return "contested"
    return {K.ANSWER: "with_office", K.ACTION: "in_action"}.get(row.kind, "open")


def _waits(row: FollowUp) -> str:
    owner = _who(row)
    if row.state is S.PAUSED:
        return _("Venter på at utvalget svarer kontoret")
    if row.is_late(clock.today()):
        return _("%(owner)s er for sent ute", owner=owner[:1].upper() + owner[1:])
    return str(_WAITS[row.kind]) % {"owner": owner}


def _who(row: FollowUp) -> str:
    """The owner as one speaks of them: "Nav-leder ved Nav Skien"."""
    owner = row.owner
    if isinstance(owner, Council):
        return owner.name
    if isinstance(owner, Municipality):
        return _("kommunedirektøren i %(place)s", place=owner.display_name)
    if isinstance(owner, NavRegion):
        return _("fylkesdirektøren i %(place)s", place=owner.name)
    return _("Nav-leder ved %(place)s", place=owner.name)


def _tone(row: FollowUp) -> str:
    if row.is_late(clock.today()):
        return "danger"
    if row.is_ours or row.state in (S.PAUSED, S.CLAIMED):
        return "warning"
    return "info"


def _until(row: FollowUp, issue: Issue) -> str:
    if row.state is S.PAUSED:
        return _("Fristen er satt på pause så lenge")
    return deadline_line(row.due, july_pause=issue.council.july_pause)
