"""What pages read about places: counties, regions, municipalities, offices and who answers for them."""

from collections.abc import Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.access.validity import goes_on
from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.text import by_name
from app.councils import policy
from app.councils.queries.seats import not_over
from app.database import db
from app.models.councils import (
    Council,
    CouncilOffice,
    OfficeRole,
)
from app.models.places import County, Municipality, NavRegion, Office, OfficeMunicipality


def counties(actor: Actor) -> list[tuple[int, str]]:
    query = select(County.id, County.name).where(County.valid_to.is_(None))
    if not policy.reaches_every_county(actor):
        query = query.where(County.id.in_(sorted(actor.counties)))
    return [(row.id, row.name) for row in by_name(db.session.execute(query))]


def regions(actor: Actor) -> list[tuple[int, str]]:
    query = select(NavRegion.id, NavRegion.name).where(NavRegion.valid_to.is_(None))
    if not policy.reaches_every_county(actor):
        inside = select(Office.nav_region_id).where(Office.county_id.in_(sorted(actor.counties)))
        query = query.where(NavRegion.id.in_(inside))
    return [(row.id, row.name) for row in by_name(db.session.execute(query))]


def office(slug: str) -> Office:
    """The office alone. Raises NotFound."""
    found = db.session.scalar(
        select(Office)
        .options(joinedload(Office.nav_region), selectinload(Office.places).joinedload(OfficeMunicipality.municipality))
        .where(Office.slug == slug, Office.valid_to.is_(None))
    )
    if found is None:
        raise NotFound
    return found


def council_served_by(office_id: int) -> int | None:
    """The (oldest) council that follows an office: its leader and secretary want to know who answers."""
    return db.session.scalar(
        select(Council.id)
        .join(CouncilOffice, CouncilOffice.council_id == Council.id)
        .where(CouncilOffice.office_id == office_id, goes_on(Council, clock.today()))
        .order_by(Council.valid_from, Council.id)
        .limit(1)
    )


def office_roles(of: Office) -> Sequence[OfficeRole]:
    """Who answers for an office, its municipalities and its region: in force, or to begin."""
    return db.session.scalars(
        _roles_around(of).where(not_over(OfficeRole)).order_by(OfficeRole.valid_from, OfficeRole.id)
    ).all()


def office_role(of: Office, role_id: int) -> OfficeRole:
    """One role around an office, whether it is over or not. Raises NotFound."""
    found = db.session.scalar(_roles_around(of).where(OfficeRole.id == role_id))
    if found is None:
        raise NotFound
    return found


def _roles_around(of: Office) -> Select[OfficeRole]:
    at = or_(
        OfficeRole.office_id == of.id,
        OfficeRole.municipality_id.in_(_municipalities(of)),
        OfficeRole.nav_region_id == of.nav_region_id,
    )
    return (
        select(OfficeRole)
        .options(
            joinedload(OfficeRole.person),
            joinedload(OfficeRole.office),
            joinedload(OfficeRole.municipality),
            joinedload(OfficeRole.nav_region),
        )
        .where(at)
    )


def municipalities_of(of: Office) -> set[int]:
    """The municipalities that an office serves."""
    return set(db.session.scalars(_municipalities(of)))


def _municipalities(of: Office) -> Select[int]:
    return select(OfficeMunicipality.municipality_id).where(OfficeMunicipality.office_id == of.id)


def place_name(of: OfficeRole) -> str:
    """What the office, the municipality or the region of a role is called."""
    if of.office_id is not None:
        return db.session.get_one(Office, of.office_id).name
    if of.municipality_id is not None:
        return db.session.get_one(Municipality, of.municipality_id).display_name
    return db.session.get_one(NavRegion, of.nav_region_id).name
