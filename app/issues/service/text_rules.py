"""What holds for every text about an issue: it is there, and its writer follows the issue from then on."""

from app.core import clock
from app.core.actor import Actor
from app.core.errors import Invalid
from app.database import db
from app.models.follows import Follow
from app.models.issues import Issue


def required_text(text: str | None, field: str, words: str) -> str:
    """A text that must be there. Raises Invalid with `words` where it is empty."""
    stripped = (text or "").strip()
    if not stripped:
        raise Invalid(words, field=field)
    return stripped


def take_part(actor: Actor, issue: Issue) -> None:
    """Whoever takes part follows the issue from then on; who has muted it, stays so."""
    if actor.person_id is None or db.session.get(Follow, (issue.id, actor.person_id)) is not None:
        return
    db.session.add(Follow(issue_id=issue.id, person_id=actor.person_id, muted=False, since=clock.now()))
    db.session.flush()
