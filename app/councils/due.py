"""What time asks of councils: appointments that end are told of in time, and when they have ended."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.access.actors import in_force
from app.core import clock
from app.core.actor import ANYONE
from app.database import db
from app.models.councils import Appointment, Council, Seat
from app.models.notices import Event, EventKind, Reason
from app.notices.recipients import coordinators, organisation_contacts
from app.notices.record import record, skip

UseCase = Callable[[], object]

STEPS = (90, 30)  # days before the last day, the earlier first
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
    """Use cases, each idempotent and for a transaction of its own."""
    if clock.local(now).time() < MORNING:
        return
    today = clock.local_day(now)
    for ending in _endings(today, today + timedelta(days=max(STEPS))):
        come = [days for days in STEPS if ending.began < ending.last_day - timedelta(days=days) <= today]
        if come:
            yield partial(tell_of_end, ending, days=come[-1], skipped=come[:-1])
    for ending in _endings(today - NEWS, today - timedelta(days=1), untold=True):
        yield partial(tell_it_ended, ending)


def tell_of_end(ending: Ending, *, days: int, skipped: list[int]) -> None:
    """Person, organisation contact and coordinator hear that an appointment ends, so that somebody is found."""
    appointment = _appointment(ending)
    if appointment is None:
        return
    council_id = appointment.seat.council_id
    for older in skipped:
        skip(EventKind.APPOINTMENT_ENDING, council_id=council_id, key=_key(ending, older))
    people = dict.fromkeys(coordinators(council_id), Reason.COORDINATOR)
    people |= dict.fromkeys(organisation_contacts(appointment.seat.organisation_id), Reason.ORGANISATION)
    people[appointment.person_id] = Reason.SELF
    record(
        EventKind.APPOINTMENT_ENDING,
        ANYONE,
        council_id=council_id,
        subject=("appointment", appointment.id),
        to=people,
        key=_key(ending, days),
        data={"due": ending.last_day.isoformat(), "seat": appointment.seat_id, "days": days},
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
        subject=("appointment", appointment.id),
        to=[appointment.person_id],
        key=f"appointment_ended:{ending.id}:{ending.last_day.isoformat()}",
        data={"seat": appointment.seat_id, "last_day": ending.last_day.isoformat()},
    )


def _endings(first: date, last: date, *, untold: bool = False) -> list[Ending]:
    """Appointments whose last day lies there, in councils that go on, and that are not simply renewed."""
    again = aliased(Appointment)
    query = (
        select(Appointment.id, Appointment.valid_to, Appointment.valid_from)
        .join(Seat, Seat.id == Appointment.seat_id)
        .join(Council, Council.id == Seat.council_id)
        .where(Appointment.valid_to >= first, Appointment.valid_to <= last, in_force(Council, last))
        .where(
            ~exists().where(
                again.seat_id == Appointment.seat_id,
                again.person_id == Appointment.person_id,
                again.id != Appointment.id,
                or_(again.valid_to.is_(None), again.valid_to > Appointment.valid_to),
            )
        )
        .order_by(Appointment.id)
    )
    if untold:
        query = query.where(
            ~exists().where(
                Event.kind == EventKind.APPOINTMENT_ENDED,
                Event.subject == "appointment",
                Event.subject_id == Appointment.id,
            )
        )
    return [Ending(row.id, row.valid_to, row.valid_from) for row in db.session.execute(query) if row.valid_to]


def _appointment(ending: Ending) -> Appointment | None:
    """The row as it is now, when its last day still is the same."""
    row = db.session.get(Appointment, ending.id, options=[joinedload(Appointment.seat)], populate_existing=True)
    return row if row is not None and row.valid_to == ending.last_day else None


def _key(ending: Ending, days: int) -> str:
    return f"appointment_ending:{ending.id}:{ending.last_day.isoformat()}:{days}"
