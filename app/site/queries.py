"""What the front page and the health page read."""

from collections.abc import Sequence
from datetime import datetime

from alembic.runtime.migration import MigrationContext
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.database import db
from app.models.issues import Issue, Outcome, PublicVersion, Visibility
from app.models.notices import Mail
from app.models.people import Heartbeat
from app.notices.truth import Untrue

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
        )
        .order_by(Issue.closed_at.desc(), Issue.id.desc())
        .limit(limit)
    ).all()


def migration_in_database() -> str | None:
    return MigrationContext.configure(db.session.connection()).get_current_revision()


def worker_seen() -> datetime | None:
    return db.session.scalar(select(Heartbeat.at).where(Heartbeat.name == "worker"))


def oldest_waiting_mail() -> datetime | None:
    """When the mail that waits longest was written; none when nothing waits."""
    return db.session.scalar(select(func.min(Mail.created_at)).where(Mail.sent_at.is_(None), Mail.dropped_at.is_(None)))


def mails_given_up(since: datetime) -> int:
    """Mails that did not leave although they were tried for 48 hours."""
    lost = (Mail.dropped_reason == Untrue.GIVEN_UP, Mail.dropped_at >= since)
    return db.session.scalar(select(func.count()).select_from(Mail).where(*lost)) or 0
