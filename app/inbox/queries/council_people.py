"""Who sits in a council today, one line a person: for whoever works there."""

from dataclasses import dataclass

from app.core import clock
from app.core.roles import CouncilRoleKind
from app.councils.queries import seats as seats_queries


@dataclass(frozen=True)
class Member:
    """A person, for whom they sit, and what they are beside."""

    person_id: int
    name: str
    seat: str  # the organisation or the title of the seat; empty for whoever has a role and no seat
    rank: int  # 0 = holder
    roles: tuple[CouncilRoleKind, ...]


def members_of(council_id: int) -> list[Member]:
    """Holders and substitutes in the order of the seats, then who has a role without a seat: two statements."""
    sitting = [(seat, one) for seat in seats_queries.seats(council_id) for one in seat.appointments]
    roles = _roles_today(council_id)
    beside = {
        person_id: of for person_id, of in roles.items() if person_id not in {one.person_id for _, one in sitting}
    }
    return [
        *(
            Member(one.person_id, one.person.name, seat.label, one.rank, roles.get(one.person_id, ("", ()))[1])
            for seat, one in sitting
        ),
        *(Member(person_id, name, "", 0, kinds) for person_id, (name, kinds) in beside.items()),
    ]


def _roles_today(council_id: int) -> dict[int, tuple[str, tuple[CouncilRoleKind, ...]]]:
    """Person → name and roles in force."""
    found: dict[int, tuple[str, tuple[CouncilRoleKind, ...]]] = {}
    for role in seats_queries.roles_in(council_id):
        if role.valid_from > clock.today():
            continue
        name, kinds = found.get(role.person_id, (role.person.name, ()))
        found[role.person_id] = (name, (*kinds, role.kind))
    return found
