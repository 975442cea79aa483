"""The steps of each clock, pure: which working day each reminder falls on, whom it is for, and which one is due.

Defaults as in the table of clocks; days are counted from the due date in working days of the issue's council.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.workdays import add_workdays, is_workday
from app.models.states import FollowUpKind as Kind


class To(StrEnum):
    """Whom a step reminds, beside each other."""

    OWNER = "owner"
    STAND_IN = "stand_in"
    LEADER = "leader"
    OTHER_OWNER = "other_owner"
    COORDINATOR = "coordinator"


@dataclass(frozen=True)
class Step:
    """A reminder so many working days before (negative) or after the due date."""

    days: int
    to: tuple[To, ...]

    def day(self, due: date, *, july_pause: bool = False) -> date:
        return add_workdays(due, self.days, july_pause=july_pause)


_OWNERS = (To.OWNER, To.STAND_IN)
_PLUS_FIVE = (*_OWNERS, To.LEADER, To.OTHER_OWNER)
_COUNCIL = (Step(-5, (To.OWNER,)), Step(1, (To.OWNER,)), Step(10, (To.OWNER,)))

LADDER: dict[Kind, tuple[Step, ...]] = {
    Kind.ANSWER: (
        Step(-5, _OWNERS),
        Step(-1, _OWNERS),
        Step(1, _OWNERS),
        Step(5, _PLUS_FIVE),
        Step(10, (To.COORDINATOR,)),
    ),
    Kind.ACTION: (Step(-5, _OWNERS), Step(1, _OWNERS), Step(5, _PLUS_FIVE), Step(10, (To.COORDINATOR,))),
    Kind.CLARIFICATION: (Step(-2, (To.OWNER,)), Step(1, (To.OWNER,))),
    Kind.CONFIRMATION: _COUNCIL,
    Kind.STATEMENT: _COUNCIL,
    Kind.RAISE_REPLY: _COUNCIL,
    Kind.RELAPSE: _COUNCIL,
}


@dataclass(frozen=True)
class Due:
    """What a clock asks for today: the newest step that has come, and the older ones that were passed over."""

    step: Step | None
    skipped: tuple[Step, ...]


NOTHING = Due(None, ())


def due_steps(
    kind: Kind, due: date, *, started_on: date, today: date, done: Collection[int], july_pause: bool = False
) -> Due:
    """The step to take today; `done`: the steps already taken or skipped. Nothing leaves on a day of rest.

    A step that lay before the clock began was never owed, so it is neither taken nor remembered.
    """
    if not is_workday(today, july_pause=july_pause):
        return NOTHING
    come = [step for step in LADDER[kind] if started_on < step.day(due, july_pause=july_pause) <= today]
    if not come or come[-1].days in done:
        return NOTHING
    return Due(come[-1], tuple(step for step in come[:-1] if step.days not in done))


def step_key(follow_up_id: int, due: date, step: int) -> str:
    """What makes a step happen once: the follow-up, its due date, the step."""
    return f"reminder:{follow_up_id}:{due.isoformat()}:{step:+d}"
