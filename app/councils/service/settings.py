"""What a council sets for itself, and what a profile decides of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Any

from app.models.councils import Council, CouncilKind, Intake, LedBy, Profile
from app.models.people import Locale

# What a profile decides: single settings that the five questions do not ask. *Enkelt* is what a new council has.
# A council with rules of procedure says what it means in a meeting: 30 working days leave room for one, since what
# is proposed for a meeting comes 21 days before it. *Eget* decides nothing.
PROFILES: Mapping[Profile, Mapping[str, Any]] = MappingProxyType(
    {
        Profile.SIMPLE: {
            "clarification_days": 10,
            "confirmation_days": 20,
            "statement_days": 20,
            "raise_reply_days": 20,
            "july_pause": False,
        },
        Profile.RULES: {
            "clarification_days": 10,
            "confirmation_days": 30,
            "statement_days": 30,
            "raise_reply_days": 30,
            "july_pause": False,
        },
    }
)


# What decides the clocks, what reaches the office at once, and who leads: changed with the user side's yes only.
OF_THE_USER_SIDE = (
    "answer_days",
    "intake",
    "led_by",
    "clarification_days",
    "confirmation_days",
    "statement_days",
    "raise_reply_days",
    "july_pause",
)


@dataclass(frozen=True)
class Settings:
    """Those of the first page, and the rest with the defaults of the profile *Enkelt*."""

    meetings_per_year: int = 4
    led_by: LedBy = LedBy.USERS
    intake: Intake = Intake.DIRECT
    answer_days: int = 20
    profile: Profile = Profile.SIMPLE
    kind: CouncilKind = CouncilKind.USER_COUNCIL
    language: Locale = Locale.NB
    clarification_days: int = 10
    confirmation_days: int = 20
    statement_days: int = 20
    raise_reply_days: int = 20
    july_pause: bool = False
    parent_id: int | None = None
    contact: str | None = None
    contact_email: str | None = None
    contact_phone: str | None = None


def default_settings() -> dict[str, Any]:
    """The settings that a new council begins with."""
    return asdict(Settings())


def standing_settings(council: Council, mandate: str) -> dict[str, Any]:
    """What the form of settings begins with, by the names of its fields."""
    own = {key: getattr(council, key) for key in asdict(Settings()) if key != "parent_id"}
    return {**own, "parent": council.parent_id, "name": council.name, "mandate": mandate}


def by_profile(wished: Settings, before: Settings | Council) -> Settings:
    """The settings as they shall be: a profile just chosen decides what was not changed beside it.

    Where a single setting says otherwise than its profile, the profile is the council's own.
    """
    usual = PROFILES.get(wished.profile)
    if usual is None:
        return wished
    typed = {key: getattr(wished, key) for key in usual if getattr(wished, key) != getattr(before, key)}
    kept = usual if wished.profile is not before.profile else {key: getattr(before, key) for key in usual}
    values = {**kept, **typed}
    return replace(wished, **values, profile=wished.profile if values == usual else Profile.OWN)
