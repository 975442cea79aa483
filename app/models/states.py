"""States and kinds of what is owed on an issue, how they change, and the state of an issue because of them."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from flask_babel import lazy_gettext as _l

from app.models.state_machine import Moves


class FollowUpKind(StrEnum):
    ANSWER = "answer"
    ACTION = "action"
    CLARIFICATION = "clarification"
    STATEMENT = "statement"
    CONFIRMATION = "confirmation"
    RAISE_REPLY = "raise_reply"
    RELAPSE = "relapse"


class FollowUpState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    CLAIMED = "claimed"
    DONE = "done"
    HANDED_ON = "handed_on"
    DROPPED = "dropped"


LIVE = frozenset({FollowUpState.RUNNING, FollowUpState.PAUSED, FollowUpState.CLAIMED})


_PLAIN = {
    FollowUpState.RUNNING: {
        FollowUpState.DONE,
        FollowUpState.HANDED_ON,
        FollowUpState.DROPPED,
        FollowUpState.PAUSED,
    },
    FollowUpState.PAUSED: {FollowUpState.RUNNING, FollowUpState.DROPPED},
    FollowUpState.DONE: set[FollowUpState](),
    FollowUpState.HANDED_ON: set[FollowUpState](),
    FollowUpState.DROPPED: set[FollowUpState](),
}


_CLAIMABLE = {
    FollowUpState.RUNNING: {
        FollowUpState.CLAIMED,
        FollowUpState.HANDED_ON,
        FollowUpState.DROPPED,
        FollowUpState.PAUSED,
    },
    FollowUpState.PAUSED: {FollowUpState.RUNNING, FollowUpState.DROPPED},
    # Only the council ends a claim: done when confirmed, running again when contested.
    FollowUpState.CLAIMED: {FollowUpState.DONE, FollowUpState.RUNNING, FollowUpState.DROPPED},
    FollowUpState.DONE: set[FollowUpState](),
    FollowUpState.HANDED_ON: set[FollowUpState](),
    FollowUpState.DROPPED: set[FollowUpState](),
}


_REFUSAL = _l("Dette er endret av noen andre, og kan ikke gjøres nå.")


MOVES = {kind: Moves(_CLAIMABLE if kind is FollowUpKind.ACTION else _PLAIN, _REFUSAL) for kind in FollowUpKind}


class DropReason(StrEnum):
    """Why something that was owed fell away before it was given."""

    CLOSED = "closed"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    INDIVIDUAL_CASE = "individual_case"
    DECLINED = "declined"
    FIRST_OWNER_ASKED = "first_owner_asked"
    FIRST_OWNER_ANSWERED = "first_owner_answered"
    LAPSED = "lapsed"


class SlipState(StrEnum):
    ASKED = "asked"
    MOVED = "moved"
    REFUSED = "refused"
    LAPSED = "lapsed"


SLIP_MOVES = Moves(
    {
        SlipState.ASKED: {SlipState.MOVED, SlipState.REFUSED, SlipState.LAPSED},
        SlipState.MOVED: set(),
        SlipState.REFUSED: set(),
        SlipState.LAPSED: set(),
    },
    _l("Spørsmålet om ny frist er allerede avgjort."),
)


class Owed(Protocol):
    """What `state_from_follow_ups` reads of a follow-up."""

    @property
    def kind(self) -> FollowUpKind: ...
    @property
    def state(self) -> FollowUpState: ...


class JudgedClaim(Protocol):
    """What an issue reads of the claim with whose verdict it ended."""

    @property
    def id(self) -> int: ...
    @property
    def verdict_text(self) -> str | None: ...
    @property
    def verdict_hidden_at(self) -> datetime | None: ...


class ActEvent(Protocol):
    """What is read of the event that an act left."""

    @property
    def actor_id(self) -> int | None: ...
    @property
    def at(self) -> datetime: ...


class IssueState(StrEnum):
    HELD = "held"
    OPEN = "open"
    WITH_OFFICE = "with_office"
    ANSWERED = "answered"
    IN_ACTION = "in_action"
    CLAIMED_DONE = "claimed_done"
    CLOSED = "closed"


def state_from_follow_ups(follow_ups: Iterable[Owed]) -> IssueState:
    """The state of an issue that nobody holds or has closed, from what is owed and given. Pure."""
    rows = list(follow_ups)
    answers = {row.state for row in rows if row.kind is FollowUpKind.ANSWER}
    actions = {row.state for row in rows if row.kind is FollowUpKind.ACTION}
    if answers & {FollowUpState.RUNNING, FollowUpState.PAUSED}:
        return IssueState.WITH_OFFICE
    if actions & {FollowUpState.RUNNING, FollowUpState.PAUSED}:
        return IssueState.IN_ACTION
    if FollowUpState.CLAIMED in actions:
        return IssueState.CLAIMED_DONE
    if FollowUpState.DONE in answers:
        return IssueState.ANSWERED
    return IssueState.OPEN


class Stance(StrEnum):
    FOLLOWS_UP = "follows_up"
    PARTLY = "partly"
    DOES_NOT = "does_not_follow_up"
    SENT_ON = "sent_on"
    ASKS_BACK = "asks_back"
    # A council's word on what another council has raised: its own decision, never an office's answer.
    TAKES_ON = "takes_on"
    DECLINES = "declines"


class AnswerLabel(StrEnum):
    """For which of the office's two owners the answer speaks."""

    STATE = "state"
    MUNICIPALITY = "municipality"
    BOTH = "both"


class Verdict(StrEnum):
    """What the council's user side said of a claim."""

    CONFIRMED = "confirmed"
    CONFIRMED_PARTLY = "confirmed_partly"
    CONTESTED = "contested"


class Occasion(StrEnum):
    """When a seat is asked if it helped."""

    CLAIM = "claim"
    THREE_MONTHS = "three_months"
    TWELVE_MONTHS = "twelve_months"


class OutcomeWord(StrEnum):
    SOLVED = "solved"
    PARTLY = "partly"
    NOT = "not"
    CANNOT_TELL = "cannot_tell"
    NO_LONGER_RELEVANT = "no_longer_relevant"
