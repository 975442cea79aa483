"""Who keeps the letters that must be printed."""

from app.core.actor import Actor
from app.core.roles import CouncilRoleKind
from app.models.notices import PrintTask


def has_own_texts(actor: Actor) -> bool:
    """Do texts of one's own stand on Min side? Not what an office or a coordinator has registered for others.

    They stay there when the appointment has ended: whoever wrote a text can still take the name off it.
    """
    return bool(actor.seats or prints_for(actor)) or not (actor.is_official or actor.coordinated)


def prints_for(actor: Actor) -> list[int]:
    """The councils whose letters the actor prints: the secretary's work, the leader's where there is none."""
    return [
        council_id
        for council_id in actor.memberships
        if actor.has_role(council_id, CouncilRoleKind.SECRETARY, CouncilRoleKind.LEADER)
    ]


def can_print(actor: Actor, task: PrintTask) -> bool:
    return task.council_id in prints_for(actor)
