"""An issue is merged into another that says the same."""

from flask_babel import gettext as _
from sqlalchemy import select

from app.core import clock
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.database import db, hold
from app.followups.queries.state_text import issue_now
from app.followups.service.follow_ups import drop_open
from app.issues import policy
from app.issues.service.closing import is_agreed
from app.issues.service.supports import carry_supports
from app.models.assents import SideAct
from app.models.issue_enums import Outcome
from app.models.issues import Issue
from app.models.notices import EventKind, Reason
from app.models.states import DropReason, IssueState
from app.notices.queries.recipients import who_owed
from app.notices.service.record import record


def merge_issue(actor: Actor, issue: Issue, into: Issue) -> bool:
    """Let an issue go on in another of the same council. Both histories stay; its breadth counts there.

    Raises Conflict when the issue cannot be merged as it stands, and Invalid(field="into") for another council's issue,
    a closed or a held one.
    """
    hold(issue)
    require(policy.is_user_side(actor, issue))
    hold(into)
    if not policy.can_merge(actor, issue):
        raise Conflict(issue_now(issue))
    if into.id == issue.id or into.council_id != issue.council_id:
        raise Invalid(_("Velg et annet innspill i det samme utvalget."), field="into")
    if into.is_closed or into.state is IssueState.HELD:
        raise Invalid(_("Innspillet du vil slå sammen med, er avsluttet."), field="into")
    if not is_agreed(actor, issue, SideAct.MERGE, {"into": into.reference}):
        return False
    drop_open(issue, DropReason.MERGED)
    issue.merged_into_id = into.id
    issue.close(Outcome.MERGED, clock.now())
    issue.changed_at = into.changed_at = clock.now()
    carry_supports(issue, into)
    record(
        EventKind.ISSUE_MERGED,
        actor,
        issue=issue,
        about=into,
        to=dict.fromkeys(who_owed(issue, DropReason.MERGED), Reason.OFFICE),
        data={"into": into.reference},
    )
    return True


def merge_targets(issue: Issue) -> list[Issue]:
    """The council's other standing issues, the newest first."""
    return list(
        db.session.scalars(
            select(Issue)
            .where(
                Issue.council_id == issue.council_id,
                Issue.id != issue.id,
                Issue.state.not_in([IssueState.CLOSED, IssueState.HELD]),
                Issue.hidden_at.is_(None),
            )
            .order_by(Issue.posted_at.desc(), Issue.id.desc())
            .limit(200)
        )
    )
