"""What a sheet of paper says: headings, texts, tables and what was said by whom. Values alone; `pdf` draws them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Passage:
    """A text that keeps its lines. `language`: when it is another than the paper's; `label`: what it is, before it."""

    text: str
    language: str | None = None
    label: str = ""


@dataclass(frozen=True)
class Cell:
    """What stands in one place of a table, and in small letters below it."""

    main: Passage
    below: str = ""


@dataclass(frozen=True)
class Table:
    """`widths`: the shares of the columns; the first cell of a row says what the row is about."""

    columns: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Entry:
    """Something that was said or done: what, by whom and when, in which words. `official`: on behalf of an office."""

    what: str
    who: str
    passages: Sequence[Passage] = ()
    official: bool = False


@dataclass(frozen=True)
class Section:
    """A part with a heading of its own: texts, then what was said and done, then a table."""

    heading: str
    passages: Sequence[Passage] = ()
    entries: Sequence[Entry] = ()
    table: Table | None = None


@dataclass(frozen=True)
class Paper:
    """`title` is the document's own, `heading` what stands on top; `facts` are pairs of a name and a value."""

    title: str
    heading: Passage
    sections: Sequence[Section]
    eyebrow: str = ""
    lead: Sequence[Passage] = ()
    facts: Sequence[tuple[str, str]] = ()
