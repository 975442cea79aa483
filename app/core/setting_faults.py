"""What is wrong with the value of a setting, in one plain sentence for the terminal; None where nothing is. Pure.

A sentence never repeats a secret: neither the key nor an address with a password in it.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from urllib.parse import urlsplit

SHORTEST_KEY = 32
FEWEST_SIGNS = 8  # different ones; 32 random hexadecimal digits have as good as never fewer
REPEATED = 0.75  # of the runs of three signs, so many at least occur only once in a random key
PLACEHOLDERS = (
    *("changeme", "changethis", "replaceme", "replacethis", "placeholder", "secretkey", "yoursecret", "mysecret"),
    *("yourkey", "example", "insecure", "password", "passord", "qwerty", "randomstring", "randomcharacters"),
    *("tokenurlsafe", "development", "medvirk", "hemmelig", "loremipsum", "0123456789", "abcdefgh"),
)
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
MAILBOX = re.compile(rf"(?P<local>{ATOM}(?:\.{ATOM})*)@(?:{LABEL}\.)+(?!\d+\Z){LABEL}")
NAMED = re.compile(r'(?:"[^"\\]*"|[^<>@,;:"]*)\s?<(?P<address>[^<>]*)>')
HOST = re.compile(rf"{LABEL}(?:\.{LABEL})*\.?")
IPV6 = re.compile(r"[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
PHONE = re.compile(r"(?:\+\d{1,3} ?)?\d(?: ?\d){4,11}")
NOT_LETTERS = re.compile(r"[^a-z0-9]")
LONGEST_ADDRESS = 200
LOOPBACK = re.compile(r"localhost|(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1", re.IGNORECASE)


def is_loopback(host: str) -> bool:
    """Reached from this machine only. Takes a host name or an address, in brackets or not; no port."""
    return LOOPBACK.fullmatch(host.strip("[]").rstrip(".")) is not None


def stray_space(name: str, value: str) -> str | None:
    """Line breaks and spaces that nobody meant: they come with a copied line."""
    if CONTROL.search(value):
        return f"{name} has a line break or another control character in it."
    if value != value.strip():
        return f"{name} begins or ends with a space."
    return None


def key_fault(name: str, key: str) -> str | None:
    """Too short, or not made at random, so that somebody could guess it."""
    how = "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
    if len(key) < SHORTEST_KEY:
        return f"{name} is shorter than {SHORTEST_KEY} characters; {how}"
    plain = NOT_LETTERS.sub("", key.lower())
    if any(word in plain for word in PLACEHOLDERS):
        return f"{name} is a placeholder from an example, not a secret; {how}"
    threes = [key[at : at + 3] for at in range(len(key) - 2)]
    steps = [ord(after) - ord(before) for before, after in pairwise(key)]
    in_order = sum(abs(step) <= 1 for step in steps) > len(steps) * 2 / 3
    if len(set(key)) < FEWEST_SIGNS or len(set(threes)) < REPEATED * len(threes) or in_order:
        return f"{name} repeats itself and could be guessed; {how}"
    return None


def url_fault(name: str, url: str) -> str | None:
    """Not the plain address of a site: scheme, host and perhaps a port."""
    plain = f"{name} must be a plain address such as https://medvirk.example.no"
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return f"{plain}; its host or port cannot be read."
    if parts.scheme not in ("http", "https"):
        return f"{plain}; it must begin with https:// (or http:// on this machine)."
    if "@" in parts.netloc:
        return f"{plain}, without a user or a password in it."
    if not host or not host.isascii() or host_fault(name, host) is not None or parts.netloc.endswith(":"):
        return f"{plain}; its host cannot be read. Letters such as æ, ø and å are written as xn--…"
    if parts.path.strip("/") or parts.query or parts.fragment or "?" in url or "#" in url:
        return f"{plain}, without a path or anything else after the host."
    return None


def host_fault(name: str, host: str) -> str | None:
    if HOST.fullmatch(host) or IPV6.fullmatch(host):
        return None
    return f"{name} must be the name or the address of a machine, without port, path or spaces."


def number_fault(name: str, value: str, *, least: int, most: int) -> str | None:
    if value.isascii() and value.isdigit() and len(value) < 10 and least <= int(value) <= most:
        return None
    return f"{name} must be a number from {least} to {most}."


def word_fault(name: str, value: str, words: Iterable[str]) -> str | None:
    *first, last = words
    return None if value in (*first, last) else f"{name} must be {', '.join(first)} or {last}."


def mailbox_fault(name: str, value: str, *, with_name: bool = False) -> str | None:
    """Not one address that letters can be sent to; `with_name`: the owner's name may stand before it."""
    such = f"{name} must be one e-mail address" + (", or Name <post@example.no>" if with_name else "")
    found = NAMED.fullmatch(value) if with_name else None
    address = found["address"] if found else value
    if "@" in address and not address.rpartition("@")[0].isascii():
        return f"{such}. What stands before the @ may only have letters from a to z, not æ, ø or å."
    return None if MAILBOX.fullmatch(address) and len(address) <= LONGEST_ADDRESS else f"{such}."


def words_fault(name: str, value: str) -> str | None:
    """Not words that say who somebody is or where: too short, or without a letter."""
    if len(value) > 2 and len(value) <= LONGEST_ADDRESS and any(sign.isalpha() for sign in value):
        return None
    return f"{name} must be a name or an address in words, of at most {LONGEST_ADDRESS} characters."


def phone_fault(name: str, value: str) -> str | None:
    return (
        None if PHONE.fullmatch(value) else f"{name} must be a telephone number such as 22 33 44 55 or +47 22 33 44 55."
    )


def page_fault(name: str, value: str) -> str | None:
    """Not the address of a page that a link can lead to."""
    such = f"{name} must be the address of a page, such as https://uustatus.no/nb/erklaringer/publisert/…"
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:
        return such
    is_page = parts.scheme == "https" and not parts.username and " " not in value and "…" not in value
    return None if is_page and "." in host and host_fault(name, host) is None else such


def misspelt_names(names: Iterable[str], known: Iterable[str]) -> Mapping[str, str]:
    """Names that are meant as one of the known ones, and which: other capitals or signs, or one letter off.

    Only where the known one is not there itself; the environment holds names of many other programs.
    """
    given, meant = list(names), list(known)
    return {
        name: setting
        for name in given
        if name not in meant
        for setting in meant
        if setting not in given and (_bare(name) == _bare(setting) or (len(setting) >= 8 and _one_off(name, setting)))
    }


def _bare(name: str) -> str:
    return NOT_LETTERS.sub("", name.lower())


def _one_off(one: str, other: str) -> bool:
    """One letter left out, put in, changed, or two neighbours exchanged."""
    if abs(len(one) - len(other)) > 1:
        return False
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[at:], other[at:]
    swapped = len(a) > 1 and len(b) > 1 and a[:2] == b[1::-1] and a[2:] == b[2:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or swapped
