"""Reads a page as an assistive technology would, and refuses one that is badly made."""

from collections import Counter
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NO_BREAK = "\N{NO-BREAK SPACE}"
UNLABELLED = {"hidden", "submit", "button", "reset", "image"}


def as_read(text: str) -> str:
    """A text as a person reads it, to whom a no-break space is a space."""
    return text.replace(NO_BREAK, " ")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.h1 = 0
        self.title = ""
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.inputs: list[tuple[str | None, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "h1":
            self.h1 += 1
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if "style" in given:
            self.problems.append(f"<{tag} style=…> breaks the content security policy")
        if any(name.startswith("on") for name in given):
            self.problems.append(f"<{tag}> has an inline handler")
        if tag == "label" and given.get("for"):
            self.labels.add(str(given["for"]))
        if tag in ("input", "select", "textarea") and given.get("type") not in UNLABELLED:
            self.inputs.append((given.get("id"), given))
            if "label" in self.inside:
                self.labels.add(str(given.get("id")))
        if tag == "img" and "alt" not in given:
            self.problems.append("an image has no alt text")
        if tag not in VOID:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.inside and self.inside[-1] == "title" and "svg" not in self.inside:
            self.title += data


def check_page(html: str, where: str) -> None:
    """One h1, a title, unique ids, every input labelled, nothing inline. Raises AssertionError, naming all."""
    reader = _Reader()
    reader.feed(html)
    problems = list(reader.problems)
    if reader.h1 != 1:
        problems.append(f"{reader.h1} h1 headings")
    if not reader.title.strip():
        problems.append("no title")
    problems += [f"id {name!r} stands {n} times" for name, n in Counter(reader.ids).items() if n > 1]
    for name, given in reader.inputs:
        if name not in reader.labels and not given.get("aria-label") and not given.get("aria-labelledby"):
            problems.append(f"an input has no label: {given}")
    assert not problems, f"{where}: {problems}"
