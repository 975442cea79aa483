"""Passwords: which are too easy, and the slow hash, which never runs while a writing transaction is open."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from app.core.errors import Invalid
from app.core.text import fold
from app.database import is_writing

SHORTEST = 12
LONGEST = 200
LEFT_WITHOUT_NAMES = 8  # what must remain when one's own name and address are taken out
SHORTEST_NAME_PART = 3

NOT_LETTERS = re.compile(r"[^a-zæøå]")

_hasher = PasswordHasher()
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_ROWS = (
    "qwertyuiopåqwertyuiop",
    "asdfghjkløæasdfghjkl",
    "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyzæøå",
    "0123456789012345678",
)


def hash_password(password: str) -> str:
    """Slow on purpose (about 0.2 s)."""
    _refuse_inside_a_transaction()
    return _hasher.hash(_normal(password))


def is_password_right(password_hash: str | None, password: str) -> bool:
    """Does it fit? Takes as long when there is no password to compare with."""
    _refuse_inside_a_transaction()
    try:
        _hasher.verify(password_hash or _of_nobody(), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Was it made with weaker settings than today's?"""
    return _hasher.check_needs_rehash(password_hash)


def check_new(password: str, *, name: str, email: str | None, field: str = "new_password") -> None:
    """Raises Invalid, saying why, when a new password is too short or easy to guess."""
    plain = _normal(password)
    if len(plain) < SHORTEST:
        raise Invalid(_("Passordet må ha minst %(n)s tegn.", n=SHORTEST), field=field)
    if len(plain) > LONGEST:
        raise Invalid(_("Passordet kan ha høyst %(n)s tegn.", n=LONGEST), field=field)
    if is_common(plain):
        raise Invalid(
            _("Dette passordet er lett å gjette. Bruk gjerne tre–fire ord som ikke hører sammen."), field=field
        )
    if _is_mostly_names(plain, name, email):
        raise Invalid(_("Passordet ligner for mye på navnet eller e-postadressen din."), field=field)


def is_common(password: str) -> bool:
    """Is it one of the commonest, or common words, rows of keys and figures in a row?"""
    folded = fold(password)
    words = _common()
    if folded in words or len(set(folded)) < 5:
        return True
    # Figures and signs around a common word add little; what else there is must carry the password.
    for plain in (folded, folded.translate(_LEET)):
        left = _without(plain, words)
        if left != plain and len(NOT_LETTERS.sub("", left)) < 5:
            return True
    return False


def _without(text: str, words: frozenset[str]) -> str:
    """What is left of a text when common words, rows of keys and repetitions are taken out."""
    for word in sorted((word for word in words if len(word) >= 4 and word in text), key=len, reverse=True):
        text = text.replace(word, "")
    for row in _ROWS:
        for line in (row, row[::-1]):
            text = _without_row(text, line)
    return re.sub(r"(.{1,4}?)\1{2,}", r"\1", text)


def _without_row(text: str, row: str) -> str:
    at = 0
    while at + 4 <= len(text):
        length = 4
        if text[at : at + length] not in row:
            at += 1
            continue
        while at + length < len(text) and text[at : at + length + 1] in row:
            length += 1
        text = text[:at] + text[at + length :]
    return text


def _is_mostly_names(password: str, name: str, email: str | None) -> bool:
    folded = fold(password)
    parts = re.split(r"[^\w]+|_", fold(f"{name} {email or ''}"))
    for part in sorted((part for part in parts if len(part) >= SHORTEST_NAME_PART), key=len, reverse=True):
        folded = folded.replace(part, "")
    return len(folded) < LEFT_WITHOUT_NAMES and len(folded) < len(password)


def _normal(password: str) -> str:
    """å is å, whichever keyboard made it."""
    return unicodedata.normalize("NFC", password)


@cache
def _common() -> frozenset[str]:
    lines = (Path(__file__).parents[1] / "data" / "common_passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(fold(line.strip()) for line in lines if line.strip() and not line.startswith("#"))


@cache
def _of_nobody() -> str:
    """What an unknown address is compared with, so that the answer takes as long."""
    return _hasher.hash("nobody has this password")


def _refuse_inside_a_transaction() -> None:
    if is_writing():
        raise RuntimeError("A password was hashed inside a transaction: others wait for the lock meanwhile.")
