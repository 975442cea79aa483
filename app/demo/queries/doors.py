"""Who can be picked on the demo page: the story's people by council and part, as far as they are loaded."""

from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import or_, select

from app.core.roles import CouncilRoleKind, OfficeRoleKind, ScopeKind
from app.database import db
from app.demo.data.story import Story
from app.models.people import Person

FIRST_ROUND = ("randi.oppdikt", "hanne.figur", "marit.eksempel")  # posts, answers, says whether it helped


@dataclass(frozen=True)
class Door:
    """One person to be, their part, and what to try."""

    key: str
    name: str
    part: Any  # a word of the domain, worded by the template, or words as they are
    about: str


@dataclass
class Group:
    """The doors of one council, or of those who work across councils."""

    title: str
    doors: list[Door] = field(default_factory=list)


def door_groups(story: Story, language: str) -> list[Group]:
    """The three of the first round, then each council, then those across councils. Empty when nothing is loaded."""
    known = loaded_people(story)
    if not known:
        return []
    people = {one["key"]: one for one in story.people}
    first = Group(_("Begynn her: hele runden med tre personer"))
    found = [first]
    parts: dict[str, Any] = {}
    for council in story.councils:
        group = Group(council["name"])
        for key, part in _parts(council).items():
            parts.setdefault(key, part)
            if key in known:
                group.doors.append(_door(people[key], part, language))
        found.append(group)
    across = Group(_("På tvers av utvalgene"))
    for scope in story.scopes:
        if scope["person"] in known:
            across.doors.append(_door(people[scope["person"]], ScopeKind(scope["kind"]), language))
    first.doors = [_door(people[key], parts[key], language) for key in FIRST_ROUND if key in known]
    return [group for group in [*found, across] if group.doors]


def loaded_people(story: Story) -> dict[str, Person]:
    """Key → row, for the story's people that are in the database and active."""
    by_address = {one["email"]: one["key"] for one in story.people if one["email"]}
    by_name = {one["name"]: one["key"] for one in story.people}
    rows = db.session.scalars(
        select(Person)
        .where(Person.active.is_(True), or_(Person.email.in_(by_address), Person.name.in_(by_name)))
        .order_by(Person.id)
    ).all()
    found = {by_address[row.email]: row for row in rows if row.email in by_address}
    # Whoever has no address, or has taken another, is known by the name.
    others = {by_name[row.name]: row for row in reversed(rows) if row.email not in by_address}
    return {**others, **found}


def _parts(council: dict[str, Any]) -> dict[str, Any]:
    """Key → part in this council, those who run it first, then the office, then the seats."""
    parts: dict[str, Any] = {one["person"]: CouncilRoleKind(one["role"]) for one in council["roles"]}
    for one in council["offices_roles"]:
        parts.setdefault(one["person"], one["title"] or OfficeRoleKind(one["kind"]))
    for seat in council["seats"]:
        for rank, key in enumerate([seat["holder"], *seat["substitutes"]]):
            if key is not None:
                place = seat["organisation"] or seat["title"] or ""
                parts.setdefault(key, _("%(place)s, vara", place=place) if rank else place)
    return parts


def _door(person: dict[str, Any], part: Any, language: str) -> Door:
    about = person["about_nn"] if language == "nn" else person["about"]
    return Door(key=person["key"], name=person["name"], part=part, about=about)
