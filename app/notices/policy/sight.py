"""May somebody see the row that an event is about? Beside the issue it belongs to, which is asked first. Pure.

The rules themselves stand in app/access/sight.py; here each class of row that is recorded is given its rule.
"""

from collections.abc import Callable
from typing import Any

from app.access.sight import Audience, can_see_comment, can_see_proposal
from app.core.actor import Actor
from app.models.assents import Assent, Proposal
from app.models.councils import Appointment, Council, CouncilRole, Nomination, OfficeRole, Scope
from app.models.followups import FollowUp, OutcomeQuestion
from app.models.issues import Comment, Issue, PublicProposal, PublicVersion, Support
from app.models.meetings import Advice, AgendaItem
from app.models.notices import Mail
from app.models.people import Person
from app.models.safety import Report
from app.models.summaries import Summary
from app.models.votes import Vote
from app.notices.kinds.loaded import Thing

Rule = Callable[[Actor, Any, Audience], bool]


def _with_its_issue(_actor: Actor, _row: Any, _audience: Audience) -> bool:
    """Whoever sees the issue may know that it happened; the letter carries no words of the row."""
    return True


def _as_told(_actor: Actor, _row: Any, _audience: Audience) -> bool:
    """Belongs to no issue: asked is whether the reader is still what they were told as."""
    return True


RULES_OF_SIGHT: dict[type, Rule] = {
    Comment: can_see_comment,
    Proposal: lambda actor, proposal, _audience: can_see_proposal(actor, proposal),
    **dict.fromkeys((Advice, AgendaItem, Assent, FollowUp, Issue, OutcomeQuestion, Support, Vote), _with_its_issue),
    **dict.fromkeys((PublicProposal, PublicVersion), _with_its_issue),
    **dict.fromkeys((Appointment, Council, CouncilRole, Nomination, OfficeRole, Person, Scope), _as_told),
    **dict.fromkeys((Mail, Report, Summary), _as_told),
}


def can_see_row(actor: Actor, row: Thing, audience: Audience) -> bool:
    """May `actor`, who sees the issue where there is one, be told of this row? `audience`: that of the issue."""
    return RULES_OF_SIGHT[type(row)](actor, row, audience)
