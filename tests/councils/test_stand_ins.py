"""A stand-in for a period: named once, in one place, with first and last day."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.roles import OfficeRoleKind
from app.database import db
from app.models.councils import OfficeRole
from app.models.people import Person

FIRST = clock.today() + timedelta(days=10)
LAST = FIRST + timedelta(days=14)


@pytest.fixture
def hand_over(make, visit):
    """The director names somebody for a period, on the page of the office."""
    office = make.office_of(make.council())
    director = visit(make.director(office))

    def name(first=FIRST, last=LAST, kind="stand_in", email="stig@example.org"):
        typed = {"kind": kind, "name": "Stig Stedfortreder", "email": email, "locale": "nb"}
        days = {"start": first.isoformat(), "end": last.isoformat() if last else ""}
        return director.post(f"/kontor/{office.slug}/roller", {**typed, **days})

    return name


def standing_in():
    stand_ins = select(OfficeRole).where(OfficeRole.kind == OfficeRoleKind.STAND_IN)
    return db.session.scalars(stand_ins.order_by(OfficeRole.id)).all()


def test_a_stand_in_answers_from_the_first_day_to_the_last(make, hand_over, time_machine):
    sent = hand_over()
    role = standing_in()[0]
    person = db.session.get_one(Person, role.person_id)

    def answers_on(day):
        time_machine.move_to(f"{day}T09:00:00+00:00", tick=False)
        return role.office_id in make.actor(person).offices

    days = [FIRST - timedelta(days=1), FIRST, LAST, LAST + timedelta(days=1)]
    assert sent.status_code == 303
    assert [answers_on(day) for day in days] == [False, True, True, False]


def test_the_same_person_stands_in_for_another_period_but_not_twice_at_once(hand_over):
    hand_over()

    overlapping = hand_over(first=LAST)
    later = hand_over(first=LAST + timedelta(days=1), last=None)

    assert (overlapping.status_code, later.status_code) == (422, 303)
    assert [(one.valid_from, one.valid_to) for one in standing_in()] == [
        (FIRST, LAST),
        (LAST + timedelta(days=1), None),
    ]


@pytest.mark.parametrize("typed", [{"last": FIRST - timedelta(days=1)}, {"kind": "director"}])
def test_a_last_day_is_after_the_first_and_never_a_directors(hand_over, typed):
    refused = hand_over(**typed)

    assert refused.status_code in (403, 422)
    assert standing_in() == []
