"""The filters of the list of what is owed."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.words import (
    ALL,
    ALL_OFFICES,
    ALL_THEMES,
    EVERYTHING,
    OFFICE,
    THEME,
    WHAT,
    WHO,
)
from app.followups.queries.waiting_list import Grouping
from app.web.fields import Pick, PickWord
from app.web.forms import Form


class WaitingForm(Form):
    """The filters of the list of what is owed; a plain GET form. What is there is what the view offers."""

    class Meta:
        csrf = False

    ansvarlig = PickWord(WHO, empty=ALL)
    kontor = PickWord(OFFICE, empty=ALL_OFFICES)
    hva = PickWord(WHAT, empty=EVERYTHING)
    tema = PickWord(THEME, empty=ALL_THEMES)
    grupper = Pick(
        _l("Grupper etter"),
        Grouping,
        lambda: [
            (Grouping.OWNER, str(WHO)),
            (Grouping.OFFICE, str(OFFICE)),
            (Grouping.KIND, str(WHAT)),
            (Grouping.THEME, str(THEME)),
            (Grouping.NONE, _("Ingen grupper, bare dato")),
        ],
        required=False,
    )
