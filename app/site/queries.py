"""What the front page and the health page read."""

from collections.abc import Sequence

from alembic.runtime.migration import MigrationContext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.database import db
from app.models.issue_enums import Outcome, Visibility
from app.models.issues import Issue, PublicVersion

TOLD = (Outcome.SOLVED, Outcome.PARTLY, Outcome.NOT_SOLVED)


def newest_outcomes(limit: int = 6) -> Sequence[Issue]:
    """Public issues of which the council has said whether it helped, the newest first."""
    return db.session.scalars(
        select(Issue)
        .join(PublicVersion, PublicVersion.issue_id == Issue.id)
        .options(joinedload(Issue.public_version), joinedload(Issue.office), joinedload(Issue.council))
        .where(
            Issue.visibility == Visibility.PUBLIC,
            Issue.hidden_at.is_(None),
            Issue.outcome.in_(TOLD),
            PublicVersion.approved_at.is_not(None),
            PublicVersion.hidden_at.is_(None),
        )
        .order_by(Issue.closed_at.desc(), Issue.id.desc())
        .limit(limit)
    ).all()


def migration_in_database() -> str | None:
    return MigrationContext.configure(db.session.connection()).get_current_revision()
