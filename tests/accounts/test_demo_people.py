"""The page of demo people: one press and in, and only where it is a demo."""

import re

from sqlalchemy import select

from app.core import clock
from app.core.roles import ScopeKind
from app.database import db, transaction
from app.demo.data import story
from app.demo.queries import doors
from app.models.people import Device, Person


def load_people():
    with transaction():
        for one in story.read_story().people:
            db.session.add(Person(name=one["name"], email=one["email"], created_at=clock.now()))


def test_outside_a_demo_there_is_no_such_page(visit, clean):
    assert visit(None).get("/demo").status_code == 404
    assert visit(None).post("/demo", {"person": "marit.eksempel"}).status_code == 404
    assert db.session.scalars(select(Device)).all() == []


def test_before_the_demo_is_loaded_the_page_says_so(visit, clean, demo_on):
    assert "flask demo" in visit(None).get("/demo").text


def test_everybody_of_the_story_can_be_picked(visit, clean, demo_on, count_queries):
    load_people()
    visitor = visit(None)

    with count_queries() as queries:
        page = visitor.get("/demo")

    offered = set(re.findall(r'name="person" value="([^"]+)"', page.text))
    assert offered == {one["key"] for one in story.read_story().people}
    assert len(page.data) < 60_000
    assert len(queries) <= 8


def test_one_press_and_one_is_in(visit, clean, demo_on):
    load_people()
    visitor = visit(None)

    answer = visitor.post("/demo", {"person": "hanne.figur"})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/min-side")
    assert "Hanne Figur" in visitor.get("/min-konto").text


def test_somebody_who_is_not_in_the_story_cannot_be_picked(visit, make, demo_on):
    person = make.person()

    assert visit(None).post("/demo", {"person": person.email}).status_code == 404
    assert db.session.scalars(select(Device)).all() == []


def test_those_across_councils_are_named_by_what_they_do(clean):
    load_people()

    found = doors.door_groups(story.read_story(), "nn")

    assert len(found[0].doors) == 3
    assert {door.part for door in found[-1].doors} == set(ScopeKind)
    assert all(door.about for group in found for door in group.doors)


def test_somebody_who_has_changed_the_address_can_still_be_picked(visit, clean, demo_on):
    load_people()
    with transaction():
        person = db.session.scalars(select(Person).where(Person.name == "Hanne Figur")).one()
        person.email = "hanne.ny@demo.invalid"
    visitor = visit(None)

    visitor.post("/demo", {"person": "hanne.figur"})

    assert "hanne.ny@demo.invalid" in visitor.get("/min-konto").text
