"""Who may plan a meeting, fill its agenda and write down the council's advice."""

from datetime import date

from app.core import clock
from app.core.actor import Actor
from app.models.meetings import Meeting, MeetingState


def can_plan(actor: Actor, council_id: int) -> bool:
    """Leader, deputy and secretary plan; it is work, not a right of one side."""
    return actor.runs(council_id)


def can_mark_held(actor: Actor, meeting: Meeting, today: date) -> bool:
    """From the meeting's day on: what lies ahead has not been held."""
    return can_plan(actor, meeting.council_id) and is_planned(meeting) and has_come(meeting, today)


def is_planned(meeting: Meeting) -> bool:
    return meeting.state is MeetingState.PLANNED


def goes_on(meeting: Meeting) -> bool:
    return meeting.state is not MeetingState.CANCELLED


def has_come(meeting: Meeting, today: date) -> bool:
    return clock.local_day(meeting.starts_at) <= today


def can_add_item(actor: Actor, meeting: Meeting) -> bool:
    return can_plan(actor, meeting.council_id) and is_planned(meeting)


def can_advise(actor: Actor, meeting: Meeting) -> bool:
    """Whoever keeps the minutes writes down what the council agreed."""
    return can_plan(actor, meeting.council_id) and goes_on(meeting)
