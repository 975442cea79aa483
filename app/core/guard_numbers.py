"""Finds the numbers that name one person or one account: identity numbers and bank accounts, however written.

An identity number is a birth date and five digits more; the last two are check digits (forskrift til folkeregisterloven
§ 2-2-1 ff.). People write it in parts, with words and marks between; which parts belong together is a matter of
shape, and the check digits are the judge. Every number of digits looks at a bounded number of those that follow.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import attrgetter, mul
from typing import NamedTuple

from app.core.guard_dates import DAY_SERIES, IN_SIX, MONTH_SERIES, dates_of
from app.core.guard_words import BEFORE_QUANTITIES, BETWEEN_THE_PARTS, MANY, MONTHS, NUMBER_NAMES, QUANTITIES

FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
REMAINDERS_FROM_2032 = (0, 1, 2, 3)  # the first check digit then allows these; the second stays strict

MOST_DIGITS = 13  # a birth date with its century, and five digits
MOST_PARTS = 5  # day, month, year, and the five digits in two
LONGEST_GAP = 60
ACCOUNT_SIZES = ((11,), (4, 2, 5))
DOTTED = (2, 2, 2, 5)  # a date and five digits, and nothing else
IN_TWO = (4, 7)  # an account, where a dot or a hyphen stands between
USUAL_ENDS = frozenset({2, 4, 6, 9})  # after so many digits a part of an identity number ends: day, month, year, three
USUAL_ENDS_OF_THIRTEEN = frozenset({2, 4, 6, 8, 11})
LAST_OF_EQUAL = 4  # digits in a group, where they are grouped alike from the front
FAR = 200  # letters between five digits that are called somebody's, and the date that they belong to
PARTS_FAR = 6

SIFFER = r"(?:[ ](?:siffer|sifre|sifra|sifrene|tall|tal|tallene|tala))?"
LAST_FIVE = rf"siste[ ](?:5|fem){SIFFER}|(?:5|fem)[ ]siste{SIFFER}"
PART = re.compile(
    rf"(?!(?<=siste )5(?!\d)|5(?= siste\b))\d+|(?<![^\W\d_])(?:{'|'.join(MONTHS)})(?![^\W\d_])", re.IGNORECASE
)
WORD = re.compile(r"[^\W\d_]+")
TIGHT = re.compile(r"[ \t./-]{0,3}|[ .-]?\n ?")
NARROW = re.compile(r"[\W_]{0,4}")
IN_ONE_LINE = re.compile(r"[ ./-]{0,3}")
CELLS = re.compile(r"[ ]?[|;\t](?:[^\d|;\t\n]{0,40}[|;\t]){1,3}[ ]?")  # in a row of a table, with words between
COLUMN = re.compile(r"[;|\t\n]")
IBAN = re.compile(r"\b(?i:NO)[ .:-]{0,2}\d{2}(?:[ .-]?\d){11}(?!\d)")
BEFORE_ACCOUNT = re.compile(r"(?i:kont(?:o|onr|onummer|onummeret)\b.{0,20})$")
CALLED_FIVE = re.compile(
    rf"(?i:\b(?:{NUMBER_NAMES}|{LAST_FIVE})\b[\W_]{{0,5}}(?:(?:er|var)[ ])?)"
    r"(?P<five>\d{5}|\d{3}[ ]\d\d|\d\d[ ]\d{3})(?!\d)"
)
A_QUANTITY = re.compile(rf"[ ]?(?i:{QUANTITIES})")
MANY_OF_IT = re.compile(rf"[ ]?(?i:{MANY})")
AFTER_A_UNIT = re.compile(rf"(?i:(?<![^\W\d_])(?:{BEFORE_QUANTITIES})\.?[ ]?)$")
NUMBER_NAME = re.compile(rf"(?i:\b(?:{NUMBER_NAMES})\b)")

# How two parts hang together. Only between the date and the five digits may more stand than a mark or two.
APART, CLOSE, MARKED, SPACED, LETTERED, TOLD, IN_CELLS = range(7)


@dataclass(frozen=True, slots=True)
class Number:
    """Where it stands, and whether it names a person; else it is an account's."""

    start: int
    end: int
    names_a_person: bool


