"""What somebody is called who has a part in a council and no seat there, in the language of the council."""

from functools import cache

from flask_babel import force_locale
from flask_babel import gettext as _

from app.core.roles import CouncilRoleKind, Side
from app.core.words import COUNCIL_LEADER, DEPUTY_LEADER, MUNICIPALITY_SIDE, STAFF_SIDE, USER_SIDE


@cache
def role_title(kinds: frozenset[CouncilRoleKind], side: Side, language: str) -> str:
    """The first of the roles, and for whom: "sekretær, Nav". It is stored beside what is written, so not translated."""
    with force_locale(language):
        roles = {
            CouncilRoleKind.LEADER: str(COUNCIL_LEADER),
            CouncilRoleKind.DEPUTY: str(DEPUTY_LEADER),
            CouncilRoleKind.SECRETARY: _("sekretær"),
            CouncilRoleKind.OBSERVER: _("observatør"),
        }
        sides = {
            Side.USER: str(USER_SIDE),
            Side.MUNICIPALITY: str(MUNICIPALITY_SIDE),
            Side.NAV: "Nav",
            Side.STAFF: str(STAFF_SIDE),
        }
        role = next(word for kind, word in roles.items() if kind in kinds)
        return ", ".join(word for word in (role, sides.get(side, "")) if word)


@cache
def coordinator_title() -> str:
    with force_locale("nb"):
        return _("koordinator")
