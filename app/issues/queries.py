"""What the pages of issues read: one function a page or list, loading all that the page touches."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.access.sight import issues_visible_to
from app.core.actor import Actor
from app.core.errors import NotFound
from app.database import db
from app.models.councils import Seat
from app.models.issues import Issue


def issue_for(actor: Actor, reference: str) -> Issue:
    """One issue with its places and its author, if `actor` may see it. Raises NotFound otherwise."""
    issue = db.session.scalar(
        select(Issue)
        .where(Issue.reference == reference, issues_visible_to(actor))
        .options(
            joinedload(Issue.council),
            joinedload(Issue.born_council),
            joinedload(Issue.office),
            joinedload(Issue.author),
            joinedload(Issue.author_seat).joinedload(Seat.organisation),
            joinedload(Issue.registered_by),
            joinedload(Issue.merged_into),
            joinedload(Issue.public_version),
            selectinload(Issue.audience),
        )
    )
    if issue is None:
        raise NotFound
    return issue
