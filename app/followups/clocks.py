"""When something is due: working days from today, counted as the issue's council counts them."""

from datetime import date

from app.core import clock, workdays
from app.core.errors import NotFound
from app.database import db
from app.models.councils import Council
from app.models.followups import FollowUp
from app.models.issues import Issue


def council_of(issue: Issue) -> Council:
    """The council that the issue is with, whether or not a query loaded it along."""
    council = db.session.get(Council, issue.council_id)
    if council is None:
        raise NotFound
    return council


def due_in(days: int, *, july_pause: bool) -> date:
    return workdays.add_workdays(clock.today(), days, july_pause=july_pause)


def due_after_pause(follow_up: FollowUp, *, july_pause: bool) -> date:
    """The due date moved by the working days that the clock stood still."""
    if follow_up.paused_on is None:
        return follow_up.due
    stood = workdays.workdays_between(follow_up.paused_on, clock.today(), july_pause=july_pause)
    return workdays.add_workdays(follow_up.due, max(stood, 0), july_pause=july_pause) if stood else follow_up.due
