"""Rights that the rule of sight and several rooms ask alike. Pure."""

from app.core.actor import Actor
from app.core.roles import CouncilRoleKind


def releases_in(actor: Actor) -> frozenset[int]:
    """The councils in which `actor` reads held texts through and releases them.

    Leader or deputy who sits for the users; the coordinator only where the council has neither.
    """
    leads = {
        council_id
        for council_id in actor.memberships
        if actor.sits_for_users(council_id)
        and actor.has_role(council_id, CouncilRoleKind.LEADER, CouncilRoleKind.DEPUTY)
    }
    return frozenset(leads) | (actor.coordinated - actor.user_led)
