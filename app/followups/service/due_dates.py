"""When something is due: working days from today, counted as the issue's council counts them."""

from datetime import date

from app.core import clock, workdays
from app.core.errors import NotFound
from app.database import db
from app.models.councils import Council
from app.models.issues import Issue


def council_of(issue: Issue) -> Council:
    """The council that the issue is with, whether or not a query loaded it along.

    Raises NotFound when there is none.
    """
    council = db.session.get(Council, issue.council_id)
    if council is None:
        raise NotFound
    return council


def due_in(days: int, *, july_pause: bool) -> date:
    return workdays.add_workdays(clock.today(), days, july_pause=july_pause)


def after_pause(day: date, paused_on: date, *, july_pause: bool) -> date:
    """A date moved by the working days that the clock stood still."""
    stood = workdays.workdays_between(paused_on, clock.today(), july_pause=july_pause)
    return workdays.add_workdays(day, stood, july_pause=july_pause) if stood > 0 else day
