"""What somebody must be to be told of something, asked of the actor. Pure; who they are is in `recipients`."""

from app.core.actor import Actor
from app.core.roles import LEADS
from app.models.notices import Reason

INSIDE = frozenset({Reason.MEMBER, Reason.LEADER, Reason.SECRETARY, Reason.SEAT})


def is_of_user_side(actor: Actor, council_id: int) -> bool:
    return actor.sits_for_users(council_id)


def decides(actor: Actor, council_id: int) -> bool:
    """Holds a user seat."""
    return actor.holds_user_seat(council_id)


def leads(actor: Actor, council_id: int) -> bool:
    return actor.has_role(council_id, *LEADS)


def leads_alone(actor: Actor, council_id: int) -> bool:
    """The leader on a user seat: does the user side's acts without a second."""
    return actor.leads_for_users(council_id)


def is_there(actor: Actor, reason: Reason, council_id: int | None) -> bool:
    """Still what the person was told as?"""
    match reason:
        case Reason.MODERATOR:
            return actor.is_moderator
        case Reason.COORDINATOR:
            return actor.is_coordinator
        case Reason.ADMINISTRATOR:
            return actor.is_administrator
        case reason if reason in INSIDE:
            return council_id is None or actor.is_member(council_id)
        case _:
            return True
