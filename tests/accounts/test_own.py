"""One's own pages: nobody else's things, nothing lost, and the same number of queries however much there is."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.service import passwords
from app.accounts.views import sessions
from app.core import clock
from app.database import db, transaction
from app.models.notices import Event, EventKind
from app.models.people import Delivery, DeliveryWish, Device, Locale, Person
from app.notices.kinds.topics import Topic
from tests.accounts.conftest import GOOD, sign_in

NEW = "fire blide elger danser"
PAGES = [
    "/min-konto",
    "/min-konto/verv",
    "/min-konto/varsler",
    "/min-konto/e-post",
    "/min-konto/passord",
    "/min-konto/enheter",
    "/min-konto/mine-data",
]


def again(person):
    return db.session.get_one(Person, person.id, populate_existing=True)


@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_is_asked_to_sign_in(visit, clean, path):
    answer = visit(None).get(path)

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/logg-inn?next={path}")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_for_somebody_without_an_address_too(visit, make, path):
    assert visit(make.person(email=None)).get(path).status_code == 200


def test_name_language_and_large_text_are_saved(visit, make):
    person = make.person()
    visitor = visit(person)

    visitor.post("/min-konto", {"name": "  Nytt   Namn ", "locale": "nn", "large_text": "y"})
    page = visitor.follow()

    person = again(person)
    assert (person.name, person.locale, person.large_text) == ("Nytt Namn", Locale.NN, True)
    assert 'lang="nn"' in page.text
    assert 'data-size="lg"' in page.text


@pytest.mark.parametrize("wrong", [{"name": ""}, {"locale": "en"}, {"locale": "xx"}, {"name": "x" * 201}])
def test_a_wrong_profile_is_refused_and_stays_on_the_page(visit, make, wrong):
    person = make.person("Kari Eksempel")

    answer = visit(person).post("/min-konto", {"name": "Kari", "locale": "nb", **wrong})

    assert answer.status_code == 422
    assert again(person).name == "Kari Eksempel"


def test_wishes_are_saved_shown_and_taken_back(visit, make):
    person = make.person()
    visitor = visit(person)

    visitor.post("/min-konto/varsler", {"comments": "never", "answers": "weekly"})
    wishes = {wish.kind: wish.delivery for wish in db.session.scalars(select(DeliveryWish))}
    page = visitor.get("/min-konto/varsler")
    visitor.post("/min-konto/varsler", {"comments": "", "answers": ""})

    assert wishes == {Topic.COMMENTS: Delivery.NEVER, Topic.ANSWERS: Delivery.WEEKLY}
    assert page.text.count("<option selected") == len(Topic)
    assert db.session.scalars(select(DeliveryWish)).all() == []


def test_a_wish_that_does_not_exist_is_refused(visit, make):
    assert visit(make.person()).post("/min-konto/varsler", {"comments": "hourly"}).status_code == 422


def test_a_device_can_be_signed_out_from_another(visit, make):
    person = make.person()
    here, there = visit(person), visit(person)
    device = db.session.scalars(select(Device).order_by(Device.id.desc())).first()

    here.post(f"/min-konto/enheter/{device.id}/ut")

    assert there.get("/min-konto").status_code == 302
    assert here.get("/min-konto").status_code == 200


def test_somebody_elses_device_does_not_exist(visit, make):
    visit(make.person())
    device = db.session.scalars(select(Device)).one()

    answer = visit(make.person()).post(f"/min-konto/enheter/{device.id}/ut")

    assert answer.status_code == 404
    assert db.session.get(Device, device.id) is not None


def test_all_other_devices_can_be_signed_out_at_once(visit, make):
    person, other = make.person(), make.person()
    here, there, somebody_else = visit(person), visit(person), visit(other)

    here.post("/min-konto/enheter/ut")

    assert [one.get("/min-konto").status_code for one in (here, there, somebody_else)] == [200, 302, 200]


def test_a_password_is_changed_with_the_one_in_use(visit, with_password):
    person = with_password()
    here, there = visit(person), visit(person)

    wrong = here.post("/min-konto/passord", {"password": "helt feil passord", "new_password": NEW})
    right = here.post("/min-konto/passord", {"password": GOOD, "new_password": NEW})

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert here.get("/min-konto").status_code == 200
    assert there.get("/min-konto").status_code == 302
    assert passwords.is_password_right(again(person).password_hash, NEW)
    assert len(db.session.scalars(select(Event).where(Event.kind == EventKind.PASSWORD_CHANGED)).all()) == 1


def test_a_stolen_session_cannot_guess_the_password(visit, with_password):
    visitor = visit(with_password())
    for _ in range(3):
        visitor.post("/min-konto/passord", {"password": "helt feil passord", "new_password": NEW})

    answer = visitor.post("/min-konto/passord", {"password": GOOD, "new_password": NEW})

    assert answer.status_code == 422
    assert "for mange ganger" in answer.text


def test_whoever_has_no_password_may_choose_one(visit, make):
    person = make.person()

    answer = visit(person).post("/min-konto/passord", {"new_password": GOOD})

    assert answer.status_code == 303
    assert sign_in(visit(None), person).status_code == 303


def test_the_file_of_own_data_has_ones_own_texts_and_no_secrets(visit, make, with_password):
    council = make.council()
    person = make.representative(council, password_hash=passwords.hash_password(GOOD))
    make.issue(council, author=person, title="Min egen tekst")
    make.issue(council, title="En annens tekst")

    answer = visit(person).get("/min-konto/mine-data")

    data = json.loads(answer.text)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    assert [issue["title"] for issue in data["issues"]] == ["Min egen tekst"]
    assert data["person"]["email"] == person.email
    assert len(data["appointments"]) == len(data["seats"]) == 1
    assert "argon2" not in answer.text
    assert "hash" not in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_queries_do_not_grow_with_devices_and_texts(visit, make, count_queries, path):
    person = make.representative(make.council())
    visitor = visit(person)
    with count_queries() as few:
        visitor.get(path)
    for _ in range(30):
        with transaction():
            sessions.new_device(person, remember=False, label="Firefox, Linux")

    with count_queries() as many:
        visitor.get(path)

    assert len(many) == len(few)
    if not path.endswith("mine-data"):
        assert len(few) <= 8


def test_devices_that_ran_out_are_not_shown(visit, make):
    person = make.person()
    visitor = visit(person)
    with transaction():
        device, _token = sessions.new_device(person, remember=False, label="Gammel maskin")
        device.expires_at = clock.now() - timedelta(minutes=1)

    assert "Gammel maskin" not in visitor.get("/min-konto/enheter").text


def test_a_device_is_named_so_that_its_owner_knows_it(visit, with_password):
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Safari/604.1"
    person = with_password()
    visitor = visit(None)

    sign_in(visitor, person, headers={"User-Agent": agent})

    assert "Safari, iPhone" in visitor.get("/min-konto/enheter").text


def test_a_visitor_changes_language_by_going_to_the_page_in_it(visit, clean):
    visitor = visit(None)

    answer = visitor.get("/sprak/nn?til=/om")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/nn/om")
    assert "Set-Cookie" not in answer.headers
    assert visitor.get("/sprak/nb?til=/nn/om").headers["Location"] == "/om"
    assert visitor.get("/sprak/en?til=/logg-inn").headers["Location"].rstrip("/") == "/en"
    assert visitor.get("/sprak/nn", headers={"Referer": "http://localhost/en/om"}).headers["Location"] == "/nn/om"
    assert visitor.get("/sprak/xx").status_code == 404


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_a_change_of_language_leads_to_no_other_site(visit, make, target):
    answer = visit(make.person()).post("/sprak/nn", query_string={"til": target})

    assert answer.headers["Location"].startswith("/")
    assert "evil" not in answer.headers["Location"]


def test_the_choice_of_somebody_signed_in_is_stored_by_a_button(visit, make):
    person = make.person()
    visitor = visit(person)

    page = visitor.get("/sprak/nn?til=/min-konto")
    before = again(person).locale
    answer = visitor.post("/sprak/nn?til=/min-konto")

    assert "Bytt til nynorsk" in page.text
    assert before is Locale.NB
    assert answer.headers["Location"] == "/min-konto"
    assert again(person).locale is Locale.NN


def test_english_is_for_public_pages_and_is_not_stored(visit, make):
    person = make.person()

    answer = visit(person).get("/sprak/en?til=/om")

    assert answer.headers["Location"] == "/en/om"
    assert again(person).locale is Locale.NB
