"""The list of issues: what was asked for, what was found, and no more than the reader may see, not even in a count."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.access.sight import issues_visible_to
from app.core import clock
from app.core.actor import Actor
from app.core.text import by_name
from app.database import db
from app.models.councils import Council, CouncilOffice
from app.models.followups import FollowUp
from app.models.issue_enums import Outcome, Phase
from app.models.issues import Issue, IssueAudience, Support
from app.models.places import Office
from app.models.states import LIVE, FollowUpKind, FollowUpState, IssueState
from app.models.themes import Theme
from app.search import asking_index, found_by

PAGE = 20
MOST_COUNTED = 500
MOST_IN_A_FILE = 5_000


class Standing(StrEnum):
    """What one filters by: a state, an outcome, or that a date has passed."""

    LATE = "late"
    HELD = "held"
    OPEN = "open"
    WITH_OFFICE = "with_office"
    ANSWERED = "answered"
    IN_ACTION = "in_action"
    CLAIMED_DONE = "claimed_done"
    SOLVED = "solved"
    PARTLY = "partly"
    NOT_SOLVED = "not_solved"
    NOT_PURSUED = "not_pursued"
    NOTED = "noted"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    INDIVIDUAL_CASE = "individual_case"


class Period(StrEnum):
    """How far back."""

    MONTH = "30"
    QUARTER = "90"
    YEAR = "365"


class Scope(StrEnum):
    """Whose issues: of the reader's own councils where nothing is said, or of all that they may read."""

    ALL = "alle"


class Sort(StrEnum):
    """In which order; by date stand only those that somebody owes something on."""

    NEWEST = "nyeste"
    CHANGED = "endret"
    DUE = "frist"


@dataclass(frozen=True)
class Wanted:
    """The filters of the list; none of a kind means all."""

    words: str = ""
    theme: Theme | None = None
    standing: Standing | None = None
    office_id: int | None = None
    council_id: int | None = None
    period: Period | None = None
    phase: Phase | None = None
    mine: bool = False
    own_councils: bool = False
    sort: Sort = Sort.NEWEST


@dataclass(frozen=True)
class Line:
    """A row of the list."""

    issue: Issue
    due: date | None
    paused: bool
    contested: bool
    other_offices: int

    @property
    def state(self) -> str:
        """The key of its tag: the outcome when it has ended, else what matters most."""
        if self.issue.outcome is not None:
            return self.issue.outcome.value
        if self.due is not None and self.due < clock.today():
            return "late"
        if self.paused:
            return "paused"
        return "contested" if self.contested else self.issue.state.value


def issue_lines(actor: Actor, wanted: Wanted, *, after: int | None = None, before: int | None = None) -> list[Line]:
    """One row more than a page, in the order wanted; going back (`before`) as well. Raises Unusable (search)."""
    key, falls = _key(Issue, wanted.sort), wanted.sort is not Sort.DUE
    down = falls if before is None else not falls
    order = (key.desc(), Issue.id.desc()) if down else (key, Issue.id)
    query = _lines().where(*_conditions(actor, wanted)).order_by(*order)
    if (shown := after if before is None else before) is not None:
        query = query.where(_beside(actor, shown, wanted.sort, down=down))
    with _asking(wanted):
        found = db.session.execute(query).all()
    rows = [_line(row) for row in found]
    return _turned(rows) if before is not None else rows


def lines_for_file(actor: Actor, wanted: Wanted) -> list[Line]:
    """All of them, the newest first; one more than MOST_IN_A_FILE where there are too many. Raises Unusable."""
    newest = (Issue.posted_at.desc(), Issue.id.desc())
    query = _lines().where(*_conditions(actor, wanted)).order_by(*newest).limit(MOST_IN_A_FILE + 1)
    with _asking(wanted):
        return [_line(row) for row in db.session.execute(query)]


def _line(row: Any) -> Line:
    return Line(row[0], row[1], bool(row[2]), bool(row[3]), int(row[4] or 0))


@cache
def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(Issue, _due(Issue), _live(FollowUpState.PAUSED), _contested(), _other_offices())
        .options(joinedload(Issue.office), joinedload(Issue.council))
        .limit(PAGE + 1)
    )


def count_issues(actor: Actor, wanted: Wanted) -> int:
    """How many there are, of those the reader may see; counted no further than one could read. Raises Unusable."""
    found = select(Issue.id).where(*_conditions(actor, wanted)).limit(MOST_COUNTED + 1).subquery()
    with _asking(wanted):
        return int(db.session.scalar(select(func.count()).select_from(found)) or 0)


