"""Which seat, role or appointment counts on a day: where-clauses for every query that asks who somebody is."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased

from app.core.roles import LEADS, CouncilRoleKind, Side
from app.models.councils import Appointment, CouncilRole, Seat

Asked = BindParameter[Any]  # a place in the query, filled when it is asked


def in_force(row: Any, day: date | Asked) -> ColumnElement[bool]:
    """Valid on a day: begun, and not yet ended (the last day counts)."""
    return and_(row.valid_from <= day, or_(row.valid_to.is_(None), row.valid_to >= day))


def goes_on(row: Any, day: date | Asked) -> ColumnElement[bool]:
    """Takes what is new: begun, and not ended (`Council.is_ended`), though its last day still gives sight."""
    return and_(row.valid_from <= day, row.valid_to.is_(None))


def led_by_users(council_id: Any, day: date | Asked, kinds: Iterable[CouncilRoleKind] = LEADS) -> ColumnElement[bool]:
    """Does the leader or the deputy of the council sit on a user seat? Then nobody else reads held texts."""
    role, seat, appointment = aliased(CouncilRole), aliased(Seat), aliased(Appointment)
    return exists().where(
        role.council_id == council_id,
        role.kind.in_(kinds),
        in_force(role, day),
        appointment.person_id == role.person_id,
        in_force(appointment, day),
        seat.id == appointment.seat_id,
        seat.council_id == council_id,
        seat.side == Side.USER,
        in_force(seat, day),
    )