class _Part(NamedTuple):
    """A group of digits, or a month by its name: then its size is 0."""

    start: int
    end: int
    digits: str
    size: int


def find_numbers(plain: str, *, strict: bool = False) -> Iterator[Number]:
    """Every identity and account number of a plain text. They may overlap; the first found is the likelier.

    `strict`: in parts, only the check digits of today count. So in files, where columns of dates stand beside columns
    of amounts; the looser ones of 2032 would find a person in every thirtieth row.
    """
    for match in IBAN.finditer(plain):
        if account_is_valid(digits_of(match[0])[-11:]):
            yield Number(*match.span(), names_a_person=False)
    row = _Row(plain, strict)
    for first in range(len(row.parts)):
        yield from row.from_part(first)
    yield from row.called_fives()


class _Row:
    """The parts of a text in order, and what stands between them."""

    def __init__(self, plain: str, strict: bool) -> None:
        self.plain = plain
        self.strict = strict
        self.parts = [_part(match) for match in PART.finditer(plain)]
        self.dates: dict[int, tuple[str, ...]] = {}
        self.ties = [APART]  # how each part hangs on the one before it
        for before, part in pairwise(self.parts):
            near = part.start - before.end <= LONGEST_GAP
            self.ties.append(_tie(plain[before.end : part.start]) if near else APART)

    def gap(self, place: int) -> str:
        """What stands before the part at `place`. Longer than any gap that counts at the ends of the text."""
        if not 0 < place < len(self.parts):
            return "\n" * LONGEST_GAP
        return self.plain[self.parts[place - 1].end : self.parts[place].start]

    def from_part(self, first: int) -> Iterator[Number]:
        """The number that begins with this part, if there is one."""
        parts, ties = self.parts, self.ties
        count, wide = parts[first].size, 0  # digits, and the place of the one gap in which more may stand
        if count in (11, 13) and (kind := self._judged(first, first, 0)) is not None:
            yield Number(parts[first].start, parts[first].end, kind)
        for last in range(first + 1, min(first + MOST_DIGITS, len(parts))):
            tie = ties[last]
            if tie == APART or (tie > MARKED and wide):
                return
            if tie > MARKED:
                wide = last
            count += parts[last].size or 2
            if count > MOST_DIGITS:
                return
            few = last - first < MOST_PARTS  # more parts than that are eleven digits, each shape of its own
            if (count == 11 or (few and count >= 10)) and (kind := self._judged(first, last, wide)) is not None:
                yield Number(parts[first].start, parts[last].end, kind)

    def _judged(self, first: int, last: int, wide: int) -> bool | None:
        """True: these parts name a person. False: they are an account. None: neither."""
        parts = self.parts[first : last + 1]
        sizes = tuple([part.size for part in parts])
        digits = "".join([part.digits for part in parts])
        plain_eleven = len(digits) == 11 and 0 not in sizes
        if plain_eleven and _weighed(digits, SECOND_WEIGHTS):
            plain_eleven = False  # no number of that kind ends so
            if len(sizes) > MOST_PARTS or len(sizes) == 1:
                return None
        if plain_eleven and not wide and account_is_valid(digits) and self._is_called_account(first):
            return False
        if self._names_a_person(first, last, wide, sizes, digits):
            return True
        tight = sizes in ACCOUNT_SIZES and all(self.ties[place] == CLOSE for place in range(first + 1, last + 1))
        is_usual = tight or (sizes == IN_TWO and self.gap(last) in (".", "-"))
        return False if plain_eleven and is_usual and account_is_valid(digits) else None

    def _names_a_person(self, first: int, last: int, wide: int, sizes: tuple[int, ...], digits: str) -> bool:
        if sizes == (11,):
            return identity_is_valid(digits, loose=True)
        split = _place_of_five(sizes)
        if split and wide in (0, first + split) and self._is_split_number(first, last, split, sizes):
            return True
        if wide or 0 in sizes or sizes == DOTTED:
            return False
        if len(digits) == 13:
            return not split and _ends(sizes) <= USUAL_ENDS_OF_THIRTEEN and self._is_of_thirteen(digits)
        if len(digits) != 11 or not identity_is_valid(digits, loose=set(sizes) == {1}):
            return False
        return _is_usual(sizes) and not self._is_counted(first, last) and self._stands_alone(first, last, sizes)

    def _is_split_number(self, first: int, last: int, split: int, sizes: tuple[int, ...]) -> bool:
        """A date, and after it five digits."""
        tie, gap = self.ties[first + split], self.gap(first + split)
        dates, fives = sizes[:split], sizes[split:]
        five = "".join(part.digits for part in self.parts[first + split : last + 1])
        together = fives == (5,) or (fives in ((3, 2), (2, 3)) and self.ties[last] == CLOSE)
        if not together:
            return False
        end = self.parts[last].end
        is_counted = dates != (6,) and bool(A_QUANTITY.match(self.plain, end) or AFTER_A_UNIT.search(gap))
        for date in dates_of([part.digits for part in self.parts[first : first + split]], dates):
            if tie == TOLD:
                return any(identity_is_valid(told + five, loose=True) for told in date.in_each_series())
            if is_counted or (dates not in IN_SIX and fives != (5,)):
                continue
            if dates != (6,) and date.is_of_today and self._is_of_today(tie, gap, five, end):
                continue
            usual = tie < LETTERED if dates in IN_SIX else not date.is_odd and bool(IN_ONE_LINE.fullmatch(gap))
            loose = (usual or tie == IN_CELLS) and fives == (5,) and not self.strict
            if identity_is_valid(date.six + five, loose=loose):
                return not date.has_century or loose or date.agrees_with(five)
        return False

    def _is_of_today(self, tie: int, gap: str, five: str, end: int) -> bool:
        """Such a date needs more beside it: nothing that is counted, and the digits of those born in this century."""
        in_columns = tie == IN_CELLS or (self.strict and COLUMN.search(gap))
        return bool(in_columns or MANY_OF_IT.match(self.plain, end) or (tie != CLOSE and five[0] < "5"))

    def _is_of_thirteen(self, digits: str) -> bool:
        """A date with its century, and the five digits, without anything between."""
        five = digits[8:]
        return any(
            identity_is_valid(date.six + five, loose=not self.strict) and date.agrees_with(five)
            for date in dates_of([digits[:8]], (8,))
        )

    def called_fives(self) -> Iterator[Number]:
        """Five digits that are called somebody's, where a date near them makes them so."""
        for match in CALLED_FIVE.finditer(self.plain):
            five = digits_of(match["five"])
            if any(identity_is_valid(told + five, loose=True) for told in self._dates_near(match)):
                yield Number(match.start("five"), match.end(), names_a_person=True)

    def _dates_near(self, match: re.Match[str]) -> Iterator[str]:
        """Every date within FAR letters of this place, in each series."""
        here = bisect_left(self.parts, match.start("five"), key=attrgetter("start"))
        for first in range(max(0, here - PARTS_FAR), min(len(self.parts), here + PARTS_FAR)):
            if match.start() - FAR <= self.parts[first].start <= match.end() + FAR:
                yield from self._dates_from(first)

    def _dates_from(self, first: int) -> tuple[str, ...]:
        """Every date that begins with this part, in each series. Many fives may ask for the same."""
        if first not in self.dates:
            groups = [self.parts[first:last] for last in (first + 1, first + 3)]
            found = [dates_of([one.digits for one in group], tuple([one.size for one in group])) for group in groups]
            self.dates[first] = tuple(told for dates in found for date in dates for told in date.in_each_series())
        return self.dates[first]

    def _is_counted(self, first: int, last: int) -> bool:
        """An amount: what stands before or after says of what."""
        start = self.parts[first].start
        before = self.plain[max(0, start - 8) : start]
        return bool(A_QUANTITY.match(self.plain, self.parts[last].end) or AFTER_A_UNIT.search(before))

    def _stands_alone(self, first: int, last: int, sizes: tuple[int, ...]) -> bool:
        """Nothing like it before or after, and the same between all its parts."""
        gaps = {self.gap(place) for place in range(first + 1, last + 1)}
        tight = all(self.ties[place] == CLOSE for place in range(first + 1, last + 1))
        if not tight and len(gaps) > 1:
            return False
        outside = [place for place in (first, last + 1) if self._goes_on(place, gaps)]
        if set(sizes) == {1}:  # each digit by itself: a longer group beside it is another number
            outside = [place for place in outside if self.parts[place - 1 if place == first else place].size == 1]
        return not outside

    def _goes_on(self, place: int, gaps: set[str]) -> bool:
        if not 0 < place < len(self.parts):
            return False
        return self.ties[place] == CLOSE or self.gap(place) in gaps

    def _is_called_account(self, first: int) -> bool:
        start = self.parts[first].start
        return BEFORE_ACCOUNT.search(self.plain, max(0, start - 40), start) is not None


