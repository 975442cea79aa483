"""Is what a letter asks for done already? One answer for each kind of event that asks something. Pure."""

from collections.abc import Callable

from app.models.assents import Assent, Proposal, SideAct
from app.models.councils import Appointment, Nomination, NominationState
from app.models.followups import FollowUpKind, IssueState
from app.models.issues import PublicProposal, PublicVersion
from app.models.notices import EventKind as K
from app.models.notices import Reason
from app.models.people import Person
from app.models.safety import Report, ReportState
from app.models.votes import Vote, VoteState
from app.notices.matter import Matter

ASKED_TO_ACT = frozenset({Reason.OWES, Reason.STANDS_IN, Reason.FALLBACK})
# A yes to these is of no use when the issue has ended in another way.
BEFORE_THE_END = frozenset({SideAct.CLOSE, SideAct.MERGE, SideAct.CONFIRM, SideAct.CONTEST, SideAct.RELEASE})


def is_done(matter: Matter) -> bool:
    """Nothing is left to do for whoever is asked; news are never done, but for what was said to be for now."""
    if matter.event.kind in DONE:
        return DONE[matter.event.kind](matter)
    return _nothing_owed(matter) and matter.notice.reason in ASKED_TO_ACT


def _nothing_owed(matter: Matter) -> bool:
    return matter.follow_up is not None and not matter.follow_up.is_live


def _no_reminder_needed(matter: Matter) -> bool:
    follow_up = matter.follow_up
    # The last step of a clarification tells that its time is over, and so it is.
    clarifies = follow_up is not None and follow_up.kind is FollowUpKind.CLARIFICATION
    return _nothing_owed(matter) and not (clarifies and matter.event.data.get("step", 0) > 0)


def _nobody_holds(matter: Matter) -> bool:
    return matter.issue is not None and matter.issue.state is not IssueState.HELD


def _author_judged(matter: Matter) -> bool:
    words = _words(matter)
    return words is None or words.consented_at is not None or words.declined_at is not None


def _users_judged(matter: Matter) -> bool:
    """Approved, or the author has taken the yes back."""
    words = _words(matter)
    return words is None or words.consented_at is None


def _words(matter: Matter) -> PublicVersion | PublicProposal | None:
    """The words a letter asks about, while somebody still waits for a word on them; newer words have their own."""
    words = matter.thing
    if not isinstance(words, PublicVersion | PublicProposal) or words.written_at > matter.event.at:
        return None
    over = isinstance(words, PublicVersion) and (words.approved_at is not None or words.hidden_at is not None)
    return None if over else words


def _second_yes_given(matter: Matter) -> bool:
    assent, issue = matter.thing, matter.issue
    if not isinstance(assent, Assent) or assent.spent_at is not None:
        return True
    if issue is None:  # what is about something else waits until it is spent
        return False
    if assent.act is SideAct.REOPEN:
        return not issue.is_closed
    return issue.is_closed and assent.act in BEFORE_THE_END


def _nobody_asks_for_days(matter: Matter) -> bool:
    return matter.follow_up is None or not matter.follow_up.is_live or matter.follow_up.asked_due is None


def _voted(matter: Matter) -> bool:
    """Over, or this reader has said something for every seat."""
    vote = matter.thing
    if not isinstance(vote, Vote) or vote.state is not VoteState.OPEN:
        return True
    return all(entry.choice is not None for entry in vote.roll if entry.person_id == matter.person.id)


def _report_decided(matter: Matter) -> bool:
    return not isinstance(matter.thing, Report) or matter.thing.state is not ReportState.WAITING


def _appeal_decided(matter: Matter) -> bool:
    return not isinstance(matter.thing, Report) or matter.thing.appeal_decided_at is not None


def _ends_another_day(matter: Matter) -> bool:
    appointment = matter.thing
    last_day = appointment.valid_to if isinstance(appointment, Appointment) else None
    return last_day is None or last_day.isoformat() != matter.event.data.get("due")


def _nomination_decided(matter: Matter) -> bool:
    return not isinstance(matter.thing, Nomination) or matter.thing.state is not NominationState.PROPOSED


def _proposal_answered(matter: Matter) -> bool:
    return not isinstance(matter.thing, Proposal) or not matter.thing.waits or matter.has_said_yes


def _slip_is_void(matter: Matter) -> bool:
    """Decided, or the signature was objected to: then the reader's yes does not stand any more."""
    return not isinstance(matter.thing, Proposal) or not matter.thing.waits or not matter.has_said_yes


def _mail_arrives(matter: Matter) -> bool:
    return isinstance(matter.thing, Person) and matter.thing.mail_refused_at is None


DONE: dict[K, Callable[[Matter], bool]] = {
    K.REMINDER: _no_reminder_needed,
    K.ISSUE_HELD: _nobody_holds,
    K.PUBLIC_VERSION_PROPOSED: _author_judged,
    K.PUBLIC_VERSION_AGREED: _users_judged,
    K.ASSENT_ASKED: _second_yes_given,
    K.EXTENSION_ASKED: _nobody_asks_for_days,
    K.APPOINTMENT_ENDING: _ends_another_day,
    K.REPRESENTATIVE_PROPOSED: _nomination_decided,
    K.PROPOSAL_ASKED: _proposal_answered,
    K.SLIP_REGISTERED: _slip_is_void,
    K.VOTE_OPENED: _voted,
    K.TEXT_REPORTED: _report_decided,
    K.TEXT_HIDDEN_FOR_NOW: _report_decided,
    K.REPORT_APPEALED: _appeal_decided,
    K.MAIL_REFUSED: _mail_arrives,
}
