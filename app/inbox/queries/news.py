"""What is new since somebody looked: by issue, with the first event not yet seen and the last."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, exists, func, or_, select

from app.access.sight import comments_said_within, happened_on_user_side
from app.core import clock
from app.core.actor import Actor
from app.models.base import UTCDateTime
from app.models.comments import Comment
from app.models.follows import Look
from app.models.issues import Issue
from app.models.notices import Event, EventKind
from app.notices.kinds.happening import History
from app.notices.kinds.table import HAPPENINGS

NEWS_LAST = timedelta(days=30)  # calendar days; what is older is found in the list


@dataclass(frozen=True)
class News:
    """What somebody has not yet seen of one issue."""

    issue: Issue
    first: Event  # where a link lands
    last: Event  # what is told
    number: int  # how many there are


def news_since() -> datetime:
    return clock.now() - NEWS_LAST


@cache
def unseen() -> Select[int | None, int, int, int]:
    """Issue, first and last unseen event and their number, the newest first; wants sight and `told_to` beside.

    Fill in `me`, `news_in` (the councils), `since` and `size`. What one did oneself is no news.
    """
    me = bindparam("me", type_=Integer())
    last = func.max(Event.id)
    return (
        select(Event.issue_id, func.min(Event.id).label("first"), last.label("last"), func.count().label("number"))
        .join(Issue, Issue.id == Event.issue_id)
        .outerjoin(Look, and_(Look.issue_id == Event.issue_id, Look.person_id == me))
        .where(
            Event.council_id.in_(bindparam("news_in", expanding=True, type_=Integer())),
            Event.at >= bindparam("since", type_=UTCDateTime()),
            Event.id > func.coalesce(Look.event_id, 0),
            func.coalesce(Event.actor_id, 0) != func.coalesce(me, 0),
            Event.data["skipped"].as_boolean().is_(None),
        )
        .group_by(Event.issue_id)
        .order_by(last.desc())
        .limit(bindparam("size", type_=Integer()))
    )


def told_to(actor: Actor) -> ColumnElement[bool]:
    """As the history of an issue: what everybody reads, what the user side reads, and comments by their readers."""
    readable = exists().where(
        Event.subject == Comment.__tablename__,
        Comment.id == Event.subject_id,
        Comment.withdrawn_at.is_(None),
        Comment.hidden_at.is_(None),
        comments_said_within(actor),
    )
    return or_(
        Event.kind.in_(_kinds(History.EVERYBODY)),
        Event.kind.in_(_kinds(History.USER_SIDE)) & happened_on_user_side(actor),
        Event.kind.in_(_kinds(History.ITS_READERS)) & readable,
    )


@cache
def _kinds(history: History) -> Collection[EventKind]:
    return sorted(kind for kind, happening in HAPPENINGS.items() if happening.history is history)
