"""How much there is in the list of what is owed: counted once, by all that one filters by, and added up as asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select

from app.access.sight import issues_visible_to
from app.core.actor import Actor
from app.database import db
from app.followups.queries.waiting_list import Part, Wanted, is_in_part, name_of_owner, name_of_place
from app.models.followups import OWNERS, FollowUp
from app.models.issues import Issue
from app.models.states import FollowUpKind
from app.models.themes import Theme


@dataclass(frozen=True)
class Figures:
    """The sentence above the list."""

    waiting: int
    late: int
    new: int
    done: int

    def of(self, part: Part) -> int:
        return {Part.WAITING: self.waiting, Part.LATE: self.late, Part.NEW: self.new, Part.DONE: self.done}[part]


@dataclass(frozen=True)
class Count:
    """How many rows have all this in common. `place`: the office, or the council of an issue about none."""

    kind: FollowUpKind
    theme: Theme
    office_id: int | None
    place: str
    owner: tuple[str, int]
    owner_name: str
    figures: Figures

    def passes(self, wanted: Wanted) -> bool:
        """As `waiting_list.owed_rows` filters."""
        return (
            wanted.office_id in (None, self.office_id)
            and wanted.kind in (None, self.kind)
            and wanted.theme in (None, self.theme)
            and wanted.owner in (None, self.owner)
        )


def waiting_counts(actor: Actor, scope: ColumnElement[bool], *, since: datetime) -> list[Count]:
    """Counted over what the reader may see, in one statement; what is done since then."""
    owners = [getattr(FollowUp, key) for key in OWNERS]
    numbers = (func.sum(case((is_in_part(part, since), 1), else_=0)) for part in Part)
    rows = db.session.execute(
        select(FollowUp.kind, Issue.theme, Issue.office_id, name_of_place(), name_of_owner(), *owners, *numbers)
        .select_from(FollowUp)
        .join(Issue, Issue.id == FollowUp.issue_id)
        .where(scope, issues_visible_to(actor), or_(is_in_part(Part.WAITING, since), is_in_part(Part.DONE, since)))
        .group_by(FollowUp.kind, Issue.theme, Issue.office_id, Issue.council_id, *owners)
    )
    return [_count(tuple(row)) for row in rows]


def figures_of(counts: Iterable[Count]) -> Figures:
    """All of them together."""
    all_of_them = [one.figures for one in counts]
    waiting, new, late, done = (sum(one.of(part) for one in all_of_them) for part in Part)
    return Figures(waiting=waiting, late=late, new=new, done=done)


def _count(row: tuple[Any, ...]) -> Count:
    kind, theme, office_id, place, owner_name, *rest = row
    owner_ids, numbers = rest[: len(OWNERS)], [int(number) for number in rest[len(OWNERS) :]]
    owner = next((key, owner_id) for key, owner_id in zip(OWNERS, owner_ids, strict=True) if owner_id is not None)
    waiting, new, late, done = numbers
    figures = Figures(waiting=waiting, late=late, new=new, done=done)
    return Count(kind, theme, office_id, place, owner, owner_name, figures)
