"""Whom each step of the ladder reminds, and who is next when the one who owes is missing."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy import select

from app.core.roles import OfficeRoleKind, ScopeKind
from app.database import db, transaction
from app.followups.due import due
from app.models.notices import Event, EventKind, Notice, Reason
from app.models.places import Municipality, Office, OfficeMunicipality

DUE = date(2026, 3, 2)


def morning_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=UTC)


def reminded_on(day: date) -> dict[int, Reason]:
    """Who is told that morning, and why."""
    with time_machine.travel(morning_of(day), tick=False):
        for use_case in due(morning_of(day)):
            with transaction():
                use_case()
    newest = select(Event.id).where(Event.kind == EventKind.REMINDER).order_by(Event.id.desc()).limit(1)
    rows = db.session.scalars(select(Notice).where(Notice.event_id == newest.scalar_subquery()))
    return {notice.person_id: notice.reason for notice in rows}


@pytest.fixture
def answer(make):
    """An answer owed by 2 March, since 2 February."""
    with time_machine.travel(morning_of(date(2026, 2, 2)), tick=False):
        owed = make.owed(make.issue(make.council()), due=DUE)
        db.session.commit()
    return owed


@pytest.fixture
def office(answer):
    return db.session.get_one(Office, answer.office_id)


def test_first_those_who_owe_then_leader_and_municipality_then_the_coordinator(make, answer, office):
    director, stand_in = make.director(office), make.director(office, OfficeRoleKind.STAND_IN)
    municipality = db.session.scalars(
        select(Municipality).join(OfficeMunicipality).where(OfficeMunicipality.office_id == office.id)
    ).one()
    other_owner = make.municipal_director(municipality)
    coordinator = make.scope(ScopeKind.COORDINATOR, county_id=office.county_id)
    owners = {director.id: Reason.OWES, stand_in.id: Reason.STANDS_IN}

    assert reminded_on(date(2026, 2, 23)) == owners
    assert reminded_on(date(2026, 2, 27)) == owners
    assert reminded_on(date(2026, 3, 3)) == owners
    assert reminded_on(date(2026, 3, 9)) == {**owners, other_owner.id: Reason.OFFICE}
    assert reminded_on(date(2026, 3, 16)) == {coordinator.id: Reason.COORDINATOR}


def test_without_a_director_the_stand_in_and_without_both_the_coordinator_hears(make, answer, office):
    coordinator = make.scope(ScopeKind.COORDINATOR, county_id=office.county_id)
    stand_in = make.director(office, OfficeRoleKind.STAND_IN)
    assert reminded_on(date(2026, 2, 23)) == {stand_in.id: Reason.STANDS_IN}

    with transaction():
        db.session.execute(db.text("DELETE FROM office_role"))
        db.session.execute(db.text("DELETE FROM appointment"))

    assert reminded_on(date(2026, 2, 27)) == {coordinator.id: Reason.FALLBACK}


@pytest.mark.parametrize("day", [date(2026, 2, 22), date(2026, 2, 20)])
def test_nobody_is_reminded_before_the_step_or_on_a_sunday(make, answer, office, day):
    make.director(office)

    assert reminded_on(day) == {}


def test_nobody_is_reminded_at_night(make, answer, office):
    make.director(office)

    night = datetime(2026, 2, 23, 5, tzinfo=UTC)
    with time_machine.travel(night, tick=False):
        assert list(due(night)) == []
