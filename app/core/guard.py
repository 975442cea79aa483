"""Finds what must not be written here: one person's numbers, name, case or health. Every text and file name passes it.

A stop cannot be sent; a warning the writer may confirm. Bokmål and nynorsk. Rather one warning too few than a writer
who learns to press past them; but an identity number is found however it is spaced. All patterns run in linear time:
every repetition is bounded or cannot overlap with what follows it.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from hashlib import sha256

from app.core.guard_words import (
    CASE_NUMBER,
    DIAGNOSIS,
    EMAIL,
    FEW_PEOPLE,
    NAMED_STAFF,
    NOT_A_NAME,
    OWN_CASE,
    OWN_REFERENCE,
    SHARED_MAILBOXES,
    TOLD_NUMBER,
)
from app.core.text import excerpt, fold, mask_email, squash

MASK = "•"
DIGIT = re.compile(r"\d")
LONGEST_EXCERPT = 80


class Severity(StrEnum):
    STOP = "stop"
    WARN = "warn"


class FindingKind(StrEnum):
    IDENTITY_NUMBER = "identity_number"
    TOLD_NUMBER = "told_number"
    ACCOUNT_NUMBER = "account_number"
    EMAIL = "email"
    CASE_NUMBER = "case_number"
    PHONE = "phone"
    OWN_CASE = "own_case"
    NAMED_STAFF = "named_staff"
    DIAGNOSIS = "diagnosis"
    FEW_PEOPLE = "few_people"

    @property
    def severity(self) -> Severity:
        return Severity.STOP if self in (self.IDENTITY_NUMBER, self.ACCOUNT_NUMBER) else Severity.WARN


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One place in a text. The excerpt is masked and the digest short, and neither appears in a log of the finding."""

    kind: FindingKind
    severity: Severity
    start: int
    end: int
    excerpt: str = dataclasses.field(repr=False)
    digest: str = dataclasses.field(repr=False)
    field: str = ""


Span = tuple[FindingKind, int, int]


def check(text: str, *, small_municipality: bool = False, field: str = "") -> list[Finding]:
    """What the writer must change or confirm, in the order of the text; places that overlap are named once."""
    plain, places = _plain(text)
    taken = bytearray(len(plain))
    findings = []
    for kind, start, end in _spans(plain, small_municipality):
        if any(taken[start:end]):
            continue
        taken[start:end] = b"\x01" * (end - start)
        findings.append(_finding(kind, plain[start:end], places[start], places[end], field))
    return sorted(findings, key=lambda found: found.start)


def check_fields(fields: Mapping[str, str], *, small_municipality: bool = False) -> list[Finding]:
    """The findings of a whole form, each with the name of its field."""
    return [
        found
        for name, text in fields.items()
        for found in check(text, small_municipality=small_municipality, field=name)
    ]


def check_filename(name: str, *, field: str = "") -> list[Finding]:
    return check(name.replace("_", " "), field=field)


def has_stop(findings: Sequence[Finding]) -> bool:
    return any(found.severity is Severity.STOP for found in findings)


def without_numbers(text: str) -> str:
    """A text that may be kept before it is sent: nothing is lost but one person's numbers, not stored even there."""
    for found in check(text):
        if found.severity is Severity.STOP:
            masked = DIGIT.sub(MASK, text[found.start : found.end])
            text = text[: found.start] + masked + text[found.end :]
    return text


def fingerprint(findings: Sequence[Finding]) -> str:
    """What a writer confirms: the warnings, wherever they stand and however often. Empty when nothing is to confirm."""
    return ".".join(sorted({found.digest for found in findings if found.severity is Severity.WARN}))


def unconfirmed(findings: Sequence[Finding], confirmed: str) -> list[Finding]:
    """The findings to show again: every stop, and the warnings that are not in the fingerprint that was confirmed."""
    known = set(confirmed.split("."))
    return [found for found in findings if found.severity is Severity.STOP or found.digest not in known]


def _finding(kind: FindingKind, matched: str, start: int, end: int, name: str) -> Finding:
    digest = sha256(f"{kind}:{fold(squash(matched))}".encode()).hexdigest()[:12]
    return Finding(kind, kind.severity, start, end, _masked(kind, matched), digest, name)


def _masked(kind: FindingKind, matched: str) -> str:
    if kind is FindingKind.EMAIL:
        return mask_email(matched)
    if sum(char.isdigit() for char in matched) < 5:
        return excerpt(matched, LONGEST_EXCERPT)
    first = next(place for place, char in enumerate(matched) if char.isdigit()) + 2
    return matched[:first] + DIGIT.sub(MASK, matched[first:])


# ---- The text as the patterns read it: composed letters, plain digits, dashes and spaces, nothing unseen.

UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2212")


