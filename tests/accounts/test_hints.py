"""The hint in a duty letter: on a new device one press sends the link that signs in. It lets nobody in by itself."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from sqlalchemy import select

from app.core import clock
from app.core.actor import ANYONE
from app.database import db, transaction
from app.models.notices import EventKind, Mail
from app.notices.commands.outbox import make_letter
from app.notices.service.links import HINT, HINT_LIVES, sign_token, with_hint
from app.notices.service.record import record


def letter_of(letter, *to):
    db.session.rollback()
    mails = db.session.scalars(select(Mail).where(Mail.letter == letter).order_by(Mail.id.desc()))
    mail = next(mail for mail in mails if not to or mail.person_id == to[0].id)
    return make_letter(mail.id, letter)


def link_in(letter):
    address = next(line for line in letter.text.splitlines() if line.startswith("http"))
    return address.removeprefix("http://localhost")


@pytest.fixture
def director(make):
    council = make.council()
    director = make.director(make.office_of(council), email="hanne@nav.example")
    issue = make.issue(council)
    with transaction():
        record(EventKind.ISSUE_SENT, ANYONE, issue=issue, about=make.owed(issue))
    return director


def test_from_the_letter_to_the_answer_on_a_new_device_is_four_presses(director, visit):
    phone = visit(None)

    answer_page = link_in(letter_of("notice", director))
    door = phone.get(answer_page).headers["Location"]  # 1: the button of the letter
    page = phone.get(door).text
    phone.post(f"/logg-inn/lenke-til-meg?{urlsplit(door).query}")  # 2: send me the link
    link = link_in(letter_of("sign_in_link"))
    form = phone.get(link).text  # 3: the link in the second letter
    entered = phone.post(link, {"remember": "y"})  # 4: sign in; the tick is set already

    assert "h•••@nav.example" in page
    assert "hanne@" not in page
    assert " checked " in form
    assert entered.headers["Location"] == urlsplit(answer_page).path
    assert phone.get(entered.headers["Location"]).status_code == 200


@pytest.mark.parametrize("how", ["forged", "of another purpose", "too old", "closed", "none"])
def test_a_hint_that_does_not_hold_shows_no_address_and_sends_no_link(make, visit, how):
    person = make.person(email="kari@example.org", active=how != "closed")
    token = {
        "forged": "eyJwZXJzb24iOjF9.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb",
        "of another purpose": sign_token("outcome", {"person": person.id}),
        "none": "",
    }.get(how) or sign_token(HINT, {"person": person.id})
    later = HINT_LIVES + timedelta(minutes=1) if how == "too old" else timedelta(0)
    if how == "none":
        token = ""

    with time_machine.travel(clock.now() + later):
        page = visit(None).get(f"/logg-inn?{HINT}={token}")
        pressed = visit(None).post(f"/logg-inn/lenke-til-meg?{HINT}={token}")

    assert page.status_code == 200
    assert "•••" not in page.text
    assert pressed.headers["Location"].startswith("/logg-inn/lenke")
    assert db.session.scalars(select(Mail.id)).all() == []


def test_a_hint_lets_nobody_in(make, visit):
    stranger = visit(None)
    address = with_hint("http://localhost/min-side", make.person().id).removeprefix("http://localhost")

    assert stranger.get(address).status_code == 302
    assert stranger.get("/min-side").status_code == 302


def test_whoever_is_signed_in_goes_straight_to_the_page(director, visit):
    assert visit(director).get(link_in(letter_of("notice", director))).status_code == 200


def test_a_letter_to_an_old_address_and_one_of_interest_carry_no_hint(make):
    council = make.council()
    leader = make.leader(council)
    with transaction():
        record(EventKind.DUE_EXTENDED, ANYONE, about=make.issue(council))
    assert f"?{HINT}=" not in link_in(letter_of("notice"))

    with transaction():
        record(EventKind.ADDRESS_CHANGED, ANYONE, to=[leader.id])

    assert f"?{HINT}=" not in link_in(letter_of("notice"))


def test_who_asks_for_the_link_without_a_hint_chooses_to_be_remembered(make, visit):
    person = make.person()
    visit(None).post("/logg-inn/lenke", {"email": person.email})

    assert " checked " not in visit(None).get(link_in(letter_of("sign_in_link"))).text
