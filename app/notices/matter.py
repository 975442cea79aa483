"""What a notice is about, loaded for one or for many in the same few queries: for the letter and for its last check."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.access.actors import actors_for
from app.access.sight import Audience
from app.core import clock
from app.core.actor import Actor
from app.database import db
from app.models.councils import Council
from app.models.followups import FollowUp
from app.models.issues import Comment, Follow, Issue, IssueAudience
from app.models.meetings import AgendaItem
from app.models.notices import Event, Notice
from app.models.people import Delivery, DeliveryWish, Person
from app.notices.rules import RULES


@dataclass(frozen=True)
class Matter:
    """One notice with all that its letter says and all that decides whether it is still true."""

    notice: Notice
    event: Event
    person: Person
    actor: Actor
    issue: Issue | None
    council: Council | None
    follow_up: FollowUp | None
    comment: Comment | None
    case_number: str | None  # "12/26" when the issue is on an agenda
    audience: Audience
    muted: bool
    wish: Delivery | None


def matters(notice_ids: Iterable[int]) -> list[Matter]:
    """The notices in order of time, whole."""
    notices = db.session.scalars(
        select(Notice)
        .where(Notice.id.in_(list(notice_ids)))
        .options(
            joinedload(Notice.person),
            joinedload(Notice.event).joinedload(Event.issue).joinedload(Issue.office),
            joinedload(Notice.event).joinedload(Event.issue).joinedload(Issue.council),
            joinedload(Notice.event).joinedload(Event.council),
        )
        .order_by(Notice.id)
        .execution_options(populate_existing=True)
    ).all()
    return _Around(notices).matters()


class _Around:
    """What stands around a batch of notices: a query for each kind of thing."""

    def __init__(self, notices: Sequence[Notice]) -> None:
        self.notices = notices
        self.issue_ids = {n.event.issue_id for n in notices if n.event.issue_id is not None}
        people = {n.person_id: n.person for n in notices}
        self.actors = actors_for(db.session(), list(people.values()), clock.today())
        self.follow_ups = _by_id(FollowUp, self._subjects("follow_up"), owner_names=True)
        self.comments = _by_id(Comment, self._subjects("comment"))
        self.audiences = self._audiences()
        self.case_numbers = self._case_numbers()
        muted = db.session.execute(
            select(Follow.issue_id, Follow.person_id).where(
                Follow.muted.is_(True), Follow.issue_id.in_(self.issue_ids), Follow.person_id.in_(people)
            )
        )
        self.muted = {(row.issue_id, row.person_id) for row in muted}
        wishes = db.session.scalars(select(DeliveryWish).where(DeliveryWish.person_id.in_(people)))
        self.wishes = {(wish.person_id, wish.kind): wish.delivery for wish in wishes}

    def _subjects(self, table: str) -> set[int]:
        return {n.event.subject_id for n in self.notices if n.event.subject == table and n.event.subject_id is not None}

    def _audiences(self) -> dict[int, dict[int, datetime]]:
        found: dict[int, dict[int, datetime]] = defaultdict(dict)
        for row in db.session.scalars(select(IssueAudience).where(IssueAudience.issue_id.in_(self.issue_ids))):
            found[row.issue_id][row.council_id] = row.since
        return found

    def _case_numbers(self) -> dict[int, str]:
        """The newest number on an agenda of each issue."""
        items = db.session.scalars(
            select(AgendaItem).where(AgendaItem.issue_id.in_(self.issue_ids)).order_by(AgendaItem.id)
        )
        return {item.issue_id: item.label for item in items if item.issue_id is not None}

    def matters(self) -> list[Matter]:
        return [self._matter(notice) for notice in self.notices]

    def _matter(self, notice: Notice) -> Matter:
        event = notice.event
        issue_id = event.issue_id or 0
        topic = RULES[event.kind].topic
        about = event.subject_id or 0
        return Matter(
            notice=notice,
            event=event,
            person=notice.person,
            actor=self.actors[notice.person_id],
            issue=event.issue,
            council=event.council or (event.issue.council if event.issue else None),
            follow_up=self.follow_ups.get(about) if event.subject == "follow_up" else None,
            comment=self.comments.get(about) if event.subject == "comment" else None,
            case_number=self.case_numbers.get(issue_id),
            audience=self.audiences.get(issue_id, {}),
            muted=(issue_id, notice.person_id) in self.muted,
            wish=self.wishes.get((notice.person_id, topic)),
        )


def _by_id(model: Any, ids: Iterable[int], *, owner_names: bool = False) -> dict[int, Any]:
    wanted = list(ids)
    if not wanted:
        return {}
    query = select(model).where(model.id.in_(wanted)).execution_options(populate_existing=True)
    if owner_names:
        query = query.options(
            joinedload(FollowUp.office),
            joinedload(FollowUp.municipality),
            joinedload(FollowUp.nav_region),
            joinedload(FollowUp.council),
        )
    return {row.id: row for row in db.session.scalars(query)}
