"""Dette venter utvalget på: what is owed, by whom, since when and until when; for a reader, a council or an office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, union
from sqlalchemy.orm import aliased, joinedload

from app.access.sight import issues_visible_to
from app.access.validity import in_force
from app.core import clock
from app.core.actor import Actor
from app.database import db
from app.followups.queries.chain import OF_CLAIM, OWNERS
from app.models.councils import Council, CouncilOffice
from app.models.followups import FollowUp
from app.models.issues import Issue
from app.models.meetings import Meeting, MeetingState
from app.models.places import Municipality, NavRegion, Office
from app.models.states import FollowUpKind, FollowUpState
from app.models.themes import Theme

NEW_FOR = timedelta(days=7)
DONE_FOR = timedelta(days=90)
WAITS = (FollowUpState.RUNNING, FollowUpState.PAUSED)  # a claimed action is shown by the confirmation it waits for


class Part(StrEnum):
    """Which rows of the list."""

    WAITING = "venter"
    NEW = "nye"
    LATE = "over-fristen"
    DONE = "gjort"


class Grouping(StrEnum):
    """What stands together in the list."""

    OWNER = "ansvarlig"
    OFFICE = "kontor"
    KIND = "hva"
    THEME = "tema"
    NONE = "ingen"


@dataclass(frozen=True)
class Wanted:
    """The filters of the list; none of a kind means all. `owner`: (a key of models.followups.OWNERS, id)."""

    office_id: int | None = None
    kind: FollowUpKind | None = None
    theme: Theme | None = None
    owner: tuple[str, int] | None = None


EVERYTHING = Wanted()


@dataclass(frozen=True)
class InTime:
    """How many answers came in time, of how many; an office is compared with itself alone."""

    now: tuple[int, int]
    before: tuple[int, int]


def of_reader(actor: Actor) -> ColumnElement[bool]:
    """What the reader's own councils wait for, and what they owe."""
    return _of_councils(sorted(actor.councils))


def of_council(council_id: int) -> ColumnElement[bool]:
    return _of_councils([council_id])


def _of_councils(council_ids: Sequence[int]) -> ColumnElement[bool]:
    """A union, for an "or" over two tables uses the index of neither: at national size that read every issue."""
    waited_for = select(FollowUp.id).join(Issue, Issue.id == FollowUp.issue_id).where(Issue.council_id.in_(council_ids))
    owed = select(FollowUp.id).where(FollowUp.council_id.in_(council_ids))
    return FollowUp.id.in_(union(waited_for, owed))


def of_office(office_id: int) -> ColumnElement[bool]:
    return FollowUp.office_id == office_id


def owed_rows(
    actor: Actor,
    scope: ColumnElement[bool],
    *,
    part: Part,
    since: datetime,
    wanted: Wanted = EVERYTHING,
    grouping: Grouping = Grouping.NONE,
    after: int | None = None,
    size: int | None = None,
) -> Sequence[FollowUp]:
    """Group by group; in each the nearest date first, of what is done the newest first.

    One row more than `size`; without it all there are.
    """
    query = _rows().where(scope, issues_visible_to(actor), is_in_part(part, since), *_conditions(wanted))
    if grouping is not Grouping.NONE:
        query = query.order_by(_group(grouping))
    if part is Part.DONE:
        query = query.order_by(FollowUp.ended_at.desc(), FollowUp.id.desc())
    else:
        query = query.order_by(FollowUp.due, FollowUp.id)
    if after is not None:
        query = query.where(_behind(after, part, grouping))
    if size is not None:
        query = query.limit(size + 1)
    return db.session.scalars(query).unique().all()


def _behind(after: int, part: Part, grouping: Grouping) -> ColumnElement[bool]:
    """Rows behind the one last shown, in the order of the list."""
    last, its_issue = aliased(FollowUp), aliased(Issue)
    there = select(last).join(its_issue, its_issue.id == last.issue_id).where(last.id == after)
    if part is Part.DONE:
        ended = there.with_only_columns(last.ended_at).scalar_subquery()
        behind = or_(FollowUp.ended_at < ended, and_(FollowUp.ended_at == ended, FollowUp.id < after))
    else:
        due = there.with_only_columns(last.due).scalar_subquery()
        behind = or_(FollowUp.due > due, and_(FollowUp.due == due, FollowUp.id > after))
    if grouping is Grouping.NONE:
        return behind
    group = there.with_only_columns(_group(grouping, last, its_issue)).scalar_subquery()
    return or_(_group(grouping) > group, and_(_group(grouping) == group, behind))


