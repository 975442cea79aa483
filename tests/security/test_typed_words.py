"""Words that mean something to a mail, a header or a database are only words when people type them."""

import pytest
from sqlalchemy import select

from app.database import db, transaction
from app.models.issues import Issue
from app.models.notices import Mail
from app.models.people import Person
from app.notices.policy.still_true import NoLongerTrue
from app.notices.service.rendering import compose_letter
from app.search.index import index_all, matching
from tests.security.reading import forms_of

WILDCARDS = [
    "%",
    "_",
    "%%",
    "a%",
    "\\",
    "'",
    '"',
    "' OR 1=1 --",
    "*",
    "NEAR(",
    "AND",
    "title:x",
    "zzz*",
    "-",
    "^",
    "{}",
    "\x00",
]
BROKEN_LINES = "Kari\r\nBcc: alle@example.org\r\n\r\nHei"


def found(query):
    return set(db.session.scalars(select(Issue.reference).where(matching(query))))


def composed(mail_id):
    try:
        return compose_letter(mail_id)
    except NoLongerTrue:
        return None


@pytest.mark.parametrize("words", WILDCARDS)
def test_nothing_in_a_search_means_anything_to_the_database(world, words):
    with world.app.app_context():
        everything = set(db.session.scalars(select(Issue.reference)))
        hits = found(words)

    assert hits == set() or hits < everything


@pytest.mark.parametrize("words", WILDCARDS)
@pytest.mark.parametrize("path", ["/innspill", "/", "/utvalgene"])
def test_a_search_with_odd_signs_is_answered(world, path, words):
    answer = world.ask("coordinator", "GET", path, query_string={"q": words})

    assert answer.status_code == 200


def test_a_search_with_odd_signs_finds_less_than_all_the_same(world):
    shown = world.ask("leader", "GET", "/innspill", query_string={"q": "åpningstiden"}).text
    odd = world.ask("leader", "GET", "/innspill", query_string={"q": "%"}).text

    assert world.things["sent"].reference in shown
    assert world.things["sent"].reference not in odd


@pytest.mark.parametrize("key", ["etter", "foran", "kontor", "utvalg", "tema", "stand", "tid", "mine"])
@pytest.mark.parametrize("value", ["0", "-1", "99999999999999999999999", "1; DROP TABLE issue", "\u0663", "NaN", ""])
def test_a_filter_that_means_nothing_is_no_error(world, key, value):
    assert world.ask("leader", "GET", "/innspill", query_string={key: value}).status_code in (200, 404, 422)


@pytest.mark.parametrize(
    "path",
    [
        "/innspill/2026-99999999999999999999999",
        "/avstemninger/99999999999999999999",
        "/meldinger/99999999999999999999",
        "/brev/99999999999999999999",
        "/meld-fra/issue/99999999999999999999",
        "/meld-fra/person/1",
        "/innspill/æøå",
        "/filer/" + "f" * 400,
    ],
)
def test_a_number_or_word_that_cannot_be_is_not_there(world, path):
    assert world.ask("coordinator", "GET", path).status_code in (403, 404)


def test_a_name_with_line_breaks_makes_no_header(world):
    page = world.ask("member", "GET", "/min-konto")
    form = next(form for form in forms_of(page.text) if any(one.name == "name" for one in form.fields))
    data = {one.name: one.value for one in form.fields if one.name}

    answer = world.ask("member", "POST", "/min-konto", data={**data, "name": BROKEN_LINES})

    with world.app.app_context():
        name = db.session.get_one(Person, world.people["member"].id).name
        assert answer.status_code in (303, 422)
        assert "\r" not in name
        assert "\n" not in name


def test_a_mail_about_an_issue_with_line_breaks_in_its_title_has_the_headers_it_should(world):
    with world.app.app_context():
        with transaction():
            issue = db.session.get_one(Issue, world.things["sent"].id)
            issue.title = BROKEN_LINES
            index_all([issue])
        written = [composed(mail_id) for mail_id in db.session.scalars(select(Mail.id).order_by(Mail.id)).all()]

    assert written
    for letter in [one for one in written if one is not None]:
        assert "\n" not in letter.subject
        assert "\r" not in letter.subject
        assert "Bcc" not in letter.subject


@pytest.mark.parametrize(
    "address", ["a@b.no\r\nBcc: x@y.no", "a@b.no, c@d.no", "<a@b.no>", "a@b.no;c@d.no", "a b@c.no"]
)
def test_an_address_that_is_more_than_one_gets_no_mail(world, address):
    with world.app.app_context():
        before = len(db.session.scalars(select(Mail.id)).all())

    answer = world.ask("visitor", "POST", "/logg-inn/lenke", data={"email": address})

    assert answer.status_code in (303, 422)
    with world.app.app_context():
        assert len(db.session.scalars(select(Mail.id)).all()) == before
