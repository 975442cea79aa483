"""What one may see: one rule for a thing, and the same rule as a where-clause for a list. Pure: nothing is loaded.

Sight of an issue = its audience ∩ the actor's councils, wider when it is shared (every representative and
coordinator) or public. What one may not see does not exist: page, list, count, search, file, feed, mail.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, exists, false, or_

from app.core.actor import Actor
from app.core.roles import CouncilRoleKind
from app.models.followups import IssueState
from app.models.issues import Comment, CommentAudience, Issue, IssueAudience, Visibility

Audience = Mapping[int, datetime]  # the councils that an issue is in front of, and since when (Issue.in_front_of)


def can_see_issue(actor: Actor, issue: Issue, audience: Collection[int]) -> bool:
    """May `actor` read this issue? `audience`: the ids of the councils it is in front of."""
    if issue.is_kept_back:
        return can_read_held(actor, issue)
    if _is_own(actor, issue):
        return True
    if not actor.councils.isdisjoint(audience):
        return True
    if issue.show_to_organisation and issue.author_organisation_id in actor.organisations:
        return True
    return issue.is_shared and _reads_shared(actor)


def issues_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The same rule for lists, counts and searches."""
    in_audience = exists().where(
        IssueAudience.issue_id == Issue.id, IssueAudience.council_id.in_(sorted(actor.councils))
    )
    shared = Issue.visibility != Visibility.COUNCIL if _reads_shared(actor) else false()
    ticked = Issue.show_to_organisation & Issue.author_organisation_id.in_(sorted(actor.organisations))
    own = _own_clause(actor)
    releases = Issue.council_id.in_(sorted(_releases_in(actor)))
    return or_(
        (Issue.state == IssueState.HELD) & or_(own, releases),
        Issue.held_reason.is_not(None) & or_(own, releases),
        (Issue.state != IssueState.HELD) & Issue.held_reason.is_(None) & or_(own, in_audience, ticked, shared),
    )


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
