"""Finds what must not be written here: one person's numbers, name, case or health. Every text and file name passes it.

A stop cannot be sent; a warning the writer may confirm. Bokmål and nynorsk. Rather one warning too few than a writer
who learns to press past them; but an identity number is found however it is written. All patterns run in linear time:
every repetition is bounded or cannot overlap with what follows it.
"""

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from hashlib import sha256

from flask_babel import lazy_gettext as _l

from app.core.errors import Invalid
from app.core.guard_numbers import A_QUANTITY, digits_of, find_numbers
from app.core.guard_text import read_literally, read_resolved
from app.core.guard_words import (
    CASE_NUMBER,
    CASE_REFERENCE,
    DIAGNOSIS,
    EMAIL,
    FEW_PEOPLE,
    NAMED_STAFF,
    NOT_A_NAME,
    OWN_CASE,
    OWN_REFERENCE,
    PEOPLE_IN_GENERAL,
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


# What a writer is told beside the field, whichever way the text came.
REFUSALS = {
    FindingKind.IDENTITY_NUMBER: _l("Dette ser ut som et fødselsnummer. Ta det bort."),
    FindingKind.ACCOUNT_NUMBER: _l("Dette ser ut som et kontonummer. Ta det bort."),
}


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


def check_text(text: str, *, small_municipality: bool = False, field: str = "") -> list[Finding]:
    """What the writer must change or confirm, in the order of the text; places that overlap are named once."""
    taken = bytearray(len(text) + 1)
    findings = []
    for kind, matched, start, end in _found(text, small_municipality):
        if any(taken[start:end]):
            continue
        taken[start:end] = b"\x01" * (end - start)
        findings.append(_finding(kind, matched, start, end, field))
    return sorted(findings, key=lambda found: found.start)


def check_all(texts: Iterable[str], *, small_municipality: bool = False, field: str = "") -> list[Finding]:
    """The findings of a text that is seen in several ways; what all of them show is named once."""
    found = [one for text in texts for one in check_text(text, small_municipality=small_municipality, field=field)]
    return list({one.digest: one for one in reversed(found)}.values())[::-1]


def check_filename(name: str, *, field: str = "") -> list[Finding]:
    return check_text(name.replace("_", " "), field=field)


def has_stop(findings: Sequence[Finding]) -> bool:
    return any(found.severity is Severity.STOP for found in findings)


def refusal_of(text: str) -> str:
    """Why this text cannot be sent; empty when it can."""
    return next((str(REFUSALS[found.kind]) for found in check_text(text) if found.severity is Severity.STOP), "")


def refuse(texts: Mapping[str, str | None]) -> None:
    """The last word, for every way in. Raises Invalid beside the first of these fields that cannot be sent."""
    for field, text in texts.items():
        if said := refusal_of(text or ""):
            raise Invalid(said, field=field)


def names_somebody(text: str, *, strict: bool = False) -> bool:
    """Is there anything that cannot be sent? `strict`: as in files, where numbers stand in columns."""
    bare = read_resolved(text)
    readings = [read_literally(text), *([bare[1]] if bare else [])]
    return any(True for reading in readings for _number in find_numbers(reading.text, strict=strict))


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


def _found(text: str, small_municipality: bool) -> Iterator[tuple[FindingKind, str, int, int]]:
    """Kind, words and place of everything found, the gravest first: who comes later gives way where two overlap.

    Stops are looked for a second time as a program would show the text that carries out its markup.
    """
    reading = read_literally(text)
    for kind, start, end in _stops(reading.text):
        yield kind, reading.text[start:end], reading.place(start), reading.place(end)
    if (bare := read_resolved(text)) is not None:
        marked, shown = bare
        for kind, start, end in _stops(shown.text):
            first, last = (marked.place(shown.place(place)) for place in (start, end))
            yield kind, shown.text[start:end], first, last
    for kind, start, end in _warnings(reading.text, small_municipality):
        yield kind, reading.text[start:end], reading.place(start), reading.place(end)


def _stops(plain: str) -> Iterator[Span]:
    for number in find_numbers(plain):
        kind = FindingKind.IDENTITY_NUMBER if number.names_a_person else FindingKind.ACCOUNT_NUMBER
        yield kind, number.start, number.end


def _warnings(plain: str, small_municipality: bool) -> Iterator[Span]:
    for match in TOLD_NUMBER.finditer(plain):
        yield FindingKind.TOLD_NUMBER, match.start("number"), match.end("number")
    for match in EMAIL.finditer(plain):
        if match["name"].lower() not in SHARED_MAILBOXES:
            yield FindingKind.EMAIL, match.start(), match.end()
    for match in CASE_NUMBER.finditer(plain):
        if not OWN_REFERENCE.fullmatch(match["number"]):
            yield FindingKind.CASE_NUMBER, match.start(), match.end()
    for match in CASE_REFERENCE.finditer(plain):
        if not OWN_REFERENCE.fullmatch(match["number"]):
            yield FindingKind.CASE_NUMBER, match.start(), match.end()
    yield from _phones(plain)
    for match in NAMED_STAFF.finditer(plain):
        if match["name"].split(" ")[0] not in NOT_A_NAME:
            yield FindingKind.NAMED_STAFF, match.start(), match.end()
    for match in DIAGNOSIS.finditer(plain):
        if match["who"] is None or _is_a_name(match["who"]):
            yield FindingKind.DIAGNOSIS, match.start(), match.end()
    patterns = [(FindingKind.OWN_CASE, OWN_CASE)] + [(FindingKind.FEW_PEOPLE, FEW_PEOPLE)] * small_municipality
    for kind, pattern in patterns:
        for match in pattern.finditer(plain):
            yield kind, match.start(), match.end()


def _is_a_name(words: str) -> bool:
    first = words.split(" ")[0]
    return first not in NOT_A_NAME and not PEOPLE_IN_GENERAL.fullmatch(first)


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
        if not A_QUANTITY.match(plain, match.end()):
            yield FindingKind.PHONE, match.start(), match.end()


def _is_private_phone(plain: str, number: str, end: int) -> bool:
    digits = digits_of(number)
    return not (digits.startswith(PUBLIC_NUMBERS) or DATE_IN_DIGITS.fullmatch(digits) or A_QUANTITY.match(plain, end))
