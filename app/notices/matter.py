"""What a notice is about, loaded for one or for many in the same few queries: for the letter and for its last check."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, inspect, select
from sqlalchemy.orm import joinedload

from app.access.actors import actors_for
from app.access.sight import Audience
from app.core import clock
from app.core.actor import Actor
from app.database import db
from app.models.assents import Assent, Proposal
from app.models.councils import Appointment, Council, CouncilRole, Nomination, OfficeRole, Seat
from app.models.followups import LIVE, FollowUp, FollowUpKind
from app.models.issues import Comment, Follow, Issue, IssueAudience, PublicProposal, PublicVersion
from app.models.meetings import AgendaItem
from app.models.notices import Event, EventKind, Notice, PrintTask
from app.models.people import Delivery, DeliveryWish, Person
from app.models.safety import Report
from app.models.summaries import Summary
from app.models.votes import Vote
from app.notices.rules import RULES

Thing = (
    FollowUp
    | Comment
    | Vote
    | Assent
    | Report
    | Appointment
    | CouncilRole
    | OfficeRole
    | Nomination
    | Proposal
    | Person
    | Summary
    | PublicVersion
    | PublicProposal
)

TELLS_OF_AN_ANSWER = frozenset({EventKind.ANSWER_GIVEN, EventKind.ANSWER_CORRECTED})
ASKS_FOR_WORDS = frozenset({EventKind.PUBLIC_VERSION_PROPOSED, EventKind.PUBLIC_VERSION_AGREED})
# What `Event.subject` may name, and what is needed of it.
TABLES: dict[str, Any] = {
    "follow_up": FollowUp,
    "comment": Comment,
    "vote": Vote,
    "assent": Assent,
    "report": Report,
    "summary": Summary,
    "appointment": Appointment,
    "council_role": CouncilRole,
    "office_role": OfficeRole,
    "proposal": Proposal,
    "nomination": Nomination,
    "person": Person,
}
WITH = {
    FollowUp: (
        joinedload(FollowUp.office),
        joinedload(FollowUp.municipality),
        joinedload(FollowUp.nav_region),
        joinedload(FollowUp.council),
    ),
    Vote: (joinedload(Vote.roll), joinedload(Vote.item).joinedload(AgendaItem.meeting)),
    Appointment: (joinedload(Appointment.person), joinedload(Appointment.seat).joinedload(Seat.organisation)),
    CouncilRole: (joinedload(CouncilRole.person),),
    OfficeRole: (joinedload(OfficeRole.person),),
}


@dataclass(frozen=True)
class Promised:
    """What an answer promises: a day, on which it is done or on which a day is said."""

    due: date
    awaits_date: bool


@dataclass(frozen=True)
class Matter:
    """One notice with all that its letter says and all that decides whether it is still true."""

    notice: Notice
    event: Event
    person: Person
    actor: Actor
    issue: Issue | None
    council: Council | None
    thing: Thing | None  # what the event is about, where that is more than the issue or the council
    case_number: str | None  # "12/26" when the issue is on an agenda
    audience: Audience
    muted: bool
    wish: Delivery | None
    has_said_yes: bool = False  # the reader's yes to a proposal waits already
    promised: tuple[Promised, ...] = ()  # with the answer that this tells of

    @property
    def follow_up(self) -> FollowUp | None:
        return self.thing if isinstance(self.thing, FollowUp) else None

    @property
    def comment(self) -> Comment | None:
        return self.thing if isinstance(self.thing, Comment) else None


def matters(notice_ids: Iterable[int]) -> list[Matter]:
    """The notices in order of time, whole."""
    return _matters(Notice.id.in_(list(notice_ids)), anew=True)


def matters_on_paper(tasks: Collection[PrintTask]) -> list[Matter]:
    """The same for letters that are printed; a page has loaded its rows a moment ago, and keeps them as they are."""
    same = and_(PrintTask.event_id == Notice.event_id, PrintTask.person_id == Notice.person_id)
    return _matters(exists().where(same, PrintTask.id.in_([task.id for task in tasks])), anew=False) if tasks else []


def _matters(which: ColumnElement[bool], *, anew: bool) -> list[Matter]:
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
    return _Around(notices, anew=anew).matters()


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
        issues = {n.event.issue for n in self.notices if n.event.kind in ASKS_FOR_WORDS}
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
        answered = {n.event.subject_id for n in self.notices if n.event.kind in TELLS_OF_AN_ANSWER}
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

    def matters(self) -> list[Matter]:
        return [self._matter(notice) for notice in self.notices]

    def _matter(self, notice: Notice) -> Matter:
        event = notice.event
        issue_id = event.issue_id or 0
        topic = RULES[event.kind].topic
        return Matter(
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
            wish=self.wishes.get((notice.person_id, topic)),
            has_said_yes=event.subject == "proposal" and (event.subject_id, notice.person_id) in self.yeses,
            promised=self.promised.get(event.subject_id or 0, ()) if event.kind in TELLS_OF_AN_ANSWER else (),
        )

    def _thing(self, event: Event) -> Thing | None:
        if event.kind in ASKS_FOR_WORDS:
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
