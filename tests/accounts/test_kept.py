"""What was typed outlives the session it was typed in: kept an hour, given back once, never a secret."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from sqlalchemy import select

from app.accounts import due
from app.core import clock, guard
from app.database import db, transaction
from app.models.people import Device, KeptForm
from app.web import kept
from tests.accounts.conftest import rows, sign_in, token_in

TYPED = {"name": "Et langt navn som tok tid", "locale": "nn", "large_text": "y"}


def next_of(answer):
    return parse_qs(urlsplit(answer.headers["Location"]).query)["next"][0]


def lost(visitor, path="/min-konto", data=None, **options):
    """A POST that meets an ended session; where it leads after the sign-in."""
    answer = visitor.post(path, data or TYPED, **options)
    assert answer.status_code == 303
    assert urlsplit(answer.headers["Location"]).path == "/logg-inn"
    return next_of(answer)


def test_what_was_typed_is_there_again_after_the_sign_in(visit, with_password):
    person = with_password()
    visitor = visit(None)
    target = lost(visitor)

    page = visitor.get(visitor.last.headers["Location"])
    assert "Det du skrev, er ikke borte" in page.text
    visitor.post(visitor.last.request.full_path, {"email": person.email, "password": "tre gule paraplyer"})
    form = visitor.follow()

    assert form.request.full_path == target
    assert 'value="Et langt navn som tok tid"' in form.text
    assert "hentet fram igjen" in form.text


def test_it_is_given_back_once(visit, make):
    target = lost(visit(None))
    visitor = visit(make.person("Kari Eksempel"))

    assert "Et langt navn" in visitor.get(target).text
    assert "Et langt navn" not in visitor.get(target).text
    assert db.session.scalars(select(KeptForm)).all() == []


def test_it_is_given_to_whoever_has_the_key_and_to_nobody_else(visit, make):
    target = lost(visit(None))
    visitor = visit(make.person())

    assert "Et langt navn" not in visitor.get("/min-konto").text
    assert "Et langt navn" not in visitor.get("/min-konto?kept=a-guess").text
    assert "Et langt navn" in visitor.get(target).text


def test_on_a_shared_machine_the_next_person_does_not_get_it(visit, make):
    owner, next_one = make.person("Kari Eksempel"), make.person("Ola Eksempel")
    visitor = visit(owner)
    with transaction():
        db.session.scalars(select(Device)).one().expires_at = clock.now() - timedelta(minutes=1)

    target = lost(visitor)

    assert "Et langt navn" not in visit(next_one).get(target).text
    assert "Et langt navn" in visit(owner).get(target).text


def test_the_number_of_a_person_is_not_kept_but_all_around_it_is(visit, make):
    visitor = visit(None)
    target = lost(visitor, data={**TYPED, "name": "Ring 15908695043 i morgen"})

    page = visit(make.person()).get(target).text

    assert f"Ring {11 * guard.MASK} i morgen" in page
    assert "15908695043" not in page
    assert "15908695043" not in str(db.session.scalars(select(KeptForm.fields)).all())


def test_nobody_gets_it_without_signing_in(visit, clean):
    visitor = visit(None)
    target = lost(visitor)

    answer = visitor.get(target)

    assert answer.status_code == 302
    assert len(db.session.scalars(select(KeptForm)).all()) == 1


def test_it_belongs_to_the_page_it_was_typed_on(visit, make):
    target = lost(visit(None))
    visitor = visit(make.person())

    visitor.get(target.replace("/min-konto", "/min-konto/passord"))

    assert len(db.session.scalars(select(KeptForm)).all()) == 1
    assert "Et langt navn" in visitor.get(target).text


def test_it_is_kept_for_an_hour(visit, make):
    target = lost(visit(None))
    visitor = visit(make.person())

    with time_machine.travel(clock.now() + kept.LIFE + timedelta(minutes=1)):
        assert "Et langt navn" not in visitor.get(target).text
        for act in due.due(clock.now()):
            with transaction():
                act()
    assert db.session.scalars(select(KeptForm)).all() == []


def test_passwords_and_tokens_are_never_kept(visit, clean):
    target = lost(
        visit(None), "/min-konto/passord", {"password": "hemmelig", "new_password": "hemmelig", "csrf_token": "x"}
    )

    assert target == "/min-konto/passord"
    assert db.session.scalars(select(KeptForm)).all() == []


def test_the_key_is_not_readable_in_the_database(visit, clean):
    target = lost(visit(None))

    key = parse_qs(urlsplit(target).query)["kept"][0]
    assert key not in db.session.scalars(select(KeptForm.key_hash)).one()


def test_a_post_to_an_address_without_a_page_comes_back_to_the_page_with_the_form(visit, clean):
    target = lost(
        visit(None), "/min-konto/enheter/1/ut", {"why": "x"}, headers={"Referer": "http://localhost/min-konto/enheter"}
    )

    assert urlsplit(target).path == "/min-konto/enheter"


@pytest.mark.parametrize("referrer", ["http://evil.example/x", "", "http://localhost//evil.example"])
def test_a_strange_referrer_leads_nowhere(visit, clean, referrer):
    target = lost(visit(None), "/min-konto/enheter/1/ut", {"why": "x"}, headers={"Referer": referrer})

    assert urlsplit(target).path in ("/min-side", "/")


def test_a_script_hears_that_the_session_has_ended(visit, clean):
    before = rows()

    answer = visit(None).post("/min-konto", TYPED, headers={"Accept": "application/json"})

    assert answer.status_code == 401
    assert answer.json["error"]
    assert rows() == before


def test_too_much_to_keep_is_shown_to_be_copied(visit, clean):
    answer = visit(None).post("/min-konto", {**TYPED, "name": "x" * (kept.LONGEST + 1)})

    assert answer.status_code == 422
    assert "x" * 1000 in answer.text


def test_a_form_that_lost_its_token_comes_back_filled_in(visit, make, csrf_on):
    visitor = visit(make.person())

    answer = visitor.post("/min-konto", {**TYPED, "csrf_token": "old"}, headers={"Origin": "http://localhost"})
    page = visitor.follow()

    assert answer.status_code == 303
    assert 'value="Et langt navn som tok tid"' in page.text
    assert visitor.post("/min-konto", {**TYPED, "csrf_token": token_in(page)}).status_code == 303


def test_a_form_from_another_site_is_refused_and_nothing_is_kept(visit, make, csrf_on):
    visitor = visit(make.person())
    before = rows()

    answer = visitor.post("/min-konto", TYPED, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 422
    assert rows() == before


def test_a_session_that_ended_while_the_cookie_stayed_keeps_the_text_too(visit, with_password):
    person = with_password()
    visitor = visit(person)
    visitor.get("/min-konto")

    with time_machine.travel(clock.now() + timedelta(days=31)):
        target = lost(visitor)
        sign_in(visitor, person, query=f"?next={target}")
        assert "Et langt navn" in visitor.get(target).text


def test_a_hidden_field_of_another_form_does_not_swallow_what_was_typed(visit, make):
    target = lost(visit(None), data={"another": "form"})
    visitor = visit(make.person("Kari Eksempel"))

    assert 'value="Kari Eksempel"' in visitor.get(target).text
    assert len(db.session.scalars(select(KeptForm)).all()) == 1
