"""The coordinator's overview: which councils need help, and why; one statement for all of them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    ScalarSelect,
    Select,
    Subquery,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from app.access.validity import goes_on, in_force
from app.core import clock
from app.core.actor import Actor
from app.core.roles import OfficeRoleKind, Side
from app.core.text import by_name, sort_key
from app.councils import policy
from app.councils.policy import can_name_directors
from app.database import db
from app.models.councils import Appointment, Council, CouncilOffice, OfficeRole, Seat
from app.models.followups import FollowUp
from app.models.issues import Issue
from app.models.meetings import Meeting, MeetingState
from app.models.places import Municipality, NavRegion, Office, OfficeMunicipality
from app.models.states import FollowUpKind, FollowUpState

SILENCE = timedelta(days=183)
ANSWERS = (OfficeRoleKind.DIRECTOR, OfficeRoleKind.STAND_IN)


@dataclass(frozen=True)
class CouncilLine:
    """One council, and what it lacks."""

    slug: str
    name: str
    valid_from: date
    last_meeting: datetime | None
    no_meeting: bool
    empty_seats: int
    late_answers: int
    late_actions: int
    without_person: int  # offices, municipalities and regions that owe or serve, and have nobody who answers
    no_seats: bool

    @property
    def late(self) -> int:
        return self.late_answers + self.late_actions

    @property
    def needs(self) -> int:
        """How much help it needs; orders the list."""
        return self.without_person * 4 + self.late * 2 + self.no_meeting * 2 + self.empty_seats + self.no_seats

    @property
    def needs_help(self) -> bool:
        return self.needs > 0


@dataclass(frozen=True)
class Unanswered:
    """A municipality, or a region (without `municipality_id`), that owes an answer and has nobody."""

    name: str
    municipality_id: int | None
    office: str | None  # on whose page the actor can say who answers


def council_lines(actor: Actor) -> list[CouncilLine]:
    """The councils within the actor's reach, those that need help most first."""
    day = clock.today()
    reach: ColumnElement[bool] = Council.id.in_(sorted(actor.coordinated))
    late, ownerless = _late(day), _owners_without_person(day)
    rows = db.session.execute(
        select(
            Council.slug,
            Council.name,
            Council.valid_from,
            _last_meeting().label("last_meeting"),
            _seats(day).label("seats"),
            _empty_seats(day).label("empty_seats"),
            func.coalesce(late.c.number, 0).label("late"),
            func.coalesce(late.c.answers, 0).label("late_answers"),
            (_offices_without_person(day) + func.coalesce(ownerless.c.number, 0)).label("without_person"),
        )
        .outerjoin(late, late.c.council_id == Council.id)
        .outerjoin(ownerless, ownerless.c.council_id == Council.id)
        .where(goes_on(Council, day), *([] if policy.reaches_every_county(actor) else [reach]))
    ).all()
    return sorted((_line(row) for row in rows), key=lambda line: (-line.needs, sort_key(line.name)))


@dataclass(frozen=True)
class Missing:
    """Whom a council would wait for in vain."""

    offices: list[str]  # its offices where nobody can answer today, by name
    owners: list[Unanswered]  # municipalities and regions that owe it something and have nobody, by name


def missing_persons(council_id: int, actor: Actor) -> Missing:
    """Both in one statement, for the page of whoever runs the council."""
    rows = db.session.execute(union_all(_offices_alone(council_id), _owners_alone(council_id))).all()
    found: dict[str, Unanswered] = {}
    for row in sorted((row for row in rows if row.owes), key=lambda row: row.slug or ""):
        office = row.slug if row.slug is not None and can_name_directors(actor, [row.county_id]) else None
        if row.name not in found or (office and found[row.name].office is None):
            found[row.name] = Unanswered(row.name, row.municipality_id, office)
    return Missing(by_name((row.name for row in rows if not row.owes), str), by_name(found.values()))


def _offices_alone(council_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Office.name.label("name"),
            cast(null(), Integer).label("municipality_id"),
            Office.slug,
            Office.county_id,
            literal(False).label("owes"),
        )
        .join(CouncilOffice, CouncilOffice.office_id == Office.id)
        .where(CouncilOffice.council_id == council_id, ~_answered_for(CouncilOffice.office_id, clock.today()))
    )


