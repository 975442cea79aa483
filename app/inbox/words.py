"""What Min side and Mitt utvalg say of somebody's part in a council."""

from flask_babel import gettext as _

from app.core.actor import Actor
from app.inbox import policy
from app.notices.words.names import role_in_text


def own_part(actor: Actor, council_id: int) -> str:
    """ "Du er vara for HLF i Brukerutvalget i Nav Tønsberg." and what one is beside."""
    council = actor.council_names[council_id].name
    roles = [role_in_text(kind.value) for kind in policy.roles_in(actor, council_id)]
    seat = next(iter(actor.seats_in(council_id)), None)
    if seat is None:
        return _("Du er %(role)s i %(council)s.", role=_listed(roles), council=council)
    gaps = {"organisation": seat.label, "council": council}
    said = (
        _("Du er fast medlem for %(organisation)s i %(council)s.", **gaps)
        if seat.is_holder
        else _("Du er vara for %(organisation)s i %(council)s.", **gaps)
    )
    return f"{said} {_('Du er også %(role)s.', role=_listed(roles))}" if roles else said


def _listed(words: list[str]) -> str:
    return _("%(first)s og %(last)s", first=", ".join(words[:-1]), last=words[-1]) if len(words) > 1 else words[0]
