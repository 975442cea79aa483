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


def looks_after(actor: Actor) -> list[int]:
    """The councils that the actor runs."""
    return [council_id for council_id in actor.memberships if actor.runs(council_id)]


def sees_to_meetings_of(actor: Actor) -> list[int]:
    """The councils whose meetings the actor prepares: the secretary's work."""
    return [one for one in actor.memberships if actor.has_role(one, CouncilRoleKind.SECRETARY)]


def roles_in(actor: Actor, council_id: int) -> list[CouncilRoleKind]:
    """What the actor is in the council beside a seat, in the order it is told."""
    return [kind for kind in CouncilRoleKind if actor.has_role(council_id, kind)]


def reads_for_users(actor: Actor, council_id: int) -> bool:
    return actor.sits_for_users(council_id)


def decides_in(actor: Actor) -> list[int]:
    """The councils in which the actor holds a user seat."""
    return [council_id for council_id in actor.memberships if actor.holds_user_seat(council_id)]


def leads_in(actor: Actor) -> list[int]:
    """Those of them in which the actor does the user side's acts alone."""
    return [council_id for council_id in actor.memberships if actor.leads_for_users(council_id)]


def answers_for_a_place(actor: Actor) -> bool:
    """Director or stand-in of an office, a municipality or a region."""
    return bool(actor.offices or actor.municipalities or actor.regions)


def can_print(actor: Actor, task: PrintTask) -> bool:
    return task.council_id in prints_for(actor)


def can_register_answer(actor: Actor, task: PrintTask) -> bool:
    """Write down what came back: of a letter on paper that was posted, by whoever keeps the letters."""
    return can_print(actor, task) and task.done_at is not None
