"""How dates, deadlines and numbers are written: "tirsdag 3. mars kl. 12.00 (om 6 arbeidsdager)"."""

from datetime import UTC, date, datetime

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock, workdays
from app.core.words import DAY_AND_TIME, TODAY
from app.language import format_date, format_datetime


def install(app: Flask) -> None:
    app.jinja_env.filters["day"] = day_text
    app.jinja_env.filters["short_day"] = short_day
    app.jinja_env.filters["step_day"] = step_day
    app.jinja_env.filters["moment"] = moment_text
    app.jinja_env.filters["iso"] = machine_time
    app.jinja_env.filters["deadline"] = deadline_text
    app.jinja_env.filters["working_days_left"] = working_days_left


def day_text(value: date | datetime) -> str:
    """tirsdag 3. mars; with the year when it is another one."""
    that = clock.local_day(value) if isinstance(value, datetime) else value
    return format_date(that, "EEEE d. MMMM" if that.year == clock.today().year else "EEEE d. MMMM y")


def step_day(value: date) -> str:
    """23. juli / 23.7.2025: a day under a step of the chain, where there is little room."""
    if value.year == clock.today().year:
        return format_date(value, "d. MMM")
    return format_date(value, "d.M.y")


def short_day(value: date | datetime) -> str:
    """3. mars 2026"""
    return format_date(clock.local_day(value) if isinstance(value, datetime) else value, "d. MMMM y")


def moment_text(value: datetime) -> str:
    """3. mars 2026 kl. 12.00"""
    return format_datetime(value, str(DAY_AND_TIME))


def machine_time(value: datetime) -> str:
    """2026-03-03T11:00Z, as `<time>` wants it (HTML, global dates and times): to the minute, as people read it."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def working_days_left(due: date, *, july_pause: bool = False) -> str:
    """om 6 arbeidsdager / i dag / for 3 arbeidsdager siden"""
    left = workdays.workdays_between(clock.today(), due, july_pause=july_pause)
    if due == clock.today():
        return str(TODAY)
    if left > 0:
        return ngettext("om %(num)d arbeidsdag", "om %(num)d arbeidsdager", left)
    if left < 0:
        return ngettext("for %(num)d arbeidsdag siden", "for %(num)d arbeidsdager siden", -left)
    return _("neste arbeidsdag") if due > clock.today() else _("forrige arbeidsdag")


def deadline_text(due: date, *, july_pause: bool = False) -> str:
    """fredag 4. desember (om 6 arbeidsdager)"""
    return f"{day_text(due)} ({working_days_left(due, july_pause=july_pause)})"
