"""What is asked of whoever reports, decides and appeals."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l

from app.core.words import REASON, REASON_MISSING
from app.labels import choices
from app.models.safety import ReportReason
from app.web.fields import PickRadio, Prose
from app.web.forms import GuardedForm

LONGEST = 2000


class Decision(StrEnum):
    HIDE = "hide"
    KEEP = "keep"


def _reasons() -> list[tuple[StrEnum, str]]:
    return choices(ReportReason)


class ReportForm(GuardedForm):
    reason = PickRadio[ReportReason](
        _l("Hva er galt med teksten?"), ReportReason, _reasons, missing=_l("Velg hva som er galt med teksten.")
    )
    words = Prose(
        _l("Vil du si mer?"),
        required=False,
        longest=LONGEST,
        guarded=True,
        hint=_l("Bare den som vurderer meldingen, leser dette. Forfatteren får ikke vite hvem som meldte fra."),
    )


class DecisionForm(GuardedForm):
    decision = PickRadio[Decision](
        _l("Hva gjør du?"),
        Decision,
        [(Decision.KEEP, _l("La teksten stå")), (Decision.HIDE, _l("Skjul teksten"))],
        missing=_l("Velg hva du vil gjøre."),
    )
    code = PickRadio[ReportReason](
        _l("Hvorfor skjules teksten?"),
        ReportReason,
        _reasons,
        required=False,
        hint=_l("Svar bare når du skjuler teksten."),
    )
    words = Prose(
        REASON,
        missing=REASON_MISSING,
        longest=LONGEST,
        guarded=True,
        hint=_l("Forfatteren og den som meldte fra, leser dette."),
    )


class AppealForm(GuardedForm):
    words = Prose(
        _l("Hvorfor bør teksten vises igjen?"),
        missing=_l("Skriv hvorfor teksten bør vises igjen."),
        longest=LONGEST,
        guarded=True,
        hint=_l("En annen person enn den som skjulte teksten, avgjør klagen."),
    )


class AppealDecisionForm(GuardedForm):
    decision = PickRadio[Decision](
        _l("Hva blir resultatet?"),
        Decision,
        [(Decision.KEEP, _l("Teksten vises igjen")), (Decision.HIDE, _l("Teksten forblir skjult"))],
        missing=_l("Velg hva resultatet blir."),
    )
    words = Prose(
        REASON,
        missing=REASON_MISSING,
        longest=LONGEST,
        guarded=True,
        hint=_l("Forfatteren og den som meldte fra, leser dette."),
    )
