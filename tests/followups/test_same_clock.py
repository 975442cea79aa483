"""Sending on gives a fresh clock to somebody new, and to nobody who has had it already."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.errors import Invalid
from app.core.roles import OfficeRoleKind
from app.database import db, transaction
from app.followups.service import extensions, follow_ups, send_on
from app.followups.service.answers import Words
from app.followups.service.owners import Owner
from app.models.councils import OfficeRole
from app.models.followups import FollowUp
from app.models.places import OfficeMunicipality
from tests.followups.chain import load

WORDS = Words(text="Dette er deres.")


@pytest.fixture
def late(make):
    """An office that is thirty days late with an answer, and its municipality."""
    council = make.council()
    office = make.office_of(council)
    make.leader(council)
    issue = make.issue(council, author=make.representative(council), sent_at=clock.now())
    row = follow_ups.open_answer(issue, days=20)
    row.due = row.original_due = clock.today() - timedelta(days=30)
    row.started_on = clock.today() - timedelta(days=60)
    served = select(OfficeMunicipality.municipality_id).where(OfficeMunicipality.office_id == office.id)
    municipality = Owner(municipality_id=db.session.scalar(served))
    db.session.commit()
    return SimpleNamespace(make=make, office=Owner(office_id=office.id), municipality=municipality, row=row)


def leads(late, place, person=None, kind=OfficeRoleKind.DIRECTOR):
    person = person or late.make.person()
    where = {"office_id": place.office_id, "municipality_id": place.municipality_id}
    role = OfficeRole(person_id=person.id, kind=kind, title="Leder", valid_from=date(2020, 1, 1), **where)
    db.session.add(role)
    db.session.commit()
    return person


def sent_and_taken(late, row, *, by, to, taken_by):
    with transaction():
        offer = send_on.send_on(late.make.actor(by), load(row.id), to=to, words=WORDS)
    with transaction():
        send_on.accept_answer_duty(late.make.actor(taken_by), load(offer.id))
    return db.session.get_one(FollowUp, offer.id, populate_existing=True)


def clock_of(row):
    return row.started_on, row.days, row.due, row.original_due, row.extended_at


def test_who_leads_both_places_gets_no_fresh_clock_by_sending_it_to_themselves(late):
    boss = leads(late, late.office)
    leads(late, late.municipality, boss)
    before = clock_of(late.row)

    there = sent_and_taken(late, late.row, by=boss, to=late.municipality, taken_by=boss)
    back = sent_and_taken(late, there, by=boss, to=late.office, taken_by=boss)

    assert clock_of(there) == before
    assert clock_of(back) == before


def test_nor_when_a_stand_in_accepts_for_them(late):
    boss = leads(late, late.office)
    leads(late, late.municipality, boss)
    stand_in = leads(late, late.municipality, kind=OfficeRoleKind.STAND_IN)

    there = sent_and_taken(late, late.row, by=boss, to=late.municipality, taken_by=stand_in)

    assert there.due == late.row.due


def test_somebody_new_gets_a_fresh_clock_and_who_gets_it_back_goes_on_with_the_old(late):
    chief, other = leads(late, late.office), leads(late, late.municipality)
    before = clock_of(late.row)

    there = sent_and_taken(late, late.row, by=chief, to=late.municipality, taken_by=other)
    assert there.due > clock.today()
    back = sent_and_taken(late, there, by=other, to=late.office, taken_by=chief)
    again = sent_and_taken(late, back, by=chief, to=late.municipality, taken_by=other)

    assert clock_of(back) == before
    assert clock_of(again) == clock_of(there)


def test_a_date_that_was_moved_alone_is_not_moved_alone_again_after_a_round_trip(late):
    late.row.due = late.row.original_due = clock.today() + timedelta(days=5)
    boss = leads(late, late.office)
    leads(late, late.municipality, boss)
    with transaction():
        due = late.row.due + timedelta(days=5)
        assert extensions.extend_date(late.make.actor(boss), load(late.row.id), due=due, reason="Ferie")

    there = sent_and_taken(late, late.row, by=boss, to=late.municipality, taken_by=boss)

    with transaction():
        later = due + timedelta(days=5)
        assert not extensions.extend_date(late.make.actor(boss), load(there.id), due=later, reason="Ferie igjen")
    assert load(there.id).due == due


def test_an_office_is_not_sent_its_own_under_the_name_of_what_was_merged_into_it(late):
    chief = leads(late, late.office)
    merged = late.make.office(successor_id=late.office.office_id)
    db.session.commit()

    with pytest.raises(Invalid) as refused, transaction():
        send_on.send_on(late.make.actor(chief), load(late.row.id), to=Owner(office_id=merged.id), words=WORDS)

    assert refused.value.text == "Det er dere som har saken nå. Velg noen andre."
