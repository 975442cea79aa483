"""A form opened, filled in and sent as a browser does it: with everything hidden that the page put into it."""

from typing import Any

from werkzeug.test import TestResponse

from tests.security.reading import PageForm, forms_of

PRESSED = ("button", "submit", "checkbox", "file")


def form_on(page: TestResponse, field: str) -> PageForm:
    """The form with this field."""
    return next(form for form in forms_of(page.text) if any(one.name == field for one in form.fields))


def as_opened(page: TestResponse, field: str) -> dict[str, Any]:
    """What the form with this field sends when nothing is filled in."""
    form = form_on(page, field)
    fields = [one for one in form.fields if one.name and one.kind not in PRESSED]
    # A line break that a textarea begins with is markup, not text.
    return {one.name: one.value.removeprefix("\r\n") if one.kind == "textarea" else one.value for one in fields}


def fill(visitor: Any, path: str, **typed: Any) -> TestResponse:
    """Open the page, fill in its form, and send it."""
    page = visitor.get(path)
    assert page.status_code == 200, page.status_code
    return visitor.post(path.partition("?")[0], {**as_opened(page, next(iter(typed))), **typed})


def save(visitor: Any, opened: dict[str, Any], **typed: Any) -> TestResponse:
    """What the script of an opened form sends some seconds after the last letter."""
    answer = visitor.post("/utkast", {**opened, **typed}, headers={"Accept": "application/json"})
    if answer.status_code == 200:
        opened["opened"] = answer.json["opened"]
    return answer
