"""Who keeps the letters that must be printed."""

from app.core.actor import Actor
from app.core.roles import CouncilRoleKind
from app.models.notices import PrintTask


def prints_for(actor: Actor) -> list[int]:
    """The councils whose letters the actor prints: the secretary's work, the leader's where there is none."""
    return [
        council_id
        for council_id in actor.memberships
        if actor.has_role(council_id, CouncilRoleKind.SECRETARY, CouncilRoleKind.LEADER)
    ]


def can_print(actor: Actor, task: PrintTask) -> bool:
    return task.council_id in prints_for(actor)
