"""The history of an issue: what happened, as this reader may know it. The sentences stand in notices/kinds/."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from app.issues.words.bylines import Byline, of_event
from app.models.issues import ActReason, Issue, Reopening
from app.models.notices import Event
from app.notices.kinds.happening import History, Weight
from app.notices.kinds.table import HAPPENINGS


@dataclass(frozen=True)
class Entry:
    """A line of history, ready to show."""

    event_id: int
    weight: Weight
    what: str
    who: Byline
    at: datetime
    icon: str
    tone: str
    official: bool
    words: ActReason | Reopening | None  # what was said with the act
    for_name: str | None


MOST_REPEATED = 20  # a history of dozens of them would say nothing else


def history_entries(
    issue: Issue,
    events: Iterable[tuple[Event, ActReason | Reopening | None]],
    *,
    names: bool,
    user_side: bool,
    comment_ids: Collection[int],
) -> list[Entry]:
    """The history this reader may read: no comment, report or inner matter of the user side that is not theirs."""
    shown = [one for one in events if _is_shown(one[0], user_side=user_side, comment_ids=comment_ids)]
    if sum(HAPPENINGS[event.kind].in_own_list for event, _reason in shown) > MOST_REPEATED:
        shown = [one for one in shown if not HAPPENINGS[one[0].kind].in_own_list]
    return [_entry(issue, event, reason, names=names) for event, reason in shown]


def _is_shown(event: Event, *, user_side: bool, comment_ids: Collection[int]) -> bool:
    if event.data.get("skipped"):
        return False
    match HAPPENINGS[event.kind].history:
        case History.NOBODY:
            return False
        case History.USER_SIDE:
            return user_side
        case History.ITS_READERS:
            return event.subject_id in comment_ids
        case History.EVERYBODY:
            return True


def _entry(issue: Issue, event: Event, reason: ActReason | Reopening | None, *, names: bool) -> Entry:
    happening = HAPPENINGS[event.kind]
    return Entry(
        event_id=event.id,
        weight=happening.weight,
        what=happening.sentence_of(event),
        who=of_event(event, issue, names=names),
        at=event.at,
        icon=happening.icon,
        tone=happening.tone,
        official=happening.of_office is not None and happening.of_office(event),
        words=reason,
        for_name=event.for_name if names else None,
    )
