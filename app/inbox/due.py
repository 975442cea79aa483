"""What time asks of drafts: their writers are told a week before they go, and they go after ninety days untouched."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from app.core import clock
from app.core.actor import ANYONE
from app.database import db
from app.models.notices import EventKind
from app.models.people import DRAFT_LIFE, DRAFT_NOTICE, SENT_REMEMBERED, Draft
from app.notices.service.record import record

UseCase = Callable[[], object]


def due(now: datetime) -> Iterator[UseCase]:
    """Use cases, each idempotent and for a transaction of its own; none where there is nothing to do."""
    old = (Draft.ended_at.is_(None), Draft.warned_at.is_(None), Draft.saved_at <= now - (DRAFT_LIFE - DRAFT_NOTICE))
    for person_id in db.session.scalars(select(Draft.person_id).where(*old).distinct().order_by(Draft.person_id)):
        yield partial(tell_of_end, person_id, now)
    if db.session.scalar(select(Draft.id).where(_is_past_its_time(now)).limit(1)) is not None:
        yield partial(throw_away, now)


def tell_of_end(person_id: int, now: datetime) -> None:
    """One letter for all drafts of a person that are near their end."""
    db.session.execute(
        update(Draft)
        .where(Draft.person_id == person_id, Draft.ended_at.is_(None), Draft.warned_at.is_(None))
        .where(Draft.saved_at <= now - (DRAFT_LIFE - DRAFT_NOTICE))
        .values(warned_at=now)
        .execution_options(synchronize_session=False)
    )
    record(EventKind.DRAFT_ENDING, ANYONE, to=[person_id], key=f"draft_ending:{person_id}:{clock.local_day(now)}")


def throw_away(now: datetime) -> None:
    """Untouched for ninety days, and told of a week before; and what is remembered of forms that were sent."""
    db.session.execute(delete(Draft).where(_is_past_its_time(now)).execution_options(synchronize_session=False))


def _is_past_its_time(now: datetime) -> ColumnElement[bool]:
    untouched = and_(
        Draft.ended_at.is_(None), Draft.saved_at <= now - DRAFT_LIFE, Draft.warned_at <= now - DRAFT_NOTICE
    )
    return or_(untouched, Draft.ended_at <= now - SENT_REMEMBERED)
