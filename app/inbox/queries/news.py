"""What is new since somebody looked: by issue, the newest first, each with the first event not yet seen."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload

from app.access.sight import comments_said_within, issues_visible_to
from app.core import clock
from app.core.actor import Actor
from app.database import db
from app.models.base import UTCDateTime
from app.models.comments import Comment
from app.models.follows import Look
from app.models.issues import Issue
from app.models.notices import Event, EventKind
from app.notices.kinds.happening import History
from app.notices.kinds.table import HAPPENINGS

NEWS_LAST = timedelta(days=30)  # calendar days; what is older is found in the list
MOST_READ = 200  # events looked through for a page


@dataclass(frozen=True)
class News:
    """What somebody has not yet seen of one issue."""

    issue: Issue
    events: tuple[Event, ...]  # from first to last; the first is where a link lands, the last what is told

    @property
    def more(self) -> int:
        """How many there are beside the one that is told."""
        return len(self.events) - 1


def news_for(actor: Actor, *, size: int) -> list[News]:
    """Of the actor's own councils: what others have done there the last thirty days, and the actor has not seen."""
    own = sorted(actor.council_names)
    if not own:
        return []
    asked = {"me": actor.person_id, "councils": own, "since": clock.now() - NEWS_LAST}
    rows = db.session.scalars(_newest().where(issues_visible_to(actor), _is_told(actor)), asked)
    by_issue: dict[Issue, list[Event]] = {}
    for event in rows:
        if event.issue is not None and not event.data.get("skipped"):
            by_issue.setdefault(event.issue, []).insert(0, event)
    return [News(issue, tuple(events)) for issue, events in list(by_issue.items())[:size]]


@cache
def _newest() -> Select[Event]:
    seen = and_(Look.issue_id == Event.issue_id, Look.person_id == bindparam("me", type_=Integer()))
    return (
        select(Event)
        .join(Issue, Issue.id == Event.issue_id)
        .outerjoin(Look, seen)
        .options(joinedload(Event.issue).options(joinedload(Issue.office), joinedload(Issue.council)))
        .where(
            Event.council_id.in_(bindparam("councils", expanding=True, type_=Integer())),
            Event.at >= bindparam("since", type_=UTCDateTime()),
            Event.id > func.coalesce(Look.event_id, 0),
            func.coalesce(Event.actor_id, 0) != bindparam("me", type_=Integer()),
        )
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(MOST_READ)
    )


def _is_told(actor: Actor) -> ColumnElement[bool]:
    """As the history of an issue: what everybody reads, what the user side reads, and comments by their readers."""
    user_side = [one for one in actor.memberships if actor.sits_for_users(one)]
    readable = exists().where(
        Event.subject == Comment.__tablename__,
        Comment.id == Event.subject_id,
        Comment.withdrawn_at.is_(None),
        Comment.hidden_at.is_(None),
        comments_said_within(actor),
    )
    return or_(
        Event.kind.in_(_kinds(History.EVERYBODY)),
        Event.kind.in_(_kinds(History.USER_SIDE)) & Event.council_id.in_(sorted(user_side)),
        Event.kind.in_(_kinds(History.ITS_READERS)) & readable,
    )


@cache
def _kinds(history: History) -> Collection[EventKind]:
    return sorted(kind for kind, happening in HAPPENINGS.items() if happening.history is history)
