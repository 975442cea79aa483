"""One notice with all that its letter says and all that decides whether it may still be sent. Pure."""

from dataclasses import dataclass
from datetime import date

from app.access.sight import Audience
from app.core.actor import Actor
from app.models.assents import Assent, Proposal
from app.models.comments import Comment
from app.models.councils import Appointment, Council, CouncilRole, Nomination, OfficeRole, Scope
from app.models.followups import FollowUp
from app.models.issues import Issue, PublicProposal, PublicVersion, Support
from app.models.meetings import Advice, AgendaItem
from app.models.notices import Event, Mail, Notice, Reason
from app.models.outcomes import OutcomeQuestion
from app.models.people import Delivery, Person
from app.models.safety import Report
from app.models.summaries import Summary
from app.models.votes import Vote

# What an event may be about: `Event.subject` stores the name of its table.
Recorded = (
    Advice
    | AgendaItem
    | Appointment
    | Assent
    | Comment
    | Council
    | CouncilRole
    | FollowUp
    | Issue
    | Mail
    | Nomination
    | OfficeRole
    | OutcomeQuestion
    | Person
    | Proposal
    | Report
    | Scope
    | Summary
    | Support
    | Vote
)
# The words for a public issue are found by the issue.
Thing = Recorded | PublicVersion | PublicProposal


@dataclass(frozen=True)
class Promised:
    """What an answer promises: a day, on which it is done or on which a day is said."""

    due: date
    awaits_date: bool


@dataclass(frozen=True)
class LoadedNotice:
    """One notice with all that its letter says and all that decides whether it is still true."""

    notice: Notice
    event: Event
    person: Person
    actor: Actor
    issue: Issue | None
    council: Council | None
    thing: Thing | None  # what the event is about, where that is more than the issue or the council
    case_number: str | None  # "12/26" when the issue is on an agenda
    audience: Audience
    muted: bool
    wish: Delivery | None
    has_said_yes: bool = False  # the reader's yes to a proposal waits already
    promised: tuple[Promised, ...] = ()  # with the answer that this tells of

    @property
    def follow_up(self) -> FollowUp | None:
        return self.thing if isinstance(self.thing, FollowUp) else None

    @property
    def comment(self) -> Comment | None:
        return self.thing if isinstance(self.thing, Comment) else None

    @property
    def owner_is_missing(self) -> bool:
        """Told for want of anybody at the office, the municipality or the region, for which nobody else can act."""
        owed = self.follow_up
        return self.notice.reason is Reason.FALLBACK and owed is not None and owed.council_id is None
