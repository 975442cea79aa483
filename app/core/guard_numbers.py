"""Finds the numbers that name one person or one account: identity numbers and bank accounts, however written.

An identity number is a birth date and five digits more; the last two are check digits (forskrift til folkeregisterloven
§ 2-2-1 ff.). People write it in parts, with words and marks between; which parts belong together is a matter of
shape, and the check digits are the judge. Every number of digits looks at a bounded number of those that follow.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import mul
from typing import NamedTuple

from app.core.guard_words import BETWEEN_THE_PARTS, MONTHS, NUMBER_WORDS, QUANTITIES

FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
REMAINDERS_FROM_2032 = (0, 1, 2, 3)  # the first check digit then allows these; the second stays strict
DAY_SERIES = (0, 40)  # ordinary, D-number
MONTH_SERIES = (0, 40, 65, 80)  # ordinary; H-numbers and Nav's, the health network's and the tax office's test people

MOST_DIGITS = 13  # a birth date with its century, and five digits
MOST_PARTS = 5  # day, month, year, and the five digits in two
LONGEST_GAP = 60
IN_SIX = ((6,), (2, 2, 2))
ACCOUNT_SIZES = ((11,), (4, 2, 5))

PART = re.compile(rf"\d+|(?<![^\W\d_])(?:{'|'.join(MONTHS)})(?![^\W\d_])", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+")
TIGHT = re.compile(r"[ \t./-]{0,3}|[ .-]?\n ?")
NARROW = re.compile(r"[\W_]{0,4}")
IN_ONE_LINE = re.compile(r"[ ./-]{0,3}")
IBAN = re.compile(r"\b(?i:NO)[ ]?\d{2}(?:[ ]?\d){11}(?!\d)")
BEFORE_ACCOUNT = re.compile(r"(?i:kont(?:o|onr|onummer|onummeret)\b.{0,20})$")
BEFORE_FIVE = re.compile(rf"(?i:\b(?:{NUMBER_WORDS})\b[^\w]{{0,5}}(?:er[ ])?)$")
A_QUANTITY = re.compile(rf"[ ]?(?i:{QUANTITIES})")
NAMED = frozenset(NUMBER_WORDS.split("|"))

# How two parts hang together. Only between the date and the five digits may more stand than a mark or two.
APART, CLOSE, MARKED, SPACED, LETTERED, TOLD = range(6)


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


def numbers(plain: str, *, strict: bool = False) -> Iterator[Number]:
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


class _Row:
    """The parts of a text in order, and what stands between them."""

    def __init__(self, plain: str, strict: bool) -> None:
        self.plain = plain
        self.strict = strict
        self.parts = [_part(match) for match in PART.finditer(plain)]
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
        if count == 11 and (kind := self._judged(first, first, 0)) is not None:
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
        return False if plain_eleven and tight and account_is_valid(digits) else None

    def _names_a_person(self, first: int, last: int, wide: int, sizes: tuple[int, ...], digits: str) -> bool:
        if sizes == (11,):
            return identity_is_valid(digits, loose=True)
        split = _place_of_five(sizes)
        if split and wide in (0, first + split) and self._is_split_number(first, last, split, sizes):
            return True
        if sizes[0] == 5 and wide in (0, first + 1) and self._is_five_first(first, last, sizes[1:]):
            return True
        if wide or len(digits) != 11 or 0 in sizes or not identity_is_valid(digits, loose=set(sizes) == {1}):
            return False
        return self._stands_alone(first, last, sizes)

    def _is_split_number(self, first: int, last: int, split: int, sizes: tuple[int, ...]) -> bool:
        """A date, and after it five digits."""
        tie, gap = self.ties[first + split], self.gap(first + split)
        dates, fives = sizes[:split], sizes[split:]
        five = "".join(part.digits for part in self.parts[first + split : last + 1])
        together = fives == (5,) or (fives in ((3, 2), (2, 3)) and self.ties[last] == CLOSE)
        if not together:
            return False
        for date in _dates([part.digits for part in self.parts[first : first + split]], dates):
            if tie == TOLD:
                return any(identity_is_valid(told + five, loose=True) for told in date.in_each_series())
            if dates not in IN_SIX and (A_QUANTITY.match(self.plain, self.parts[last].end) or fives != (5,)):
                continue
            usual = tie != LETTERED if dates in IN_SIX else not date.is_odd and bool(IN_ONE_LINE.fullmatch(gap))
            loose = usual and fives == (5,) and not self.strict
            if identity_is_valid(date.six + five, loose=loose):
                return not date.has_century or loose or date.agrees_with(five)
        return False

    def _is_five_first(self, first: int, last: int, dated: tuple[int, ...]) -> bool:
        """The five digits that are called somebody's, and after them the date."""
        start = self.parts[first].start
        if not BEFORE_FIVE.search(self.plain, max(0, start - 40), start):
            return False
        dates = _dates([part.digits for part in self.parts[first + 1 : last + 1]], dated)
        five = self.parts[first].digits
        return any(identity_is_valid(told + five, loose=True) for date in dates for told in date.in_each_series())

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


@dataclass(frozen=True, slots=True)
class _Date:
    """A birth date in six digits; the year with its century where that was written."""

    six: str
    year: str
    is_odd: bool = False

    @property
    def has_century(self) -> bool:
        return len(self.year) == 4

    def in_each_series(self) -> Iterator[str]:
        """The date as it stands, and as it stands in the numbers of those to whom another series was given."""
        yield self.six
        day, month = int(self.six[:2]), int(self.six[2:4])
        if 1 <= day <= 31 and 1 <= month <= 12:
            for more in DAY_SERIES:
                yield from (f"{day + more:02d}{month + also:02d}{self.six[4:]}" for also in MONTH_SERIES)

    def agrees_with(self, five: str) -> bool:
        """The first three of the five digits told the century of birth, until 2032."""
        year, individual = int(self.year), int(five[:3])
        if 1940 <= year <= 1999:
            return individual < 500 or individual >= 900
        if year < 1900:
            return 500 <= individual < 750
        return (individual >= 500) == (year >= 2000)


def _dates(digits: Sequence[str], sizes: tuple[int, ...]) -> Iterator[_Date]:
    """Each way to read these parts as a birth date."""
    if sizes in IN_SIX:
        yield _Date("".join(digits), digits[-1][-2:])
    elif sizes == (8,):
        whole = digits[0]
        yield from _of_century(whole[:2], whole[2:4], whole[4:])
        yield from _of_century(whole[6:], whole[4:6], whole[:4])
    elif len(sizes) == 3 and max(sizes[:2]) <= 2 and sizes[2] == 4:
        yield from _of_century(*digits)
    elif len(sizes) == 3 and max(sizes[1:]) <= 2 and sizes[0] == 4:
        yield from _of_century(*reversed(digits))
    elif len(sizes) == 3 and max(sizes[:2]) <= 2 and sizes[2] == 2:
        yield _Date(digits[0].zfill(2) + digits[1].zfill(2) + digits[2], digits[2])
    if sum(sizes) == 6 and sizes not in IN_SIX and 0 not in sizes:
        yield _Date("".join(digits), "", is_odd=True)


def _of_century(day: str, month: str, year: str) -> Iterator[_Date]:
    if year[:2] in ("18", "19", "20"):
        yield _Date(day.zfill(2) + month.zfill(2) + year[2:], year)


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
    if any(word in NAMED for word in words):
        return TOLD
    if all(word in BETWEEN_THE_PARTS for word in words):
        return SPACED if words or len(gap) <= 12 else APART
    return LETTERED if len(gap) <= 4 else APART


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
