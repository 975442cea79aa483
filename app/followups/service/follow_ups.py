"""Opens and drops what is owed on an issue; the other rooms start the clocks of the chain here."""

from datetime import date

from sqlalchemy import select

from app.core import clock
from app.core.errors import Conflict
from app.database import db
from app.followups.queries.state_text import follow_up_now
from app.followups.service.due_dates import council_of, due_in
from app.followups.service.extensions import answer_asked_slip
from app.followups.service.owners import Owner, taken_over
from app.models.followups import FollowUp
from app.models.issues import Issue
from app.models.states import LIVE, DropReason, FollowUpKind, FollowUpState, SlipState


def open_answer(
    issue: Issue,
    *,
    days: int,
    office_id: int | None = None,
    municipality_id: int | None = None,
    nav_region_id: int | None = None,
    parent: FollowUp | None = None,
) -> FollowUp:
    """Start an answer clock. Without an owner it is the issue's office, else the region of its council."""
    if office_id is None and municipality_id is None and nav_region_id is None:
        office_id = issue.office_id
        nav_region_id = council_of(issue).nav_region_id if office_id is None else None
    owner = Owner(office_id, municipality_id, nav_region_id)
    return add_follow_up(issue, FollowUpKind.ANSWER, owner=owner, days=days, parent=parent)


def owe_statement(issue: Issue, days: int, *, due: date | None = None) -> FollowUp:
    """The council owes its word on an office's question or announced change: within `days` (working days), or by the
    day that the office has named.
    """
    owner = Owner(council_id=issue.council_id)
    return add_follow_up(issue, FollowUpKind.STATEMENT, owner=owner, days=None if due else days, due=due)


def owe_raise_reply(issue: Issue, council_id: int, days: int) -> FollowUp:
    """The council above owes a yes or a no, with its reason."""
    return add_follow_up(issue, FollowUpKind.RAISE_REPLY, owner=Owner(council_id=council_id), days=days)


def add_follow_up(
    issue: Issue,
    kind: FollowUpKind,
    *,
    owner: Owner,
    days: int | None = None,
    due: date | None = None,
    parent: FollowUp | None = None,
    **facts: str | int | None,
) -> FollowUp:
    """Add a row that somebody owes (or who has taken over from them): within a number of working days, or by a date.

    Raises ValueError without either.
    """
    if due is None and days is None:
        raise ValueError("What is owed is owed by a day.")
    if due is None:
        due = due_in(days or 0, july_pause=council_of(issue).july_pause)
    owner = taken_over(owner)
    follow_up = FollowUp(
        issue_id=issue.id,
        kind=kind,
        started_on=clock.today(),
        due=due,
        original_due=due,
        days=days,
        created_at=clock.now(),
        parent_id=parent.id if parent else None,
        office_id=owner.office_id,
        municipality_id=owner.municipality_id,
        nav_region_id=owner.nav_region_id,
        council_id=owner.council_id,
        **facts,
    )
    db.session.add(follow_up)
    db.session.flush()  # events and answers need its id
    settle_issue(issue)
    return follow_up


def drop_open(issue: Issue, reason: DropReason) -> None:
    """Drop all that is still owed; the issue is about to end, so its state is not computed anew."""
    now = clock.now()
    for follow_up in rows_of(issue):
        if follow_up.state in LIVE:
            answer_asked_slip(follow_up, SlipState.LAPSED)
            follow_up.drop(reason, now)
    db.session.flush()


def settle_issue(issue: Issue) -> None:
    """Store the state that follows from everything owed and given on the issue."""
    issue.settle(rows_of(issue))
    issue.changed_at = clock.now()


def rows_of(issue: Issue) -> list[FollowUp]:
    return list(db.session.scalars(select(FollowUp).where(FollowUp.issue_id == issue.id).order_by(FollowUp.id)))


def end_follow_up(follow_up: FollowUp) -> None:
    """Move it to done; a later date that was asked for lapses.

    Raises Conflict for a paused one, whose clock has to run again first.
    """
    if follow_up.state is FollowUpState.PAUSED:
        raise Conflict(follow_up_now(follow_up))
    answer_asked_slip(follow_up, SlipState.LAPSED)
    follow_up.move(FollowUpState.DONE, clock.now())
