"""What Min side reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    Select,
    Subquery,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.sql.base import ExecutableOption

from app.access.policy import releases_in
from app.access.sight import issues_visible_to
from app.access.validity import in_force, led_by_users
from app.assents.service.assents import VERDICTS, is_waiting_yes
from app.core import clock
from app.core.actor import Actor
from app.core.roles import CouncilRoleKind, Side
from app.core.text import by_name
from app.councils.due import STEPS
from app.database import db
from app.inbox import policy
from app.inbox.queries.news import News, news_since, told_to, unseen
from app.models.assents import Assent
from app.models.councils import Appointment, Council, Nomination, NominationState, Organisation, Seat
from app.models.followups import FollowUp
from app.models.issues import Issue, PublicProposal, PublicVersion
from app.models.notices import Event
from app.models.people import Person
from app.models.states import LIVE, IssueState

BLOCK = 5  # rows in a block of Min side


SOON = timedelta(days=max(STEPS))  # an appointment that ends within this wants somebody new


OWNERS = (
    joinedload(FollowUp.office),
    joinedload(FollowUp.municipality),
    joinedload(FollowUp.nav_region),
    joinedload(FollowUp.council),
)


ME, DAY = bindparam("me", type_=Integer()), bindparam("day", type_=Date())


SEEN = frozenset({"own", "led"})  # blocks of Min side in which only sight says what may be read


@dataclass(frozen=True)
class Newest:
    """The blocks of issues on Min side: a few of each, with what is owed on them."""

    own: list[Issue]  # posted or registered by the actor
    news: list[News]  # what others have done in the actor's councils since the actor looked
    held: list[Issue]  # held texts that the actor may release
    led: list[Issue]  # answered or not yet sent: nothing is owed, and the actor takes them on for the users
    seconded: list[Issue]  # another on the user side has said yes to something, and waits for one more
    proposed: list[Issue]  # words for outsiders wait for the actor's yes or no
    agreed: list[Issue]  # the author has said yes to them, and the actor's user side has not yet


def newest_issues(actor: Actor) -> Newest:
    """All seven in one statement; each with what is owed on it, and the yeses that wait for a second."""
    seen = issues_visible_to(actor)
    blocks = {name: block.where(seen) if name in SEEN else block for name, block in _blocks().items()}
    marked = _marked(blocks, unseen().where(seen, told_to(actor)))
    first, last = aliased(Event), aliased(Event)
    query = (
        select(Issue, marked.c.block, first, last, marked.c.number)
        .join(marked, marked.c.issue_id == Issue.id)
        .outerjoin(first, first.id == marked.c.first)
        .outerjoin(last, last.id == marked.c.last)
        .options(*_owed_on_issues())
    )
    newest_first = query.order_by(Issue.posted_at.desc(), Issue.id.desc())
    found = db.session.execute(newest_first, {**_asked(actor), "day": clock.today(), "size": BLOCK}).unique().all()
    rows = {name: [row.Issue for row in found if row.block == name] for name in _blocks()}
    return Newest(
        own=rows["own"],
        news=sorted(
            (News(row.Issue, row[2], row[3], row.number) for row in found if row.block == "news"),
            key=lambda one: one.last.id,
            reverse=True,
        ),
        held=rows["held"][::-1][:BLOCK],
        led=sorted(rows["led"], key=lambda issue: issue.changed_at, reverse=True),
        seconded=rows["seconded"],
        proposed=rows["proposed"],
        agreed=rows["agreed"],
    )


def _asked(actor: Actor) -> dict[str, Any]:
    """What fills the places of `_blocks`, but for the day."""
    user_seats, leads = policy.decides_in(actor), policy.leads_in(actor)
    return {
        "me": actor.person_id,
        "held_in": sorted(releases_in(actor)),
        "led": sorted(leads),
        "news_in": sorted(actor.council_names),
        "since": news_since(),
        "user_seats": sorted(user_seats),
        "led_on_user_seats": sorted({*user_seats} & {*leads}),
        "not_led": sorted({*user_seats} - {*leads}),
    }


@cache
def _blocks() -> dict[str, Select[int]]:
    """Which issues stand in which block, built once; those in SEEN want the rule of sight."""
    mine = (Issue.author_id == ME) | (Issue.registered_by_id == ME)
    return {
        "own": _newest(mine),
        "held": _held(),
        "led": _led(),
        "seconded": _seconded(),
        "proposed": _proposed(),
        "agreed": _agreed(),
    }


@cache
def _owed_on_issues() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(Issue.council),
        joinedload(Issue.office),
        joinedload(Issue.public_version),
        joinedload(Issue.public_proposal),
        joinedload(Issue.assents.and_(is_waiting_yes(DAY))),
        joinedload(Issue.follow_ups).options(*OWNERS),
    )


def _marked(blocks: Mapping[str, Select[int]], news: Select[int | None, int, int, int]) -> Subquery:
    """The ids of all blocks, each with its block's name: a union, for an "or" over them would read every issue."""
    parts = [(name, next(iter(block.subquery().c))) for name, block in blocks.items()]
    none = cast(null(), Integer)
    new = news.subquery()
    return union_all(
        select(literal("news").label("block"), new.c.issue_id, new.c.first, new.c.last, new.c.number),
        *(select(literal(name), key, none, none, none).distinct() for name, key in parts),
    ).subquery()


