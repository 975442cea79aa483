"""What is known of a member's seat: public name, telephone, and how they are reached."""

from datetime import date
from typing import Any

from app.core import clock
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Invalid
from app.core.optimistic_lock import require_unchanged
from app.core.words import DAY_AFTER_TODAY
from app.councils import policy
from app.councils.service.appointments import require_paper
from app.database import db, hold
from app.models.councils import (
    Appointment,
    Council,
)
from app.models.people import Person


def facts_of(appointment: Appointment) -> dict[str, Any]:
    """What the form of facts begins with."""
    return {
        "name_public": appointment.name_public,
        "module_1": appointment.trained_module_1,
        "module_2": appointment.trained_module_2,
    }


def note_facts(
    actor: Actor,
    council: Council,
    appointment: Appointment,
    *,
    name_public: bool,
    module_1: date | None,
    module_2: date | None,
    base: str | None = None,
) -> None:
    """Training done, and the name on the public page: whoever runs the council may take it off, the person puts it on.

    Only a yes on paper, of somebody without an address, is noted here.
    `base`: the fingerprint of what the writer was shown. Raises Changed where something else stands by now.
    """
    hold(council)
    hold(appointment)
    require(policy.can_manage(actor, council))
    for field, day in (("module_1", module_1), ("module_2", module_2)):
        if day is not None and day > clock.today():
            raise Invalid(str(DAY_AFTER_TODAY), field=field)
    wanted = {"name_public": name_public, "module_1": module_1, "module_2": module_2}
    require_unchanged(base, facts_of(appointment), wanted)
    if name_public and not appointment.name_public:
        require_paper(db.session.get_one(Person, appointment.person_id))
    appointment.name_public = name_public
    appointment.trained_module_1 = module_1
    appointment.trained_module_2 = module_2
    council.updated_at = clock.now()
