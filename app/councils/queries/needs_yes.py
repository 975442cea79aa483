"""Will an act on the user side be done at once, or be put to it first? Pages say so before the button is pressed."""

from collections.abc import Iterable

from app.assents.service.approvers import About, approvers
from app.core.actor import Actor
from app.core.roles import Side
from app.models.councils import Council, Seat


def asks_for_seat(actor: Actor, council: Council, seat: Seat, concerned: Iterable[int] = ()) -> bool:
    """Does this act on a seat wait for the user side? `concerned`: whose yes does not count."""
    if seat.side is not Side.USER:
        return False
    return _asks(actor, council, About(organisation_id=seat.organisation_id, concerned=frozenset(concerned)))


def asks_for_new_seat(actor: Actor, council: Council) -> bool:
    """Would a new seat on the user side wait for it?"""
    return _asks(actor, council, About())


def asks_for_council(actor: Actor, council: Council) -> bool:
    """Does an act on the council as a whole wait: its settings, a file of members, a no to a nomination?"""
    return _asks(actor, council, About(of_a_seat=False))


def _asks(actor: Actor, council: Council, about: About) -> bool:
    by = approvers(council.id, about)
    return actor.person_id not in by or not by.is_enough([actor.person_id or 0])
