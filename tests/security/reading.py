"""Reads the forms of a page as a browser would, and fills them in as somebody unkind would."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser

from app.core import clock

# Written into every field that takes text: it breaks out of text, of an attribute in either quotation, and of a tag.
EVIL = """<script>alert(1)</script>"'><img src=x onerror=alert(1)>"""
# What a page that lets any of it through would hold.
LET_THROUGH = ("<script>alert", "<img src=x", "\"'><", "onerror=alert(1)>")
TEXTS = {"text", "search", "textarea", "tel", "url", ""}


@dataclass
class Field:
    """One control and, for choices, what it offers."""

    name: str
    kind: str
    value: str = ""
    offered: list[str] = field(default_factory=list)


@dataclass
class PageForm:
    """One form of a page."""

    action: str
    method: str
    multipart: bool = False
    fields: list[Field] = field(default_factory=list)

    def texts(self) -> list[Field]:
        return [one for one in self.fields if one.kind in TEXTS and one.name]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.open: PageForm | None = None
        self.inside: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = PageForm(
                given.get("action", ""),
                given.get("method", "get").lower(),
                given.get("enctype", "") == "multipart/form-data",
            )
            self.forms.append(self.open)
        elif self.open is None:
            return
        elif tag == "input":
            self._input(given)
        elif tag in ("select", "textarea"):
            self.inside = Field(given.get("name", ""), tag)
            self.open.fields.append(self.inside)
        elif tag == "option" and self.inside is not None:
            self.inside.offered.append(given.get("value", ""))
            if "selected" in given:
                self.inside.value = given.get("value", "")
        elif tag == "button" and given.get("name"):
            self.open.fields.append(Field(given["name"], "button", given.get("value", "")))

    def _input(self, given: dict[str, str]) -> None:
        assert self.open is not None
        kind, name = "date" if "data-date" in given else given.get("type", ""), given.get("name", "")
        known = next((one for one in self.open.fields if one.name == name and one.kind == kind == "radio"), None)
        if known is None:
            known = Field(name, kind, "" if kind == "radio" else given.get("value", ""))
            self.open.fields.append(known)
        if kind == "radio":
            known.offered.append(given.get("value", ""))
            known.value = given.get("value", "") if "checked" in given else known.value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag in ("select", "textarea"):
            self.inside = None

    def handle_data(self, data: str) -> None:
        if self.inside is not None and self.inside.kind == "textarea":
            self.inside.value += data


def forms_of(html: str) -> list[PageForm]:
    """The forms that post something, in the order of the page."""
    reader = _Reader()
    reader.feed(html)
    return [form for form in reader.forms if form.method == "post"]


def fill(form: PageForm, evil: str = EVIL) -> dict[str, str]:
    """Every text evil, every choice the last that is offered, every other field what a person might say."""
    return {name: value for one in form.fields for name, value in _filled(one, evil)}


def _filled(one: Field, evil: str) -> Iterator[tuple[str, str]]:
    if not one.name or one.kind in ("file", "button", "submit"):
        return
    if one.kind in TEXTS and one.name not in ("seen_warnings",):
        yield one.name, evil
    elif one.kind in ("select", "radio"):
        chosen = [value for value in one.offered if value]
        yield one.name, one.value or (chosen[0] if chosen else "")
    elif one.kind == "date":
        yield one.name, (clock.today() + timedelta(days=40)).isoformat()
    elif one.kind == "email":
        yield one.name, "noen@example.org"
    elif one.kind == "checkbox":
        yield one.name, one.value or "y"
    else:
        yield one.name, one.value
