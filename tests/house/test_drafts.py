"""Every text longer than a line saves itself, on every page; and no POST is answered with a page one can go back to."""

import pytest

from app.inbox.views.draft_lines import FORMS
from app.notices.service.links import read_token
from app.web.form_tickets import LIFE, TICKET
from tests.house.walk import cases, expectations
from tests.house.world import ROLES
from tests.security.reading import forms_of

PAGES = [case for case in cases() if case.method == "GET" and "page" in expectations(case).values()]
# A part of a page, fetched by its scripts: there is nothing to go back to.
PARTS = {"issues.alike", "issues.guard_note"}
# Texts shown to be read or copied, and the sample of a form that is sent nowhere.
NO_FORM = {"inbox.draft", "site.components"}


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.name)
def test_every_text_longer_than_a_line_saves_itself_and_has_a_name_on_min_side(world, case):
    meets = expectations(case)
    role = next(role for role in reversed(ROLES) if meets[role] == "page")
    answer = world.ask(role, "GET", case.path(world))

    if case.endpoint in NO_FORM or role == "visitor" or dict(case.values).get("token"):
        return
    if answer.mimetype != "text/html":  # a file
        return
    page = answer.text
    for form in forms_of(page):
        if not any(field.kind == "textarea" for field in form.fields):
            continue
        ticket = next((field.value for field in form.fields if field.name == "opened"), "")
        with world.app.app_context():
            opened = read_token(TICKET, ticket, max_age=LIFE)
        assert opened["key"]
        assert opened["form"] in FORMS, opened["form"]
        assert opened["path"].startswith("/")
        assert 'data-draft="/utkast"' in page
        assert "data-draft-status" in page


def test_no_post_is_answered_with_a_page_that_one_can_go_back_to():
    """The bench looks as well: `Visitor` refuses such an answer in every test."""
    pages = {case.endpoint for case in cases() if case.method == "POST" and "page" in expectations(case).values()}

    assert pages == PARTS
