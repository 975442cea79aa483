"""The forms of the acts on one issue: accept, close, reopen, merge, change its phase, give a reason."""

from flask_babel import lazy_gettext as _l

from app.core.words import (
    REASON_MISSING,
    WHY,
)
from app.followups.forms.claims import early_reason
from app.issues.words.phrases import (
    CLOSING_REASON_MISSING,
    FAULT_MISSING,
)
from app.labels import choices
from app.models.issue_enums import Outcome, Phase
from app.web.fields import PickRadio, PickRow, Prose
from app.web.forms import GuardedForm


class PlainForm(GuardedForm):
    """An act that needs no words: only that one meant it."""


class CloseForm(GuardedForm):
    outcome = PickRadio(
        _l("Hva ble resultatet?"), Outcome, lambda: choices([Outcome.NOTED]), missing=_l("Velg hva resultatet ble.")
    )
    text = Prose(
        WHY,
        longest=2000,
        guarded=True,
        hint=_l("Alle som har vært med, får lese det."),
        missing=CLOSING_REASON_MISSING,
    )
    early_reason = early_reason()


class AcceptForm(GuardedForm):
    """Ja, svaret er godt nok: nothing need be written."""

    text = Prose(
        _l("Vil dere si noe mer?"),
        longest=2000,
        required=False,
        guarded=True,
        hint=_l("Alle som har vært med, får lese det."),
    )
    early_reason = early_reason()


class ReopenForm(GuardedForm):
    text = Prose(
        _l("Hva er ikke i orden?"),
        longest=2000,
        guarded=True,
        hint=_l("Den som skal svare, og alle som har vært med, får lese det."),
        missing=FAULT_MISSING,
    )


class ReasonForm(GuardedForm):
    text = Prose(WHY, longest=2000, guarded=True, missing=REASON_MISSING)


class PhaseForm(GuardedForm):
    phase = PickRadio(
        _l("Hva gjelder innspillet?"), Phase, lambda: choices(Phase), missing=_l("Velg hva innspillet gjelder.")
    )


class MergeForm(GuardedForm):
    into = PickRow(
        _l("Hvilket innspill skal det slås sammen med?"),
        empty=_l("Velg innspill"),
        missing=_l("Velg hvilket innspill det skal slås sammen med."),
    )
