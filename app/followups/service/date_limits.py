"""Which days may be named in the chain: none that has passed, none absurdly far ahead."""

from calendar import monthrange
from datetime import date

from flask_babel import gettext as _

from app.core import clock
from app.core.errors import Invalid
from app.core.words import DAY_BEFORE_TODAY

MOST_YEARS = 10  # a promise further ahead is none


def refuse_past(**days: date | None) -> None:
    """Raises Invalid for the first day before today: what is promised or announced lies ahead."""
    for field, day in days.items():
        if day is not None and day < clock.today():
            raise Invalid(str(DAY_BEFORE_TODAY), field=field)


def refuse_far(**days: date | None) -> None:
    """Raises Invalid for the first day more than ten years ahead: no date of the chain lies there."""
    for field, day in days.items():
        if day is not None and day > _years_ahead(clock.today(), MOST_YEARS):
            raise Invalid(_("Datoen kan ikke være mer enn ti år fram i tid."), field=field)


def _years_ahead(day: date, years: int) -> date:
    """The same day of a later year; 29 February becomes the 28th where there is none."""
    return date(day.year + years, day.month, min(day.day, monthrange(day.year + years, day.month)[1]))
