"""What has happened with an issue, as one list from first to last: answers, actions, words and moves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.followups.queries.chain import Chain
from app.issues.words.history import Entry
from app.models.comments import Comment
from app.models.followups import FollowUp
from app.models.notices import Event
from app.models.outcomes import OutcomeQuestion
from app.models.states import FollowUpKind
from app.notices.kinds.happening import Weight


class Drawn(StrEnum):
    """How an entry is drawn: the macro of templates/issues/_entries.html that draws it."""

    ANSWER = "answer"
    OWED = "owed"
    ACTION = "action"
    CLAIM = "claim"
    VERDICT = "verdict"
    COMMENT = "comment"
    EXPERIENCE = "experience"
    EVENT = "event"


@dataclass(frozen=True)
class Line:
    """One entry. `thing` is the answer, comment, claim … that it shows, `row` what that was owed by."""

    drawn: Drawn
    at: datetime
    thing: Any
    row: FollowUp | None = None
    event_id: int | None = None  # the event that a link asks for and that it tells of


APART = (FollowUpKind.ACTION, FollowUpKind.CONFIRMATION)


def timeline_of(
    chain: Chain,
    comments: Iterable[Comment],
    events: Iterable[Entry],
    experiences: Iterable[OutcomeQuestion],
    *,
    everything: bool,
) -> list[Line]:
    """From first to last, and at the end what is still owed. `everything`: each move as well, not only the weighty."""
    lines = [Line(Drawn.ANSWER, answer.at, answer, row) for row, answer in chain.talk]
    lines += [Line(Drawn.COMMENT, one.at, one) for one in comments]
    lines += [Line(Drawn.EXPERIENCE, one.answered_at, one) for one in experiences if one.answered_at]
    lines += [Line(Drawn.EVENT, one.at, one) for one in events if _is_shown(one, everything=everything)]
    lines += _of_actions(chain.actions)
    owed = [row for row in chain.follow_ups if row.kind not in APART and (row.is_live or not row.answers)]
    lines += [Line(Drawn.OWED, row.ended_at or row.created_at, row, row) for row in owed if not row.is_live]
    now = [Line(Drawn.OWED, row.created_at, row, row) for row in owed if row.is_live]
    return [*sorted(lines, key=lambda line: line.at), *now]


def _is_shown(event: Entry, *, everything: bool) -> bool:
    if event.weight is Weight.IN_ITS_WORDS:
        return False
    return everything or event.words is not None or event.weight is Weight.WEIGHTY


def with_event(lines: Sequence[Line], events: Iterable[Event], event_id: int | None) -> list[Line]:
    """The lines, one of them marked with the event that a link asks for where no line is drawn for it.

    That is the first line not older than the event: its own words, or what came next.
    """
    drawn = {line.thing.event_id for line in lines if line.drawn is Drawn.EVENT}
    asked = next((one for one in events if one.id == event_id and one.id not in drawn), None)
    if asked is None or not lines:
        return list(lines)
    place = next((number for number, line in enumerate(lines) if line.at >= asked.at), len(lines) - 1)
    return [replace(line, event_id=asked.id) if number == place else line for number, line in enumerate(lines)]


def left_out(events: Iterable[Entry]) -> int:
    """How many moves are not shown when only the weighty are."""
    events = list(events)
    weighty = sum(_is_shown(one, everything=False) for one in events)
    return sum(_is_shown(one, everything=True) for one in events) - weighty


def _of_actions(actions: Sequence[FollowUp]) -> list[Line]:
    """A promise, each claim that it is kept, and what the council said of the claim."""
    lines = [Line(Drawn.ACTION, row.created_at, row, row) for row in actions]
    claims = [(row, claim) for row in actions for claim in row.claims]
    lines += [Line(Drawn.CLAIM, claim.at, claim, row) for row, claim in claims]
    return lines + [Line(Drawn.VERDICT, claim.verdict_at, claim, row) for row, claim in claims if claim.verdict_at]
