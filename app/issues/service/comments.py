"""Comments: with a tag instead of up and down, and an audience that is narrow until somebody widens it."""

from flask_babel import gettext as _
from sqlalchemy import select

from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.database import db, hold
from app.followups.queries.state_text import issue_now
from app.issues import policy
from app.issues.queries import issues
from app.issues.service.follows import take_part
from app.issues.service.required_text import required_text
from app.issues.words.phrases import AUDIENCE_MISSING, COMMENT_MISSING, COMMENT_WITHDRAWN
from app.models.comments import Comment
from app.models.issue_enums import CommentAudience, CommentTag
from app.models.issues import Issue
from app.models.notices import EventKind
from app.notices.service.record import record

WIDTH = list(CommentAudience)  # from the narrowest to the widest


def add_comment(
    actor: Actor,
    issue: Issue,
    *,
    text: str,
    tag: CommentTag,
    audience: CommentAudience,
    language: str = "nb",
) -> Comment:
    """Say something about an issue. Sent twice, it stands once.

    Raises Conflict for an issue that takes no comments, and Invalid(field="audience") for readers that are not offered.
    """
    hold(issue)
    councils = issues.audience_of(issue)
    offered = policy.audiences_for(actor, issue, councils)
    require(bool(offered))
    if not policy.can_comment(issue):
        raise Conflict(issue_now(issue))
    if audience not in offered:
        raise Invalid(str(AUDIENCE_MISSING), field="audience")
    guard.refuse({"text": text})
    words = required_text(text, "text", str(COMMENT_MISSING))
    seat = next((one for council_id in sorted(councils) for one in actor.seats_in(council_id)), None)
    said = db.session.scalar(
        select(Comment).where(
            Comment.issue_id == issue.id,
            Comment.person_id == actor.person_id,
            Comment.text == words,
            Comment.audience == audience,
            Comment.withdrawn_at.is_(None),
        )
    )
    if said is not None:
        return said
    new = Comment(
        issue_id=issue.id,
        person_id=actor.person_id,
        seat_id=seat.seat_id if seat else None,
        by_title=actor.title_in(issue.council_id, issue.office_id),
        tag=tag,
        audience=audience,
        text=words,
        language=language,
        at=clock.now(),
    )
    db.session.add(new)
    db.session.flush()  # the event names it
    issue.changed_at = new.at
    take_part(actor, issue)
    record(EventKind.ISSUE_COMMENTED, actor, issue=issue, about=new)
    return new


def widen_audience(actor: Actor, issue: Issue, said: Comment, audience: CommentAudience) -> None:
    """Let more people read a comment; what others have read is never narrowed again.

    Raises Invalid(field="audience") for fewer readers, or for some that are not offered.
    """
    hold(said)
    hold(issue)
    require_standing(actor, said)
    if audience is said.audience:
        return
    if audience not in policy.audiences_for(actor, issue, issues.audience_of(issue)) or is_narrower(
        audience, said.audience
    ):
        raise Invalid(_("Du kan la flere lese kommentaren, men ikke færre."), field="audience")
    said.audience = audience
    record(EventKind.ISSUE_COMMENTED, actor, issue=issue, about=said)


def withdraw_comment(actor: Actor, said: Comment) -> None:
    """Take one's comment back; that it was there still shows."""
    hold(said)
    require_standing(actor, said)
    said.withdrawn_at = clock.now()


def require_standing(actor: Actor, said: Comment) -> None:
    """One's own comment, as long as it is there. Raises Denied, or Conflict where it has been taken away since."""
    require(policy.wrote_comment(actor, said))
    if not policy.can_edit_comment(actor, said):
        raise Conflict(what_became(said))


def what_became(said: Comment) -> str:
    return _("En moderator har skjult kommentaren.") if said.hidden_at else str(COMMENT_WITHDRAWN)


def is_narrower(one: CommentAudience, other: CommentAudience) -> bool:
    return WIDTH.index(one) < WIDTH.index(other)
