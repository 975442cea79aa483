"""A chosen file stays with its form until it is sent, taken away or exchanged, and is nobody else's."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from sqlalchemy import func, select

from app.core import clock
from app.database import db
from app.files.service import store
from app.files.service.attachments import WAITS
from app.models.comments import Comment
from tests.files.pages import COMES_ALONG, a_file, as_it_stands, offered, stored
from tests.files.test_uploads import PDF, picture

SAID = {"text": "Her er referatet fra møtet.", "tag": "experience", "audience": "user_side"}
LOST = "Filen du valgte, er ikke med lenger. Velg den på nytt."


@pytest.fixture
def council(make):
    return make.council()


@pytest.fixture
def issue(make, council):
    return make.issue(council)


@pytest.fixture
def address(issue):
    return f"/innspill/{issue.reference}/kommentar"


@pytest.fixture
def browser(make, visit, council):
    return visit(make.representative(council))


def comments():
    return db.session.scalar(select(func.count(Comment.id)))


def test_a_comment_takes_a_file_along_and_shows_it(browser, address, issue):
    page = browser.get(f"/innspill/{issue.reference}")
    assert "Legg ved en fil" in page.text
    assert browser.post(address, {**as_it_stands(page), **SAID, **a_file()}).status_code == 303

    assert [one.comment_id for one in stored()] == [db.session.scalars(select(Comment.id)).one()]
    assert "referat.pdf" in browser.follow().text
    assert browser.get(f"/filer/{stored()[0].key}").data == PDF


@pytest.mark.parametrize(
    ("lacks", "then"),
    [
        ({"text": " "}, {"text": SAID["text"]}),
        ({"tag": ""}, {"tag": "concern"}),
        ({"audience": "office"}, {"confirmed": "office"}),
    ],
)
def test_a_form_that_comes_back_still_has_its_file(browser, address, lacks, then):
    page = browser.post(address, {**SAID, **lacks, **a_file()})
    assert page.status_code == 422
    assert COMES_ALONG in page.text
    assert stored() == []

    assert browser.post(address, {**as_it_stands(page), **then}).status_code == 303

    assert [(one.name, one.comment_id is not None) for one in stored()] == [("referat.pdf", True)]


def test_the_guard_and_more_readers_are_each_confirmed_once_and_the_file_is_still_there(browser, address):
    doubtful = {**SAID, "text": "Saken min har ligget i fire måneder.", "audience": "office"}

    warned = browser.post(address, {**doubtful, **a_file()})
    assert COMES_ALONG in warned.text
    asked = browser.post(address, {**as_it_stands(warned), **offered(warned, "seen_warnings")})
    assert "Flere får lese kommentaren" in asked.text
    assert COMES_ALONG in asked.text
    sent = browser.post(address, {**as_it_stands(asked), **offered(asked, "confirmed")})

    assert sent.status_code == 303
    assert len(stored()) == 1


def test_readers_that_were_confirmed_are_not_asked_about_again_when_the_guard_warns_after_it(browser, address):
    asked = browser.post(address, {**SAID, "audience": "office"})

    doubtful = {"text": "Saken min har ligget i fire måneder."}
    warned = browser.post(address, {**as_it_stands(asked), **offered(asked, "confirmed"), **doubtful})
    sent = browser.post(address, {**as_it_stands(warned), **offered(warned, "seen_warnings")})

    assert sent.status_code == 303


def test_a_picture_that_lacks_its_words_need_not_be_chosen_again(browser, address):
    page = browser.post(address, {**SAID, **a_file("rampe.jpg", picture())})
    assert page.status_code == 422
    assert "Skriv kort hva bildet viser" in page.text
    assert "Vedlegg: rampe.jpg (tas med)" in page.text

    browser.post(address, {**as_it_stands(page), "alt": "En rampe med snø"})

    assert [one.alt for one in stored()] == ["En rampe med snø"]


def test_a_file_is_taken_away_again(browser, address):
    page = browser.post(address, {**SAID, "tag": "", "alt": "En rampe", **a_file("rampe.jpg", picture())})

    again = browser.post(address, {**as_it_stands(page), "drop_file": "y"})
    assert "(tas med)" not in again.text
    assert "En rampe" not in again.text
    assert browser.post(address, {**as_it_stands(again), "tag": "concern"}).status_code == 303

    assert stored() == []


def test_a_new_file_takes_the_place_of_the_one_before(browser, address):
    page = browser.post(address, {**SAID, "tag": "", **a_file()})

    browser.post(address, {**as_it_stands(page), "tag": "concern", **a_file("nytt.pdf")})

    assert [one.name for one in stored()] == ["nytt.pdf"]


def test_a_new_file_that_is_refused_leaves_the_one_before(browser, address):
    page = browser.post(address, {**SAID, "tag": "", **a_file()})

    refused = browser.post(address, {**as_it_stands(page), "tag": "concern", **a_file("program.exe", b"MZ\x90\x00")})

    assert refused.status_code == 422
    assert "Denne typen fil kan ikke legges ved." in refused.text
    assert COMES_ALONG in refused.text


def test_a_ticket_is_for_the_one_who_chose_the_file(make, visit, browser, address, council):
    page = browser.post(address, {**SAID, "tag": "", **a_file()})
    other = visit(make.representative(council))

    answer = other.post(address, {**as_it_stands(page), "tag": "concern"})

    assert answer.status_code == 422
    assert LOST in answer.text
    assert "referat.pdf" not in answer.text
    assert comments() == 0
    assert other.post(address, {**as_it_stands(answer)}).status_code == 303
    assert stored() == []


@pytest.mark.parametrize("token", ["forged", "cut", "expired", "swept"])
def test_a_ticket_that_is_no_good_is_no_file_and_says_so(browser, address, token):
    page = browser.post(address, {**SAID, "tag": "", **a_file()})
    sent = {**as_it_stands(page), "tag": "concern"}
    ticket = sent["kept_file"]
    sent["kept_file"] = {"forged": "abc.def.ghi", "cut": ticket[:-5]}.get(token, ticket)
    if token == "swept":
        for path in store.uploaded_files():
            path.unlink()
    later = WAITS + timedelta(minutes=1) if token == "expired" else timedelta(0)

    with time_machine.travel(clock.now() + later, tick=False):
        answer = browser.post(address, sent)

    assert answer.status_code == 422
    assert LOST in answer.text
    assert comments() == 0


def test_a_ticket_lives_shorter_than_the_file_that_it_speaks_of():
    assert timedelta(hours=1) < WAITS < timedelta(days=1)


def test_a_session_that_ends_meanwhile_takes_no_file_away_and_gives_it_to_nobody_else(make, visit, address, council):
    person = make.representative(council)
    page = visit(person).post(address, {**SAID, "tag": "", **a_file()})
    pages = []
    for reader in (make.representative(council), person):
        signed_out = visit(None).post(address, as_it_stands(page))
        back = parse_qs(urlsplit(signed_out.headers["Location"]).query)["next"][0]
        pages.append(visit(reader).get(back).text)

    assert [SAID["text"] in text for text in pages] == [False, True]
    assert [COMES_ALONG in text for text in pages] == [False, True]


@pytest.mark.parametrize("by_ticket", [True, False])
def test_a_comment_sent_twice_has_one_file(browser, address, by_ticket):
    page = browser.post(address, {**SAID, "tag": "", **a_file()})
    sent = {**as_it_stands(page), "tag": "concern"} if by_ticket else SAID

    for _twice in range(2):
        browser.post(address, sent if by_ticket else {**sent, **a_file()})

    assert (comments(), len(stored())) == (1, 1)


def test_a_ticket_is_good_for_one_text(browser, address):
    page = browser.post(address, {**SAID, "tag": "", **a_file()})
    sent = {**as_it_stands(page), "tag": "concern"}
    browser.post(address, sent)

    answer = browser.post(address, {**sent, "text": "Og så dette."})

    assert answer.status_code == 422
    assert "Vedlegget er sendt med en annen tekst." in answer.text
    assert (comments(), len(stored())) == (1, 1)


def test_the_same_words_for_fewer_readers_do_not_open_their_file_to_more(make, visit, browser, address, council):
    browser.post(address, {**SAID, "audience": "office", "confirmed": "office"})

    browser.post(address, {**SAID, **a_file()})

    key = stored()[0].key
    assert browser.get(f"/filer/{key}").status_code == 200
    assert visit(make.director(make.office_of(council))).get(f"/filer/{key}").status_code == 404


def test_an_earlier_comment_is_changed_without_asking_for_a_file(browser, address):
    browser.post(address, SAID)
    said = db.session.scalars(select(Comment.id)).one()

    page = browser.get(f"{address}/{said}")

    assert SAID["text"] in page.text
    assert "Legg ved en fil" not in page.text
