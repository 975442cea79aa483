"""May somebody see the row that an event is about? Beside the issue it belongs to, which is asked first. Pure."""

from app.access.sight import Audience, can_see
from app.core.actor import Actor
from app.models.followups import FollowUp
from app.models.issues import Issue, PublicProposal, PublicVersion
from app.models.meetings import Advice, AgendaItem
from app.notices.kinds.loaded import Thing

# Whoever sees the issue may know that it happened; the letter carries no words of the row.
WITH_ITS_ISSUE = (Advice, AgendaItem, FollowUp, Issue, PublicProposal, PublicVersion)


def can_see_row(actor: Actor, row: Thing, audience: Audience) -> bool:
    """May `actor`, who sees the issue where there is one, be told of this row? `audience`: that of the issue."""
    return isinstance(row, WITH_ITS_ISSUE) or can_see(actor, row, audience)
