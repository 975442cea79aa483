"""What the tests of the user side share: somebody acts, something is proposed, time passes."""

from datetime import date, timedelta

from sqlalchemy import func, select

from app.assents import due
from app.assents.service import paper_yes
from app.core import clock
from app.core.roles import CouncilRoleKind
from app.councils.service import appointments
from app.councils.service.appointments import Placing
from app.councils.service.invitees import Invitee
from app.database import db, transaction
from app.models import Base
from app.models.councils import Appointment, Council, CouncilRole, Seat
from app.models.notices import Event, EventKind, Notice
from app.models.people import Person


def seat_of(person: Person) -> Seat:
    query = select(Seat).join(Appointment).where(Appointment.person_id == person.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).first()


def appointment_of(person: Person) -> Appointment:
    return db.session.scalars(select(Appointment).where(Appointment.person_id == person.id)).first()


def leading(council: Council) -> CouncilRole:
    return db.session.scalars(select(CouncilRole).where(CouncilRole.kind == CouncilRoleKind.LEADER)).first()


def placing(name="Kari Ny", email="kari@eksempel.no", **given):
    return Placing(Invitee(name, email), **{"rank": 0, "start": clock.today(), "end": None, **given})


def as_(make, person, act, *given, **named):
    """Done by somebody, in a transaction of its own; a refusal before has emptied the session."""
    rows = [again(one) for one in given]
    actor = make.actor(person)
    db.session.commit()
    with transaction():
        return act(actor, *rows, **{name: again(one) for name, one in named.items()})


def again(one):
    return db.session.get_one(type(one), one.id) if isinstance(one, Base) and one not in db.session else one


def people() -> int:
    return db.session.scalar(select(func.count(Person.id)))


def told(kind: EventKind) -> set[int]:
    return set(db.session.scalars(select(Notice.person_id).join(Event).where(Event.kind == kind)))


def somebody_proposed(town, by=None):
    """A proposal to appoint somebody new to a free seat, by the secretary."""
    free = town.make.seat(town.council)
    return as_(town.make, by or town.secretary, appointments.appoint_to_seat, town.council, free, placing())


def slip(town, proposal, signer):
    given = {"signers": [signer.id], "signed_on": clock.today()}
    return as_(town.make, town.secretary, paper_yes.register_slip, town.council, proposal, **given)


def run(now):
    for case in due.due(now):
        with transaction():
            case()


def at(day: date):
    return clock.start_of(day) + timedelta(hours=9)
