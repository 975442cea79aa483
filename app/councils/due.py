"""What time asks of councils: appointments that end are told of in time, and when they have ended."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from sqlalchemy import ColumnElement, String, cast, exists, literal, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.access.validity import in_force
from app.core import clock
from app.core.actor import ANYONE
from app.councils.service.roles import LEADING, WITHOUT_A_SEAT, end_leading
from app.database import db, hold
from app.models.councils import Appointment, Council, CouncilRole, Seat
from app.models.notices import Event, EventKind, Reason
from app.notices.queries.recipients import coordinators_of, organisation_contacts
from app.notices.service.record import record, skip_step

UseCase = Callable[[], object]

STEPS = (90, 30)  # days before the last day, the earlier first
ENDING = "appointment_ending:"  # the event's key; appointment, last day and step follow
MORNING = time(7)
# After a longer outage nobody is told that an appointment has ended: it is no news any more.
NEWS = timedelta(days=30)


@dataclass(frozen=True)
class Ending:
    """An appointment with a last day."""

    id: int
    last_day: date
    began: date


def due(now: datetime) -> Iterator[UseCase]:
    """Use cases, each idempotent and for a transaction of its own; letters go in the morning, a right with its day."""
    today = clock.local_day(now)
    for council_id, person_id in _leading_without_a_seat(today):
        yield partial(end_of_leading, council_id, person_id)
    if clock.local(now).time() < MORNING:
        return
    horizon = today + timedelta(days=max(STEPS))
    for days, sooner in zip(STEPS, (*STEPS[1:], -1), strict=True):
        first, last = today + timedelta(days=sooner + 1), today + timedelta(days=days)
        for ending in _endings(first, last, in_councils_of=horizon, told=_is_step_taken(days)):
            if _began_before(ending, days):
                earlier = [more for more in STEPS if more > days and _began_before(ending, more)]
                yield partial(tell_of_end, ending, days=days, skipped=earlier)
    yesterday = today - timedelta(days=1)
    for ending in _endings(today - NEWS, yesterday, in_councils_of=yesterday, told=_is_end_told()):
        yield partial(tell_it_ended, ending)


def tell_of_end(ending: Ending, *, days: int, skipped: list[int]) -> None:
    """Person, organisation contact and coordinator hear that an appointment ends, so that somebody is found."""
    appointment = _appointment(ending)
    if appointment is None:
        return
    council_id = appointment.seat.council_id
    for older in skipped:
        skip_step(EventKind.APPOINTMENT_ENDING, council_id=council_id, key=_key(ending, older))
    people = dict.fromkeys(coordinators_of(council_id), Reason.COORDINATOR)
    people |= dict.fromkeys(organisation_contacts(appointment.seat.organisation_id), Reason.ORGANISATION)
    people[appointment.person_id] = Reason.SELF
    record(
        EventKind.APPOINTMENT_ENDING,
        ANYONE,
        council_id=council_id,
        about=appointment,
        to=people,
        key=_key(ending, days),
        data={
            "due": ending.last_day.isoformat(),
            "seat": appointment.seat_id,
            "days": days,
            "reminds": _is_told_before(ending, days),
        },
    )


def tell_it_ended(ending: Ending) -> None:
    """An appointment ran out by itself; one that somebody ended has been told of already."""
    appointment = _appointment(ending)
    if appointment is None:
        return
    record(
        EventKind.APPOINTMENT_ENDED,
        ANYONE,
        council_id=appointment.seat.council_id,
        about=appointment,
        to=[appointment.person_id],
        key=f"appointment_ended:{ending.id}:{ending.last_day.isoformat()}",
        data={"seat": appointment.seat_id, "last_day": ending.last_day.isoformat()},
    )


def end_of_leading(council_id: int, person_id: int) -> None:
    """A leader or deputy whose appointment has run out: whatever was told of it before, the role has ended too."""
    council = db.session.get_one(Council, council_id)
    hold(council)
    end_leading(ANYONE, council, person_id, on=clock.today() - timedelta(days=1))


def _leading_without_a_seat(today: date) -> list[tuple[int, int]]:
    """Council and person of each role that takes a seat, where there is none today."""
    seated = exists().where(
        Seat.council_id == CouncilRole.council_id,
        Appointment.seat_id == Seat.id,
        Appointment.person_id == CouncilRole.person_id,
        in_force(Seat, today),
        in_force(Appointment, today),
    )
    query = (
        select(CouncilRole.council_id, CouncilRole.person_id)
        .join(Council, Council.id == CouncilRole.council_id)
        .where(CouncilRole.kind.in_(LEADING), CouncilRole.side.not_in(WITHOUT_A_SEAT), in_force(CouncilRole, today))
        .where(in_force(Council, today), ~seated)
        .order_by(CouncilRole.id)
    )
    return [(row.council_id, row.person_id) for row in db.session.execute(query)]


def _began_before(ending: Ending, days: int) -> bool:
    """A step that lay before the appointment began was never due."""
    return ending.began < ending.last_day - timedelta(days=days)


def _is_step_taken(days: int) -> ColumnElement[bool]:
    """Told or passed over: what the index of keys knows is not looked at each minute for ninety days."""
    key = literal(ENDING) + cast(Appointment.id, String) + ":" + cast(Appointment.valid_to, String) + f":{days}"
    return exists().where(Event.key == key)


def _is_told_before(ending: Ending, days: int) -> bool:
    """Has an earlier step been told, and not only passed over?"""
    keys = [_key(ending, more) for more in STEPS if more > days]
    return any("skipped" not in event.data for event in db.session.scalars(select(Event).where(Event.key.in_(keys))))


def _is_end_told() -> ColumnElement[bool]:
    return exists().where(
        Event.kind == EventKind.APPOINTMENT_ENDED,
        Event.subject == "appointment",
        Event.subject_id == Appointment.id,
    )


def _endings(first: date, last: date, *, in_councils_of: date, told: ColumnElement[bool]) -> list[Ending]:
    """Appointments whose last day lies there, in councils that stand that day, not renewed, and not told of yet."""
    again = aliased(Appointment)
    query = (
        select(Appointment.id, Appointment.valid_to, Appointment.valid_from)
        .join(Seat, Seat.id == Appointment.seat_id)
        .join(Council, Council.id == Seat.council_id)
        .where(Appointment.valid_to >= first, Appointment.valid_to <= last, in_force(Council, in_councils_of))
        .where(
            ~exists().where(
                again.seat_id == Appointment.seat_id,
                again.person_id == Appointment.person_id,
                again.id != Appointment.id,
                or_(again.valid_to.is_(None), again.valid_to > Appointment.valid_to),
            )
        )
        .where(~told)
        .order_by(Appointment.id)
    )
    return [Ending(row.id, row.valid_to, row.valid_from) for row in db.session.execute(query) if row.valid_to]


def _appointment(ending: Ending) -> Appointment | None:
    """The row as it is now, when its last day still is the same."""
    row = db.session.get(Appointment, ending.id, options=[joinedload(Appointment.seat)], populate_existing=True)
    return row if row is not None and row.valid_to == ending.last_day else None


def _key(ending: Ending, days: int) -> str:
    return f"{ENDING}{ending.id}:{ending.last_day.isoformat()}:{days}"
