"""Who can owe (office, municipality, region, council), and which councils come along when something is sent there."""

from dataclasses import dataclass, replace
from typing import Self

from flask_babel import gettext as _
from sqlalchemy import Select, select

from app.access.validity import in_force
from app.core import clock
from app.core.actor import Actor
from app.core.errors import Invalid
from app.database import db
from app.models.councils import Council, CouncilOffice
from app.models.followups import FollowUp
from app.models.issues import Issue, IssueAudience
from app.models.places import Municipality, Office, OfficeMunicipality


@dataclass(frozen=True)
class Owner:
    """Exactly one of the four."""

    office_id: int | None = None
    municipality_id: int | None = None
    nav_region_id: int | None = None
    council_id: int | None = None

    @classmethod
    def of(cls, follow_up: FollowUp) -> Self:
        return cls(follow_up.office_id, follow_up.municipality_id, follow_up.nav_region_id, follow_up.council_id)

    def same_as(self, follow_up: FollowUp) -> bool:
        return self == Owner.of(follow_up)


def taken_over(owner: Owner) -> Owner:
    """Who owes it today: an office or a municipality that has been merged leaves it to its successor, to the end."""
    return replace(
        owner,
        office_id=_last_heir(Office, owner.office_id),
        municipality_id=_last_heir(Municipality, owner.municipality_id),
    )


def own_office_side(council: Council, issue: Issue) -> Owner | None:
    """Who answers a council: the region it meets, else the one office it serves. None where it has none of its own."""
    if council.nav_region_id is not None:
        return Owner(nav_region_id=council.nav_region_id)
    served = set(db.session.scalars(select(CouncilOffice.office_id).where(CouncilOffice.council_id == council.id)))
    if issue.office_id in served:
        return Owner(office_id=issue.office_id)
    return Owner(office_id=served.pop()) if len(served) == 1 else None


def signed_as(actor: Actor, follow_up: FollowUp) -> str:
    """What stands beside the actor's name under words towards this owner: "Nav-leder, Nav Skien"."""
    keys = {
        "office": follow_up.office_id,
        "municipality": follow_up.municipality_id,
        "region": follow_up.nav_region_id,
        "council": follow_up.council_id,
    }
    named = (actor.titles.get(f"{kind}:{row_id}") for kind, row_id in keys.items() if row_id is not None)
    return next((title for title in named if title), "") or actor.title_in()


def bring_in(issue: Issue, owner: Owner) -> None:
    """Put the issue in front of the councils that the owner answers to, unless one of them reads it already.

    Whoever shall answer must be able to read, and their own council sees what they are asked. Raises
    Invalid(field="to") where the owner answers to no council.
    """
    councils = set(db.session.scalars(_councils(owner)))
    if not councils:
        raise Invalid(_("Ingen der kan lese innspillet, for de har ikke noe brukerutvalg i Medvirk ennå."), field="to")
    readers = set(db.session.scalars(select(IssueAudience.council_id).where(IssueAudience.issue_id == issue.id)))
    if readers.isdisjoint(councils):
        db.session.add_all(IssueAudience(issue_id=issue.id, council_id=council_id) for council_id in sorted(councils))
        db.session.flush()  # those who are told must see it


def _councils(owner: Owner) -> Select[int]:
    query = select(Council.id).where(in_force(Council, clock.today()))
    if owner.nav_region_id is not None:
        return query.where(Council.nav_region_id == owner.nav_region_id)
    offices = select(OfficeMunicipality.office_id).where(OfficeMunicipality.municipality_id == owner.municipality_id)
    served = select(CouncilOffice.council_id).where(
        CouncilOffice.office_id == owner.office_id
        if owner.office_id is not None
        else CouncilOffice.office_id.in_(offices)
    )
    return query.where(Council.id.in_(served))


def _last_heir(model: type[Office] | type[Municipality], place_id: int | None) -> int | None:
    while place_id is not None:
        heir = db.session.scalar(select(model.successor_id).where(model.id == place_id))
        if heir is None:
            return place_id
        place_id = heir
    return None
