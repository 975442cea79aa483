"""Who may plan a meeting, fill its agenda and write down the council's advice."""

from app.core.actor import Actor
from app.models.meetings import Meeting, MeetingState


def can_plan(actor: Actor, council_id: int) -> bool:
    """Leader, deputy and secretary plan; it is work, not a right of one side."""
    return actor.runs(council_id)


def can_see(actor: Actor, council_id: int) -> bool:
    """Meetings are for the council, the office side it meets, and its coordinator."""
    return council_id in actor.councils


def can_add_item(actor: Actor, meeting: Meeting) -> bool:
    return actor.runs(meeting.council_id) and meeting.state is MeetingState.PLANNED


def can_open_vote(actor: Actor, meeting: Meeting) -> bool:
    return actor.runs(meeting.council_id) and meeting.state is not MeetingState.CANCELLED


def can_advise(actor: Actor, meeting: Meeting) -> bool:
    """Whoever keeps the minutes writes down what the council agreed."""
    return actor.runs(meeting.council_id) and meeting.state is not MeetingState.CANCELLED
