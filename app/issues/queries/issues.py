"""What the pages of issues read: one function a page or list, loading all that the page touches."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, Integer, Select, String, bindparam, exists, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from app.access.sight import comments_visible_to, issues_visible_to
from app.access.validity import Asked, goes_on, in_force
from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.roles import Side
from app.core.text import by_name, sort_key
from app.database import db
from app.files.queries import have_files
from app.models.assents import Assent
from app.models.comments import Comment
from app.models.councils import Appointment, Council, CouncilOffice, Organisation, Seat
from app.models.follows import Follow, Look
from app.models.followups import FollowUp
from app.models.issue_enums import Visibility
from app.models.issues import ActReason, Issue, IssueAudience, Reopening, Support
from app.models.notices import Event
from app.models.outcomes import OutcomeQuestion
from app.models.people import Person
from app.models.places import Municipality, NavRegion, Office, OfficeMunicipality
from app.models.states import FollowUpKind, FollowUpState

DAY = bindparam("day", type_=Date())
AUTHOR = (
    joinedload(Issue.author),
    joinedload(Issue.author_seat).joinedload(Seat.organisation),
    joinedload(Issue.registered_by),
)
PLACES = (joinedload(Issue.council), joinedload(Issue.born_council), joinedload(Issue.office))
ENDING = (joinedload(Issue.outcome_reason), joinedload(Issue.outcome_claim))


def issue_for(actor: Actor, reference: str) -> Issue:
    """One issue with its places and its author, if `actor` may see it. Raises NotFound otherwise."""
    issue = db.session.scalar(
        select(Issue)
        .where(Issue.reference == reference, issues_visible_to(actor))
        .options(
            *PLACES,
            *AUTHOR,
            *ENDING,
            joinedload(Issue.merged_into),
            joinedload(Issue.public_version),
            joinedload(Issue.public_proposal),
            selectinload(Issue.audience),
        )
    )
    if issue is None:
        raise NotFound
    return issue


def audience_of(issue: Issue) -> set[int]:
    """The councils that the issue is in front of, as it stands now."""
    return set(db.session.scalars(select(IssueAudience.council_id).where(IssueAudience.issue_id == issue.id)))


def is_raised(issue: Issue, to: int) -> bool:
    """Does the council above owe, or has it given, its word on this? What fell away unanswered does not count.

    Only asked, never loaded: what is owed is read anew under the lock of whoever changes it.
    """
    raised = (FollowUp.kind == FollowUpKind.RAISE_REPLY) & (FollowUp.state != FollowUpState.DROPPED)
    asked = exists().where(FollowUp.issue_id == issue.id, FollowUp.council_id == to, raised)
    return bool(db.session.scalar(select(asked)))


def assent_of(issue_id: int, assent_id: int) -> Assent | None:
    """One yes of the user side to an act on this issue that takes two, spent or not."""
    on_issue = (Assent.subject == Issue.__tablename__, Assent.subject_id == issue_id)
    return db.session.scalar(select(Assent).where(Assent.id == assent_id, *on_issue))


@dataclass(frozen=True)
class Shown:
    """One issue as its page shows it: with supports, and what concerns this reader."""

    issue: Issue
    supports: list[Support]
    muted: bool | None  # None: the reader does not follow it
    looked_to: int  # the newest event when the reader looked last; 0: never
    has_files: bool
    has_assents: bool  # somebody said yes to an act that takes two
    has_questions: bool  # seats were asked whether it helped
    has_offices: bool  # the reader's councils follow one at which it could be the same

    @property
    def reopening(self) -> Reopening | None:
        """Why it is open again, while it is."""
        return self.issue.reopenings[-1] if self.issue.reopenings and not self.issue.is_closed else None


def issue_page(actor: Actor, reference: str) -> Shown:
    """Everything the head of the issue page touches. Raises NotFound.

    Supports have a statement of their own: each of them would carry the whole issue along.
    """
    asked = {
        "reference": reference,
        "me": actor.person_id or 0,
        "day": clock.today(),
        "user_seats_in": sorted({seat.council_id for seat in actor.seats if seat.side is Side.USER}),
    }
    row = db.session.execute(_page().where(issues_visible_to(actor)), asked).unique().first()
    if row is None:
        raise NotFound
    issue, muted, looked_to, has_supports, *has = row
    supports = _supports_of(issue) if has_supports else []
    return Shown(issue, supports, muted, int(looked_to), *(bool(one) for one in has))


@cache
def _page() -> Select[*tuple[Any, ...]]:
    muted = (
        select(Follow.muted)
        .where(Follow.issue_id == Issue.id, Follow.person_id == bindparam("me", type_=Integer()))
        .correlate(Issue)
        .scalar_subquery()
    )
    looked_to = (
        select(Look.event_id)
        .where(Look.issue_id == Issue.id, Look.person_id == bindparam("me", type_=Integer()))
        .correlate(Issue)
        .scalar_subquery()
    )
    has_files = have_files()
    yeses = (Assent.subject == Issue.__tablename__, Assent.subject_id == Issue.id, Assent.spent_at.is_(None))
    has_assents = exists().where(*yeses).correlate(Issue)
    has_questions = exists().where(OutcomeQuestion.issue_id == Issue.id).correlate(Issue)
    has_supports = exists().where(Support.issue_id == Issue.id, Support.withdrawn_at.is_(None)).correlate(Issue)
    return (
        select(
            Issue,
            muted,
            func.coalesce(looked_to, 0),
            has_supports,
            has_files,
            has_assents,
            has_questions,
            _follows_offices(),
        )
        .where(Issue.reference == bindparam("reference", type_=String()))
        .options(
            *PLACES,
            *AUTHOR,
            *ENDING,
            joinedload(Issue.merged_into),
            joinedload(Issue.public_version),
            joinedload(Issue.public_proposal),
            joinedload(Issue.audience),
            joinedload(Issue.reopenings),
        )
    )


def _supports_of(issue: Issue) -> list[Support]:
    return list(db.session.scalars(_supports(), {"issue_id": issue.id}))


@cache
def _supports() -> Select[Support]:
    return (
        select(Support)
        .where(Support.issue_id == bindparam("issue_id", type_=Integer()), Support.withdrawn_at.is_(None))
        .options(
            joinedload(Support.office).load_only(Office.name),
            joinedload(Support.organisation).load_only(Organisation.name, Organisation.short_name),
            joinedload(Support.person).load_only(Person.name),
        )
        .order_by(Support.id)
    )


def comments_of(actor: Actor, issue: Issue) -> list[Comment]:
    """The comments this reader may read, the oldest first."""
    return list(
        db.session.scalars(
            select(Comment)
            .where(Comment.issue_id == issue.id, comments_visible_to(actor, issue.in_front_of))
            .options(joinedload(Comment.person), joinedload(Comment.revisions))
            .order_by(Comment.at, Comment.id)
        ).unique()
    )


def load_voices(issue: Issue) -> None:
    """Its author and supports, on the row that is loaded already."""
    query = select(Issue).options(*AUTHOR, joinedload(Issue.supports)).where(Issue.id == issue.id)
    db.session.scalars(query).unique().one()


def comment_of(actor: Actor, issue: Issue, comment_id: int) -> Comment:
    """A comment on the issue that the actor may see. Raises NotFound for any other."""
    comment = db.session.scalar(
        select(Comment)
        .where(Comment.id == comment_id, Comment.issue_id == issue.id, comments_visible_to(actor, issue.in_front_of))
        .options(joinedload(Comment.person), selectinload(Comment.revisions))
    )
    if comment is None:
        raise NotFound
    return comment


def events_of(issue_id: int) -> list[tuple[Event, ActReason | Reopening | None]]:
    """What happened, from first to last, each with the words that went with it."""
    rows = db.session.execute(_events(), {"issue_id": issue_id})
    return [(event, _said(reason, reopening)) for event, reason, reopening in rows]


@cache
def _events() -> Select[Event, ActReason, Reopening]:
    return (
        select(Event, ActReason, Reopening)
        .outerjoin(ActReason, ActReason.event_id == Event.id)
        .outerjoin(Reopening, Reopening.event_id == Event.id)
        .options(contains_eager(ActReason.event))  # who said it, and when
        .where(Event.issue_id == bindparam("issue_id", type_=Integer()))
        .order_by(Event.at, Event.id)
    )


def _said(reason: ActReason | None, reopening: Reopening | None) -> ActReason | Reopening | None:
    """The words of an act, in whichever table they stand."""
    return reopening if reason is None else reason


def issue_with_versions(actor: Actor, reference: str) -> Issue:
    """The issue and its earlier texts. Raises NotFound."""
    issue = db.session.scalar(
        select(Issue)
        .where(Issue.reference == reference, issues_visible_to(actor))
        .options(*PLACES, *AUTHOR, selectinload(Issue.audience), selectinload(Issue.revisions))
    )
    if issue is None:
        raise NotFound
    return issue


def support_of(issue: Issue, support_id: int) -> Support:
    """A support of the issue. Raises NotFound for another's."""
    given = db.session.scalar(select(Support).where(Support.id == support_id, Support.issue_id == issue.id))
    if given is None:
        raise NotFound
    return given


