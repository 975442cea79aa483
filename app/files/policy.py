"""Who may fetch an attachment: whoever reads the text it hangs on, as long as neither is hidden."""

from app.access.sight import Audience, can_see_comment, can_see_issue, can_see_proposal
from app.core.actor import Actor
from app.models.files import StoredFile


def can_fetch(actor: Actor, stored: StoredFile, audience: Audience, *, reported: bool = False) -> bool:
    """`audience`: the councils the issue is in front of. `reported`: somebody must look at it to decide a report."""
    if not actor.is_authenticated:
        return False
    if stored.proposal is not None:
        return can_see_proposal(actor, stored.proposal)
    if reported and _looks_at_reports(actor, stored):
        return True
    if stored.issue is None or is_hidden(stored) or not can_see_issue(actor, stored.issue, audience):
        return False
    if stored.comment is not None:
        return stored.comment.withdrawn_at is None and can_see_comment(actor, stored.comment, audience)
    return True


def is_hidden(stored: StoredFile) -> bool:
    """Hidden itself, or with the text it hangs on. A hidden issue hides the files of its own text only."""
    on = stored.comment or stored.answer or stored.claim or stored.issue
    return stored.hidden_at is not None or (on is not None and on.hidden_at is not None)


def _looks_at_reports(actor: Actor, stored: StoredFile) -> bool:
    if stored.issue is None:
        return False
    council_id = stored.issue.council_id
    looks = actor.is_moderator or actor.coordinates(council_id)
    return looks and not actor.on_office_side(council_id) and actor.person_id != stored.person_id