def places_to_filter(actor: Actor) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """The councils and the offices in which the reader may look: (councils, offices)."""
    rows = db.session.execute(
        select(Council.id, Council.name, Office.id, Office.name)
        .outerjoin(CouncilOffice, CouncilOffice.council_id == Council.id)
        .outerjoin(Office, Office.id == CouncilOffice.office_id)
        .where(Council.id.in_(sorted(actor.councils)))
    ).all()
    councils = {row[0]: row[1] for row in rows}
    offices = {row[2]: row[3] for row in rows if row[2]}
    return by_name(councils.items(), itemgetter(1)), by_name(offices.items(), itemgetter(1))


def _asking(wanted: Wanted) -> AbstractContextManager[None]:
    """Only words ask the search index, which may be broken."""
    return asking_index() if wanted.words else nullcontext()


def _turned(rows: Sequence[Line]) -> list[Line]:
    """Rows fetched from below: the page in its own order, and the one row too many behind it."""
    page = list(reversed(rows[:PAGE]))
    return [*page, *rows[PAGE:]]


def _conditions(actor: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [found_by(actor, wanted.words)]
    if wanted.theme is not None:
        found.append(Issue.theme == wanted.theme)
    if wanted.standing is not None:
        found.append(_stands(wanted.standing))
    if wanted.office_id is not None:
        found.append(Issue.office_id == wanted.office_id)
    if wanted.council_id is not None:
        found.append(Issue.council_id == wanted.council_id)
    if wanted.period is not None:
        since = clock.today() - timedelta(days=int(wanted.period.value))
        found.append(Issue.posted_at >= clock.start_of(since))
    if wanted.phase is not None:
        found.append(Issue.phase == wanted.phase)
    if wanted.own_councils:
        here = IssueAudience.council_id.in_(sorted(actor.council_names))
        found.append(Issue.id.in_(select(IssueAudience.issue_id).where(here)))
    if wanted.sort is Sort.DUE:
        owed = select(FollowUp.issue_id).where(FollowUp.state == FollowUpState.RUNNING)
        found.append(and_(Issue.state != IssueState.CLOSED, Issue.id.in_(owed)))
    if wanted.mine:
        own = actor.person_id or 0
        found.append(or_(and_(Issue.author_id == own, Issue.anonymous.is_(False)), Issue.registered_by_id == own))
    return found


def _stands(standing: Standing) -> ColumnElement[bool]:
    if standing is Standing.LATE:
        late = select(FollowUp.issue_id).where(FollowUp.state == FollowUpState.RUNNING, FollowUp.due < clock.today())
        return and_(Issue.state != IssueState.CLOSED, Issue.id.in_(late))
    if standing.value in list(Outcome):
        return Issue.outcome == Outcome(standing.value)
    return Issue.state == IssueState(standing.value)


def _key(issue: Any, sort: Sort) -> ColumnElement[Any]:
    """What the list is ordered by, of the table or an alias of it."""
    if sort is Sort.DUE:
        return _due(issue)
    found: ColumnElement[Any] = issue.changed_at if sort is Sort.CHANGED else issue.posted_at
    return found


def _beside(actor: Actor, issue_id: int, sort: Sort, *, down: bool) -> ColumnElement[bool]:
    """Rows below (or above) the one last shown, in the order of the list; none beside what the reader cannot see."""
    last, key = aliased(Issue), _key(Issue, sort)
    shown = select(Issue.id).where(Issue.id == issue_id, issues_visible_to(actor)).correlate(None)
    there = select(_key(last, sort)).select_from(last).where(last.id.in_(shown)).correlate(None).scalar_subquery()
    if down:
        return or_(key < there, and_(key == there, Issue.id < issue_id))
    return or_(key > there, and_(key == there, Issue.id > issue_id))


def _due(issue: Any) -> Any:
    return (
        select(func.min(FollowUp.due))
        .where(FollowUp.issue_id == issue.id, FollowUp.state == FollowUpState.RUNNING)
        .correlate(issue)
        .scalar_subquery()
    )


def _live(state: FollowUpState) -> Any:
    return exists().where(FollowUp.issue_id == Issue.id, FollowUp.state == state).correlate(Issue)


def _contested() -> Any:
    owed = (FollowUpKind.ANSWER, FollowUpKind.ACTION)
    return (
        exists()
        .where(FollowUp.issue_id == Issue.id, FollowUp.state.in_(LIVE), FollowUp.round > 1, FollowUp.kind.in_(owed))
        .correlate(Issue)
    )


def _other_offices() -> Any:
    """At how many other offices somebody said that it is the same."""
    return (
        select(func.count(Support.office_id.distinct()))
        .where(
            Support.issue_id == Issue.id,
            Support.withdrawn_at.is_(None),
            or_(Issue.office_id.is_(None), Support.office_id != Issue.office_id),
        )
        .correlate(Issue)
        .scalar_subquery()
    )
