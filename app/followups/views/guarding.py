"""The guard's word on a form about an issue: it reads more closely where a story may point at one person."""

from sqlalchemy import exists, select

from app.database import db
from app.models.issues import Issue
from app.models.places import Municipality, OfficeMunicipality
from app.web.forms import GuardedForm


def passes_guard(form: GuardedForm, issue: Issue, *, office_id: int | None = None) -> bool:
    """May the words of the form be sent? `office_id`: another office that they are about as well."""
    return form.passes_guard(small_municipality=is_small(issue.office_id, office_id))


def is_small(*office_ids: int | None) -> bool:
    """Lies any of these offices in a municipality with few inhabitants?"""
    small = exists().where(
        OfficeMunicipality.office_id.in_([one for one in office_ids if one is not None]),
        OfficeMunicipality.position == 0,
        OfficeMunicipality.municipality_id == Municipality.id,
        Municipality.small,
    )
    return bool(db.session.scalar(select(small)))
