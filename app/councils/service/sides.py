"""Nobody acts for two sides of a council: who speaks for the users has no part on another side there, now or later."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, or_, select

from app.core import clock
from app.core.errors import Invalid
from app.core.roles import ScopeKind, Side
from app.core.text import by_name
from app.councils.words import sits_on_user_side
from app.database import db
from app.models.councils import Appointment, Council, CouncilOffice, CouncilRole, OfficeRole, Scope, Seat
from app.models.people import Person
from app.models.places import OfficeMunicipality
from app.notices.queries.recipients import coordinators_of


def user_side(council_id: int) -> set[int]:
    """Who sits for the users, as holder or substitute, today or later."""
    return _persons(_seated(council_id).where(Seat.side == Side.USER))


def user_side_and_its_approvers(council_id: int) -> set[int]:
    """The same, and who says yes for them: contacts of the organisations with user seats, and coordinators."""
    organisations = select(Seat.organisation_id).where(
        Seat.council_id == council_id, Seat.side == Side.USER, not_over(Seat)
    )
    contacts = select(Scope.person_id).where(
        Scope.kind == ScopeKind.ORGANISATION_CONTACT, Scope.organisation_id.in_(organisations), not_over(Scope)
    )
    return user_side(council_id) | _persons(contacts) | set(coordinators_of(council_id))


def other_sides(council_id: int) -> set[int]:
    """Who acts for another side, today or later: by a seat, a role, or at a place that the council meets."""
    roles = select(CouncilRole.person_id).where(
        CouncilRole.council_id == council_id, CouncilRole.side != Side.USER, not_over(CouncilRole)
    )
    offices = db.session.scalars(select(CouncilOffice.office_id).where(CouncilOffice.council_id == council_id)).all()
    region = select(Council.nav_region_id).where(Council.id == council_id)
    regional = select(OfficeRole.person_id).where(OfficeRole.nav_region_id.in_(region), not_over(OfficeRole))
    seated = _seated(council_id).where(Seat.side != Side.USER)
    return _persons(seated) | _persons(roles) | _persons(regional) | officials_of(offices)


def officials_of(offices: Collection[int]) -> set[int]:
    """Who answers or drafts for these offices and their municipalities, today or later."""
    shared = select(OfficeMunicipality.municipality_id).where(OfficeMunicipality.office_id.in_(offices))
    here = or_(OfficeRole.office_id.in_(offices), OfficeRole.municipality_id.in_(shared))
    return _persons(select(OfficeRole.person_id).where(here, not_over(OfficeRole)))


def met_by(*, office_id: int | None, municipality_id: int | None, region_id: int | None) -> list[int]:
    """The councils that a place answers to."""
    if region_id is not None:
        query = select(Council.id).where(Council.nav_region_id == region_id)
    elif municipality_id is not None:
        query = (
            select(CouncilOffice.council_id)
            .join(OfficeMunicipality, OfficeMunicipality.office_id == CouncilOffice.office_id)
            .where(OfficeMunicipality.municipality_id == municipality_id)
        )
    else:
        query = select(CouncilOffice.council_id).where(CouncilOffice.office_id == office_id)
    standing = select(Council.id).where(Council.id.in_(query), Council.valid_to.is_(None)).order_by(Council.id)
    return list(db.session.scalars(standing))


def require_no_voice(council_id: int, person: Person, *, field: str) -> None:
    """Before somebody gets a part on another side. Raises Invalid where it would take their voice for the users."""
    if person.id in user_side(council_id):
        said = sits_on_user_side(person.name)
        raise Invalid(said, field=field)
    if person.id in user_side_and_its_approvers(council_id):
        raise Invalid(said_of_voice(person.name), field=field)


def require_no_other_part(council_id: int, person: Person, *, field: str) -> None:
    """Before somebody gets a seat for the users. Raises Invalid where they would have no voice on it."""
    if person.id in other_sides(council_id):
        raise Invalid(said_of_other_part(person.name), field=field)


def require_voices_kept(council_id: int, joining: Collection[int]) -> None:
    """Before a council meets these offices too. Raises Invalid where somebody who speaks for its users is of theirs."""
    met = set(db.session.scalars(select(CouncilOffice.office_id).where(CouncilOffice.council_id == council_id)))
    silenced = officials_of(set(joining) - met) & user_side_and_its_approvers(council_id)
    if silenced:
        names = by_name(db.session.scalars(select(Person.name).where(Person.id.in_(silenced))), str)
        raise Invalid(
            _(
                "%(names)s svarer for brukersiden i utvalget som tar over, og har samtidig en rolle ved et kontor som "
                "følger med. Den ene rollen må avsluttes først.",
                names=", ".join(names),
            ),
            field="heir",
        )


def said_of_voice(name: str) -> str:
    return _(
        "%(name)s kan godkjenne forslag for brukersiden, som organisasjonskontakt eller koordinator, og kan ikke være "
        "i utvalget for andre samtidig.",
        name=name,
    )


def said_of_other_part(name: str) -> str:
    return _(
        "%(name)s er i utvalget eller på kontoret for en annen side, og kan ikke sitte for brukersiden samtidig. "
        "Den rollen må avsluttes først.",
        name=name,
    )


def not_over(row: Any) -> ColumnElement[bool]:
    """Valid today or later."""
    return or_(row.valid_to.is_(None), row.valid_to >= clock.today())


def _seated(council_id: int) -> Select[int]:
    return (
        select(Appointment.person_id)
        .join(Seat, Seat.id == Appointment.seat_id)
        .where(Seat.council_id == council_id, not_over(Appointment), not_over(Seat))
    )


def _persons(query: Select[int]) -> set[int]:
    return set(db.session.scalars(query))
