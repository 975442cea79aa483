"""The way out: opened it shows a button, pressed it acts, also when a mail program presses it."""

import pytest
from sqlalchemy import select

from app.database import db
from app.models.people import Delivery, DeliveryWish
from app.notices.kinds.topics import Topic
from app.notices.service.links import sign_token
from app.notices.service.unsubscribe import unsubscribe_url


@pytest.fixture
def person(make):
    return make.person()


def path(person, *topics) -> str:
    return unsubscribe_url(person.id, topics).removeprefix("http://localhost")


def wishes(person) -> dict[str, Delivery]:
    rows = db.session.scalars(select(DeliveryWish).where(DeliveryWish.person_id == person.id))
    return {wish.kind: wish.delivery for wish in rows}


def test_opening_the_link_changes_nothing_and_shows_a_button(visit, person):
    page = visit().get(path(person, Topic.ANSWERS))

    assert page.status_code == 200
    assert "Svar og frister" in page.text
    assert "Slutt å sende meg disse" in page.text
    assert wishes(person) == {}


def test_a_mail_program_presses_it_without_sign_in_session_or_token_of_a_form(app, visit, person):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        page = visit().post(path(person, Topic.ANSWERS), {"List-Unsubscribe": "One-Click"})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert page.status_code == 200
    assert wishes(person) == {"answers": Delivery.NEVER}


def test_a_wish_that_stands_is_changed_and_pressing_twice_is_no_matter(make, visit, person):
    make._add(DeliveryWish(person_id=person.id, kind="answers", delivery=Delivery.DAILY))
    where = path(person, Topic.ANSWERS, Topic.COMMENTS)

    visit().post(where)
    visit().post(where)

    assert wishes(person) == {"answers": Delivery.NEVER, "comments": Delivery.NEVER}


def test_a_forged_link_does_not_exist(visit, person):
    assert visit().post(f"{path(person, Topic.ANSWERS)}x").status_code == 404


def test_a_link_for_another_purpose_does_not_open_it(visit, person):
    other = sign_token("outcome", {"person": person.id, "topics": ["answers"]})

    assert visit().post(f"/avmeld/{other}").status_code == 404
    assert wishes(person) == {}
