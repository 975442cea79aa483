"""A signed link is for one purpose and one reader, ends some day, and changes nothing by being opened."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.core import clock
from app.core.errors import NotFound
from app.database import db
from app.followups.service.outcome_questions import LINK_LIVES
from app.models.outcomes import OutcomeQuestion
from app.models.people import DeliveryWish, OneTimeLink
from app.notices.service.links import read_token, sign_token
from app.notices.service.outcome_questions import LINK
from app.notices.service.unsubscribe import LIFE, PURPOSE

PURPOSES = (LINK, PURPOSE, "attendance")
LINKS = {"outcome": "/hjalp-det/{outcome_token}", "unsubscribe": "/avmeld/{unsubscribe_token}"}


def link(world, name):
    return LINKS[name].format(**{key: value for key, value in world.things.items() if key.endswith("_token")})


def everything(world):
    """Every row of what a link could change."""
    with db.engine.connect() as connection:
        return [
            [tuple(row) for row in connection.execute(select(table.__table__).order_by(*table.__table__.primary_key))]
            for table in (OutcomeQuestion, DeliveryWish, OneTimeLink)
        ]


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("other", PURPOSES)
def test_a_token_is_read_for_its_own_purpose_only(country, purpose, other):
    token = sign_token(purpose, {"person": 1})

    if purpose == other:
        assert read_token(other, token, max_age=timedelta(days=1)) == {"person": 1}
    else:
        with pytest.raises(NotFound):
            read_token(other, token, max_age=timedelta(days=1))


@pytest.mark.parametrize("change", ["first", "middle", "last", "cut", "more", "empty"])
def test_a_token_that_was_touched_is_no_token(country, change):
    token = sign_token(LINK, {"question": 1, "person": 1})
    middle = len(token) // 2
    other = "B" if token[middle] != "B" else "C"
    touched = {
        "first": ("A" if token[0] != "A" else "B") + token[1:],
        "middle": token[:middle] + other + token[middle + 1 :],
        "last": token[:-3] + ("AAA" if token[-3:] != "AAA" else "BBB"),
        "cut": token[:-8],
        "more": token + "A",
        "empty": "",
    }[change]

    with pytest.raises(NotFound):
        read_token(LINK, touched, max_age=timedelta(days=1))


def test_a_token_of_another_house_is_no_token(country, monkeypatch):
    token = sign_token(LINK, {"question": 1})
    monkeypatch.setitem(country.app.config, "SECRET_KEY", "the key of another house, just as long as ours")

    with pytest.raises(NotFound):
        read_token(LINK, token, max_age=timedelta(days=1))


@pytest.mark.parametrize(("name", "life"), [("outcome", LINK_LIVES), ("unsubscribe", LIFE)])
def test_a_link_ends(world, name, life):
    path = link(world, name)

    with time_machine.travel(clock.now() + life - timedelta(hours=1), tick=False):
        before = world.ask("visitor", "GET", path).status_code
    with time_machine.travel(clock.now() + life + timedelta(hours=1), tick=False):
        after = [world.ask("visitor", method, path).status_code for method in ("GET", "POST")]

    assert before == 200
    assert after == [404, 404]


@pytest.mark.parametrize("name", LINKS)
def test_opening_a_link_changes_nothing(world, name):
    before = everything(world)

    for _twice in range(2):
        assert world.ask("visitor", "GET", link(world, name)).status_code == 200

    assert everything(world) == before


def test_a_link_opened_by_another_purposes_door_is_not_there(world):
    outcome, unsubscribe = world.things["outcome_token"], world.things["unsubscribe_token"]

    for path in (f"/hjalp-det/{unsubscribe}", f"/avmeld/{outcome}", f"/logg-inn/{outcome}", f"/invitasjon/{outcome}"):
        assert world.ask("visitor", "GET", path).status_code == 404, path


def test_a_link_shows_what_is_asked_about_by_its_title_and_no_word_of_the_story(world):
    page = world.ask("visitor", "GET", link(world, "outcome")).text
    issue = world.things["claimed"]

    assert issue.reference in page
    assert issue.title in page
    assert issue.body not in page
    assert world.people["author"].name not in page


@pytest.mark.parametrize("purpose", ["sign_in", "invitation", "password"])
def test_a_one_time_link_is_for_one_purpose(world, purpose):
    doors = {"sign_in": "/logg-inn/{}", "invitation": "/invitasjon/{}", "password": "/nytt-passord/{}"}
    nonce = f"nonce-for-{purpose}"

    met = {name: world.ask("visitor", "GET", door.format(nonce)).status_code for name, door in doors.items()}

    assert met == {name: 200 if name == purpose else 404 for name in doors}


def test_a_one_time_link_signs_in_once_and_only_by_the_button(world):
    path = "/logg-inn/nonce-for-sign_in"
    before = everything(world)
    world.ask("visitor", "GET", path)
    assert everything(world) == before

    first = world.ask("visitor", "POST", path)
    second = world.ask("visitor", "POST", path)

    assert (first.status_code, second.status_code) == (303, 404)


def test_a_device_that_was_ended_is_out(world):
    assert world.ask("member", "GET", "/min-side").status_code == 200

    world.ask("member", "POST", f"/min-konto/enheter/{world.things['member_device'].id}/ut")

    assert world.ask("member", "GET", "/min-side").status_code == 302
