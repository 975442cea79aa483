"""Many at the door in the same second: nobody is shut out by the lock, and a link lets one in."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from app.accounts import passwords
from app.database import db
from app.models.people import Device, SignInTry
from tests.accounts.conftest import GOOD, mails, open_letter


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
