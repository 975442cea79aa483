"""What somebody is called who has a part in a council and no seat there, in the language of the council."""

from functools import cache

from flask_babel import force_locale
from flask_babel import gettext as _

from app.core.roles import CouncilRoleKind, Side


@cache
def role_title(kinds: frozenset[CouncilRoleKind], side: Side, language: str) -> str:
    """The first of the roles, and for whom: "sekretær, Nav". It is stored beside what is written, so not translated."""
    with force_locale(language):
        roles = {
            CouncilRoleKind.LEADER: _("utvalgsleder"),
            CouncilRoleKind.DEPUTY: _("nestleder"),
            CouncilRoleKind.SECRETARY: _("sekretær"),
            CouncilRoleKind.OBSERVER: _("observatør"),
        }
        sides = {
            Side.USER: _("brukersiden"),
            Side.MUNICIPALITY: _("kommunen"),
            Side.NAV: "Nav",
            Side.STAFF: _("ansatte"),
        }
        role = next(word for kind, word in roles.items() if kind in kinds)
        return ", ".join(word for word in (role, sides.get(side, "")) if word)


@cache
def coordinator_title() -> str:
    with force_locale("nb"):
        return _("koordinator")
