"""How a letter writes a day."""

from datetime import date

from flask_babel import format_date


def in_full(day: date) -> str:
    return str(format_date(day, "EEEE d. MMMM y"))
