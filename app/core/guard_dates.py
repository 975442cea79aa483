"""Every way to read some digits, written in parts, as a birth date."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

DAY_SERIES = (0, 40)  # ordinary, D-number
MONTH_SERIES = (0, 40, 65, 80)  # ordinary; H-numbers and Nav's, the health network's and the tax office's test people
IN_SIX = ((6,), (2, 2, 2))
# Two-digit years of the dates that councils write about. Who is born in them is a child, or a hundred years old.
OF_TODAY = range(16, 31)


@dataclass(frozen=True, slots=True)
class Date:
    """A birth date in six digits; the year with its century where that was written."""

    six: str
    year: str
    is_odd: bool = False

    @property
    def has_century(self) -> bool:
        return len(self.year) == 4

    @property
    def is_of_today(self) -> bool:
        """Such a date stands in many a council's text, and in hardly anybody's number."""
        is_day = int(self.six[:2]) <= 31 and int(self.six[2:4]) <= 12
        return is_day and self.year[:-2] in ("", "20") and self.year != "" and int(self.year[-2:]) in OF_TODAY

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


def dates_of(digits: Sequence[str], sizes: tuple[int, ...]) -> Iterator[Date]:
    """Each way to read these parts as a birth date."""
    if sizes in IN_SIX:
        yield Date("".join(digits), digits[-1][-2:])
    elif sizes in ((8,), (4, 4)):
        whole = "".join(digits)
        yield from _of_century(whole[:2], whole[2:4], whole[4:])
        yield from _of_century(whole[6:], whole[4:6], whole[:4])
    elif len(sizes) == 3 and max(sizes[:2]) <= 2 and sizes[2] == 4:
        yield from _of_century(*digits)
    elif len(sizes) == 3 and max(sizes[1:]) <= 2 and sizes[0] == 4:
        yield from _of_century(*reversed(digits))
    elif len(sizes) == 3 and max(sizes[:2]) <= 2 and sizes[2] == 2:
        yield Date(digits[0].zfill(2) + digits[1].zfill(2) + digits[2], digits[2])
    if sum(sizes) == 6 and sizes not in IN_SIX and 0 not in sizes:
        yield Date("".join(digits), "", is_odd=True)


def _of_century(day: str, month: str, year: str) -> Iterator[Date]:
    if year[:2] in ("18", "19", "20"):
        yield Date(day.zfill(2) + month.zfill(2) + year[2:], year)
