"""A public name: one's own to say, for each appointment, and to take back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.database import db
from app.models.councils import Appointment, Council

PAGE = "/min-konto/verv"
SAVED = {"save": "1"}  # a browser always sends something: its token


def seat(make, council, person, **given):
    return make.appointment(make.seat(council), person, **given)


def is_public(appointment):
    return db.session.scalar(select(Appointment.name_public).where(Appointment.id == appointment.id))


def test_one_says_yes_for_one_council_and_no_for_another(visit, make):
    person = make.person("Kari Eksempel")
    here, there = make.council(), make.council()
    first, second = seat(make, here, person), seat(make, there, person)
    visitor = visit(person)

    visitor.post(PAGE, {"public": [first.id]})
    saved = visitor.follow().text

    assert "Valgene er lagret" in saved
    assert [is_public(one) for one in (first, second)] == [True, False]
    assert "Kari Eksempel" in visit(None).get(f"/utvalg/{here.slug}").text
    assert "Kari Eksempel" not in visit(None).get(f"/utvalg/{there.slug}").text


def test_a_yes_is_taken_back_and_the_public_page_follows_at_once(visit, make):
    council = make.council(updated_at=clock.now() - timedelta(days=40))
    person = make.person("Kari Eksempel")
    appointment = seat(make, council, person, name_public=True)
    stranger = visit(None)
    before = stranger.get(f"/utvalg/{council.slug}").text

    visit(person).post(PAGE, SAVED)
    after = stranger.get(f"/utvalg/{council.slug}")

    assert "Kari Eksempel" in before
    assert "Kari Eksempel" not in after.text
    assert "no-cache" in after.headers["Cache-Control"]
    assert "ETag" not in after.headers
    assert not is_public(appointment)
    assert db.session.get_one(Council, council.id).updated_at.date() == clock.now().date()


def test_each_appointment_says_council_organisation_and_until_when(visit, make):
    day = clock.today()
    person, ends = make.person(), day.replace(year=day.year + 1, month=6, day=30)
    place = make.seat(make.council(name="Brukerutvalget i Nav Vik"), organisation=make.organisation(name="FFO Vik"))
    make.appointment(place, person, rank=2, valid_to=ends)
    seat(make, make.council(name="Utvalget som var"), person, valid_to=day - timedelta(days=1))
    seat(make, make.council(name="Utvalget som kommer", valid_from=day), person, valid_from=day + timedelta(days=9))

    page = visit(person).get(PAGE).text

    assert f"Brukerutvalget i Nav Vik, FFO Vik, vara 2, til 30. juni {ends.year}" in page
    assert "Utvalget som var" not in page
    assert "Utvalget som kommer" in page


def test_who_sits_nowhere_is_told_so(visit, make):
    assert "Du er ikke med i noe utvalg nå" in visit(make.person()).get(PAGE).text


@pytest.mark.parametrize("whose", ["somebody else's", "nobody's", "one's own that is over"])
def test_an_appointment_that_is_not_ones_own_is_not_there_and_nothing_is_saved(visit, make, whose):
    person, other = make.person(), make.person()
    council = make.council()
    own, theirs = seat(make, council, person), seat(make, council, other)
    over = seat(make, make.council(), person, valid_to=clock.today() - timedelta(days=1))
    asked = {"somebody else's": theirs.id, "nobody's": 999999, "one's own that is over": over.id}[whose]

    answer = visit(person).post(PAGE, {"public": [own.id, asked]})

    assert answer.status_code == 404
    assert [is_public(one) for one in (own, theirs, over)] == [False, False, False]


def test_what_is_no_number_is_refused(visit, make):
    person = make.person()
    seat(make, make.council(), person)

    assert visit(person).post(PAGE, {"public": ["alle"]}).status_code in (404, 422)


def test_the_page_of_the_council_leads_its_members_to_their_choice(visit, make):
    council = make.council()
    member, secretary = make.representative(council), make.secretary(council)

    assert f'href="{PAGE}"' in visit(member).get(f"/utvalg/{council.slug}").text
    assert f'href="{PAGE}"' not in visit(secretary).get(f"/utvalg/{council.slug}").text


def test_thirty_appointments_cost_what_one_costs(visit, make, count_queries):
    person = make.person()
    seat(make, make.council(), person)
    visitor = visit(person)
    with count_queries() as few:
        visitor.get(PAGE)
    for _n in range(29):
        seat(make, make.council(), person)

    with count_queries() as many:
        visitor.get(PAGE)

    assert len(many) == len(few) <= 8
