"""The five steps of the chain, as the card of an issue draws them: what has happened, where it is, what is ahead."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from app.core import clock
from app.core.words import ACTION, ANSWER, DID_IT_HELP
from app.followups.queries.chain import Chain
from app.models.followups import FollowUp
from app.models.issue_enums import IssueKind, Origin
from app.models.issues import Issue
from app.models.states import FollowUpKind, FollowUpState, IssueState


class Reached(StrEnum):
    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Step:
    name: str
    day: date | None
    reached: Reached


SENT, DONE, ENDED = _l("Sendt"), _l("Gjort"), _l("Avsluttet")
ASKED, MEANS = _l("Spurt"), _l("Uttalelse")


def steps_of(issue: Issue, chain: Chain) -> list[Step]:
    """From sent to *Hjalp det?*; of an issue that has ended, what happened and that it ended.

    Nothing for one that works well: it asks nobody for anything.
    """
    if issue.kind is IssueKind.WORKS_WELL:
        return []
    found = _stations(issue, chain)
    if issue.is_closed:
        happened = [Step(str(name), _day(at), Reached.DONE) for name, at in found[:-1] if at is not None]
        return [*happened, Step(str(ENDED), _day(issue.closed_at), Reached.DONE)]
    last = max((number for number, (_name, at) in enumerate(found) if at is not None), default=-1)
    waits = issue.state is IssueState.ANSWERED or last == len(found) - 1
    now = last if waits else last + 1
    return [
        Step(str(name), _day(at), Reached.NOW if number == now else Reached.DONE if number < now else Reached.AHEAD)
        for number, (name, at) in enumerate(found)
    ]


def _stations(issue: Issue, chain: Chain) -> list[tuple[object, datetime | None]]:
    """Each step with when it was reached; what has been asked for anew is not reached."""
    said = [answer.at for row, answer in chain.talk if row.kind is FollowUpKind.ANSWER and answer.is_answer]
    if issue.origin is Origin.OFFICE:
        stated = [answer.at for row, answer in chain.talk if row.kind is FollowUpKind.STATEMENT]
        return [(ASKED, issue.posted_at), (MEANS, _first(stated)), (DID_IT_HELP, issue.closed_at)]
    unanswered = any(row.is_live for row in chain.answers)
    actions = [row for row in chain.actions if row.state is not FollowUpState.DROPPED]
    claimed = [claim.at for row in actions if _is_claimed(row) for claim in row.claims]
    unclaimed = any(row.state is FollowUpState.RUNNING for row in actions)
    return [
        (SENT, issue.sent_at),
        (ANSWER, None if unanswered else _first(said)),
        (ACTION, None if unanswered else _first([row.created_at for row in actions])),
        (DONE, None if unanswered or unclaimed else max(claimed, default=None)),
        (DID_IT_HELP, None),
    ]


def _is_claimed(row: FollowUp) -> bool:
    return row.state in (FollowUpState.CLAIMED, FollowUpState.DONE)


def _first(times: list[datetime]) -> datetime | None:
    return min(times, default=None)


def _day(at: datetime | None) -> date | None:
    return clock.local_day(at) if at is not None else None
