"""What holds for every text that is given in the chain: no person's numbers, and by whom in which part."""

from datetime import date

from flask_babel import gettext as _

from app.core import clock
from app.core.actor import Actor
from app.core.errors import Invalid
from app.models.followups import FollowUp


def refuse_past(**days: date | None) -> None:
    """Raises Invalid for the first day before today: what is promised or announced lies ahead."""
    for field, day in days.items():
        if day is not None and day < clock.today():
            raise Invalid(_("Datoen kan ikke være før i dag."), field=field)


def title_of(actor: Actor, follow_up: FollowUp) -> str:
    """The words for the actor's part towards this owner: "Nav-leder, Nav Skien"."""
    keys = {
        "office": follow_up.office_id,
        "municipality": follow_up.municipality_id,
        "region": follow_up.nav_region_id,
        "council": follow_up.council_id,
    }
    named = (actor.titles.get(f"{kind}:{row_id}") for kind, row_id in keys.items() if row_id is not None)
    return next((title for title in named if title), "") or actor.title_in()
