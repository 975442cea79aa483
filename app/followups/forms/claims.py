"""The forms of a claim that an action is done, the council's verdict on it, and *Hjalp det?*."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.errors import Invalid
from app.core.words import (
    DID_IT_HELP,
    FROM_DAY_MISSING,
    HELPED,
    HELPED_PARTLY,
)
from app.files.forms import AttachmentFields
from app.followups.service.claims import Evidence
from app.labels import choices
from app.models.states import OutcomeWord, Verdict
from app.web.date_field import Day
from app.web.fields import Line, Number, PickRadio, Prose, Tick
from app.web.forms import GuardedForm

VERDICTS = [
    (Verdict.CONFIRMED, HELPED),
    (Verdict.CONFIRMED_PARTLY, HELPED_PARTLY),
    (Verdict.CONTESTED, _l("Nei, vi er ikke enige i at det er gjort")),
]


class ClaimForm(AttachmentFields, GuardedForm):
    """Kontoret sier det er gjort: all four are needed."""

    what_changed = Prose(_l("Hva er endret?"), longest=3000, guarded=True, missing=_l("Skriv hva som er endret."))
    where = Line(
        _l("Hvor?"),
        guarded=True,
        hint=_l(
            "For eksempel «mottaket i Storgata».",
        ),
        missing=_l("Skriv hvor."),
    )
    since = Day(_l("Fra hvilken dag?"), years_back=10, missing=FROM_DAY_MISSING)
    how_noticed = Prose(
        _l("Hvordan merker brukerne det?"), longest=2000, guarded=True, missing=_l("Skriv hvordan brukerne merker det.")
    )

    def evidence(self) -> Evidence:
        """What the form says of the claim. Raises ValueError before the form is validated."""
        if self.since.data is None:
            raise ValueError("A claim without a day has not been validated.")
        return Evidence(
            what_changed=self.what_changed.data,
            where=self.where.data,
            since=self.since.data,
            how_noticed=self.how_noticed.data,
        )


def early_reason() -> Prose:
    """Why the council decides though no asked seat has answered or had time to."""
    return Prose(
        _l("Hvorfor venter dere ikke på svar?"),
        longest=1000,
        required=False,
        guarded=True,
        hint=_l("Ingen av dem som er spurt, har svart ennå. Det du skriver, blir vist."),
    )


class JudgeForm(GuardedForm):
    """The council's word on a claim."""

    verdict = PickRadio(_l("Hva er utvalgets avgjørelse?"), Verdict, VERDICTS, missing=_l("Velg utvalgets avgjørelse."))
    text = Prose(
        _l("Hva har utvalget sett?"),
        longest=3000,
        required=False,
        guarded=True,
        hint=_l("Må fylles ut når dere ikke er enige."),
    )
    days = Number(_l("Ny frist for kontoret (arbeidsdager)"), least=1, most=250)
    close = Tick(_l("Avslutt innspillet samtidig"), hint=_l("Bare når det hjalp, helt eller delvis."))
    early_reason = early_reason()

    @property
    def not_asked(self) -> Collection[str]:
        """A no has a new date, a yes may end the issue."""
        return {"close"} if self.verdict.data is Verdict.CONTESTED else {"days"}

    def validate(self, extra_validators: Any = None) -> bool:
        """A no takes words."""
        whole = super().validate(extra_validators)
        if self.verdict.data is Verdict.CONTESTED and not self.text.data:
            self.reject(Invalid(_("Skriv hvorfor dere ikke er enige."), field="text"))
        return whole and not self.errors


class OutcomeForm(GuardedForm):
    """Hjalp det?"""

    word = PickRadio(DID_IT_HELP, OutcomeWord, lambda: choices(OutcomeWord), missing=_l("Velg om det hjalp."))
    text = Prose(
        _l("Fortell kort hva du har sett"),
        longest=2000,
        required=False,
        guarded=True,
        hint=_l("Må fylles ut når svaret er nei. Skriv «mange venter fortsatt», ikke «Kari venter fortsatt»."),
    )
