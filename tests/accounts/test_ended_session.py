"""What was typed outlives the session it was typed in: kept an hour, given back once, never a secret."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from sqlalchemy import select

from app.accounts import due
from app.core import clock
from app.core.roles import OfficeRoleKind
from app.database import db, transaction
from app.models.people import Device, KeptForm
from app.web import drafts, ended_session
from tests.accounts.conftest import rows, sign_in, token_in
from tests.filling import as_opened

TYPED = {"name": "Et langt navn som tok tid", "locale": "nn", "large_text": "y"}
PAGE = "/min-konto"


def next_of(answer):
    return parse_qs(urlsplit(answer.headers["Location"]).query)["next"][0]


def opened(visitor, path=PAGE):
    """The form of a page, as its reader has it on the screen."""
    return {**as_opened(visitor.get(path), "opened"), **TYPED}


def end_sessions():
    """They run out, and the cookies stay."""
    with transaction():
        for device in db.session.scalars(select(Device)):
            device.expires_at = clock.now() - timedelta(minutes=1)


def lost(visitor, path=PAGE, data=None, **options):
    """A POST of an opened form that meets an ended session; where it leads after the sign-in."""
    data = opened(visitor, path) if data is None else data
    end_sessions()
    answer = visitor.post(path, data, **options)
    assert answer.status_code == 303
    assert urlsplit(answer.headers["Location"]).path == "/logg-inn"
    return next_of(answer)


def test_what_was_typed_is_there_again_after_the_sign_in(visit, with_password):
    person = with_password()
    visitor = visit(person)
    target = lost(visitor)

    page = visitor.get(visitor.last.headers["Location"])
    assert "Det du skrev, er ikke borte" in page.text
    visitor.post(visitor.last.request.full_path, {"email": person.email, "password": "tre gule paraplyer"})
    form = visitor.follow()

    assert form.request.full_path == target
    assert 'value="Et langt navn som tok tid"' in form.text
    assert "hentet fram igjen" in form.text


def test_it_is_given_back_once(visit, with_password):
    person = with_password()
    visitor = visit(person)
    target = lost(visitor)
    sign_in(visitor, person)

    assert "Et langt navn" in visitor.get(target).text
    assert "Et langt navn" not in visitor.get(target).text
    assert db.session.scalars(select(KeptForm)).all() == []


def test_a_form_that_comes_back_does_not_overwrite_what_a_colleague_saved_meanwhile(visit, make, with_password):
    office = make.office_of(make.council())
    known = with_password().password_hash
    director = make.director(office, password_hash=known)
    stand_in = make.director(office, OfficeRoleKind.STAND_IN, password_hash=known)
    path = f"/kontor/{office.slug}/vakttelefon"
    visitor = visit(director)
    form = {**as_opened(visitor.get(path), "phone"), "phone": "11 11 11 11"}
    target = lost(visitor, path, form)
    colleague = visit(stand_in)
    colleague.post(path, {**as_opened(colleague.get(path), "phone"), "phone": "22 22 22 22"})
    sign_in(visitor, director)

    answer = visitor.post(path, as_opened(visitor.get(target), "phone"))

    assert answer.status_code == 409
    assert "22 22 22 22" in answer.text
    assert "11 11 11 11" in answer.text
    db.session.refresh(office)
    assert office.emergency_phone == "22 22 22 22"


@pytest.mark.parametrize("ended", ["run out", "signed out"])
def test_on_a_shared_machine_the_next_person_sees_nothing_and_the_owner_finds_it_again(visit, with_password, ended):
    owner, next_one = with_password(name="Kari Eksempel"), with_password(name="Ola Eksempel")
    visitor = visit(owner)
    form = opened(visitor)
    if ended == "signed out":
        visitor.post("/logg-ut")

    target = lost(visitor, data=form)

    sign_in(visitor, next_one)
    assert "Et langt navn" not in visitor.get(target).text
    visitor.post("/logg-ut")
    sign_in(visitor, owner)
    assert "Et langt navn" in visitor.get(target).text


def test_it_is_given_in_the_browser_that_posted_and_in_no_other(visit, with_password):
    owner = with_password()
    visitor = visit(owner)
    target = lost(visitor)

    assert "Et langt navn" not in visit(owner).get(target).text
    sign_in(visitor, owner)
    assert "Et langt navn" not in visitor.get("/min-konto").text
    assert "Et langt navn" not in visitor.get("/min-konto?kept=a-guess").text
    assert "Et langt navn" in visitor.get(target).text


@pytest.mark.parametrize("ticket", ["", "forged", "of another person"])
def test_a_stranger_plants_nothing_in_the_form_of_somebody_else(visit, make, ticket):
    victim, stranger = visit(make.person("Kari Eksempel")), visit(None)
    form = {
        "": TYPED,
        "forged": {**TYPED, "opened": "eyJwIjoxfQ.aa.bb"},
        "of another person": opened(visit(make.person("Ola Eksempel"))),
    }[ticket]

    answer = stranger.post(PAGE, form)

    if answer.status_code == 303:
        assert "Et langt navn" not in victim.get(next_of(answer)).text
    else:
        assert answer.status_code == 422
        assert "Et langt navn" in answer.text  # to be copied by whoever wrote it
        assert db.session.scalars(select(KeptForm)).all() == []
    assert "hentet fram igjen" not in victim.get(PAGE).text


def test_a_form_of_the_person_before_is_not_shown_to_the_next_one_who_is_signed_in(visit, with_password, csrf_on):
    owner, next_one = with_password(name="Kari Eksempel"), with_password(name="Ola Eksempel")
    visitor = visit(owner)
    form = opened(visitor)
    visitor.post("/logg-ut", {"csrf_token": form["csrf_token"]})
    signed_in(visitor, next_one)

    answer = visitor.post(PAGE, form, headers={"Origin": "http://localhost"})

    assert answer.status_code == 303
    page = visitor.follow()
    assert "Et langt navn" not in page.text
    assert "Skjemaet hører til en annen" in page.text
    assert "finner den på Min side" not in page.text  # nothing but a draft is found again


def test_a_text_of_the_person_before_is_found_on_min_side_as_the_next_one_is_told(visit, make, with_password, csrf_on):
    known = with_password(name="Ola Eksempel")
    owner = make.representative(make.council(), password_hash=known.password_hash)
    visitor = visit(owner)
    form = {**as_opened(visitor.get("/innspill/nytt"), "body"), "title": "Køen", "body": "Køen er lang."}
    visitor.post("/logg-ut", {"csrf_token": form["csrf_token"]})
    signed_in(visitor, known)

    visitor.post("/innspill/nytt", form, headers={"Origin": "http://localhost"})

    assert "finner den på Min side" in visitor.follow().text
    assert "Køen" in visit(owner).get("/min-side").text


def signed_in(visitor, person):
    page = visitor.get("/logg-inn")
    answer = sign_in(visitor, person, csrf_token=token_in(page))
    assert answer.status_code == 303


def test_a_text_becomes_a_draft_that_its_writer_finds_on_min_side_in_any_browser(visit, make):
    owner = make.representative(make.council())
    visitor = visit(owner)
    form = as_opened(visitor.get("/innspill/nytt"), "body")

    target = lost(visitor, "/innspill/nytt", {**form, "body": "Køen er lang.", "title": "Køen"})

    elsewhere = visit(owner)
    assert "Du har ett utkast" in elsewhere.get("/min-side").text
    assert "Køen er lang." in elsewhere.get(target).text
    assert "Køen er lang." not in visit(make.representative(make.council())).get(target).text


def test_an_identity_number_is_not_kept_and_the_text_is_shown_to_be_copied(visit, make):
    visitor = visit(make.person())
    form = {**opened(visitor), "name": "Ring 15908695043 i morgen"}
    end_sessions()

    answer = visitor.post(PAGE, form)

    assert answer.status_code == 422
    assert "fødselsnummer" in answer.text
    assert "Ring 15908695043 i morgen" in answer.text
    assert db.session.scalars(select(KeptForm)).all() == []


def test_nobody_gets_it_without_signing_in(visit, make):
    visitor = visit(make.person())
    target = lost(visitor)

    answer = visitor.get(target)

    assert answer.status_code == 302
    assert len(db.session.scalars(select(KeptForm)).all()) == 1


def test_it_belongs_to_the_page_it_was_typed_on(visit, with_password):
    person = with_password()
    visitor = visit(person)
    target = lost(visitor)
    sign_in(visitor, person)

    visitor.get(target.replace("/min-konto", "/min-konto/passord"))

    assert len(db.session.scalars(select(KeptForm)).all()) == 1
    assert "Et langt navn" in visitor.get(target).text


def test_it_is_kept_for_an_hour(visit, with_password):
    person = with_password()
    visitor = visit(person)
    target = lost(visitor)

    with time_machine.travel(clock.now() + ended_session.LIFE + timedelta(minutes=1)):
        sign_in(visitor, person)
        assert "Et langt navn" not in visitor.get(target).text
        for act in due.due(clock.now()):
            with transaction():
                act()
    assert db.session.scalars(select(KeptForm)).all() == []


def test_passwords_and_tokens_are_never_kept(visit, make):
    target = lost(
        visit(make.person()),
        "/min-konto/passord",
        {"password": "hemmelig", "new_password": "hemmelig", "csrf_token": "x"},
    )

    assert target == "/min-konto/passord"
    assert db.session.scalars(select(KeptForm)).all() == []


def test_the_key_is_not_readable_in_the_database(visit, make):
    target = lost(visit(make.person()))

    key = parse_qs(urlsplit(target).query)["kept"][0]
    assert key not in db.session.scalars(select(KeptForm.key_hash)).one()


def test_a_post_to_an_address_without_a_page_comes_back_to_the_page_with_the_form(visit, make):
    target = lost(
        visit(make.person()),
        "/min-konto/enheter/1/ut",
        {"why": "x"},
        headers={"Referer": "http://localhost/min-konto/enheter"},
    )

    assert urlsplit(target).path == "/min-konto/enheter"


@pytest.mark.parametrize("referrer", ["http://evil.example/x", "", "http://localhost//evil.example"])
def test_a_strange_referrer_leads_nowhere(visit, make, referrer):
    target = lost(visit(make.person()), "/min-konto/enheter/1/ut", {"why": "x"}, headers={"Referer": referrer})

    assert urlsplit(target).path in ("/min-side", "/")


def test_a_script_hears_that_the_session_has_ended(visit, clean):
    before = rows()

    answer = visit(None).post("/min-konto", TYPED, headers={"Accept": "application/json"})

    assert answer.status_code == 401
    assert answer.json["error"]
    assert rows() == before


def test_too_much_to_keep_is_shown_to_be_copied(visit, make):
    visitor = visit(make.person())
    form = opened(visitor)
    end_sessions()

    answer = visitor.post("/min-konto", {**form, "name": "x" * (drafts.LONGEST + 1)})

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


def test_a_session_whose_cookie_is_gone_too_keeps_the_text(visit, with_password):
    person = with_password()
    visitor = visit(person)
    form = opened(visitor)

    with time_machine.travel(clock.now() + timedelta(days=31)):
        target = lost(visitor, data=form)
        sign_in(visitor, person, query=f"?next={target}")
        assert "Et langt navn" in visitor.get(target).text


def test_a_hidden_field_of_another_form_does_not_swallow_what_was_typed(visit, with_password):
    person = with_password(name="Kari Eksempel")
    visitor = visit(person)
    target = lost(visitor, data={"another": "form"})
    sign_in(visitor, person)

    assert 'value="Kari Eksempel"' in visitor.get(target).text
    assert len(db.session.scalars(select(KeptForm)).all()) == 1


@pytest.mark.parametrize("ended", ["run out", "signed out"])
def test_a_session_that_ends_while_somebody_writes_is_said_in_a_line_and_the_text_is_safe(visit, make, ended, csrf_on):
    visitor = visit(make.representative(make.council()))
    form = {**as_opened(visitor.get("/innspill/nytt"), "body"), "body": "Køen er lang.", "title": "Køen"}
    if ended == "signed out":
        visitor.post("/logg-ut", {"csrf_token": form["csrf_token"]})
    end_sessions()

    saved = visitor.post("/utkast", form, headers={"Accept": "application/json", "Origin": "http://localhost"})
    alike = visitor.post("/innspill/lignende", form, headers={"HX-Request": "true", "Origin": "http://localhost"})

    assert (saved.status_code, alike.status_code) == (401, 401)
    assert saved.json["error"] == "Du er logget ut. Teksten er trygg."
    assert saved.json["link"] == "Logg inn igjen"
    assert "<html" not in alike.text
    assert "Du er logget ut. Teksten er trygg." in alike.text
    back = parse_qs(urlsplit(saved.json["url"]).query)["next"][0]
    assert "Køen er lang." in visit(visitor.person).get(back).text


def test_a_long_text_is_promised_back_on_the_sign_in_page(visit, make):
    visitor = visit(make.representative(make.council()))
    text = {"title": "Køen i mottaket", "body": "Mottaket stenger klokka to, og mange står igjen."}

    lost(visitor, "/innspill/nytt", {**as_opened(visitor.get("/innspill/nytt"), "opened"), **text})
    page = visitor.get(visitor.last.headers["Location"]).text

    assert "Det du skrev, er ikke borte" in page
    assert "Teksten er lagret som utkast." in page
