"""The coordinator's overview: which councils need help, and why; one statement for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, Subquery, exists, func, select

from app.access.actors import in_force
from app.core import clock
from app.core.actor import Actor
from app.core.roles import OfficeRoleKind, Side
from app.database import db
from app.models.councils import Appointment, Council, CouncilOffice, OfficeRole, Seat
from app.models.followups import FollowUp, FollowUpKind, FollowUpState
from app.models.issues import Issue
from app.models.meetings import Meeting, MeetingState
from app.models.places import Office

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
    late: int
    without_person: int  # offices, municipalities and regions that owe or serve, and have nobody who answers
    no_seats: bool

    @property
    def needs(self) -> int:
        """How much help it needs; orders the list."""
        return self.without_person * 4 + self.late * 2 + self.no_meeting * 2 + self.empty_seats + self.no_seats

    @property
    def needs_help(self) -> bool:
        return self.needs > 0


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
            (_offices_without_person(day) + func.coalesce(ownerless.c.number, 0)).label("without_person"),
        )
        .outerjoin(late, late.c.council_id == Council.id)
        .outerjoin(ownerless, ownerless.c.council_id == Council.id)
        .where(in_force(Council, day), *([] if actor.is_administrator else [reach]))
    ).all()
    return sorted((_line(row) for row in rows), key=lambda line: (-line.needs, line.name))


def offices_without_person(council_id: int) -> Sequence[str]:
    """The names of a council's offices where nobody can answer today."""
    return db.session.scalars(
        select(Office.name)
        .join(CouncilOffice, CouncilOffice.office_id == Office.id)
        .where(CouncilOffice.council_id == council_id, ~_answered_for(CouncilOffice.office_id, clock.today()))
        .order_by(Office.name)
    ).all()


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
        late=row.late,
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
        select(Issue.council_id, func.count(FollowUp.id).label("number"))
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
    somebody = exists().where(
        (OfficeRole.municipality_id == FollowUp.municipality_id) | (OfficeRole.nav_region_id == FollowUp.nav_region_id),
        OfficeRole.kind != OfficeRoleKind.ASSISTANT,
        in_force(OfficeRole, day),
    )
    return _running(FollowUp.office_id.is_(None), FollowUp.council_id.is_(None), ~somebody)


def _answered_for(office_id: Any, day: date) -> ColumnElement[bool]:
    return exists().where(OfficeRole.office_id == office_id, OfficeRole.kind.in_(ANSWERS), in_force(OfficeRole, day))
