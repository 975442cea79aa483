"""English is whole where visitors read: every page one can come to from /en/ without an account, and the doors."""

import re
from collections.abc import Iterator
from gettext import NullTranslations
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask_babel import force_locale, get_translations
from sqlalchemy import select

from app.accounts.service.one_time_links import new_link
from app.database import db
from app.models.issue_enums import Visibility
from app.models.issues import Issue
from app.models.people import LinkPurpose
from app.notices.kinds.topics import Topic
from app.notices.service.unsubscribe import unsubscribe_url
from tests.conftest import Visitor

ENGLISH = {"Accept-Language": "en"}
LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')
DOORS = (
    "/logg-inn",
    "/logg-inn/lenke",
    "/glemt-passord",
    "/demo",
    "/demo/postkasse",
    "/en/?q=finnesikke",
    "/finnes-ikke",
)
# What a link in a mail leads to → what one meets there.
BY_MAIL = {
    "/invitasjon/invitation": 200,
    "/nytt-passord/password": 200,
    "/logg-inn/sign_in": 200,
    "/invitasjon/another": 404,
    "/nytt-passord/another": 404,
    "/logg-inn/another": 404,
    "/ny-e-postadresse/another": 404,
    "/avmeld/another": 404,
    "/hjalp-det/another": 404,
}
MAIL, LETTER = "20260105T090000000000-001.eml", b"To: Randi <randi@example.org>\r\nSubject: Hei\r\n\r\nHei.\r\n"
FORMS = ("/logg-inn", "/logg-inn/lenke", "/glemt-passord")
STRANGE = "a text that stands on no page"


class Missing(NullTranslations):
    """What the catalogue asks for a text that it does not have; the text itself is the answer, and is remembered."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: dict[str, str] = {}
        self.page = ""

    def gettext(self, message: str) -> str:
        self.asked.setdefault(message, self.page)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.asked.setdefault(msgid1, self.page)
        return msgid1 if n == 1 else msgid2


@pytest.fixture
def missing(app: Flask) -> Iterator[Missing]:
    """The English catalogue with a last resort that takes notes."""
    noted = Missing()
    texts = app.extensions["babel"].instance.domain_instance.cache
    texts.clear()
    with app.test_request_context(), force_locale("en"):
        get_translations().add_fallback(noted)
    yield noted
    texts.clear()


@pytest.fixture
def demo(app: Flask, clean: None) -> Iterator[None]:
    """The demo story, and the pages that exist in a demo only."""
    runner = app.test_cli_runner()
    for command in ("import-registers", "demo"):
        done = runner.invoke(args=[command])
        assert done.exit_code == 0, done.output
    app.config["DEMO"] = True
    post = Path(app.config["INSTANCE"]) / "postkasse"
    post.mkdir(exist_ok=True)
    (post / MAIL).write_bytes(LETTER)
    yield
    (post / MAIL).unlink()
    app.config["DEMO"] = False


def links(app: Flask, page: str, html: str) -> set[str]:
    """Where a page leads, but for the same page in another language."""
    match = app.url_map.bind("localhost")
    found = {urljoin(page, href.replace("&amp;", "&")) for href in LINK.findall(html)}
    return {
        href
        for href in found
        if not href.startswith(("/nn/", "/sprak/", "/static/")) and not match.test(f"/en{urlsplit(href).path}")
    }


def crawl(visitor: Visitor, missing: Missing, *starts: str) -> set[str]:
    waiting, seen = list(starts), set(starts)
    while waiting:
        missing.page = page = waiting.pop()
        new = links(visitor.app, page, visitor.get(page, headers=ENGLISH).text) - seen
        seen |= new
        waiting += sorted(new)
    return seen


def test_a_visitor_who_reads_english_meets_no_text_without_english(demo, missing, visit):
    visitor = visit(None)

    seen = crawl(visitor, missing, "/en/", *DOORS)
    for page in FORMS:
        visitor.post(page, {"email": "no address"}, headers=ENGLISH)

    public = db.session.scalars(select(Issue.reference).where(Issue.visibility == Visibility.PUBLIC)).all()
    assert {f"/en/offentlig/{reference}" for reference in public} & seen
    assert {"/en/om", "/en/personvern", "/en/tilgjengelighet", "/sammendrag", "/glemt-passord"} <= seen
    assert missing.asked == {}, "\n".join(missing.asked)


def test_what_a_mail_leads_to_opens_in_english_before_one_is_signed_in(make, missing, visit):
    person = make.person()
    for purpose in LinkPurpose:
        new_link(person, purpose, nonce=purpose.value, next_url=None)
    db.session.commit()
    out = urlsplit(unsubscribe_url(person.id, Topic)).path
    visitor = visit(None)

    for path, status in {**BY_MAIL, out: 200}.items():
        missing.page = path
        assert visitor.get(path, headers=ENGLISH).status_code == status, path
        visitor.post(path, {"new_password": "kort"}, headers=ENGLISH)
        if visitor.last.status_code in (302, 303):
            visitor = visit(None)  # inside now, and that is another story

    assert missing.asked == {}, "\n".join(missing.asked)


def test_the_catalogue_is_asked_and_a_text_it_does_not_have_is_noted(app, missing):
    with app.test_request_context(), force_locale("en"):
        assert get_translations().ugettext("Personvern") != "Personvern"
        assert get_translations().ugettext(STRANGE) == STRANGE

    assert list(missing.asked) == [STRANGE]
