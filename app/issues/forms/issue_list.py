"""The filters of the list of issues."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.words import (
    ALL_COUNCILS,
    ALL_OFFICES,
    ALL_THEMES,
    COUNCIL,
    EVERYTHING,
    HOW_IT_GOES,
    LATE,
    OFFICE,
    OFFICE_SAYS_DONE,
    PHASE,
    SENT_IN,
    THEME,
    WITH_COUNCIL,
)
from app.issues.queries.issue_list import Period, Scope, Sort, Standing
from app.labels import choices, word
from app.models.issue_enums import Outcome, Phase
from app.models.themes import Theme
from app.web.fields import Line, Pick, PickRow, Tick
from app.web.forms import Form


class FilterForm(Form):
    """The filters of the list; a plain GET form."""

    class Meta:
        csrf = False

    q = Line(_l("Ord i teksten"), required=False, longest=200, unread=True)
    tema = Pick(THEME, Theme, lambda: choices(Theme), required=False, empty=ALL_THEMES)
    stand = Pick(HOW_IT_GOES, Standing, lambda: standing_choices(), required=False, empty=EVERYTHING)
    kontor = PickRow(OFFICE, required=False, empty=ALL_OFFICES)
    utvalg = PickRow(COUNCIL, required=False, empty=ALL_COUNCILS)
    tid = Pick(
        SENT_IN,
        Period,
        lambda: [
            (Period.MONTH, _("Siste 30 dager")),
            (Period.QUARTER, _("Siste tre måneder")),
            (Period.YEAR, _("Siste tolv måneder")),
        ],
        required=False,
        empty=_l("Når som helst"),
    )
    sorter = Pick(
        _l("Rekkefølge"),
        Sort,
        lambda: [
            (Sort.NEWEST, _("Nyeste først")),
            (Sort.CHANGED, _("Sist endret først")),
            (Sort.DUE, _("Nærmeste frist først")),
        ],
        required=False,
    )
    vis = Pick(_l("Hvor"), Scope, lambda: [(Scope.ALL, ALL_COUNCILS)], required=False)
    fase = Pick(PHASE, Phase, lambda: choices(Phase), required=False, empty=_l("Alle tre"))
    mine = Tick(_l("Bare mine"))


def standing_choices() -> list[tuple[Standing, str]]:
    """The words of states and outcomes, as the tags say them."""
    states = {
        Standing.LATE: str(LATE),
        Standing.HELD: _("Venter på gjennomlesing"),
        Standing.OPEN: str(WITH_COUNCIL),
        Standing.WITH_OFFICE: _("Venter på svar fra kontoret"),
        Standing.ANSWERED: _("Har fått svar"),
        Standing.IN_ACTION: _("Tiltak i gang"),
        Standing.CLAIMED_DONE: str(OFFICE_SAYS_DONE),
    }
    return [(one, states.get(one) or word(Outcome(one.value))) for one in Standing]