def _plain(text: str) -> tuple[str, Sequence[int]]:
    """The text to search in, and for each of its places (and its end) the place in the original."""
    if text.isascii():
        return text, range(len(text) + 1)
    plain: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if char in UNSEEN:
            continue
        composed = unicodedata.normalize("NFC", plain[-1] + char) if plain and unicodedata.combining(char) else ""
        if len(composed) == 1:
            plain[-1] = composed
            continue
        plain.append(_plain_char(char))
        places.append(place)
    places.append(len(text))
    return "".join(plain), places


def _plain_char(char: str) -> str:
    if char in DASHES:
        return "-"
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return " " if char.isspace() and char != "\n" else char


def _spans(plain: str, small_municipality: bool) -> Iterator[Span]:
    """Every place found, the gravest first: who comes later gives way where two overlap."""
    for match in IBAN.finditer(plain):
        if _account_is_valid(_digits(match[0])[-11:]):
            yield FindingKind.ACCOUNT_NUMBER, match.start(), match.end()
    yield from _elevens(plain)
    for match in TOLD_NUMBER.finditer(plain):
        yield FindingKind.TOLD_NUMBER, match.start("number"), match.end("number")
    for match in EMAIL.finditer(plain):
        if match["name"].lower() not in SHARED_MAILBOXES:
            yield FindingKind.EMAIL, match.start(), match.end()
    for match in CASE_NUMBER.finditer(plain):
        if not OWN_REFERENCE.fullmatch(match["number"]):
            yield FindingKind.CASE_NUMBER, match.start(), match.end()
    yield from _phones(plain)
    for match in NAMED_STAFF.finditer(plain):
        if match["name"].split(" ")[0] not in NOT_A_NAME:
            yield FindingKind.NAMED_STAFF, match.start(), match.end()
    patterns = [(FindingKind.DIAGNOSIS, DIAGNOSIS), (FindingKind.OWN_CASE, OWN_CASE)]
    for kind, pattern in patterns + [(FindingKind.FEW_PEOPLE, FEW_PEOPLE)] * small_municipality:
        for match in pattern.finditer(plain):
            yield kind, match.start(), match.end()


# ---- Eleven digits: identity numbers and bank accounts.

DIGIT_CHAIN = re.compile(r"\d(?:[ \t./-]{0,3}\d)*")
DIGIT_GROUP = re.compile(r"\d+")
BROKEN_LINE = re.compile(r"(?<!\d)\d{6}[ .-]?\n[ ]?\d{5}(?!\d)")
IBAN = re.compile(r"\b(?i:NO)[ ]?\d{2}(?:[ ]?\d){11}(?!\d)")
BEFORE_ACCOUNT = re.compile(r"(?i:kont(?:o|onr|onummer|onummeret)\b.{0,20})$")

# How people group an identity number. Among other numbers only these shapes count, alone any does: else one list of
# thirty numbers in ten would hold an "identity number" by chance, and a stop cannot be confirmed.
USUAL_SHAPES = ((11,), (6, 5), (2, 2, 2, 5), (8, 5), (2, 2, 4, 5))
RARE_SHAPES = ((6, 3, 2), (2, 2, 2, 3, 2), (2, 2, 2, 2, 3))
ACCOUNT_SHAPES = ((11,), (4, 2, 5))

FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
REMAINDERS_FROM_2032 = (0, 1, 2, 3)  # the first check digit then allows these; the second stays strict
DAY_SERIES = (0, 40)  # ordinary, D-number
MONTH_SERIES = (0, 40, 65, 80)  # ordinary; H-numbers and Nav's, the health network's and the tax office's test people


def _elevens(plain: str) -> Iterator[Span]:
    for match in BROKEN_LINE.finditer(plain):
        if _identity_is_valid(_digits(match[0]), loose=True):
            yield FindingKind.IDENTITY_NUMBER, match.start(), match.end()
    for chain in DIGIT_CHAIN.finditer(plain):
        groups = [match.span() for match in DIGIT_GROUP.finditer(plain, chain.start(), chain.end())]
        for first in range(len(groups)):
            yield from _elevens_from(plain, groups[first : first + 13], chain.span())


def _elevens_from(plain: str, groups: Sequence[tuple[int, int]], chain: tuple[int, int]) -> Iterator[Span]:
    """The identity or account number that begins with the first of these groups of digits, if there is one."""
    digits, begin = "", groups[0][0]
    sizes: tuple[int, ...] = ()
    for start, end in groups:
        digits += plain[start:end]
        sizes += (end - start,)
        if len(digits) > 13:
            return
        if len(digits) == 11 and BEFORE_ACCOUNT.search(plain, max(0, begin - 40), begin) and _account_is_valid(digits):
            yield FindingKind.ACCOUNT_NUMBER, begin, end
        elif len(digits) in (11, 13) and (kind := _kind_of(digits, sizes, alone=(begin, end) == chain)):
            yield kind, begin, end