def public_issue(reference: str) -> Issue:
    """An issue whose public version everybody may read. Raises NotFound."""
    issue = db.session.scalar(
        select(Issue)
        .where(Issue.reference == reference, Issue.visibility == Visibility.PUBLIC, Issue.hidden_at.is_(None))
        .options(*PLACES, *AUTHOR, joinedload(Issue.public_version))
    )
    if issue is None or issue.public_version is None or issue.public_version.hidden_at is not None:
        raise NotFound
    return issue


@dataclass(frozen=True)
class Place:
    """Where an issue can be posted: a council, and the office it is about (none: the council's whole region)."""

    council_id: int
    office_id: int | None
    council: str
    office: str
    small: bool
    emergency_phone: str | None

    @property
    def value(self) -> str:
        return f"{self.council_id}-{self.office_id or ''}"


def places_of(council_ids: Collection[int]) -> list[Place]:
    """The offices of these councils, in the order of their names; a council without offices stands for its region."""
    day = clock.today()
    rows = db.session.execute(
        select(
            Council.id,
            Council.name,
            Office.id,
            Office.name,
            Municipality.small,
            NavRegion.name,
            Council.nav_region_id,
            Office.emergency_phone,
        )
        .outerjoin(CouncilOffice, CouncilOffice.council_id == Council.id)
        .outerjoin(Office, (Office.id == CouncilOffice.office_id) & _standing(Office, day))
        .outerjoin(OfficeMunicipality, (OfficeMunicipality.office_id == Office.id) & (OfficeMunicipality.position == 0))
        .outerjoin(Municipality, Municipality.id == OfficeMunicipality.municipality_id)
        .outerjoin(NavRegion, NavRegion.id == Council.nav_region_id)
        .where(Council.id.in_(sorted(council_ids)), goes_on(Council, day))
    ).all()
    rows = sorted(rows, key=lambda row: (sort_key(row[1]), sort_key(row[3] or "")))
    places = [Place(row[0], row[2], row[1], row[3] or row[5] or row[1], bool(row[4]), row[7]) for row in rows]
    regional = {row[0]: (row[1], row[5]) for row in rows if row[6] is not None and row[2] is not None}
    return [*places, *(Place(key, None, name, region or name, False, None) for key, (name, region) in regional.items())]


