"""What somebody follows."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import joinedload

from app.access.sight import issues_visible_to
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.text import by_name
from app.database import db
from app.models.follows import Follow, OfficeFollow, ThemeFollow
from app.models.issues import Issue
from app.models.places import Office
from app.models.themes import Theme

MOST_SHOWN = 50


@dataclass(frozen=True)
class Followed:
    """Offices and themes by name, and the issues, the last changed first."""

    offices: Sequence[Office]
    themes: list[Theme]
    issues: Sequence[Issue]

    @property
    def is_nothing(self) -> bool:
        return not (self.offices or self.themes or self.issues)


def followed_by(actor: Actor) -> Followed:
    """All of it; of issues those that the actor may still see."""
    offices = select(Office).join(OfficeFollow, OfficeFollow.office_id == Office.id)
    themes = db.session.scalars(select(ThemeFollow.theme).where(ThemeFollow.person_id == actor.person_id)).all()
    return Followed(
        offices=by_name(db.session.scalars(offices.where(OfficeFollow.person_id == actor.person_id))),
        themes=[theme for theme in Theme if theme in themes],
        issues=db.session.scalars(
            select(Issue)
            .join(Follow, Follow.issue_id == Issue.id)
            .options(joinedload(Issue.office), joinedload(Issue.council))
            .where(Follow.person_id == actor.person_id, Follow.muted.is_(False), issues_visible_to(actor))
            .order_by(Issue.changed_at.desc(), Issue.id.desc())
            .limit(MOST_SHOWN)
        ).all(),
    )


def office_by_slug(slug: str) -> Office:
    """Raises NotFound."""
    found = db.session.scalar(select(Office).where(Office.slug == slug))
    if found is None:
        raise NotFound
    return found


def office_by_id(office_id: int) -> Office:
    """Raises NotFound."""
    found = db.session.get(Office, office_id)
    if found is None:
        raise NotFound
    return found


def follows_any(actor: Actor, *, office_id: int | None, theme: Theme | None) -> tuple[bool, bool]:
    """Does the actor follow this office, and this theme? None of a kind is not asked."""
    if office_id is None and theme is None:
        return False, False
    office = select(literal("office")).where(
        OfficeFollow.office_id == office_id, OfficeFollow.person_id == actor.person_id
    )
    of_theme = select(literal("theme")).where(ThemeFollow.theme == theme, ThemeFollow.person_id == actor.person_id)
    found = set(db.session.scalars(union_all(office, of_theme)))
    return "office" in found, "theme" in found


def offices_followed(actor: Actor, office_ids: Sequence[int]) -> set[int]:
    """Which of these offices the actor follows."""
    mine = OfficeFollow.person_id == actor.person_id
    return set(db.session.scalars(select(OfficeFollow.office_id).where(mine, OfficeFollow.office_id.in_(office_ids))))
