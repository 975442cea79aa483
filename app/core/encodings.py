"""Text in whatever encoding somebody's program wrote it: which one, is decided by what makes Norwegian sense."""

import codecs
import re
import unicodedata

MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# Windows; "CSV (MS-DOS)" in Excel; "CSV (Macintosh)". The first wins where two make as much sense.
OLD_ENCODINGS = ("cp1252", "cp865", "mac_roman")
NORWEGIAN = frozenset("æøåÆØÅ")
USUAL_SIGNS = frozenset("«»–—‘’“”…§°½·€\u00a0")
NOT_IN_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd]")
DOS_END = "\x1a"  # MS-DOS ended its texts so
ENOUGH = 200_000  # letters, to know an encoding by


def text_in(raw: bytes) -> str | None:
    """The text that these bytes hold; None where they hold something else."""
    marked = next((name for mark, name in MARKS.items() if raw.startswith(mark)), None)
    found = _read_as(raw, marked or _wide(raw) or "utf-8")
    if found is not None or marked is not None:
        return found
    texts = [text for name in OLD_ENCODINGS if (text := _read_as(raw, name)) is not None]
    return max(texts, key=_sense, default=None)


def _read_as(raw: bytes, encoding: str) -> str | None:
    try:
        text = raw.decode(encoding).removeprefix("\ufeff").rstrip(DOS_END)
    except UnicodeDecodeError:
        return None
    return None if NOT_IN_TEXT.search(text) else text


def _wide(raw: bytes) -> str | None:
    """UTF-16 without its mark: every second byte of Norwegian text is empty."""
    quarter = len(raw) // 4
    if len(raw) % 2 or not quarter:
        return None
    if raw[1::2].count(0) > quarter:
        return "utf-16-le"
    return "utf-16-be" if raw[0::2].count(0) > quarter else None


def _sense(text: str) -> int:
    """How Norwegian the letters beyond ASCII look: ø in a word speaks for a reading, a box or Ž within one against."""
    return sum(
        _sense_of(before, char) for before, char in zip(" " + text, text[:ENOUGH], strict=False) if not char.isascii()
    )


def _sense_of(before: str, char: str) -> int:
    if char in USUAL_SIGNS:
        return 0
    if not unicodedata.name(char, "").startswith("LATIN"):
        return -2
    within_a_word = char.isupper() and before.islower()
    return (3 if char in NORWEGIAN else 1) - (3 if within_a_word else 0)
