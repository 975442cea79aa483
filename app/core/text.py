"""Makes text that people wrote alike: for addresses, searching, comparing and showing."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import TypeVar

Row = TypeVar("Row")

ELLIPSIS = "…"
SHORTEST_SEARCH_WORD = 2
LONGEST_NUMBER = 10  # digits
LONGEST_DOMAIN = 253  # RFC 1035

# Letters that Unicode does not take apart into a base letter and a mark: Norwegian, Sámi, Kven and close neighbours.
AFTER_Z = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}", "ü": "y"})
ASCII_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "o", "å": "a", "đ": "d", "ð": "d", "ŋ": "n", "ŧ": "t", "ǥ": "g", "ʒ": "z", "ł": "l", "þ": "th"}
    | {"œ": "oe", "ı": "i", "ħ": "h", "’": "", "'": ""}
)
# Zero-width and soft characters that an address may have come with.
ZERO_WIDTH = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")
# What nobody sees and no text needs: control characters (NUL breaks PostgreSQL), soft hyphens, zero width, fillers,
# marks that turn the reading direction round, tags, halves of a pair. Joiners stay: emoji and Persian need them.
# frontend/js/length.js holds the same, since the browser counts what will be stored.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
JOINING_NOTHING = re.compile("(^|\\s)[\u200c\u200d\ufe00-\ufe0f]+")
# More marks on one letter than any language has: they cover the lines above and below.
MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
TOO_MANY_MARKS = re.compile(f"([{MARKS}]{{3}})[{MARKS}]+")
LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
MANY_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n){3,}")
BRAILLE_BLANK = "\u2800"
SPACES = re.compile(r"\s+")
NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")
NOT_SORTED = re.compile(r"[^a-z0-9{|}]+")
NUMBER = re.compile(r"[0-9]+")
WORD = re.compile(r"[^\W_]+")


def squash(text: str) -> str:
    """One line, single spaces, composed letters, nothing unseen."""
    return SPACES.sub(" ", _visible(text)).strip()


def paragraphs(text: str) -> str:
    """Several lines: composed letters, nothing unseen, plain line breaks, and two blank lines in a row at most."""
    return MANY_BLANK_LINES.sub("\n\n\n", LINE_BREAK.sub("\n", _visible(text))).strip()


def _visible(text: str) -> str:
    seen = JOINING_NOTHING.sub(r"\1", UNSEEN.sub("", text).replace(BRAILLE_BLANK, " "))
    return TOO_MANY_MARKS.sub(r"\1", unicodedata.normalize("NFC", seen))


def fold(text: str) -> str:
    """The form in which texts are compared and searched; letters such as ø and š stay themselves."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def search_words(query: str) -> list[str]:
    """Each word once, in the order asked, folded; single letters and punctuation are dropped."""
    words = WORD.findall(fold(UNSEEN.sub("", query)))
    return list(dict.fromkeys(word for word in words if len(word) >= SHORTEST_SEARCH_WORD))


def slugify(text: str) -> str:
    """The text as part of an address: `Nav Kárášjohka/Karasjok` becomes `nav-karasjohka-karasjok`. May be empty."""
    plain = fold(text).translate(ASCII_LETTERS)
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode("ascii")
    return NOT_IN_A_SLUG.sub("-", ascii_only.lower()).strip("-")


def whole_number(text: str) -> int | None:
    """The number written in digits 0 to 9, as rows and settings can have it; None for anything else (², ٣, 1e9)."""
    return int(text) if len(text) <= LONGEST_NUMBER and text.isascii() and text.isdigit() else None


def sort_key(name: str) -> tuple[str, str]:
    """Where a name stands in a Norwegian list: æ, ø, å last, aa as å, capitals and accents aside, 2 before 10.

    The database does not know this order (SQLite compares bytes, PostgreSQL as it was set up), so lists of names are
    ordered with this key after they are fetched.
    """
    plain = fold(name).replace("aa", "å").translate(AFTER_Z).translate(ASCII_LETTERS)
    letters = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode("ascii")
    words = NOT_SORTED.sub(" ", letters).strip()
    return NUMBER.sub(lambda found: found[0].zfill(LONGEST_NUMBER), words), name


def by_name(rows: Iterable[Row], name: Callable[[Row], str] = attrgetter("name")) -> list[Row]:
    """The rows in Norwegian order of their names."""
    return sorted(rows, key=lambda row: sort_key(name(row)))


def excerpt(text: str, length: int) -> str:
    """The beginning of the text on one line, at most that many characters, cut between words where that is possible."""
    line = squash(text)
    if len(line) <= length:
        return line
    room = line[: max(length - len(ELLIPSIS), 0)]
    cut_between_words = line[len(room)] == " " or " " not in room
    whole = room if cut_between_words else room.rsplit(" ", 1)[0]
    return (whole.rstrip(" ,;:.–-") + ELLIPSIS)[:length]


def normalise_email(address: str) -> str:
    """The form in which addresses are stored and compared; it does not say that the address is valid.

    A domain with other letters than ASCII is written as mail servers know it (RFC 3490): `post@blåkors.no` becomes
    `post@xn--blkors-jua.no`. What is no such domain, or is no ASCII before the @, stays as it was typed.
    """
    typed = unicodedata.normalize("NFKC", ZERO_WIDTH.sub("", address)).strip()
    local, at, domain = typed.rpartition("@")
    return f"{local.lower() if local.isascii() else local}{at}{_ascii_domain(domain)}"


def _ascii_domain(domain: str) -> str:
    if domain.isascii() or len(domain) > LONGEST_DOMAIN:
        return domain.lower()
    try:
        known = domain.lower().encode("idna")
        meant = known.decode("idna")
    except UnicodeError:
        return domain
    return known.decode("ascii") if meant == domain.lower() else domain  # ß would be sent to another domain: ss


def mask_email(address: str) -> str:
    """Enough for the owner to know it, not enough for a stranger to use it: `k…@example.no`."""
    name, at, domain = address.strip().rpartition("@")
    return f"{name[:1]}{ELLIPSIS}{at}{domain}" if at else ELLIPSIS
