"""A text as its reader sees it: nothing unseen, plain letters and digits; and for each place, where it was written.

There are two readings. The literal one is what a page shows of the text. The resolved one is what is left when
entities, tags, percent signs and Markdown's marks are carried out, as a mail program or a Markdown page might.
"""

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from typing import Self

# Letters that no font draws: fillers of Hangul.
BLANKS = frozenset("\u115f\u1160\u3164\uffa0")
# Format, control, private, unassigned, half of a pair; marks upon another character (accents, keycaps, variations).
UNSEEN = frozenset({"Cf", "Cc", "Co", "Cn", "Cs", "Mn", "Me"})
NEW_LINES = frozenset("\r\x0b\x0c\x85\u2028\u2029")
BRAILLE_BLANK = "\u2800"
MINUS = "\u2212"
FRACTION = "\u2044"

# An accented letter in two characters, a line break of two, and every character that is not read as it stands.
ODD = re.compile("[A-Za-zÀ-ž][\u0300-\u036f]+|\r\n?|[^\n\t -~À-ÖØ-öø-ÿ]")
MARKUP = re.compile(
    r"&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?"
    r"|%3[0-9]|<!--[^<>]{0,200}-->|</?[A-Za-z][^<>]{0,200}>|\\(?=[^\w\s])|[*_~`]+"
)


class Reading:
    """A text and, for each of its places, the place in what was written."""

    def __init__(self, text: str, starts: list[int], origins: list[int], whole: int) -> None:
        self.text = text
        self._starts = starts  # where each piece begins in this text, and where that was in what was written
        self._origins = origins
        self._whole = whole

    @classmethod
    def of(cls, text: str, pattern: re.Pattern[str], seen: Callable[[str], str]) -> Self:
        """`text` with `seen(match)` in place of each match."""
        pieces: list[str] = []
        starts: list[int] = []
        origins: list[int] = []
        length = done = 0
        for match in pattern.finditer(text):
            start, end = match.span()
            if start > done:
                starts.append(length)
                origins.append(done)
                pieces.append(text[done:start])
                length += start - done
            if instead := seen(match[0]):
                starts.append(length)
                origins.append(start)
                pieces.append(instead)
                length += len(instead)
            done = end
        starts.append(length)
        origins.append(done)
        return cls("".join([*pieces, text[done:]]), starts, origins, len(text))

    def place(self, at: int) -> int:
        """Where that place of this text was written. A character that became several begins where it stood."""
        piece = bisect_right(self._starts, at) - 1
        next_one = self._origins[piece + 1] if piece + 1 < len(self._origins) else self._whole
        return min(self._origins[piece] + at - self._starts[piece], next_one)


def read_literally(text: str) -> Reading:
    return Reading.of(text, ODD, _plain)


def read_resolved(text: str) -> tuple[Reading, Reading] | None:
    """The text without its markup, and that as it is read; None where there is no markup."""
    if MARKUP.search(text) is None:
        return None
    bare = Reading.of(text, MARKUP, _carried_out)
    return bare, read_literally(bare.text)


def _carried_out(mark: str) -> str:
    if mark[0] == "%":
        return mark[2]
    return html.unescape(mark) if mark[0] == "&" else ""


@lru_cache(maxsize=4096)
def _plain(odd: str) -> str:
    if odd[0] in NEW_LINES:
        return "\n"
    if len(odd) > 1:
        return "".join(char for char in unicodedata.normalize("NFC", odd) if not unicodedata.combining(char))
    if odd in BLANKS or unicodedata.category(odd) in UNSEEN:
        return ""
    if odd.isspace() or odd == BRAILLE_BLANK:
        return " "
    if unicodedata.category(odd) == "Pd" or odd == MINUS:
        return "-"
    digit = unicodedata.digit(odd, None)
    if digit is not None:
        return str(digit)
    folded = unicodedata.normalize("NFKC", odd)
    return odd if FRACTION in folded else "".join(char for char in folded if not unicodedata.combining(char))
