"""Whose turn it is, and until when: the first line of every page about an issue. Pure over loaded rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.core import clock, workdays
from app.core.actor import Actor
from app.core.words import WITH_COUNCIL
from app.followups import policy
from app.language import format_date
from app.models.assents import Assent
from app.models.councils import Council
from app.models.followups import FollowUp
from app.models.issue_enums import Outcome
from app.models.issues import Issue
from app.models.places import Municipality, NavRegion
from app.models.states import FollowUpKind, FollowUpState, IssueState

K, S = FollowUpKind, FollowUpState

_YOURS = {
    K.ANSWER: _l("svar utvalget"),
    K.ACTION: _l("gjør det dere har lovet, og si fra når det er gjort"),
    K.CLARIFICATION: _l("svar på spørsmålet fra kontoret"),
    K.STATEMENT: _l("si hva utvalget mener"),
    K.CONFIRMATION: _l("si om det hjalp"),
    K.RAISE_REPLY: _l("si om utvalget tar saken videre"),
    K.RELAPSE: _l("vurder å åpne innspillet igjen"),
}
_WAITS = {
    K.ANSWER: _l("Venter på svar fra %(owner)s"),
    K.ACTION: _l("Venter på tiltak fra %(owner)s"),
    K.CLARIFICATION: _l("Venter på at utvalget svarer kontoret"),
    K.STATEMENT: _l("Venter på uttalelse fra %(owner)s"),
    K.CONFIRMATION: _l("Venter på at utvalget sier om det hjalp"),
    K.RAISE_REPLY: _l("Venter på svar fra %(owner)s"),
    K.RELAPSE: _l("Utvalget vurderer å åpne innspillet igjen"),
}


@dataclass(frozen=True)
class Turn:
    """`state` is a key of components/tag, `tone` of components/turn_line; `text` says whose turn, `until` the date."""

    state: str
    text: str
    tone: str = "info"
    until: str = ""


def turn_of(issue: Issue, follow_ups: Sequence[FollowUp], actor: Actor, *, yeses: Sequence[Assent] = ()) -> Turn:
    """State, whose turn, until when; the reader's own turn first. Needs the owners, and `issue.council`.

    `yeses` are those that wait for a second one: whoever gave one waits as well.
    """
    if issue.state is IssueState.HELD:
        return Turn("held", _("Venter på at utvalget leser gjennom teksten"), "neutral")
    live = in_order(follow_ups)
    if issue.is_closed and not live:
        return _closed(issue)
    if not live:
        return _settled(issue, actor)
    own = [row for row in live if policy.may_act(actor, row, issue) or policy.can_grant(actor, row, issue)]
    mine = next((row for row in own if not has_judged(actor, row, yeses)), None)
    if mine is not None:
        what = _yours(mine) if policy.may_act(actor, mine, issue) else _("ta stilling til ny frist")
        return Turn(_tag_of(mine), _("Det er din tur: %(what)s", what=what), _tone(mine), _until(mine, issue))
    first = own[0] if own else live[0]
    text = _("Du har sagt ditt. En til på brukersiden må si det samme") if own else _waits(first)
    return Turn(_tag_of(first), text, _tone(first), _until(first, issue))


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


def _closed(issue: Issue) -> Turn:
    tones = {Outcome.SOLVED: "success", Outcome.PARTLY: "warning", Outcome.NOT_SOLVED: "danger"}
    outcome = issue.outcome or Outcome.NOTED
    return Turn(outcome.value, _("Innspillet er lukket. Ingen skal gjøre noe nå."), tones.get(outcome, "neutral"))


def _settled(issue: Issue, actor: Actor) -> Turn:
    """Nothing is owed: whoever leads for the users takes it on, and finds it on Min side (`inbox.queries`)."""
    leads = policy.leads_alone(actor, issue.council_id)
    if issue.state is IssueState.ANSWERED:
        text = _("Det er din tur: si om svaret er godt nok") if leads else _("Utvalget ser på svaret")
        return Turn("answered", text, "accent")
    yours = leads and issue.is_unsent
    text = _("Det er din tur: send innspillet videre eller ta det opp i utvalget") if yours else str(WITH_COUNCIL)
    return Turn("open", text, "accent")


def _tag_of(row: FollowUp) -> str:
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


def _yours(row: FollowUp) -> str:
    if row.offered:
        return _("si om dere tar over saken")
    if row.is_ours and row.kind is K.ANSWER:
        return _("skriv ned svaret når det har kommet")
    return str(_YOURS[row.kind])


def _waits(row: FollowUp) -> str:
    owner = _who(row)
    if row.state is S.PAUSED:
        return _("Venter på at utvalget svarer kontoret")
    if row.is_late(clock.today()):
        return _("%(owner)s er over fristen", owner=owner[:1].upper() + owner[1:])
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
        return _("Fristen står stille så lenge")
    return deadline_line(row.due, july_pause=issue.council.july_pause)


def deadline_line(due: date, *, july_pause: bool = False) -> str:
    """Frist 4. desember · 6 arbeidsdager igjen"""
    left = workdays.workdays_between(clock.today(), due, july_pause=july_pause)
    day = format_date(due, "d. MMMM" if due.year == clock.today().year else "d. MMMM y")
    if due == clock.today():
        return _("Frist i dag, %(day)s", day=day)
    if due > clock.today():
        words = ngettext("%(num)d arbeidsdag igjen", "%(num)d arbeidsdager igjen", max(left, 0))
    else:
        words = ngettext("%(num)d arbeidsdag over", "%(num)d arbeidsdager over", max(-left, 0))
    return _("Frist %(day)s · %(left)s", day=day, left=words)
