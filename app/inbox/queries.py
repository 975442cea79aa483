"""What Min side and the list of notices read."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from app.access.sight import issues_visible_to
from app.core.actor import Actor
from app.core.roles import CouncilRoleKind
from app.database import db
from app.models.followups import FollowUp, IssueState
from app.models.issues import Issue
from app.models.notices import Event, Notice, PrintTask

BLOCK = 5  # rows in a block of Min side

OWNERS = (
    joinedload(FollowUp.office),
    joinedload(FollowUp.municipality),
    joinedload(FollowUp.nav_region),
    joinedload(FollowUp.council),
)


def newest_issues(actor: Actor) -> tuple[list[Issue], list[Issue]]:
    """The newest that the actor posted or registered, and the newest that others posted in the actor's councils; with
    what is owed on them, in one statement.
    """
    mine = (Issue.author_id == actor.person_id) | (Issue.registered_by_id == actor.person_id)
    others = (Issue.author_id.is_(None)) | (Issue.author_id != actor.person_id)
    own, new = _newest(actor, mine), _newest(actor, others & Issue.council_id.in_(sorted(actor.councils)))
    found = (
        db.session.execute(
            select(Issue, Issue.id.in_(own).label("is_own"), Issue.id.in_(new).label("is_new"))
            .where(Issue.id.in_(own) | Issue.id.in_(new))
            .options(
                joinedload(Issue.council),
                joinedload(Issue.office),
                joinedload(Issue.follow_ups).options(*OWNERS),
            )
            .order_by(Issue.posted_at.desc(), Issue.id.desc())
        )
        .unique()
        .all()
    )
    return [row.Issue for row in found if row.is_own], [row.Issue for row in found if row.is_new]


def held_for(actor: Actor) -> Sequence[Issue]:
    """Held texts that the actor may release."""
    leads = [
        council_id
        for council_id in actor.memberships
        if actor.sits_for_users(council_id)
        and actor.has_role(council_id, CouncilRoleKind.LEADER, CouncilRoleKind.DEPUTY)
    ]
    if not (leads or actor.coordinated):
        return []
    return db.session.scalars(
        select(Issue)
        .where(Issue.state == IssueState.HELD, Issue.council_id.in_(sorted({*leads, *actor.coordinated})))
        .order_by(Issue.posted_at)
        .limit(BLOCK)
    ).all()


def _newest(actor: Actor, condition: ColumnElement[bool]) -> Select[int]:
    return (
        select(Issue.id)
        .where(condition, issues_visible_to(actor))
        .order_by(Issue.posted_at.desc(), Issue.id.desc())
        .limit(BLOCK)
    )


def notices_of(person_id: int | None, *, before: int | None, size: int) -> Sequence[Notice]:
    """A person's notices, newest first, one more than a page."""
    query = (
        select(Notice)
        .options(joinedload(Notice.event).options(joinedload(Event.issue), joinedload(Event.council)))
        .where(Notice.person_id == person_id)
        .order_by(Notice.id.desc())
        .limit(size + 1)
    )
    if before is not None:
        query = query.where(Notice.id < before)
    return db.session.scalars(query).all()


def print_tasks(council_ids: Sequence[int]) -> Sequence[PrintTask]:
    """Letters to print and post, the oldest first."""
    return db.session.scalars(
        select(PrintTask)
        .options(
            joinedload(PrintTask.person),
            joinedload(PrintTask.council),
            joinedload(PrintTask.event).options(joinedload(Event.issue), joinedload(Event.council)),
        )
        .where(PrintTask.council_id.in_(council_ids), PrintTask.done_at.is_(None))
        .order_by(PrintTask.created_at, PrintTask.id)
    ).all()


def print_task(task_id: int) -> PrintTask | None:
    return db.session.scalar(
        select(PrintTask)
        .options(
            joinedload(PrintTask.person),
            joinedload(PrintTask.council),
            joinedload(PrintTask.event).options(
                joinedload(Event.issue).joinedload(Issue.office), joinedload(Event.council)
            ),
        )
        .where(PrintTask.id == task_id)
    )
