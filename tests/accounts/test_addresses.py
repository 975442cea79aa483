"""A new e-mail address: asked for by its owner, told to the old one, made by a link to the new, and known to nobody."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from app.accounts.service import addresses, sign_in_links
from app.core import clock
from app.core.errors import Conflict, Denied
from app.database import db, transaction
from app.models.notices import Event, EventKind, Mail, Notice
from app.models.people import Device, LinkPurpose, Locale, OneTimeLink, Person
from app.notices.commands.outbox import make_letter
from app.notices.policy.still_true import NoLongerTrue, Untrue
from app.notices.service.rendering import compose_letter
from tests.accounts.conftest import GOOD, TOKEN, mails, open_letter, rows, sign_in, token_in

PAGE = "/min-konto/e-post"
NEW = "ny@example.org"


def again(person):
    return db.session.get_one(Person, person.id, populate_existing=True)


def ask(visitor, email=NEW, **more):
    return visitor.post(PAGE, {"email": email, **more})


def link_in(mail):
    """The path of the link in a letter, as the worker writes it."""
    lines = compose_letter(mail.id).text.splitlines()
    db.session.commit()
    return next(line for line in lines if line.startswith("http://localhost/")).removeprefix("http://localhost")


@pytest.fixture
def asked(visit):
    """The link that came when somebody asked for a new address."""

    def of(person, email=NEW, **more):
        assert ask(visit(person), email, **more).status_code == 303
        return link_in(mails(addresses.LETTER)[-1])

    return of


def told(kind):
    """Where the letters about an event go, as they would leave now."""
    told_of = select(Notice.mail_id).join(Event).where(Event.kind == kind).order_by(Notice.id)
    return [compose_letter(mail_id).address for mail_id in db.session.scalars(told_of).all()]


def test_the_button_changes_the_address_and_opening_the_link_does_not(visit, with_password, asked):
    person = with_password(name="Kari Eksempel")
    link = asked(person, password=GOOD)
    visitor = visit(None)
    before = rows()

    for _twice in range(2):
        opened = visitor.get(link)
    unchanged = rows() == before
    pressed = visitor.post(link)

    assert opened.status_code == 200
    assert NEW in opened.text
    assert "Kari" not in opened.text  # the address may have been mistyped
    assert unchanged
    assert (pressed.status_code, pressed.headers["Location"]) == (303, "/min-side")
    assert again(person).email == NEW
    assert sign_in(visit(None), again(person)).status_code == 303


def test_the_old_address_is_told_when_it_is_asked_and_when_it_is_made(visit, make, asked):
    person = make.person()
    old = person.email

    link = asked(person)
    when_asked = told(EventKind.ADDRESS_ASKED)
    visit(None).post(link)

    assert when_asked == [old]
    # A letter that waited goes to the old address too, though the person has another now.
    assert told(EventKind.ADDRESS_ASKED) == told(EventKind.ADDRESS_CHANGED) == [old]
    assert db.session.scalars(select(Notice.duty)).all() == [True, True]


def test_other_devices_and_links_to_the_old_address_are_out(visit, make, asked):
    person = make.person()
    here, there = visit(person), visit(person)
    with transaction():
        sign_in_links.ask_link(person.email, purpose=LinkPurpose.SIGN_IN, next_url=None)
        sign_in_links.ask_link(person.email, purpose=LinkPurpose.PASSWORD, next_url=None)
    sent = open_letter(mails("sign_in_link")[0])
    link = asked(person)

    answer = here.post(link)

    assert answer.headers["Location"] == "/min-konto"
    assert "E-postadressen er byttet" in here.follow().text
    assert there.get("/min-konto").status_code == 302
    assert visit(None).get(sent).status_code == 404
    with pytest.raises(NoLongerTrue) as unsent:
        make_letter(mails("password_link")[0].id, "password_link")
    assert unsent.value.reason is Untrue.NO_ADDRESS


def test_pressed_on_a_device_of_nobody_every_device_is_out(visit, make, asked):
    person, other = make.person(), make.person()
    here, somebody_else = visit(person), visit(other)

    somebody_else.post(asked(person))

    assert here.get("/min-konto").status_code == 302
    assert somebody_else.get("/min-konto").status_code == 200
    assert again(other).email != NEW


def gone(visit, link):
    """Is there nothing behind the link any more, however it is come to?"""
    answers = [visit(None).get(link), visit(None).post(link)]
    assert all("Lenken virker ikke lenger" in answer.text for answer in answers)
    return [answer.status_code for answer in answers] == [404, 404]


def test_a_link_works_once_and_for_a_day(visit, make, asked):
    person = make.person()
    link = asked(person)

    with time_machine.travel(clock.now() + addresses.LIFE + timedelta(seconds=5)):
        assert gone(visit, link)
    assert again(person).email != NEW
    visit(None).post(link)

    assert again(person).email == NEW
    assert gone(visit, link)


def test_who_asks_again_closes_the_first_link(visit, make, asked):
    person = make.person()
    mistyped = asked(person, "nu@example.org")

    right = asked(person, NEW)

    assert gone(visit, mistyped)
    assert visit(None).post(right).status_code == 303


def test_a_new_password_stops_a_change_that_somebody_else_asked(visit, make, asked):
    person = make.person()
    thief, owner = visit(person), visit(person)
    ask(thief)
    unsent = mails(addresses.LETTER)[-1]
    link = link_in(unsent)

    owner.post("/min-konto/passord", {"new_password": GOOD})

    assert gone(visit, link)
    with pytest.raises(NoLongerTrue):
        compose_letter(unsent.id)


def test_a_link_of_another_purpose_or_with_a_changed_sign_is_none(visit, make, asked):
    link = asked(make.person())
    token = link.rpartition("/")[2]

    for path in (f"/logg-inn/{token}", f"/avmeld/{token}", f"/hjalp-det/{token}", f"{link}x", f"{link[:-9]}AAAAAAAAA"):
        assert visit(None).get(path).status_code == 404
    assert NEW not in token


def test_the_button_needs_a_token(visit, make, asked, csrf_on, app):
    app.config["WTF_CSRF_ENABLED"] = False
    link = asked(make.person())
    app.config["WTF_CSRF_ENABLED"] = True
    visitor = visit(None)

    assert visitor.post(link).status_code == 422
    assert visitor.post(link, {"csrf_token": token_in(visitor.get(link))}).status_code == 303


@pytest.mark.parametrize("active", [True, False])
def test_a_taken_address_is_answered_as_a_free_one_and_only_its_reader_is_told(visit, make, active):
    holder = make.person("Ola Annen", email="tatt@example.org", active=active)
    found = {}

    for email in ("ledig@example.org", "tatt@example.org"):
        person = make.person("Kari Eksempel")
        visitor = visit(person)
        before = rows()
        answer = ask(visitor, email)
        grown = {name: count - before[name] for name, count in rows().items() if count != before[name]}
        page = re.sub(r'name="(opened|base)" value="[^"]*"', "", TOKEN.sub("", visitor.follow().text))
        page = page.replace(email, "ny").replace(person.email, "gammel")
        found[email] = (answer.status_code, answer.headers["Location"], grown, page)

    free, taken = found.values()
    assert free == taken
    letter = compose_letter(mails(addresses.LETTER)[-1].id)
    assert (letter.address, letter.name) == ("tatt@example.org", "")
    assert "i bruk i Medvirk fra før" in letter.text
    assert "/ny-e-postadresse/" not in letter.text
    assert again(holder).email == "tatt@example.org"


def test_an_address_that_was_taken_meanwhile_is_not_given_twice(visit, make, asked):
    person = make.person()
    link = asked(person)
    make.person(email=NEW)
    db.session.commit()

    assert gone(visit, link)
    assert again(person).email != NEW


def test_two_who_ask_for_one_address_do_not_both_get_it(visit, make, asked):
    first, second = make.person(), make.person()
    links = [asked(one) for one in (first, second)]

    statuses = [visit(None).post(link).status_code for link in links]

    assert statuses == [303, 404]
    assert db.session.scalar(select(func.count(Person.id)).where(Person.email == NEW)) == 1


def test_a_change_that_somebody_was_faster_than_is_a_conflict(make):
    person, other = make.person(), make.person()
    actor = make.actor(person)
    with transaction():
        addresses.ask_new_address(actor, person, address=NEW)
    change = addresses.find_change(addresses.link_to(mails(addresses.LETTER)[0]).rpartition("/")[2])
    with transaction():
        db.session.get_one(Person, other.id).email = NEW

    with pytest.raises(Conflict), transaction():
        addresses.change_address(actor, change, this_device=None)

    assert again(person).email != NEW


def test_nobody_asks_for_somebody_else(make):
    person, other = make.person(), make.person()

    with pytest.raises(Denied), transaction():
        addresses.ask_new_address(make.actor(other), person, address=NEW)


def test_where_there_is_a_password_it_is_asked_for_and_guessing_it_takes_longer_and_longer(visit, with_password):
    visitor = visit(with_password())
    answers = [ask(visitor), *(ask(visitor, password="helt feil passord") for _ in range(3))]

    waits = ask(visitor, password=GOOD)

    assert [answer.status_code for answer in answers] == [422] * 4
    assert waits.status_code == 422
    assert "for mange ganger" in waits.text
    assert mails(addresses.LETTER) == []


def test_nobodys_postbox_can_be_filled(visit, make):
    visitor = visit(make.person())

    answers = [ask(visitor, f"ny{n}@example.org").status_code for n in range(sign_in_links.MAILS_AN_HOUR + 1)]

    assert answers == [303] * sign_in_links.MAILS_AN_HOUR + [422]
    assert len(mails(addresses.LETTER)) == sign_in_links.MAILS_AN_HOUR


@pytest.mark.parametrize(
    "wrong",
    ["", "ikke en adresse", "a@b.no,c@d.no", "<a@b.no>", "a@b.no;c@d.no", "a@b@c.no", "a@b.no:25", "a" * 200 + "@b.no"],
)
def test_what_is_no_address_is_refused_and_stays_on_the_page(visit, make, wrong):
    answer = ask(visit(make.person()), wrong)

    assert answer.status_code == 422
    assert "e-postadresse" in answer.text or "adressen" in answer.text
    assert mails(addresses.LETTER) == []


def test_the_address_one_has_is_no_new_one_however_it_is_written(visit, make):
    person = make.person(email="kari@example.org")

    answer = ask(visit(person), " Kari@Example.ORG ")

    assert answer.status_code == 422
    assert "adressen du har nå" in answer.text


def test_whoever_has_no_address_gets_one(visit, make, asked):
    person = make.person(email=None)

    visit(None).post(asked(person))

    assert again(person).email == NEW


def test_an_address_that_refused_mail_is_forgotten_with_the_change_and_not_before(visit, make, asked):
    person = make.person(mail_refused_at=clock.now())
    link = asked(person)

    to_the_new = compose_letter(mails(addresses.LETTER)[0].id)
    visit(None).post(link)

    assert not to_the_new.to_refused  # that it arrives says nothing about the old address
    assert again(person).mail_refused_at is None


@pytest.mark.parametrize("locale", [Locale.NB, Locale.NN])
@pytest.mark.parametrize("taken", [True, False])
def test_the_letter_is_short_has_its_link_and_names_nobody(make, locale, taken):
    person = make.person("Kari Eksempel", locale=locale)
    if taken:
        make.person("Ola Annen", email=NEW)
    with transaction():
        addresses.ask_new_address(make.actor(person), person, address=NEW)

    letter = compose_letter(mails(addresses.LETTER)[0].id)

    assert (letter.address, letter.name) == (NEW, "")
    assert f'lang="{locale}"' in letter.html
    assert letter.subject
    assert len(letter.text) < 700
    for part in (letter.subject, letter.text, letter.html):
        assert "Kari" not in part
        assert "Ola" not in part
        assert person.email not in part


def test_a_change_ends_no_device_and_no_link_of_somebody_else(visit, make, asked):
    person, other = make.person(), make.person()
    visit(other)
    with transaction():
        sign_in_links.ask_link(other.email, purpose=LinkPurpose.SIGN_IN, next_url=None)
    open_letter(mails("sign_in_link")[0])

    visit(None).post(asked(person))

    assert db.session.scalars(select(Device.person_id)).all() == [other.id]
    assert db.session.scalars(select(OneTimeLink.person_id)).all() == [other.id]
    assert db.session.scalar(select(func.count(Mail.id)).where(Mail.person_id == other.id)) == 1
