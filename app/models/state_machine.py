"""How the states of a row may change: one table of moves a machine, and one way to take a step."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from flask_babel import LazyString

from app.core.errors import Conflict

State = TypeVar("State", bound=StrEnum)


@dataclass(frozen=True)
class Moves(Generic[State]):
    """From each state those that may follow; and what people are told who want another one, most often too late."""

    table: Mapping[State, Collection[State]]
    refusal: LazyString

    def step(self, state: State, to: State) -> State:
        """The new state. Raises Conflict where there is no such way."""
        if to not in self.table[state]:
            raise Conflict(str(self.refusal), detail=f"{type(state).__name__}: {state} → {to}")
        return to
