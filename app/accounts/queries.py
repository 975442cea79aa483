"""What one's own pages read: devices, wishes for notices, and everything one may take home."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, inspect, select

from app.core import clock
from app.database import db
from app.models.base import Base
from app.models.councils import Appointment, CouncilRole, OfficeRole, Organisation, Scope, Seat
from app.models.followups import Answer, Claim, OutcomeQuestion
from app.models.issues import Comment, Issue, Support
from app.models.people import Delivery, DeliveryWish, Device, Draft, Person

SECRET = frozenset({"password_hash", "token_hash", "post_key"})  # of no use to the owner, of use to a thief


def devices(person_id: int) -> list[Device]:
    """Where the person is signed in, last used first."""
    return list(
        db.session.scalars(
            select(Device)
            .where(Device.person_id == person_id, Device.expires_at >= clock.now())
            .order_by(Device.seen_at.desc(), Device.id.desc())
        )
    )


def device(device_id: int) -> Device | None:
    return db.session.get(Device, device_id)


def wishes(person_id: int) -> dict[str, Delivery]:
    """Topic → how the person wants it; topics that are as recommended are not there."""
    rows = db.session.execute(
        select(DeliveryWish.kind, DeliveryWish.delivery).where(DeliveryWish.person_id == person_id)
    )
    return {row.kind: row.delivery for row in rows}


def own_data(person: Person) -> dict[str, Any]:
    """The account, the parts in councils and offices, and every text of the person's own; plain, for a file."""
    me = person.id
    seats = (
        select(Seat, Organisation.name.label("organisation"))
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .where(Seat.id.in_(select(Appointment.seat_id).where(Appointment.person_id == me)))
        .order_by(Seat.id)
    )
    return {
        "fetched_at": clock.now().isoformat(),
        "person": _plain(person),
        "notices": wishes(me),
        "devices": _all(select(Device).where(Device.person_id == me).order_by(Device.id)),
        "appointments": _all(select(Appointment).where(Appointment.person_id == me).order_by(Appointment.id)),
        "seats": [{**_plain(seat), "organisation": name} for seat, name in db.session.execute(seats)],
        "council_roles": _all(select(CouncilRole).where(CouncilRole.person_id == me).order_by(CouncilRole.id)),
        "office_roles": _all(select(OfficeRole).where(OfficeRole.person_id == me).order_by(OfficeRole.id)),
        "scopes": _all(select(Scope).where(Scope.person_id == me).order_by(Scope.id)),
        "issues": _all(select(Issue).where(Issue.author_id == me).order_by(Issue.id)),
        "supports": _all(select(Support).where(Support.person_id == me).order_by(Support.id)),
        "comments": _all(select(Comment).where(Comment.person_id == me).order_by(Comment.id)),
        "answers": _all(select(Answer).where(Answer.person_id == me).order_by(Answer.id)),
        "claims": _all(select(Claim).where(Claim.person_id == me).order_by(Claim.id)),
        "outcomes": _all(select(OutcomeQuestion).where(OutcomeQuestion.person_id == me).order_by(OutcomeQuestion.id)),
        "drafts": _all(select(Draft).where(Draft.person_id == me).order_by(Draft.id)),
    }


def _all(rows: Select[Any]) -> list[dict[str, Any]]:
    found: Iterable[Base] = db.session.scalars(rows)
    return [_plain(row) for row in found]


def _plain(row: Base) -> dict[str, Any]:
    columns = [attribute.key for attribute in inspect(row).mapper.column_attrs if attribute.key not in SECRET]
    return {key: _value(getattr(row, key)) for key in columns}


def _value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
