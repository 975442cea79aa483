"""Who is a voice in what the user side of a council decides, and who registers a yes on paper. Pure."""

from app.core.actor import Actor
from app.core.roles import LEADS, Side


def is_voice(actor: Actor, council_id: int) -> bool:
    """Holds a user seat."""
    return actor.holds_user_seat(council_id)


def leads(actor: Actor, council_id: int) -> bool:
    """Leader or deputy, of whatever side."""
    return actor.has_role(council_id, *LEADS)


def leads_alone(actor: Actor, council_id: int) -> bool:
    """The leader on a user seat: does the user side's acts without a second."""
    return actor.leads_for_users(council_id)


def is_of_no_other_side(actor: Actor, council_id: int) -> bool:
    """Acts for nobody but the users in the council, if for anybody."""
    return actor.side_in(council_id) in (None, Side.USER) and not actor.on_office_side(council_id)


def registers_slips(actor: Actor, council_id: int) -> bool:
    """Registers a yes that members have signed on paper: whoever runs the council."""
    return actor.runs(council_id)


def approves_letters(actor: Actor) -> bool:
    """Registers or approves a signed letter where nobody of the user side is left."""
    return actor.is_administrator
