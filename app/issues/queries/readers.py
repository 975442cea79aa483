"""Who reads a comment, said before it is written: counted by the rule of sight over everybody around the issue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import BindParameter, Integer, Select, bindparam, or_, select, union
from sqlalchemy.orm import aliased

from app.access.actors import actors_among
from app.access.sight import Audience, can_see_comment
from app.core import clock
from app.core.actor import Actor
from app.core.roles import ScopeKind
from app.core.words import NAV_LEADER
from app.database import db
from app.issues import policy
from app.models.comments import Comment
from app.models.councils import Appointment, Council, CouncilOffice, CouncilRole, OfficeRole, Scope, Seat
from app.models.issue_enums import CommentAudience
from app.models.issues import Issue
from app.models.people import Person
from app.models.places import Office, OfficeMunicipality


@dataclass(frozen=True)
class Readers:
    """Everybody around one issue, and the councils that it is in front of."""

    people: Sequence[Actor]
    issue: Issue
    audience: Audience

    def sentence(self, audience: CommentAudience, at: datetime | None = None) -> str:
        """Leses av 8 brukerrepresentanter, Nav-leder og 2 andre … `at`: when it was written."""
        if audience is CommentAudience.ALL_COUNCILS:
            return _("Leses av alle brukerutvalg i landet og av kontoret")
        read = Comment(audience=audience, at=at or clock.now())
        reading = [one for one in self.people if can_see_comment(one, read, self.audience)]
        users = [one for one in reading if policy.reads_user_side(one, set(self.audience))]
        others = [one for one in reading if one not in users]
        officials = [one for one in others if policy.acts_for_office_in(one, set(self.audience))]
        by = ngettext("%(num)d brukerrepresentant", "%(num)d brukerrepresentanter", len(users))
        parts = [by, *self._officials(officials), *_rest(len(others) - len(officials))]
        if len(parts) == 1:
            return _("Leses av %(who)s", who=by)
        return _("Leses av %(who)s og %(others)s", who=", ".join(parts[:-1]), others=parts[-1])

    def _officials(self, officials: list[Actor]) -> list[str]:
        leads = any(self.issue.office_id in one.offices for one in officials)
        more = len(officials) - leads
        if not leads:
            return [ngettext("%(num)d fra Nav og kommunen", "%(num)d fra Nav og kommunen", more)] if more else []
        others = ngettext("%(num)d annen fra Nav og kommunen", "%(num)d andre fra Nav og kommunen", more)
        return [str(NAV_LEADER), others] if more else [str(NAV_LEADER)]


def _rest(number: int) -> list[str]:
    """Secretary, observers, other sides, and whoever coordinates."""
    said = ngettext("%(num)d annen med rolle i utvalget", "%(num)d andre med rolle i utvalget", number)
    return [said] if number else []


def readers_of(issue: Issue) -> Readers:
    """In one statement. Needs the issue's audience."""
    councils = sorted(issue.in_front_of)
    people = actors_among(db.session(), _around(), clock.today(), councils=councils)
    return Readers(people, issue, issue.in_front_of)


@cache
def _around() -> Select[int]:
    """Whoever may have a part in these councils, or in whom they meet; what part, and if today, the actor says."""
    councils: BindParameter[int] = bindparam("councils", expanding=True, type_=Integer())
    offices = select(CouncilOffice.office_id).where(CouncilOffice.council_id.in_(councils))
    regions = select(Council.nav_region_id).where(Council.id.in_(councils))
    met = or_(Office.id.in_(offices), Office.id.in_(_offices_below(councils)), Office.nav_region_id.in_(regions))
    counties = select(Office.county_id).where(met)
    municipalities = select(OfficeMunicipality.municipality_id).where(OfficeMunicipality.office_id.in_(offices))
    seats = select(Seat.id).where(Seat.council_id.in_(councils))
    official = or_(
        OfficeRole.office_id.in_(offices),
        OfficeRole.municipality_id.in_(municipalities),
        OfficeRole.nav_region_id.in_(select(Office.nav_region_id).where(Office.id.in_(offices))),
        OfficeRole.nav_region_id.in_(regions),
    )
    found = union(
        select(Appointment.person_id).where(Appointment.seat_id.in_(seats)),
        select(CouncilRole.person_id).where(CouncilRole.council_id.in_(councils)),
        select(OfficeRole.person_id).where(official),
        select(Scope.person_id).where(Scope.kind == ScopeKind.COORDINATOR, Scope.county_id.in_(counties)),
    ).subquery()
    return select(Person.id).where(Person.active.is_(True), Person.id.in_(select(found.c.person_id)))


def _offices_below(councils: BindParameter[int]) -> Select[int]:
    """A council above is within the county of the councils under it."""
    child = aliased(Council)
    return (
        select(CouncilOffice.office_id)
        .join(child, child.id == CouncilOffice.council_id)
        .where(child.parent_id.in_(councils))
    )