def offices_followed(council_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """Council → the offices it follows (id → name), itself or through a council under it, in the order of names."""
    follower, day = aliased(Council), clock.today()
    rows = db.session.execute(
        select(follower.id, Office.id, Office.name)
        .join(Council, (Council.id == follower.id) | (Council.parent_id == follower.id))
        .join(CouncilOffice, CouncilOffice.council_id == Council.id)
        .join(Office, Office.id == CouncilOffice.office_id)
        .where(follower.id.in_(sorted(council_ids)), goes_on(Council, day), _standing(Office, day))
    ).all()
    followed: dict[int, dict[int, str]] = {}
    for council_id, office_id, name in by_name(rows):
        followed.setdefault(council_id, {})[office_id] = name
    return followed


def _follows_offices() -> ColumnElement[bool]:
    """Is there an office at which this actor could say that it is the same? As `offices_followed`, in short."""
    seats: BindParameter[int] = bindparam("user_seats_in", expanding=True, type_=Integer())
    return exists().where(
        Council.id.in_(seats) | Council.parent_id.in_(seats),
        CouncilOffice.council_id == Council.id,
        CouncilOffice.office_id == Office.id,
        goes_on(Council, DAY),
        _standing(Office, DAY),
    )


def _standing(office: type[Office], day: date | Asked) -> ColumnElement[bool]:
    return office.valid_to.is_(None) | (office.valid_to >= day)


def seats_of(council_id: int) -> list[tuple[int, int, str]]:
    """The representatives of a council today: seat, person, and how to call them."""
    day = clock.today()
    rows = db.session.execute(
        select(Seat.id, Person.id, Person.name, func.coalesce(Organisation.short_name, Organisation.name, Seat.title))
        .join(Appointment, Appointment.seat_id == Seat.id)
        .join(Person, Person.id == Appointment.person_id)
        .join(Council, Council.id == Seat.council_id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .where(Seat.council_id == council_id, goes_on(Council, day), in_force(Seat, day), in_force(Appointment, day))
        .where(Appointment.rank == 0)
        .order_by(Seat.position, Seat.id)
    )
    return [(seat_id, person_id, f"{name}, {label}" if label else name) for seat_id, person_id, name, label in rows]
