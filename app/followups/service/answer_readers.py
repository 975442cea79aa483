"""Where an answer goes back to, when the issue was raised: every council and office that it came from or through."""

from app.database import db
from app.models.followups import FollowUp
from app.models.notices import Reason
from app.models.states import FollowUpKind
from app.notices.queries.recipients import Occasion, resolve_recipients
from app.notices.rules import Who


def sources_of_raised(follow_up: FollowUp) -> dict[int, Reason]:
    """Who hears of an answer to what was raised, beside those who hear of every answer: the office that the issue is
    about, and those who lead the council that took it on.
    """
    row: FollowUp | None = follow_up
    while row is not None and row.kind is not FollowUpKind.RAISE_REPLY:
        row = db.session.get(FollowUp, row.parent_id) if row.parent_id is not None else None
    if row is None:
        return {}
    leaders = resolve_recipients(Who.LEADER, Occasion(council_id=row.council_id))
    office = resolve_recipients(Who.OFFICE, Occasion(issue=follow_up.issue))
    return {**dict.fromkeys(leaders, Reason.LEADER), **dict.fromkeys(office, Reason.OFFICE)}
