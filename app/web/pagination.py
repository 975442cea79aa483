"""Pages by key, not by number: `?etter=…` goes on after the last row shown, so that nothing is skipped or counted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list, and the keys of the pages beside it (None: there is none)."""

    rows: Sequence[Row]
    older: int | None
    newer: int | None


def page_of(rows: Sequence[Row], *, size: int, key: Callable[[Row], int], came_from: int | None) -> Page[Row]:
    """Cut `size` rows out of `size + 1` fetched ones; one row more means that there is a further page."""
    shown = rows[:size]
    older = key(shown[-1]) if len(rows) > size else None
    return Page(shown, older, key(shown[0]) if came_from is not None and shown else None)
