"""What one may see: one rule for a thing, and the same rule as a where-clause for a list. Pure: nothing is loaded.

Sight of an issue = its audience ∩ the actor's councils, wider when it is shared (every representative and
coordinator) or public. What one may not see does not exist: page, list, count, search, file, feed, mail.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, exists, false, or_

from app.core.actor import Actor
from app.core.roles import CouncilRoleKind
from app.models.assents import Proposal, ProposalAct
from app.models.followups import IssueState
from app.models.issues import Comment, CommentAudience, Issue, IssueAudience, Visibility

Audience = Mapping[int, datetime]  # the councils that an issue is in front of, and since when (Issue.in_front_of)


def can_see_issue(actor: Actor, issue: Issue, audience: Audience) -> bool:
    """May `actor` read this issue? `audience`: the councils it is in front of, each since when."""
    if issue.is_kept_back:
        return can_read_held(actor, issue)
    if _is_own(actor, issue):
        return True
    if any(_reads_in(actor, council_id, since) for council_id, since in audience.items()):
        return True
    if not actor.councils.isdisjoint(audience) and _was_its_own(actor, issue, audience):
        return True
    if issue.show_to_organisation and issue.author_organisation_id in actor.organisations:
        return True
    return issue.is_shared and _reads_shared(actor)


def issues_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The same rule for lists, counts and searches."""
    joined = {one: since for one in sorted(actor.councils) if (since := actor.reads_from(one)) is not None}
    of_issue = IssueAudience.issue_id == Issue.id
    in_audience: ColumnElement[bool] = exists().where(
        of_issue, IssueAudience.council_id.in_(sorted(actor.councils - set(joined)))
    )
    for council_id, since in joined.items():
        here = exists().where(of_issue, IssueAudience.council_id == council_id)
        newer = exists().where(of_issue, IssueAudience.council_id == council_id, IssueAudience.since >= since)
        before = exists().where(of_issue, IssueAudience.council_id.in_(sorted(actor.former)))
        own = or_(Issue.office_id.in_(sorted(actor.offices | actor.assisted)), before)
        in_audience = or_(in_audience, newer, here & own)
    shared = Issue.visibility != Visibility.COUNCIL if _reads_shared(actor) else false()
    ticked = Issue.show_to_organisation & Issue.author_organisation_id.in_(sorted(actor.organisations))
    own = _own_clause(actor)
    releases = Issue.council_id.in_(sorted(_releases_in(actor)))
    return or_(
        (Issue.state == IssueState.HELD) & or_(own, releases),
        Issue.held_reason.is_not(None) & or_(own, releases),
        (Issue.state != IssueState.HELD) & Issue.held_reason.is_(None) & or_(own, in_audience, ticked, shared),
    )


def _reads_in(actor: Actor, council_id: int, since: datetime) -> bool:
    """An office that joined a council with a past reads what has come before it from that day on."""
    reads_from = actor.reads_from(council_id)
    return council_id in actor.councils and (reads_from is None or since >= reads_from)


def _was_its_own(actor: Actor, issue: Issue, audience: Audience) -> bool:
    """About the actor's own office, or read already in the council that ended."""
    return issue.office_id in actor.offices | actor.assisted or not actor.former.isdisjoint(audience)


def can_read_held(actor: Actor, issue: Issue) -> bool:
    """A held text is read by its author, whoever registered it, and those who may release it."""
    return _is_own(actor, issue) or issue.council_id in _releases_in(actor)


def can_see_public_version(issue: Issue) -> bool:
    """Visitors read the public version alone, never the issue behind it."""
    return issue.visibility is Visibility.PUBLIC and issue.hidden_at is None


def can_see_comment(actor: Actor, comment: Comment, audience: Audience) -> bool:
    """May `actor`, who sees the issue, read this comment?"""
    if actor.person_id is not None and comment.person_id == actor.person_id:
        return True
    if comment.audience is CommentAudience.USER_SIDE:
        since = _on_user_side_since(actor, audience)
        return since is not None and comment.at >= since
    if comment.audience is CommentAudience.OFFICE:
        return not actor.councils.isdisjoint(audience)
    return True


def comments_visible_to(actor: Actor, audience: Audience) -> ColumnElement[bool]:
    """The same rule for the comments of one issue that `actor` sees."""
    kinds = [CommentAudience.ALL_COUNCILS]
    if not actor.councils.isdisjoint(audience):
        kinds.append(CommentAudience.OFFICE)
    since = _on_user_side_since(actor, audience)
    user_side = false() if since is None else (Comment.audience == CommentAudience.USER_SIDE) & (Comment.at >= since)
    return or_(Comment.audience.in_(kinds), user_side, Comment.person_id == (actor.person_id or 0))


def can_see_proposal(actor: Actor, proposal: Proposal) -> bool:
    """May `actor` read what is proposed for a council's user side, with its names? Not what comes of it, if it comes.

    Whoever proposed it, runs the council or holds a user seat there, can say yes to it, or registers its paper. The
    council's own words are no business of administrators.
    """
    council_id = proposal.council_id
    inside = actor.runs(council_id) or actor.holds_user_seat(council_id) or actor.coordinates(council_id)
    proposes = actor.person_id is not None and actor.person_id == proposal.proposed_by_id
    registers = actor.is_administrator and proposal.act is not ProposalAct.GIVE_ADVICE
    return inside or proposes or registers or proposal.organisation_id in actor.organisations


def proposals_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The same rule for lists."""
    members = [one for one in actor.memberships if actor.runs(one) or actor.holds_user_seat(one)]
    return or_(
        Proposal.act != ProposalAct.GIVE_ADVICE if actor.is_administrator else false(),
        Proposal.council_id.in_(sorted({*members, *actor.coordinated})),
        Proposal.organisation_id.in_(sorted(actor.organisations)),
        Proposal.proposed_by_id == (actor.person_id or 0),
    )


def _on_user_side_since(actor: Actor, audience: Audience) -> datetime | None:
    """From when on the actor's user side has had the issue; none for everybody else."""
    return min((since for council_id, since in audience.items() if actor.sits_for_users(council_id)), default=None)


def _is_own(actor: Actor, issue: Issue) -> bool:
    return actor.person_id is not None and actor.person_id in (issue.author_id, issue.registered_by_id)


def _own_clause(actor: Actor) -> ColumnElement[bool]:
    if actor.person_id is None:
        return false()
    return or_(Issue.author_id == actor.person_id, Issue.registered_by_id == actor.person_id)


def _reads_shared(actor: Actor) -> bool:
    return actor.is_representative or actor.is_coordinator


def _releases_in(actor: Actor) -> frozenset[int]:
    """Councils in which the actor reads and releases held texts: user-side leader or deputy, else the coordinator."""
    leads = {
        council_id
        for council_id in actor.memberships
        if actor.sits_for_users(council_id)
        and actor.has_role(council_id, CouncilRoleKind.LEADER, CouncilRoleKind.DEPUTY)
    }
    return frozenset(leads) | (actor.coordinated - actor.user_led)
