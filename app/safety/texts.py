"""Where a text that can be reported stands: its council, and the councils that it is in front of. Pure."""

from app.access.sight import Audience, issue_of
from app.models.files import StoredFile, owner_of
from app.models.issues import Issue
from app.models.meetings import Advice, AgendaItem, Meeting
from app.models.reportable import Reportable


def council_of(text: Reportable) -> int | None:
    """The council whose text it is; none where it is no council's."""
    place = place_of(text)
    return place.council_id if isinstance(place, Issue | Meeting) else None


def audience_of(text: Reportable) -> Audience:
    """The councils that it is in front of, and since when."""
    if isinstance(text, StoredFile) and isinstance(owner := owner_of(text), Reportable):
        return audience_of(owner)
    if isinstance(text, Advice):
        return {text.item.council_id: text.agreed_at}
    issue = issue_of(text)
    return issue.in_front_of if issue else {}


def place_of(text: Reportable) -> Issue | Meeting | Reportable:
    """What the page shows on which the text stands: its issue, its meeting, or itself."""
    owner = owner_of(text) if isinstance(text, StoredFile) else text
    if isinstance(owner, AgendaItem):
        return owner.meeting
    if isinstance(owner, Advice):
        return owner.item.meeting
    return issue_of(text) or text
