"""The door with a password: what it gives away, what slows it, and where it leads."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.accounts import due
from app.accounts.service import passwords, sign_in_attempts
from app.accounts.views import sessions
from app.database import db, is_writing, transaction
from app.models.notices import Event, EventKind, Notice
from app.models.people import Device, SignInTry
from tests.accounts.conftest import GOOD, added, rows, sign_in, token_in

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def test_the_right_password_leads_to_min_side(visit, with_password):
    person = with_password()
    visitor = visit(None)

    answer = sign_in(visitor, person)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/min-side")
    assert visitor.get("/min-konto").status_code == 200


@pytest.mark.parametrize("address", ["known", "without password", "unknown", "closed"])
def test_a_wrong_password_gives_nothing_away(visit, make, with_password, monkeypatch, address):
    emails = {
        "known": with_password().email,
        "without password": make.person().email,
        "unknown": "nobody@example.org",
        "closed": with_password(active=False).email,
    }
    hashed = []
    real = passwords._hasher.__class__.verify
    monkeypatch.setattr(
        passwords._hasher.__class__, "verify", lambda *given: hashed.append(is_writing()) or real(*given)
    )
    visitor = visit(None)
    visitor.get("/logg-inn")
    before = rows()

    answer = visitor.post("/logg-inn", {"email": emails[address], "password": "helt feil passord"})

    assert answer.status_code == 422
    assert answer.text.count("E-postadressen eller passordet stemmer ikke.") == 1
    assert hashed == [False]
    assert added(before) == 1


def test_the_same_words_whether_the_address_is_known_or_not(visit, with_password):
    known = visit(None).post("/logg-inn", {"email": with_password().email, "password": "helt feil passord"})
    unknown = visit(None).post("/logg-inn", {"email": "person9@example.org", "password": "helt feil passord"})

    assert known.text.replace("person1@", "person9@") == unknown.text


def test_a_wait_comes_after_three_wrong_tries_and_grows(visit, with_password):
    person = with_password()
    waits = []
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(7):
            answer = sign_in(visit(None), person, "helt feil passord")
            while answer.status_code == 429:
                waits.append(int(answer.headers["Retry-After"]))
                clock.shift(timedelta(seconds=waits[-1]))
                answer = sign_in(visit(None), person, "helt feil passord")

    assert [round(wait, -1) for wait in waits] == [30, 60, 120, 240]


def test_the_wait_is_never_longer_than_a_quarter_of_an_hour():
    assert sign_in_attempts.delay_after(2) == timedelta(0)
    assert sign_in_attempts.delay_after(3) == timedelta(seconds=30)
    assert sign_in_attempts.delay_after(1000) == timedelta(minutes=15)


def test_while_waiting_even_the_right_password_waits_and_a_link_is_offered(visit, with_password):
    person = with_password()
    for _ in range(3):
        sign_in(visit(None), person, "helt feil passord")

    answer = sign_in(visit(None), person)

    assert answer.status_code == 429
    assert "lenke på e-post" in answer.text
    assert db.session.scalars(select(Device)).all() == []


def test_the_wait_is_of_one_address_and_others_come_in(visit, with_password):
    slow, quick = with_password(), with_password()
    for _ in range(3):
        sign_in(visit(None), slow, "helt feil passord")

    assert sign_in(visit(None), slow).status_code == 429
    assert sign_in(visit(None), quick).status_code == 303


def test_unknown_addresses_wait_just_as_known_ones(visit, clean):
    for _ in range(3):
        visit(None).post("/logg-inn", {"email": "nobody@example.org", "password": "helt feil passord"})

    answer = visit(None).post("/logg-inn", {"email": "nobody@example.org", "password": "helt feil passord"})

    assert answer.status_code == 429


def fail_elsewhere(times, *, accounts, network="127.0.0.1", at=None):
    """So many wrong passwords from a network, at so many accounts in turn."""
    hashed = sign_in_attempts.keyed_hash(sign_in_attempts.network_of(network))
    with transaction():
        for n in range(times):
            row = {"address_hash": f"other {n % accounts}", "network_hash": hashed, "at": at or datetime.now(UTC)}
            db.session.add(SignInTry(**row))


@pytest.mark.parametrize(("times", "accounts"), [(50, 1), (50, 50), (99, 99), (900, 40)])
def test_others_who_mistype_in_the_same_network_slow_nobody_who_types_right(visit, with_password, times, accounts):
    person = with_password()
    fail_elsewhere(times, accounts=accounts)

    assert sign_in(visit(None), person).status_code == 303


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=2), timedelta(days=400)])
def test_tries_from_while_the_clock_ran_ahead_keep_nobody_waiting(visit, with_password, ahead):
    person, clean = with_password(), with_password()
    with time_machine.travel(datetime.now(UTC) + ahead):
        for _ in range(sign_in_attempts.FREE):
            sign_in(visit(None), person, "helt feil passord")
        fail_elsewhere(sign_in_attempts.MANY_ACCOUNTS_FAIL, accounts=sign_in_attempts.MANY_ACCOUNTS_FAIL)

    assert sign_in(visit(None), person).status_code == 303
    assert sign_in(visit(None), clean).status_code == 303


def test_an_address_of_four_numbers_within_one_of_six_has_the_same_neighbours():
    assert (
        sign_in_attempts.network_of("::ffff:192.0.2.77") == sign_in_attempts.network_of("192.0.2.1") == "192.0.2.0/24"
    )


def test_in_a_network_where_many_fail_whoever_fails_waits_from_the_first_time(visit, with_password):
    person, elsewhere = with_password(), with_password()
    sign_in(visit(None), elsewhere, "helt feil passord")
    with transaction():
        db.session.execute(db.update(SignInTry).values(network_hash="another network"))
    fail_elsewhere(sign_in_attempts.MANY_FAIL, accounts=10)

    first = sign_in(visit(None), person, "helt feil passord")
    second = sign_in(visit(None), person)

    assert first.status_code == 422
    assert (second.status_code, int(second.headers["Retry-After"]) <= 31) == (429, True)
    assert sign_in(visit(None), elsewhere).status_code == 303


def test_one_password_tried_on_many_accounts_gets_one_try_a_minute(visit, with_password):
    """A hundred accounts at once, and no more than sixty in the hour after."""
    victims = [with_password() for _ in range(6)]
    answers = []
    with time_machine.travel(NOON, tick=False) as clock:
        fail_elsewhere(sign_in_attempts.MANY_ACCOUNTS_FAIL, accounts=sign_in_attempts.MANY_ACCOUNTS_FAIL, at=NOON)
        for victim in victims:
            answers.append(sign_in(visit(None), victim, "Sommeren2026!").status_code)
            clock.shift(timedelta(seconds=20))

    assert answers == [429, 429, 429, 422, 429, 429]


def test_who_has_signed_in_from_there_before_is_not_slowed_by_that(visit, with_password):
    person, stranger = with_password(), with_password()
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(visit(None), person)
        clock.shift(timedelta(days=20))
        for act in list(due.due(datetime.now(UTC))):
            with transaction():
                act()
        fail_elsewhere(200, accounts=200, at=datetime.now(UTC))

        assert sign_in(visit(None), person).status_code == 303
        refused = sign_in(visit(None), stranger)
        assert (refused.status_code, int(refused.headers["Retry-After"]) <= 61) == (429, True)
        assert "lenke på e-post" in refused.text


def test_a_flood_is_refused_and_an_office_behind_one_address_is_none(limited, with_password):
    person = with_password()
    for n in range(40):
        limited.post("/logg-inn", {"email": f"a{n}@example.org", "password": "helt feil passord"})

    assert sign_in(limited, person).status_code == 303


def test_a_right_password_forgives_the_wrong_ones_before(visit, with_password):
    person = with_password()
    for _ in range(2):
        sign_in(visit(None), person, "helt feil passord")
    sign_in(visit(None), person)

    sign_in(visit(None), person, "helt feil passord")

    assert sign_in(visit(None), person).status_code == 303


def told_of_tries_after(minutes):
    """Who is told, when the worker asks twice, so many minutes from now."""
    db.session.rollback()
    for _ in range(2):
        for act in list(due.due(datetime.now(UTC) + timedelta(minutes=minutes))):
            with transaction():
                act()
    return db.session.scalars(select(Notice.person_id).join(Event).where(Event.kind == EventKind.SIGN_IN_TRIED)).all()


def test_the_owner_is_told_once_of_tries_in_vain(visit, with_password):
    person = with_password()
    for _ in range(3):
        sign_in(visit(None), person, "helt feil passord")

    assert told_of_tries_after(minutes=20) == [person.id]


def test_who_mistypes_and_then_gets_in_is_not_told_of_it(visit, with_password):
    person = with_password()
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(3):
            sign_in(visit(None), person, "helt feil passord")
        assert told_of_tries_after(minutes=1) == []
        clock.shift(60)
        sign_in(visit(None), person)

        assert told_of_tries_after(minutes=20) == []


def test_addresses_and_networks_are_not_kept_readable(visit, with_password):
    person = with_password()

    sign_in(visit(None), person, "helt feil passord")

    kept = db.session.scalars(select(SignInTry)).one()
    assert person.email not in (kept.address_hash, kept.network_hash)
    assert len(kept.address_hash) == len(kept.network_hash) == 64


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil", "javascript:alert(1)", "/%0d%0aX: 1", ""],
)
def test_a_sign_in_leads_to_no_other_site(visit, with_password, target):
    answer = visit(None).post(
        "/logg-inn", {"email": with_password().email, "password": GOOD}, query_string={"next": target}
    )

    where = answer.headers["Location"]
    assert answer.status_code == 303
    assert where.startswith("/")
    assert not where.startswith(("//", "/\\"))
    assert "\n" not in where


def test_a_sign_in_leads_on_to_the_page_that_was_asked_for(visit, with_password):
    answer = sign_in(visit(None), with_password(), query="?next=/min-konto/varsler?x=1")

    assert answer.headers["Location"] == "/min-konto/varsler?x=1"


def test_the_session_before_is_not_the_session_after(visit, with_password, csrf_on):
    person = with_password()
    visitor = visit(None)
    token = token_in(visitor.get("/logg-inn"))
    with visitor.client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
        before = cookie["csrf_token"]

    sign_in(visitor, person, csrf_token=token)

    with visitor.client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.get("csrf_token") != before


def test_without_a_token_nobody_is_signed_in(visit, with_password, csrf_on):
    answer = sign_in(visit(None), with_password())

    assert answer.status_code == 422
    assert GOOD not in answer.text
    assert db.session.scalars(select(Device)).all() == []


def test_a_remembered_device_lasts_thirty_days_and_another_eight_hours(visit, with_password):
    person = with_password()
    with time_machine.travel(NOON, tick=False):
        sign_in(visit(None), person, remember="y")
        sign_in(visit(None), person)

    lasts = [device.expires_at - NOON for device in db.session.scalars(select(Device).order_by(Device.id))]
    assert lasts == [timedelta(days=30), timedelta(hours=8)]


def test_use_keeps_a_device_alive_and_is_noted_every_ten_minutes(visit, with_password, count_queries):
    person = with_password()
    visitor = visit(None)
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(visitor, person)
        clock.shift(timedelta(minutes=9))
        with count_queries() as early:
            visitor.get("/min-konto")
        clock.shift(timedelta(hours=7))
        with count_queries() as late:
            visitor.get("/min-konto")
        clock.shift(timedelta(hours=7))
        still_in = visitor.get("/min-konto").status_code
        clock.shift(sessions.IDLE + timedelta(minutes=1))
        out = visitor.get("/min-konto").status_code

    assert not any(statement.startswith("UPDATE") for statement in early)
    assert sum(statement.startswith("UPDATE device") for statement in late) == 1
    assert (still_in, out) == (200, 302)


def test_somebody_whose_account_is_closed_is_out_at_once(visit, make):
    person = make.person()
    visitor = visit(person)
    assert visitor.get("/min-konto").status_code == 200

    with transaction():
        person.active = False

    assert visitor.get("/min-konto").status_code == 302


def test_signing_out_takes_a_post_and_ends_the_device(visit, make):
    visitor = visit(make.person())

    assert visitor.get("/logg-ut").status_code == 405
    assert visitor.post("/logg-ut").status_code == 303

    assert db.session.scalars(select(Device)).all() == []
    assert visitor.get("/min-konto").status_code == 302


def test_too_many_requests_for_links_get_a_page_that_says_so(limited):
    answers = [limited.post("/glemt-passord", {"email": f"a{n}@example.org"}).status_code for n in range(20)]

    refused = limited.post("/glemt-passord", {"email": "a@example.org"})

    assert answers == [303] * 20
    assert refused.status_code == 429
    assert "<h1>" in refused.text
