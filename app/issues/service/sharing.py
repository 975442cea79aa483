"""Whom an issue reaches: shared with all councils, raised to the one above, followed by each reader; and its phase."""

from flask_babel import gettext as _

from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict
from app.database import db, hold
from app.followups.queries.state_text import issue_now
from app.followups.service.follow_ups import owe_raise_reply
from app.issues import policy
from app.issues.queries import issues
from app.issues.service.required_text import required_text
from app.models.councils import Council
from app.models.followups import FollowUp
from app.models.issue_enums import Phase, Visibility
from app.models.issues import Issue, IssueAudience
from app.models.notices import EventKind
from app.notices.service.record import give_reason, record


def share_issue(actor: Actor, issue: Issue) -> None:
    """Let every representative and coordinator in the country read it.

    Raises Conflict for an issue that cannot be shared as it stands.
    """
    hold(issue)
    if issue.is_shared:
        return
    require(policy.shares(actor, issue))
    if not policy.can_share(actor, issue):
        raise Conflict(why_not_shared(issue))
    issue.visibility = Visibility.SHARED
    issue.changed_at = clock.now()
    record(EventKind.ISSUE_SHARED, actor, about=issue)


def raise_issue(actor: Actor, issue: Issue, *, reason: str) -> FollowUp:
    """Lift it to the council above, which then reads it and owes a yes or a no.

    Raises Conflict where there is no council above, and for an issue that is raised, closed or kept back.
    """
    hold(issue)
    council = db.session.get(Council, issue.council_id)
    parent = db.session.get(Council, council.parent_id) if council and council.parent_id else None
    require(policy.is_user_side(actor, issue))
    if parent is None:
        raise Conflict(_("Det finnes ikke noe regionalt utvalg å sende innspillet til."))
    if issues.is_raised(issue, parent.id) or issue.is_closed or issue.is_kept_back:
        raise Conflict(why_not_raised(issue))
    guard.refuse({"reason": reason})
    why = required_text(reason, "reason", _("Skriv kort hvorfor det regionale utvalget bør ta opp dette."))
    if db.session.get(IssueAudience, (issue.id, parent.id)) is None:  # it may read it already, for another reason
        db.session.add(IssueAudience(issue_id=issue.id, council_id=parent.id))
    owed = owe_raise_reply(issue, parent.id, parent.raise_reply_days)
    event = record(EventKind.ISSUE_RAISED, actor, issue=issue, about=owed, data={"to": parent.id})
    owed.words_reason_id = give_reason(event, why)
    return owed


def why_not_shared(issue: Issue) -> str:
    if issue.is_shared and not issue.is_closed:
        return _("Innspillet er allerede delt med andre utvalg.")
    return issue_now(issue)


def why_not_raised(issue: Issue) -> str:
    if issue.is_closed or issue.is_kept_back:
        return issue_now(issue)
    return _("Innspillet er allerede sendt til det regionale utvalget.")


def set_phase(actor: Actor, issue: Issue, *, phase: Phase) -> None:
    """Planning, carrying out or evaluation: where the users took part (Nav-loven § 6).

    Raises Conflict for an issue that is kept back.
    """
    hold(issue)
    require(policy.sends(actor, issue))
    if not policy.can_set_phase(actor, issue):
        raise Conflict(issue_now(issue))
    if issue.phase is phase:
        return
    issue.phase = phase
    record(EventKind.ISSUE_PHASED, actor, about=issue, data={"phase": phase.value})
