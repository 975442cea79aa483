"""Loads notices with all that their letters say, for one or for many in the same few queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, get_args

from sqlalchemy import ColumnElement, and_, exists, inspect, select
from sqlalchemy.orm import joinedload

from app.access.actors import actors_for
from app.core import clock
from app.database import db
from app.models.assents import Assent
from app.models.councils import Appointment, CouncilRole, OfficeRole, Seat
from app.models.follows import Follow
from app.models.followups import FollowUp
from app.models.issues import Issue, IssueAudience, PublicProposal, PublicVersion
from app.models.meetings import AgendaItem
from app.models.notices import Event, Notice, PrintTask
from app.models.people import Delivery, DeliveryWish
from app.models.states import LIVE, FollowUpKind
from app.models.votes import Vote
from app.notices.kinds.loaded import LoadedNotice, Promised, Recorded, Thing
from app.notices.kinds.table import HAPPENINGS

# What `Event.subject` may name: the tables of all that is recorded.
TABLES: dict[str, Any] = {model.__tablename__: model for model in get_args(Recorded)}
# What is needed of a row beside its own columns.
WITH = {
    FollowUp: (
        joinedload(FollowUp.office),
        joinedload(FollowUp.municipality),
        joinedload(FollowUp.nav_region),
        joinedload(FollowUp.council),
    ),
    # The issue that another was merged with may be that of the next notice: read anew, it keeps what that one needs.
    Issue: (joinedload(Issue.office), joinedload(Issue.council)),
    Vote: (joinedload(Vote.roll), joinedload(Vote.item).joinedload(AgendaItem.meeting)),
    Appointment: (joinedload(Appointment.person), joinedload(Appointment.seat).joinedload(Seat.organisation)),
    CouncilRole: (joinedload(CouncilRole.person),),
    OfficeRole: (joinedload(OfficeRole.person),),
}


def load_notices(notice_ids: Iterable[int]) -> list[LoadedNotice]:
    """The notices in order of time, whole."""
    return _select(Notice.id.in_(list(notice_ids)), anew=True)


def load_printed(tasks: Collection[PrintTask]) -> list[LoadedNotice]:
    """The same for letters that are printed; a page has loaded its rows a moment ago, and keeps them as they are."""
    same = and_(PrintTask.event_id == Notice.event_id, PrintTask.person_id == Notice.person_id)
    return _select(exists().where(same, PrintTask.id.in_([task.id for task in tasks])), anew=False) if tasks else []


def _select(which: ColumnElement[bool], *, anew: bool) -> list[LoadedNotice]:
    notices = db.session.scalars(
        select(Notice)
        .where(which)
        .options(
            joinedload(Notice.person),
            joinedload(Notice.event).joinedload(Event.issue).joinedload(Issue.office),
            joinedload(Notice.event).joinedload(Event.issue).joinedload(Issue.council),
            joinedload(Notice.event).joinedload(Event.council),
        )
        .order_by(Notice.id)
        .execution_options(populate_existing=anew)
    ).all()
    return _Around(notices, anew=anew).whole()


def follow_ups(events: Iterable[Event]) -> dict[int, FollowUp]:
    """What is owed that these events are about, with who owes it, in one query."""
    return _by_id(
        FollowUp, {one.subject_id for one in events if one.subject == "follow_up" and one.subject_id}, anew=False
    )


class _Around:
    """What stands around a batch of notices: a query for each kind of thing."""

    def __init__(self, notices: Sequence[Notice], *, anew: bool) -> None:
        self.notices = notices
        self.anew = anew  # a worker lives long, and looks at rows again that others have changed
        self.issue_ids = {n.event.issue_id for n in notices if n.event.issue_id is not None}
        people = {n.person_id: n.person for n in notices}
        self.actors = actors_for(db.session(), list(people.values()), clock.today())
        self.things = {table: _by_id(model, self._subjects(table), anew=anew) for table, model in TABLES.items()}
        self.words = self._public_words()
        self.yeses = self._yeses(self._subjects("proposal"))
        self.audiences = self._audiences()
        self.case_numbers = self._case_numbers()
        self.promised = self._promised()
        choosers = {n.person_id for n in notices if not n.duty}  # nobody chooses away a duty
        self.muted = self._muted(choosers) if choosers else set()
        self.wishes = _wishes(choosers) if choosers else {}

    def _subjects(self, table: str) -> set[int]:
        return {n.event.subject_id for n in self.notices if n.event.subject == table and n.event.subject_id is not None}

    def _muted(self, people: Collection[int]) -> set[tuple[int, int]]:
        rows = db.session.execute(
            select(Follow.issue_id, Follow.person_id).where(
                Follow.muted.is_(True), Follow.issue_id.in_(self.issue_ids), Follow.person_id.in_(people)
            )
        )
        return {(row.issue_id, row.person_id) for row in rows}

    def _public_words(self) -> dict[int, PublicVersion | PublicProposal]:
        """The words that outsiders would read, by issue: of a public issue those that would come instead."""
        issues = {n.event.issue for n in self.notices if HAPPENINGS[n.event.kind].about_public_words}
        public = {issue.id for issue in issues if issue is not None and issue.is_public}
        others = {issue.id for issue in issues if issue is not None and not issue.is_public}
        return {
            **_by_id(PublicProposal, public, anew=self.anew),
            **_by_id(PublicVersion, others, anew=self.anew),
        }

    def _yeses(self, proposals: set[int]) -> set[tuple[int, int]]:
        """Proposal and person of every yes that waits for another."""
        if not proposals:
            return set()
        rows = db.session.execute(
            select(Assent.subject_id, Assent.person_id).where(
                Assent.subject == "proposal", Assent.subject_id.in_(proposals), Assent.spent_at.is_(None)
            )
        )
        return {(row.subject_id, row.person_id) for row in rows}

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

    def _promised(self) -> dict[int, tuple[Promised, ...]]:
        """By the follow-up that was answered."""
        answered = {n.event.subject_id for n in self.notices if HAPPENINGS[n.event.kind].tells_answer}
        found: dict[int, tuple[Promised, ...]] = {}
        if answered:
            rows = db.session.execute(
                select(FollowUp.parent_id, FollowUp.due, FollowUp.awaits_date)
                .where(FollowUp.parent_id.in_(answered), FollowUp.kind == FollowUpKind.ACTION)
                .where(FollowUp.state.in_(LIVE))
                .order_by(FollowUp.due, FollowUp.id)
            )
            for row in rows:
                promised = Promised(row.due, row.awaits_date)
                found[row.parent_id] = (*found.get(row.parent_id, ()), promised)
        return found

    def whole(self) -> list[LoadedNotice]:
        return [self._loaded_notice(notice) for notice in self.notices]

    def _loaded_notice(self, notice: Notice) -> LoadedNotice:
        event = notice.event
        issue_id = event.issue_id or 0
        happening = HAPPENINGS[event.kind]
        return LoadedNotice(
            notice=notice,
            event=event,
            person=notice.person,
            actor=self.actors[notice.person_id],
            issue=event.issue,
            council=event.council or (event.issue.council if event.issue else None),
            thing=self._thing(event),
            case_number=self.case_numbers.get(issue_id),
            audience=self.audiences.get(issue_id, {}),
            muted=(issue_id, notice.person_id) in self.muted,
            wish=self.wishes.get((notice.person_id, happening.topic)),
            has_said_yes=event.subject == "proposal" and (event.subject_id, notice.person_id) in self.yeses,
            promised=self.promised.get(event.subject_id or 0, ()) if happening.tells_answer else (),
        )

    def _thing(self, event: Event) -> Thing | None:
        if HAPPENINGS[event.kind].about_public_words:
            return self.words.get(event.issue_id or 0)
        found: Thing | None = self.things.get(event.subject or "", {}).get(event.subject_id or 0)
        return found


def _wishes(people: Collection[int]) -> dict[tuple[int, str], Delivery]:
    rows = db.session.scalars(select(DeliveryWish).where(DeliveryWish.person_id.in_(people)))
    return {(wish.person_id, wish.kind): wish.delivery for wish in rows}


def _by_id(model: Any, ids: Iterable[int], *, anew: bool) -> dict[int, Any]:
    wanted = list(ids)
    if not wanted:
        return {}
    [key] = inspect(model).primary_key
    query = select(key, model).where(key.in_(wanted)).options(*WITH.get(model, ()))
    rows = db.session.execute(query.execution_options(populate_existing=anew)).unique()
    return {row[0]: row[1] for row in rows}
