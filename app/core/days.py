"""Which days people may write, and how: no date lies more than ten years ahead, and beyond two it is asked again."""

import re
from datetime import date, time

from app.core.text import whole_number

EARLIEST = date(1900, 1, 1)
YEARS_AHEAD = 10
YEARS_BEFORE_ASKING = 2
ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
# Day first. A stroke between them could be the month first; eight digits come from a keyboard without a full stop.
NORWEGIAN = re.compile(r"(?P<day>[0-9]{1,2})[. -] ?(?P<month>[0-9]{1,2})[. -] ?(?P<year>[0-9]{4})")
DIGITS = re.compile(r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>[0-9]{4})")
IN_WORDS = re.compile(r"(?P<day>[0-9]{1,2})\.? ?(?P<month>[a-z]{3,9})\.? (?P<year>[0-9]{4})")
MONTHS = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des")


def read_day(text: str) -> date | None:
    """The day written as 24.12.2026, 24122026, 24. desember 2026 or 2026-12-24.

    None for anything else: a year of two digits, the month first, a day that does not exist.
    """
    text = text.strip().lower()
    forms = (ISO, NORWEGIAN, DIGITS, IN_WORDS)
    found = next((match for form in forms if (match := form.fullmatch(text)) is not None), None)
    if found is None:
        return None
    try:
        return date(int(found["year"]), _month(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _month(written: str) -> int:
    """By number or name, which may be cut short; raises ValueError for no month."""
    return int(written) if written.isdigit() else MONTHS.index(written[:3]) + 1


def read_time(text: str) -> time | None:
    """The time of day written as 10.00, 10:00 or 10; None for anything else."""
    hours, _sign, minutes = text.replace(":", ".").partition(".")
    hour, minute = whole_number(hours), whole_number(minutes or "0")
    if hour is None or minute is None or hour > 23 or minute > 59:
        return None
    return time(hour, minute)


def is_too_far(day: date, today: date) -> bool:
    return day > years_after(today, YEARS_AHEAD)


def is_far(day: date, today: date) -> bool:
    """So far ahead that the year may be mistyped."""
    return day > years_after(today, YEARS_BEFORE_ASKING)


def years_after(day: date, years: int) -> date:
    """The same day that many years later (before, when negative); 29 February becomes the 28th in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