def _owners_alone(council_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            func.coalesce(Municipality.display_name, NavRegion.name).label("name"),
            FollowUp.municipality_id,
            Office.slug,
            Office.county_id,
            literal(True).label("owes"),
        )
        .distinct()
        .join(Issue, Issue.id == FollowUp.issue_id)
        .outerjoin(Municipality, Municipality.id == FollowUp.municipality_id)
        .outerjoin(NavRegion, NavRegion.id == FollowUp.nav_region_id)
        .outerjoin(OfficeMunicipality, OfficeMunicipality.municipality_id == FollowUp.municipality_id)
        .outerjoin(
            Office,
            or_(Office.id == OfficeMunicipality.office_id, Office.nav_region_id == FollowUp.nav_region_id)
            & Office.valid_to.is_(None),
        )
        .where(
            Issue.council_id == council_id,
            FollowUp.state == FollowUpState.RUNNING,
            *_owner_without_person(clock.today()),
        )
    )


def _line(row: Row[Any]) -> CouncilLine:
    silent_since = clock.now() - SILENCE
    young = row.valid_from > clock.local_day(silent_since)
    return CouncilLine(
        slug=row.slug,
        name=row.name,
        valid_from=row.valid_from,
        last_meeting=row.last_meeting,
        no_meeting=(row.last_meeting is None or row.last_meeting < silent_since) and not young,
        empty_seats=row.empty_seats,
        late_answers=row.late_answers,
        late_actions=row.late - row.late_answers,
        without_person=row.without_person,
        no_seats=row.seats == 0,
    )


def _last_meeting() -> ScalarSelect[Any]:
    return (
        select(func.max(Meeting.starts_at))
        .where(
            Meeting.council_id == Council.id, Meeting.state != MeetingState.CANCELLED, Meeting.starts_at <= clock.now()
        )
        .correlate(Council)
        .scalar_subquery()
    )


def _seats(day: date) -> ScalarSelect[Any]:
    return (
        select(func.count(Seat.id))
        .where(Seat.council_id == Council.id, in_force(Seat, day), Seat.side == Side.USER)
        .correlate(Council)
        .scalar_subquery()
    )


def _empty_seats(day: date) -> ScalarSelect[Any]:
    held = exists().where(Appointment.seat_id == Seat.id, Appointment.rank == 0, in_force(Appointment, day))
    return (
        select(func.count(Seat.id))
        .where(Seat.council_id == Council.id, in_force(Seat, day), ~held)
        .correlate(Council)
        .scalar_subquery()
    )


def _late(day: date) -> Subquery:
    return _running(FollowUp.kind.in_([FollowUpKind.ANSWER, FollowUpKind.ACTION]), FollowUp.due < day)


def _running(*conditions: ColumnElement[bool]) -> Subquery:
    """How much of what runs is so, by council: counted from what is owed now, not from every issue of each council."""
    return (
        select(
            Issue.council_id,
            func.count(FollowUp.id).label("number"),
            func.count(case((FollowUp.kind == FollowUpKind.ANSWER, FollowUp.id))).label("answers"),
        )
        .join(Issue, Issue.id == FollowUp.issue_id)
        .where(FollowUp.state == FollowUpState.RUNNING, *conditions)
        .group_by(Issue.council_id)
        .subquery()
    )


def _offices_without_person(day: date) -> ScalarSelect[Any]:
    return (
        select(func.count(CouncilOffice.office_id))
        .where(CouncilOffice.council_id == Council.id, ~_answered_for(CouncilOffice.office_id, day))
        .correlate(Council)
        .scalar_subquery()
    )


def _owners_without_person(day: date) -> Subquery:
    """Municipalities and regions that owe an answer to this council and have nobody."""
    return _running(*_owner_without_person(day))


def _owner_without_person(day: date) -> tuple[ColumnElement[bool], ...]:
    somebody = exists().where(
        (OfficeRole.municipality_id == FollowUp.municipality_id) | (OfficeRole.nav_region_id == FollowUp.nav_region_id),
        OfficeRole.kind != OfficeRoleKind.ASSISTANT,
        in_force(OfficeRole, day),
    )
    return FollowUp.office_id.is_(None), FollowUp.council_id.is_(None), ~somebody


def _answered_for(office_id: Any, day: date) -> ColumnElement[bool]:
    return exists().where(OfficeRole.office_id == office_id, OfficeRole.kind.in_(ANSWERS), in_force(OfficeRole, day))
