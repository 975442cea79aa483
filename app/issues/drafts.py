"""What somebody is writing: kept on the server every few seconds, until it is sent or thrown away."""

from collections.abc import Mapping

from sqlalchemy import delete

from app.core import clock
from app.core.actor import Actor
from app.core.authz import require
from app.core.guard import without_numbers
from app.database import db
from app.issues.queries import draft_of
from app.models.people import Draft

LARGEST = 20_000
POST = "issue_post"
REGISTER = "issue_register"
ASK = "issue_ask"


def save(actor: Actor, form: str, fields: Mapping[str, str], *, subject: str = "") -> Draft:
    """Keep these fields instead of what was kept before. Too much text is cut: a draft is no store of files."""
    require(actor.person_id is not None)
    kept = {name: without_numbers(value[:LARGEST]) for name, value in fields.items() if value}
    draft = draft_of(actor, form, subject)
    if draft is None:
        draft = Draft(person_id=actor.person_id, form=form, subject=subject, fields=kept, saved_at=clock.now())
        db.session.add(draft)
        return draft
    draft.fields = kept
    draft.saved_at = clock.now()
    return draft


def throw_away(actor: Actor, form: str, *, subject: str = "") -> None:
    db.session.execute(
        delete(Draft).where(Draft.person_id == actor.person_id, Draft.form == form, Draft.subject == subject)
    )