def _seconded() -> Select[int]:
    """The first yes of somebody else, where two must say it; whether it helped stands among what is owed."""
    return select(Assent.subject_id).where(
        Assent.subject == Issue.__tablename__,
        Assent.council_id.in_(_places("not_led")),
        is_waiting_yes(DAY),
        Assent.act.not_in(VERDICTS),
        Assent.person_id != ME,
    )


def _proposed() -> Select[int]:
    """Public words that wait for their author, or for who noted the consent; policy says the last word on each."""
    # Not "is null": SQLite would take the index of authors for it, and read every issue that has none.
    nobody = (func.coalesce(Issue.author_id, 0) == 0) | Issue.anonymous
    mine = (Issue.author_id == ME) | ((Issue.registered_by_id == ME) & nobody)
    waits = [
        exists().where(words.issue_id == Issue.id, words.consented_at.is_(None), words.declined_at.is_(None))
        for words in (PublicVersion, PublicProposal)
    ]
    return select(Issue.id).where(mine, or_(*waits))


def _agreed() -> Select[int]:
    """Public words that wait for the user side: for who may act alone, or, where nobody may, for each of them."""
    alone = Issue.council_id.in_(_places("led_on_user_seats"))
    together = ~led_by_users(Issue.council_id, DAY, [CouncilRoleKind.LEADER])  # a deputy never acts alone
    version = exists().where(
        PublicVersion.issue_id == Issue.id,
        PublicVersion.consented_at.is_not(None),
        PublicVersion.approved_at.is_(None),
    )
    proposal = exists().where(PublicProposal.issue_id == Issue.id, PublicProposal.consented_at.is_not(None))
    return select(Issue.id).where(Issue.council_id.in_(_places("user_seats")), alone | together, version | proposal)


def _held() -> Select[int]:
    """Few anywhere: without an order the small index of held texts is the one to use."""
    return select(Issue.id).where(Issue.state == IssueState.HELD, Issue.council_id.in_(_places("held_in")))


def _led() -> Select[int]:
    """What the turn line calls the leader's though nothing is owed (`turns._settled`), the last changed first."""
    live = exists().where(FollowUp.issue_id == Issue.id, FollowUp.state.in_(LIVE))
    return (
        select(Issue.id)
        .where(Issue.council_id.in_(_places("led")), (Issue.state == IssueState.ANSWERED) | Issue.is_unsent, ~live)
        .order_by(Issue.changed_at.desc(), Issue.id.desc())
        .limit(BLOCK)
    )


def _newest(condition: ColumnElement[bool]) -> Select[int]:
    return select(Issue.id).where(condition).order_by(Issue.posted_at.desc(), Issue.id.desc()).limit(BLOCK)


def _places(name: str) -> BindParameter[int]:
    """A place for ids in a statement that is built once."""
    return bindparam(name, expanding=True, type_=Integer())


@dataclass(frozen=True)
class Represented:
    """A seat of an organisation: who holds it, where, and until when; nobody is an empty seat."""

    seat_id: int
    side: Side
    council: str
    slug: str
    organisation: str
    person: str | None
    until: date | None
    followed: bool  # somebody is appointed from a later day
    proposed_at: datetime | None  # when somebody was proposed for it last, and nobody has answered

    @property
    def takes_proposals(self) -> bool:
        """The user side's seats are what organisations propose for."""
        return self.side is Side.USER

    @property
    def wants_somebody(self) -> bool:
        """Empty, or soon to be, and nobody is appointed or proposed to come."""
        ends = self.person is None or (self.until is not None and self.until <= clock.today() + SOON)
        return self.takes_proposals and ends and not self.followed and self.proposed_at is None


def seats_represented(actor: Actor) -> list[Represented]:
    """The seats of the organisations whose contact the actor is: the empty ones first, then the term that ends next."""
    day = clock.today()
    later = aliased(Appointment)
    followed = exists().where(later.seat_id == Seat.id, later.rank == 0, later.valid_from > day)
    waiting = (Nomination.seat_id == Seat.id) & (Nomination.state == NominationState.PROPOSED)
    proposed = select(func.max(Nomination.at)).where(waiting).scalar_subquery()
    holds = and_(Appointment.seat_id == Seat.id, Appointment.rank == 0, in_force(Appointment, day))
    rows = db.session.execute(
        select(
            Seat.id,
            Seat.side,
            Council.name,
            Council.slug,
            Organisation.name,
            Person.name,
            Appointment.valid_to,
            followed,
            proposed,
        )
        .select_from(Seat)
        .join(Council, Council.id == Seat.council_id)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .outerjoin(Appointment, holds)
        .outerjoin(Person, Person.id == Appointment.person_id)
        .where(Seat.organisation_id.in_(sorted(actor.organisations)), in_force(Seat, day), in_force(Council, day))
        .order_by(
            followed,
            Person.id.is_not(None),
            Appointment.valid_to.is_(None),
            Appointment.valid_to,
            Seat.id,
        )
        .limit(BLOCK)
    )
    found = by_name((Represented(*row) for row in rows), attrgetter("council"))
    return sorted(found, key=lambda one: (one.followed, one.person is not None, one.until or date.max))
