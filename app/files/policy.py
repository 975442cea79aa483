"""Who may fetch an attachment: whoever reads the text it hangs on, and who looks at reports of it."""

from app.access.sight import Audience, can_see_file
from app.core.actor import Actor
from app.models.files import StoredFile


def can_fetch(actor: Actor, stored: StoredFile, audience: Audience, *, reported: bool = False) -> bool:
    """`audience`: the councils the issue is in front of. `reported`: somebody must look at it to decide a report."""
    return can_see_file(actor, stored, audience) or (reported and _looks_at_reports(actor, stored))


def _looks_at_reports(actor: Actor, stored: StoredFile) -> bool:
    if stored.issue is None:
        return False
    council_id = stored.issue.council_id
    looks = actor.is_moderator or actor.coordinates(council_id)
    return looks and not actor.on_office_side(council_id) and actor.person_id != stored.person_id