def _part(match: re.Match[str]) -> _Part:
    month = MONTHS.get(match[0].lower()) if not match[0].isdigit() else None
    return _Part(match.start(), match.end(), month or match[0], 0 if month else len(match[0]))


@lru_cache(maxsize=4096)
def _tie(gap: str) -> int:
    if TIGHT.fullmatch(gap):
        return CLOSE
    if NARROW.fullmatch(gap):
        return MARKED
    words = [word.lower() for word in WORD.findall(gap)]
    if words and NUMBER_NAME.search(gap):
        return TOLD
    if all(word in BETWEEN_THE_PARTS for word in words):
        return SPACED if words or len(gap) <= 12 else APART
    if CELLS.fullmatch(gap):
        return IN_CELLS
    return LETTERED if len(gap) <= 4 else APART


def _ends(sizes: tuple[int, ...]) -> set[int]:
    """After how many digits each part ends, but the last."""
    return set(accumulate(sizes[:-1]))


def _is_usual(sizes: tuple[int, ...]) -> bool:
    """Is a number of a person ever grouped so? In two anyhow, by its meaning, or in groups of the same size."""
    ends = _ends(sizes)
    alike = len(set(sizes[:-1])) == 1 and sizes[-1] <= sizes[0] <= LAST_OF_EQUAL
    return len(sizes) == 2 or alike or (6 in ends and ends <= {2, 4, *range(6, 11)}) or ends <= USUAL_ENDS


