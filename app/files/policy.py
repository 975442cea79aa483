"""Who may fetch an attachment: whoever sees what it hangs on, and who looks at reports of it."""

from app.access.sight import can_see_file
from app.core.actor import Actor
from app.models.files import StoredFile


def can_fetch(actor: Actor, stored: StoredFile, *, reported: bool = False) -> bool:
    """`reported`: somebody must look at it to decide a report. Needs the owner (`queries.WITH_OWNER`)."""
    return can_see_file(actor, stored) or (reported and _looks_at_reports(actor, stored))


def _looks_at_reports(actor: Actor, stored: StoredFile) -> bool:
    """Somebody who decides reports of it; nobody whose side or whose own file it is."""
    council_id = stored.council_id
    if council_id is None:
        return actor.is_moderator and actor.person_id != stored.person_id
    looks = actor.is_moderator or actor.coordinates(council_id)
    return looks and not actor.on_office_side(council_id) and actor.person_id != stored.person_id
