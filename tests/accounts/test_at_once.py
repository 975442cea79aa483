"""Many at the door in the same second: nobody is shut out by the lock, and a link lets one in."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from app.accounts.service import addresses, passwords
from app.database import db
from app.models.people import Device, Person, SignInTry
from tests.accounts.conftest import GOOD, mails, open_letter
from tests.concurrency.together import press


def at_once(app, requests):
    """The statuses of POSTs that are sent together; each is (path, fields)."""
    db.session.commit()

    def send(request):
        path, fields = request
        return app.test_client().post(path, data=fields).status_code

    with ThreadPoolExecutor(max_workers=len(requests)) as crowd:
        return list(crowd.map(send, requests))


@pytest.fixture
def slow_hashes(monkeypatch):
    """Hashes slow enough to be felt if they were made while holding the lock."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=32_768, parallelism=1))


def test_forty_sign_ins_at_once_all_come_in(app, slow_hashes, with_password):
    people = [with_password() for _ in range(40)]

    statuses = at_once(app, [("/logg-inn", {"email": person.email, "password": GOOD}) for person in people])

    assert statuses == [303] * 40
    assert db.session.scalar(select(func.count()).select_from(Device)) == 40
    assert db.session.scalar(select(func.count()).where(SignInTry.succeeded)) == 40


def test_a_link_pressed_ten_times_at_once_lets_in_one(app, visit, make):
    visit(None).post("/logg-inn/lenke", {"email": make.person().email})
    path = open_letter(mails("sign_in_link")[0])

    statuses = at_once(app, [(path, {})] * 10)

    assert sorted(statuses) == [303] + [404] * 9
    assert db.session.scalar(select(func.count()).select_from(Device)) == 1


def test_wrong_tries_at_once_count_as_many(app, with_password):
    person = with_password()

    statuses = at_once(app, [("/logg-inn", {"email": person.email, "password": "helt feil passord"})] * 12)
    later = at_once(app, [("/logg-inn", {"email": person.email, "password": GOOD})])

    assert set(statuses) <= {422, 429}
    assert later == [429]


def test_one_address_that_five_press_for_at_once_is_given_to_one(app, visit, make):
    people = [make.person() for _ in range(5)]
    for person in people:
        visit(person).post("/min-konto/e-post", {"email": "felles@example.org"})
    links = [addresses.link_to(mail).removeprefix("http://localhost") for mail in mails(addresses.LETTER)]

    answers = press(app, [(person, link, {}) for person, link in zip(people, links, strict=True)])

    assert sorted(answer.status_code for answer in answers) == [303] + [404] * 4
    assert all("Lenken virker ikke lenger" in answer.text for answer in answers if answer.status_code == 404)
    assert db.session.scalar(select(func.count()).where(Person.email == "felles@example.org")) == 1


def test_a_new_address_pressed_five_times_at_once_is_taken_once(app, visit, make):
    person = make.person()
    visit(person).post("/min-konto/e-post", {"email": "ny@example.org"})
    link = addresses.link_to(mails(addresses.LETTER)[0]).removeprefix("http://localhost")

    answers = press(app, [(person, link, {})] * 5)

    assert [answer.status_code for answer in answers].count(303) == 1
    assert len(mails("notice")) == 2  # asked, and changed once