def _place_of_five(sizes: tuple[int, ...]) -> int:
    """How many parts stand before the last five digits; 0 when no part begins there."""
    count = 0
    for place in range(len(sizes) - 1, 0, -1):
        count += sizes[place]
        if count >= 5 or sizes[place] == 0:
            return place if count == 5 else 0
    return 0


def identity_is_valid(digits: str, *, loose: bool) -> bool:
    """Do date and check digits agree? `loose`: also by the rule for numbers that are given from 2032 on."""
    if _weighed(digits, SECOND_WEIGHTS) or not _is_dated(digits):
        return False
    first = _weighed(digits, FIRST_WEIGHTS)
    return first == 0 or (loose and first in REMAINDERS_FROM_2032)


def _is_dated(digits: str) -> bool:
    """A day and a month in one of the known series, or an emergency number of the health service, which has none."""
    if digits[0] in "89":
        return True
    day, month = int(digits[:2]), int(digits[2:4])
    return any(1 <= day - more <= 31 for more in DAY_SERIES) and any(1 <= month - more <= 12 for more in MONTH_SERIES)


def account_is_valid(digits: str) -> bool:
    return _weighed(digits, SECOND_WEIGHTS) == 0 and digits[:4] != "0000"


def _weighed(digits: str, weights: Sequence[int]) -> int:
    return sum(map(mul, map(int, digits), weights)) % 11


def digits_of(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
