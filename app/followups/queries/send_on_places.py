"""Where an answer can be sent on to."""

from operator import attrgetter

from sqlalchemy import exists, literal, select, union_all

from app.access.validity import in_force
from app.core import clock
from app.core.actor import Actor
from app.core.text import by_name
from app.database import db
from app.models.councils import Council, CouncilOffice
from app.models.followups import (
    FollowUp,
)
from app.models.issues import Issue
from app.models.places import Municipality, NavRegion, Office, OfficeMunicipality


def places_to_send(actor: Actor, follow_up: FollowUp) -> list[tuple[str, str]]:
    """Whom an answer can be sent on to: region and municipalities of the office, and offices that have a council.

    Never whoever owes it now, nor a place that the actor answers for. Needs the issue.
    """
    issue = follow_up.issue
    served = exists().where(
        CouncilOffice.office_id == Office.id,
        CouncilOffice.council_id == Council.id,
        in_force(Council, clock.today()),
    )
    offices = select(literal("office").label("kind"), Office.id, Office.name).where(Office.valid_to.is_(None), served)
    region = (
        select(literal("region"), NavRegion.id, NavRegion.name)
        .join(Office, Office.nav_region_id == NavRegion.id)
        .where(Office.id == issue.office_id)
    )
    found = db.session.execute(union_all(offices, region)).all()
    near = [(f"municipality-{row_id}", name) for row_id, name in municipalities_of(issue)]
    own = {
        f"office-{follow_up.office_id}",
        f"municipality-{follow_up.municipality_id}",
        f"region-{follow_up.nav_region_id}",
        *(f"office-{one}" for one in actor.offices),
        *(f"municipality-{one}" for one in actor.municipalities),
        *(f"region-{one}" for one in actor.regions),
    }
    offered = [
        *((f"region-{row.id}", row.name) for row in found if row.kind == "region"),
        *near,
        *((f"office-{row.id}", row.name) for row in by_name(row for row in found if row.kind == "office")),
    ]
    return [(value, name) for value, name in offered if value not in own]


def municipalities_of(issue: Issue) -> list[tuple[int, str]]:
    """The municipalities that the issue's office serves, or all that the council's offices serve."""
    offices = select(CouncilOffice.office_id).where(CouncilOffice.council_id == issue.council_id)
    here = OfficeMunicipality.office_id == issue.office_id
    rows = db.session.execute(
        select(Municipality.id, Municipality.display_name)
        .join(OfficeMunicipality, OfficeMunicipality.municipality_id == Municipality.id)
        .where(here if issue.office_id is not None else OfficeMunicipality.office_id.in_(offices))
        .distinct()
    )
    return [(row.id, row.display_name) for row in by_name(rows, attrgetter("display_name"))]


def is_small(*office_ids: int | None) -> bool:
    """Lies any of these offices in a municipality with few inhabitants?"""
    small = exists().where(
        OfficeMunicipality.office_id.in_([one for one in office_ids if one is not None]),
        OfficeMunicipality.position == 0,
        OfficeMunicipality.municipality_id == Municipality.id,
        Municipality.small,
    )
    return bool(db.session.scalar(select(small)))
