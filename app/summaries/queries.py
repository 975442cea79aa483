"""What the pages about summaries read."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.access.sight import summaries_visible_to
from app.access.validity import in_force
from app.core import clock
from app.core.actor import Actor
from app.core.text import by_name
from app.database import db
from app.models.councils import Appointment, Council, CouncilOffice, Seat
from app.models.places import County, Office
from app.models.summaries import Summary


def summary_page(slug: str) -> Summary | None:
    return db.session.scalar(select(Summary).options(selectinload(Summary.counties)).where(Summary.slug == slug))


def published_summaries(limit: int = 50) -> Sequence[Summary]:
    return db.session.scalars(
        select(Summary)
        .where(Summary.published_at.is_not(None), Summary.hidden_at.is_(None))
        .order_by(Summary.published_at.desc(), Summary.id.desc())
        .limit(limit)
    ).all()


def drafts_for(actor: Actor) -> Sequence[Summary]:
    """Drafts that a coordinator can go on with: own ones, and those of own counties."""
    return db.session.scalars(
        select(Summary)
        .where(Summary.published_at.is_(None), summaries_visible_to(actor))
        .order_by(Summary.saved_at.desc())
    ).all()


def counties_by_id(ids: Collection[int]) -> Sequence[County]:
    return by_name(db.session.scalars(select(County).where(County.id.in_(ids))))


def representatives_in(county_ids: Collection[int]) -> Sequence[int]:
    """Everybody who sits in a council at an office of these counties: whom a summary is for."""
    day = clock.today()
    return db.session.scalars(
        select(Appointment.person_id)
        .join(Seat, Seat.id == Appointment.seat_id)
        .join(Council, Council.id == Seat.council_id)
        .join(CouncilOffice, CouncilOffice.council_id == Council.id)
        .join(Office, Office.id == CouncilOffice.office_id)
        .where(Office.county_id.in_(county_ids), in_force(Seat, day), in_force(Appointment, day))
        .distinct()
        .order_by(Appointment.person_id)
    ).all()
