"""The parts of the actor's query: each row says what it is, and holds what its class says it holds."""

from typing import get_args, get_type_hints

import pytest

from app.access import actor_query
from app.access.actor_query import ROWS, SeatRow, rows_of
from app.core import clock
from app.database import db


def holds(row) -> list[bool]:
    """Is each field of the type that its class says?"""
    hints = get_type_hints(type(row))
    return [type(value) in (get_args(hints[name]) or (hints[name],)) for name, value in row._asdict().items()]


def test_every_field_of_every_part_is_read_from_a_column_of_its_type(make):
    council = make.council()
    office = make.office_of(council)
    leader, coordinator = make.leader(council), make.scope("coordinator", county_id=office.county_id)
    people = [leader.id, coordinator.id, make.director(office).id]

    rows = list(rows_of(db.session, people, clock.today()))

    assert {type(row) for row in rows} == set(ROWS)
    assert all(all(holds(row)) for row in rows), rows


def test_a_part_that_finds_less_or_more_than_its_row_holds_is_refused():
    with pytest.raises(TypeError):
        actor_query._part(SeatRow, person_id=1)
