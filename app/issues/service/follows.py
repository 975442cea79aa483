"""Following an issue, an office or a theme, and remembering what somebody has looked at."""

from sqlalchemy import select, update

from app.core import clock
from app.core.actor import Actor
from app.core.authz import require
from app.database import db
from app.models.follows import Follow, Look, OfficeFollow, ThemeFollow
from app.models.issues import Issue
from app.models.notices import Event, Notice
from app.models.places import Office
from app.models.themes import Theme


def follow_issue(actor: Actor, issue: Issue, *, muted: bool) -> None:
    """Hear of it, or no longer; what is a duty comes all the same."""
    row = db.session.get(Follow, (issue.id, actor.person_id))
    if row is None:
        db.session.add(Follow(issue_id=issue.id, person_id=actor.person_id, muted=muted, since=clock.now()))
        return
    row.muted = muted


def take_part(actor: Actor, issue: Issue) -> None:
    """Whoever takes part follows the issue from then on; who has muted it, stays so."""
    if actor.person_id is None or db.session.get(Follow, (issue.id, actor.person_id)) is not None:
        return
    db.session.add(Follow(issue_id=issue.id, person_id=actor.person_id, muted=False, since=clock.now()))
    db.session.flush()


def follow_office(actor: Actor, office: Office, *, follows: bool) -> None:
    """Hear of the issues of an office that the actor may see, or no longer. Twice is no mistake."""
    require(actor.is_authenticated)
    row = db.session.get(OfficeFollow, (office.id, actor.person_id))
    if follows and row is None:
        db.session.add(OfficeFollow(office_id=office.id, person_id=actor.person_id, since=clock.now()))
    elif not follows and row is not None:
        db.session.delete(row)


def follow_theme(actor: Actor, theme: Theme, *, follows: bool) -> None:
    """Hear of the issues of a theme that the actor may see, or no longer. Twice is no mistake."""
    require(actor.is_authenticated)
    row = db.session.get(ThemeFollow, (theme, actor.person_id))
    if follows and row is None:
        db.session.add(ThemeFollow(theme=theme, person_id=actor.person_id, since=clock.now()))
    elif not follows and row is not None:
        db.session.delete(row)


def note_look(actor: Actor, issue: Issue, *, up_to: int) -> None:
    """The actor has seen the page of the issue up to this event: what was told of it is read. Never goes back."""
    require(actor.is_authenticated)
    row = db.session.get(Look, (issue.id, actor.person_id))
    if row is None:
        db.session.add(Look(issue_id=issue.id, person_id=actor.person_id, event_id=up_to, at=clock.now()))
    elif row.event_id < up_to:
        row.event_id, row.at = up_to, clock.now()
    seen = select(Event.id).where(Event.issue_id == issue.id, Event.id <= up_to)
    db.session.execute(
        update(Notice)
        .where(Notice.person_id == actor.person_id, Notice.read_at.is_(None), Notice.event_id.in_(seen))
        .values(read_at=clock.now())
        .execution_options(synchronize_session=False)
    )
