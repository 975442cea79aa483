"""What the pages of councils read: one function a page, loading all it touches."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.access.validity import goes_on
from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.text import by_name
from app.councils import policy
from app.database import db
from app.models.councils import (
    Council,
    CouncilLevel,
    CouncilOffice,
)
from app.models.issue_enums import Visibility
from app.models.issues import Issue, PublicVersion
from app.models.meetings import Meeting, MeetingState
from app.models.places import Office

SHOWN_ISSUES = 10


def council(slug: str) -> Council:
    """The council alone. Raises NotFound."""
    found = db.session.scalar(select(Council).where(Council.slug == slug))
    if found is None:
        raise NotFound
    return found


def council_by_id(council_id: int) -> Council:
    """The council alone. Raises NotFound."""
    found = db.session.get(Council, council_id)
    if found is None:
        raise NotFound
    return found


def council_page(slug: str) -> Council:
    """A council with its region, parent, heir's address, offices and mandates, in one statement. Raises NotFound."""
    found = db.session.scalars(
        select(Council)
        .options(
            joinedload(Council.nav_region),
            joinedload(Council.parent),
            joinedload(Council.offices),
            joinedload(Council.mandates),
        )
        .where(Council.slug == slug)
    ).unique().one_or_none()  # fmt: skip
    if found is None:
        raise NotFound
    return found


def heir_of(of: Council) -> Council | None:
    return db.session.get(Council, of.heir_id) if of.heir_id is not None else None


def public_issues(council_id: int) -> Sequence[Issue]:
    """What outsiders may read of a council's issues: the approved public versions, the newest first."""
    return db.session.scalars(
        select(Issue)
        .join(Issue.public_version)
        .options(contains_eager(Issue.public_version))
        .where(
            Issue.council_id == council_id,
            Issue.visibility == Visibility.PUBLIC,
            Issue.hidden_at.is_(None),
            PublicVersion.approved_at.is_not(None),
            PublicVersion.hidden_at.is_(None),
        )
        .order_by(Issue.public_at.desc(), Issue.id.desc())
        .limit(SHOWN_ISSUES)
    ).all()


def next_meeting(council_id: int) -> Meeting | None:
    return db.session.scalar(
        select(Meeting)
        .join(Council, Council.id == Meeting.council_id)
        .where(
            Meeting.council_id == council_id,
            goes_on(Council, clock.today()),
            Meeting.state == MeetingState.PLANNED,
            Meeting.starts_at >= clock.now() - timedelta(hours=4),
        )
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(1)
    )


def possible_heirs(of: Council, actor: Actor) -> list[tuple[int, str]]:
    """The parent first, then the councils within the actor's reach."""
    rows = db.session.scalars(
        select(Council).where(goes_on(Council, clock.today()), Council.id != of.id, _within_reach(actor, of))
    )
    return [(row.id, row.name) for row in sorted(by_name(rows), key=lambda row: row.id != of.parent_id)]


def possible_parents(actor: Actor) -> list[tuple[int, str]]:
    """Councils in force that are wider than offices; of the regional ones those of the coordinator's own counties.

    Whoever coordinates a council reaches the regional one above it, so nobody chooses one from far away.
    """
    own = select(Office.nav_region_id).where(Office.county_id.in_(sorted(actor.counties)))
    query = select(Council.id, Council.name).where(
        goes_on(Council, clock.today()), Council.level != CouncilLevel.OFFICE
    )
    if not policy.reaches_every_county(actor):
        query = query.where(or_(Council.level != CouncilLevel.REGION, Council.nav_region_id.in_(own)))
    return [(row.id, row.name) for row in by_name(db.session.execute(query))]


def offices_to_serve(actor: Actor, county_id: int | None = None) -> list[tuple[int, str]]:
    """Offices that the actor may set up a council for; (served already) is said, since an office may have two."""
    served = (
        select(CouncilOffice.council_id)
        .join(Council, Council.id == CouncilOffice.council_id)
        .where(CouncilOffice.office_id == Office.id, goes_on(Council, clock.today()))
        .exists()
    )
    query = select(Office.id, Office.name, served.label("served")).where(Office.valid_to.is_(None))
    if county_id is not None:
        query = query.where(Office.county_id == county_id)
    if not policy.reaches_every_county(actor):
        query = query.where(Office.county_id.in_(sorted(actor.counties)))
    return [(row.id, f"{row.name} ✓" if row.served else row.name) for row in by_name(db.session.execute(query))]


def _within_reach(actor: Actor, of: Council) -> ColumnElement[bool]:
    if policy.reaches_every_county(actor):
        return Council.id.is_not(None)
    return or_(Council.id.in_(sorted(actor.coordinated)), Council.id == (of.parent_id or 0))
