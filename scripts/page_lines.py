"""A page of HTML as lines that can be compared: one tag or text a line, without what differs each time it is made."""

import json
import re
from collections.abc import Collection
from html.parser import HTMLParser

INLINE = frozenset(
    (
        *("a", "abbr", "b", "bdi", "button", "cite", "code", "dfn", "em", "i", "img", "input", "kbd", "label", "mark"),
        *("q", "s", "samp", "select", "small", "span", "strong", "sub", "sup", "svg", "textarea", "time", "u", "use"),
        "wbr",
    )
)
AS_WRITTEN = frozenset(("pre", "textarea"))  # where spaces and line breaks are text
VOID = frozenset(("br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))

# Made at random for each page or session.
RANDOM_FIELDS = frozenset(("csrf_token", "form_key", "opened"))
RANDOM_KEY = re.compile(r'("message_key": )".*?"')
HASHED = re.compile(r"(/static/[^\s\"'?#]*)-[0-9A-Z]{8}\.(css|js|svg|woff2)")
SPACES = re.compile(r"\s+")

Attributes = list[tuple[str, str | None]]


class Lines(HTMLParser):
    """Reads a page. Spaces count where a browser shows them: between words and at the edges of inline elements."""

    def __init__(self, but: Collection[str]) -> None:
        super().__init__()
        self.but = frozenset(but)
        self.left_out: int | None = None  # how many elements were open where the region begins that is left out
        self.lines: list[str] = []
        self.open: list[str] = []
        self.after = "block"  # what stood before: a block's tag, an inline tag or a text
        self.space = False  # is a space owed between what stood before and what comes?

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if self.left_out is None and self.but & names(attrs) and tag not in VOID:
            self.left_out = len(self.open)
        self._tag(tag, f"<{' '.join([tag, *attributes(tag, attrs)])}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self._tag(tag, f"<{' '.join([tag, *attributes(tag, attrs)])}/>")

    def handle_endtag(self, tag: str) -> None:
        self._tag(tag, f"</{tag}>")
        if tag in self.open:
            while self.open.pop() != tag:
                pass
        if self.left_out is not None and len(self.open) <= self.left_out:
            self.left_out = None

    def handle_data(self, data: str) -> None:
        if self.left_out is not None:
            return
        if self.open and self.open[-1] in AS_WRITTEN:
            self.lines += [f"|{line}" for line in data.splitlines()]
            return
        text = SPACES.sub(" ", data)
        self.space = self.space or text.startswith(" ")
        if text.strip() and self.after == "text":  # what stood between is left out
            self.lines[-1] += f"{' ' if self.space else ''}{text.strip()}"
        elif text.strip():
            self._owed()
            self.lines.append(text.strip())
        if text.strip():
            self.after = "text"
            self.space = text.endswith(" ")

    def handle_decl(self, decl: str) -> None:
        self.lines.append(f"<!{decl}>")

    def _tag(self, tag: str, line: str) -> None:
        if self.left_out is not None:
            return
        if tag in INLINE:
            self._owed()
        self.space = False
        self.lines.append(line)
        self.after = "inline" if tag in INLINE else "block"

    def _owed(self) -> None:
        if self.space and self.after != "block":
            self.lines.append("␣")
        self.space = False


def names(attrs: Attributes) -> set[str]:
    """What a region can be called by: the id and the classes of its element."""
    return {name for key, value in attrs if key in ("id", "class") for name in (value or "").split()}


def attributes(tag: str, attrs: Attributes) -> list[str]:
    """Sorted, since their order means nothing; random values and hashes left out."""
    given = dict(attrs)
    if tag == "input" and given.get("name") in RANDOM_FIELDS:
        given["value"] = "…"
    pairs = sorted((name, HASHED.sub(_unhashed, value or "")) for name, value in given.items())
    return [f'{name}="{value}"' if value else name for name, value in pairs]


def _unhashed(found: re.Match[str]) -> str:
    return f"{found[1]}-….{found[2]}"


def lines_of_page(html: str, but: Collection[str] = ()) -> list[str]:
    """`but` names regions, by the id or a class of their element, that are left out."""
    reader = Lines(but)
    reader.feed(html)
    reader.close()
    return reader.lines


def lines_of_json(text: str) -> list[str]:
    lines = json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True).splitlines()
    return [RANDOM_KEY.sub(r'\1"…"', line) for line in lines]


# --- What stands in a page -------------------------------------------------------------------------------------------


class Tags(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self.found.append((tag, dict(attrs)))


def tags_of_page(html: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = Tags()
    reader.feed(html)
    return reader.found


def links_of_page(html: str) -> list[str]:
    return [given["href"] or "" for tag, given in tags_of_page(html) if tag == "a" and "href" in given]


def values_of_buttons(html: str, name: str) -> list[str]:
    tags = tags_of_page(html)
    return [given.get("value") or "" for tag, given in tags if tag == "button" and given.get("name") == name]


def hidden_value(html: str, name: str) -> str:
    """The value of a field. Raises LookupError where the page has none of that name."""
    found = [
        given.get("value") or "" for tag, given in tags_of_page(html) if tag == "input" and given.get("name") == name
    ]
    if not found:
        raise LookupError(name)
    return found[0]