def _group(grouping: Grouping, row: Any = FollowUp, issue: Any = Issue) -> ColumnElement[Any]:
    """What the groups are ordered by: their names, or the order of the enum."""
    if grouping is Grouping.KIND:
        return case({kind: at for at, kind in enumerate(FollowUpKind)}, value=row.kind)
    if grouping is Grouping.THEME:
        return case({theme: at for at, theme in enumerate(Theme)}, value=issue.theme)
    return name_of_place(issue) if grouping is Grouping.OFFICE else name_of_owner(row)


def name_of_owner(row: Any = FollowUp) -> ColumnElement[str]:
    return func.coalesce(
        select(Office.name).where(Office.id == row.office_id).scalar_subquery(),
        select(Municipality.display_name).where(Municipality.id == row.municipality_id).scalar_subquery(),
        select(NavRegion.name).where(NavRegion.id == row.nav_region_id).scalar_subquery(),
        select(Council.name).where(Council.id == row.council_id).scalar_subquery(),
    )


def name_of_place(issue: Any = Issue) -> ColumnElement[str]:
    """The office that the issue is about; the council where it is about none."""
    return func.coalesce(
        select(Office.name).where(Office.id == issue.office_id).scalar_subquery(),
        select(Council.name).where(Council.id == issue.council_id).scalar_subquery(),
    )


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.office_id is not None:
        found.append(Issue.office_id == wanted.office_id)
    if wanted.kind is not None:
        found.append(FollowUp.kind == wanted.kind)
    if wanted.theme is not None:
        found.append(Issue.theme == wanted.theme)
    if wanted.owner is not None:
        key, owner_id = wanted.owner
        found.append(getattr(FollowUp, key) == owner_id)
    return found


@cache
def _rows() -> Select[FollowUp]:
    return (
        select(FollowUp)
        .join(Issue, Issue.id == FollowUp.issue_id)
        .options(
            *OWNERS,
            joinedload(FollowUp.issue).options(joinedload(Issue.council), joinedload(Issue.office)),
            joinedload(FollowUp.pauses),
            joinedload(FollowUp.slips),
            joinedload(FollowUp.missing_dates),
            OF_CLAIM,
        )
    )


def in_time(office_id: int) -> InTime:
    """Answers of the last ninety days and of the ninety before, against the date they were first due."""
    start = lately_since()
    rows = db.session.execute(
        select(FollowUp.ended_at, FollowUp.original_due).where(
            FollowUp.office_id == office_id,
            FollowUp.kind == FollowUpKind.ANSWER,
            FollowUp.state == FollowUpState.DONE,
            FollowUp.ended_at > start - DONE_FOR,
        )
    ).all()
    kept = [(row.ended_at > start, clock.local_day(row.ended_at) <= row.original_due) for row in rows]
    return InTime(now=_share(kept, recent_half=True), before=_share(kept, recent_half=False))


def council_by_slug(slug: str) -> Council | None:
    return db.session.scalar(select(Council).where(Council.slug == slug))


def office_by_slug(slug: str) -> Office | None:
    return db.session.scalar(select(Office).where(Office.slug == slug))


def councils_of_office(office_id: int) -> list[int]:
    """The councils in force that an office answers to."""
    served = exists().where(CouncilOffice.council_id == Council.id, CouncilOffice.office_id == office_id)
    return list(db.session.scalars(select(Council.id).where(served, in_force(Council, clock.today()))))


def lately_since() -> datetime:
    """From when on what is done is shown, where no meeting says it."""
    return clock.now() - DONE_FOR


def last_meeting(council_id: int) -> datetime | None:
    """When the council last met: what is done since then is news to its next meeting."""
    return db.session.scalar(
        select(func.max(Meeting.starts_at)).where(
            Meeting.council_id == council_id, Meeting.state == MeetingState.HELD, Meeting.starts_at <= clock.now()
        )
    )


def is_in_part(part: Part, since: datetime) -> ColumnElement[bool]:
    if part is Part.DONE:
        return (FollowUp.state == FollowUpState.DONE) & (FollowUp.ended_at > since)
    if part is Part.NEW:
        return _waits() & (FollowUp.created_at > clock.now() - NEW_FOR)
    if part is Part.LATE:
        return _waits() & (FollowUp.state == FollowUpState.RUNNING) & (FollowUp.due < clock.today())
    return _waits()


@cache
def _waits() -> ColumnElement[bool]:
    """A relapse waits on what has ended: that is what it is about."""
    return FollowUp.state.in_(WAITS) & (Issue.closed_at.is_(None) | (FollowUp.kind == FollowUpKind.RELAPSE))


def _share(kept: list[tuple[bool, bool]], *, recent_half: bool) -> tuple[int, int]:
    half = [on_time for recent, on_time in kept if recent is recent_half]
    return sum(half), len(half)
