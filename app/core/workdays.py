"""Counts working days (arbeidsdager) in Norway, so that every deadline can be computed and explained in one line.

Monday to Friday less the public holidays in law; 24 and 31 December are working days. Days are dates in Europe/Oslo:
whoever has an instant turns it into a date there first. With the July pause no day in July counts.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays

# No date of the house lies outside. A row that does all the same is counted from here or to here, so that none of them
# costs the working days of thousands of years.
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
MOST_DAYS = 25_000  # a hundred years of working days
JULY = 7
SATURDAY = 5
ONE_DAY = timedelta(days=1)

TWO_ON_ONE_DAY = " og "


@dataclass(frozen=True, slots=True)
class Count:
    """How a deadline was counted: what a page needs to say it in one line."""

    start: date
    days: int
    due: date
    skipped_holidays: tuple[tuple[date, str], ...]
    pauses: tuple[tuple[date, date], ...]
    july: bool


def is_workday(day: date, *, july_pause: bool = False) -> bool:
    return day.weekday() < SATURDAY and not (july_pause and day.month == JULY) and day not in _holidays(day.year)


def add_workdays(start: date, days: int, *, july_pause: bool = False) -> date:
    """The working day that many working days after start (before it, when negative); the day after start is number 1.

    Zero gives the start itself, or the first working day after it.
    """
    start, days = _within(start), max(-MOST_DAYS, min(days, MOST_DAYS))
    year = start.year
    workdays = _workdays(year, july_pause)
    place = bisect_right(workdays, start) + days - 1 if days > 0 else bisect_left(workdays, start) + days
    while place >= len(workdays):
        place -= len(workdays)
        year += 1
        workdays = _workdays(year, july_pause)
    while place < 0:
        year -= 1
        workdays = _workdays(year, july_pause)
        place += len(workdays)
    return workdays[place]


def workdays_between(a: date, b: date, *, july_pause: bool = False) -> int:
    """How many working days are left from a to b: the inverse of `add_workdays`, negative when b has passed.

    Forwards it counts the days after a up to and with b; backwards the days before a down to and with b. So a deadline
    on a Friday is 0 away that Friday and -1 from Saturday to Monday: negative means late. A step "one working day
    after" is `add_workdays(due, 1)`, the Monday.
    """
    a, b = _within(a), _within(b)
    if a <= b:
        return _workdays_through(b, a.year, july_pause) - bisect_right(_workdays(a.year, july_pause), a)
    return -(_workdays_through(a - ONE_DAY, b.year, july_pause) - bisect_left(_workdays(b.year, july_pause), b))


def on_or_before_workday(day: date) -> date:
    day = _within(day)
    while not is_workday(day):
        day -= ONE_DAY
    return day


def on_or_after_workday(day: date) -> date:
    day = _within(day)
    while not is_workday(day):
        day += ONE_DAY
    return day


def explain_due(
    start: date, days: int, due: date, *, pauses: Sequence[tuple[date, date]] = (), july_pause: bool = False
) -> Count:
    """What stood between start and due; a holiday on a weekend or in a pause (both its ends included) says nothing."""
    first, last = _within(min(start, due)), _within(max(start, due))
    skipped = tuple(
        (day, name)
        for year in range(first.year, last.year + 1)
        for day, name in sorted(_holidays(year).items())
        if first < day < last and day.weekday() < SATURDAY and not any(begin <= day <= end for begin, end in pauses)
    )
    july = july_pause and any(_overlaps_july(year, first, last) for year in range(first.year, last.year + 1))
    return Count(start, days, due, skipped, tuple(sorted(pauses)), july)


def _within(day: date) -> date:
    return min(max(day, EARLIEST), LATEST)


def _overlaps_july(year: int, first: date, last: date) -> bool:
    return first < date(year, JULY, 31) and date(year, JULY, 1) < last


def _workdays_through(day: date, first_year: int, july_pause: bool) -> int:
    """Working days from the beginning of the first year up to and with the day."""
    whole_years = sum(len(_workdays(year, july_pause)) for year in range(first_year, day.year))
    return whole_years + bisect_right(_workdays(day.year, july_pause), day)


@cache
def _holidays(year: int) -> Mapping[date, str]:
    # language="no", not "nb": the package answers "nb" in English without a word.
    found = holidays.country_holidays("NO", language="no", years=year)
    return {day: TWO_ON_ONE_DAY.join(name.split("; ")) for day, name in found.items()}


@cache
def _workdays(year: int, july_pause: bool) -> tuple[date, ...]:
    first = date(year, 1, 1)
    length = (date(year, 12, 31) - first).days + 1
    days = (first + timedelta(days=number) for number in range(length))
    return tuple(day for day in days if is_workday(day, july_pause=july_pause))