def _kind_of(digits: str, sizes: tuple[int, ...], *, alone: bool) -> FindingKind | None:
    usual = sizes in USUAL_SHAPES
    if len(digits) == 13:  # a birth date with its century, then five digits
        digits = digits[:4] + digits[6:] if usual else ""
    shaped = usual or sizes in RARE_SHAPES or (alone and len(digits) == 11)
    dated = sizes == (6, 5) or (shaped and _is_dated(digits))
    if shaped and dated and _identity_is_valid(digits, loose=usual):
        return FindingKind.IDENTITY_NUMBER
    return FindingKind.ACCOUNT_NUMBER if sizes in ACCOUNT_SHAPES and _account_is_valid(digits) else None


def _identity_is_valid(digits: str, *, loose: bool) -> bool:
    first = _weighed(digits, FIRST_WEIGHTS)
    if _weighed(digits, SECOND_WEIGHTS):
        return False
    return first == 0 or (loose and first in REMAINDERS_FROM_2032 and _is_dated(digits))


def _is_dated(digits: str) -> bool:
    """A day and a month in one of the known series, or an emergency number of the health service, which has none."""
    if digits[0] in "89":
        return True
    day, month = int(digits[:2]), int(digits[2:4])
    return any(1 <= day - more <= 31 for more in DAY_SERIES) and any(1 <= month - more <= 12 for more in MONTH_SERIES)


def _account_is_valid(digits: str) -> bool:
    return _weighed(digits, SECOND_WEIGHTS) == 0 and digits[:4] != "0000"


def _weighed(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


# ---- Eight digits: telephones, and what only looks like one.

PHONE = re.compile(
    r"(?<![\w/=#§+])(?<!\d[ .,/:-])"
    r"(?:[2-9]\d{7}|[2-9]\d(?P<a>[ .-])\d\d(?P=a)\d\d(?P=a)\d\d|[2-9]\d\d(?P<b>[ .-])\d\d(?P=b)\d{3})"
    r"(?!\d|[ .,/:-]\d|\w)"
)
PHONE_TOLD = re.compile(
    r"(?:(?<!\w)(?:\+|00)47[ .-]?|(?i:\b(?:tlf|telefon|mob|mobil|mobilen|ring|nummer|nummeret|telefonnummer|"
    r"mobilnummer|telefonnr|mobilnr|sms)\b\.?[ :]{1,3}(?:(?:er|på|til)[ ]{1,2})?))"
    r"(?P<number>[2-9](?:[ .-]?\d){7})(?!\d|[ .,-]\d)"
)
PHONE_ABROAD = re.compile(r"(?<![\w+])\+(?!47)[1-9]\d(?:[ -]?\d){6,13}(?!\d)")
NOT_A_PHONE_BEFORE = re.compile(
    r"(?i:(?:\bkr|\bnok|\borg\.?[ ]?nr|organisasjonsn(?:umme)?r(?:et)?|saksn(?:umme)?r(?:et)?|postn(?:umme)?r|"
    r"\brefn?r?|referansen?u?m?m?e?r?|journaln(?:umme)?r|\bsak|\binnspill|\binnspel|\bisbn|\bissn|§)\.?[ :]{0,3})$"
)
NOT_A_PHONE_AFTER = re.compile(
    r"[ ]?(?i:kr\b|kroner|krone\b|nok\b|mill|mrd|,-|%|prosent|personar|personer|brukere|brukarar|svar\b|timer|timar)"
)
DATE_IN_DIGITS = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
PUBLIC_NUMBERS = ("555533", "80", "81", "82")  # Nav's own, and the series of free and shared numbers


def _phones(plain: str) -> Iterator[Span]:
    for match in PHONE_TOLD.finditer(plain):
        if _is_private_phone(plain, match["number"], match.end()):
            yield FindingKind.PHONE, match.start("number"), match.end()
    for match in PHONE.finditer(plain):
        before = plain[max(0, match.start() - 30) : match.start()]
        if not NOT_A_PHONE_BEFORE.search(before) and _is_private_phone(plain, match[0], match.end()):
            yield FindingKind.PHONE, match.start(), match.end()
    for match in PHONE_ABROAD.finditer(plain):
        if not NOT_A_PHONE_AFTER.match(plain, match.end()):
            yield FindingKind.PHONE, match.start(), match.end()


def _is_private_phone(plain: str, number: str, end: int) -> bool:
    digits = _digits(number)
    return not (
        digits.startswith(PUBLIC_NUMBERS) or DATE_IN_DIGITS.fullmatch(digits) or NOT_A_PHONE_AFTER.match(plain, end)
    )
