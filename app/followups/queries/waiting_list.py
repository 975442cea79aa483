"""Dette venter utvalget på: what is owed, by whom, since when and until when; for a reader, a council or an office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, union
from sqlalchemy.orm import joinedload

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
from app.models.places import Office
from app.models.states import FollowUpKind, FollowUpState

NEW_FOR = timedelta(days=7)
DONE_FOR = timedelta(days=90)
WAITS = (FollowUpState.RUNNING, FollowUpState.PAUSED)  # a claimed action is shown by the confirmation it waits for


class Part(StrEnum):
    """Which rows of the list."""

    WAITING = "venter"
    NEW = "nye"
    LATE = "over-fristen"
    DONE = "gjort"


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
    actor: Actor, scope: ColumnElement[bool], *, part: Part, since: datetime, after: int | None, size: int
) -> Sequence[FollowUp]:
    """One row more than `size`, the nearest date first; what is done with the newest first."""
    query = _rows().where(scope, issues_visible_to(actor), _part(part, since))
    if part is Part.DONE:
        ended = select(FollowUp.ended_at).where(FollowUp.id == after).scalar_subquery()
        query = query.order_by(FollowUp.ended_at.desc(), FollowUp.id.desc())
        older = or_(FollowUp.ended_at < ended, and_(FollowUp.ended_at == ended, FollowUp.id < (after or 0)))
    else:
        due = select(FollowUp.due).where(FollowUp.id == after).scalar_subquery()
        query = query.order_by(FollowUp.due, FollowUp.id)
        older = or_(FollowUp.due > due, and_(FollowUp.due == due, FollowUp.id > (after or 0)))
    if after is not None:
        query = query.where(older)
    return db.session.scalars(query.limit(size + 1)).unique().all()


@cache
def _rows() -> Select[FollowUp]:
    return (
        select(FollowUp)
        .join(Issue, Issue.id == FollowUp.issue_id)
        .options(
            *OWNERS,
            joinedload(FollowUp.issue).joinedload(Issue.council),
            joinedload(FollowUp.pauses),
            joinedload(FollowUp.slips),
            joinedload(FollowUp.missing_dates),
            OF_CLAIM,
        )
    )


def waiting_figures(actor: Actor, scope: ColumnElement[bool], *, since: datetime) -> Figures:
    """Counted over what the reader may see, in one statement; what is done since then."""
    row = db.session.execute(
        select(*(func.coalesce(func.sum(case((_part(part, since), 1), else_=0)), 0) for part in Part))
        .select_from(FollowUp)
        .join(Issue, Issue.id == FollowUp.issue_id)
        .where(scope, issues_visible_to(actor), or_(_part(Part.WAITING, since), _part(Part.DONE, since)))
    ).one()
    waiting, new, late, done = (int(number) for number in row)
    return Figures(waiting=waiting, late=late, new=new, done=done)


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


def _part(part: Part, since: datetime) -> ColumnElement[bool]:
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
