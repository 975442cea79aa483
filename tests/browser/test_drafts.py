"""A text is saved while it is written, also while an earlier press on Send is under way or was taken back."""

import threading

import pytest
from flask import request
from sqlalchemy import select

from app.database import db
from app.models.comments import Comment
from app.models.people import Draft
from tests.browser.conftest import look_again

FIRST, MORE = "Første setning.", "Første setning. Og her en viktig setning til."


@pytest.fixture
def view():
    return "1280-light"


HURRIED = (
    "const wait = window.setTimeout; window.setTimeout = (act, ms, ...all) => wait(act, Math.min(ms, 300), ...all);"
)
SEND_AND_WRITE_ON = """([text, isStopped]) => {
  const form = document.querySelector("form[data-draft]");
  form.requestSubmit();
  setTimeout(() => {
    if (isStopped) window.stop();
    form.elements.text.value = text;
    form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
    window.isWarned = !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
  }, 300);
}"""


class Server:
    """Holds each comment back until it is let through, and tells when a draft was saved."""

    def __init__(self) -> None:
        self.let_through, self.has_saved = threading.Event(), threading.Event()

    def before(self) -> None:
        if request.method == "POST" and request.path.endswith("/kommentar"):
            self.has_saved.clear()
            self.let_through.wait(20)

    def after(self, response):
        if request.path == "/utkast":
            self.has_saved.set()
        return response


@pytest.fixture
def server(app):
    server = Server()
    before, after = (by.setdefault(None, []) for by in (app.before_request_funcs, app.after_request_funcs))
    before.insert(0, server.before)
    after.insert(0, server.after)  # the first of them runs last, when all is stored
    yield server
    server.let_through.set()
    before.remove(server.before)
    after.remove(server.after)


@pytest.fixture
def page(app, make, desk):
    """A comment that is about to be sent."""
    council = make.council()
    issue = make.issue(council, author=make.representative(council))
    page = desk(make.representative(council)).page
    page.add_init_script(HURRIED)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{app.config['PUBLIC_URL']}/innspill/{issue.reference}/kommentar")
    page.locator("form[data-draft] input[type=radio]").first.check()
    page.locator("form[data-draft] textarea").fill(FIRST)
    return page


def standing():
    look_again()
    return [draft.fields["text"] for draft in db.session.scalars(select(Draft).where(Draft.ended_at.is_(None)))]


def test_what_is_written_on_while_the_first_text_is_sent_is_kept(server, page):
    page.evaluate(SEND_AND_WRITE_ON, [MORE, False])

    assert server.has_saved.wait(15)
    server.let_through.set()
    page.wait_for_url(lambda url: not url.endswith("/kommentar"))

    assert standing() == [MORE]
    assert [one.text for one in db.session.scalars(select(Comment))] == [FIRST]


def test_what_is_written_on_after_sending_was_stopped_is_kept_and_nobody_leaves_it_unwarned(server, page):
    page.evaluate(SEND_AND_WRITE_ON, [MORE, True])

    assert server.has_saved.wait(15)
    server.let_through.set()

    assert page.evaluate("window.isWarned")
    assert MORE in standing()
