"""What is typed about a yes, a letter or a departure that came on paper."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.words import SIGNER_MISSING
from app.councils.words import LAST_DAY, LAST_DAY_MISSING, LETTER_DAY_MISSING
from app.files.forms import AttachmentFields
from app.web.date_field import Day
from app.web.fields import Line, PickRows
from app.web.forms import Form


class PaperFields(AttachmentFields):
    """A signed paper: it must come along."""

    needs_file = True

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        is_whole = super().validate(extra_validators)
        if self.needs_file and self.file is None and not self.attachment.errors:
            self.attachment.errors = [_("Legg ved papiret, skannet eller som bilde.")]
            return False
        return is_whole

    def need_no_file(self) -> None:
        self.needs_file = False


class SlipForm(PaperFields):
    """A yes on paper."""

    signers = PickRows(_l("Hvem har skrevet under?"), missing=SIGNER_MISSING)
    signed_on = Day(_l("Datoen på papiret"), missing=_l("Skriv datoen som står på papiret."))


class LetterForm(PaperFields):
    """An organisation's letter of appointment, or a person's consent."""

    sender = Line(
        _l("Hvem er brevet fra?"),
        missing=_l("Skriv hvem brevet er fra."),
        guarded=True,
        hint=_l("Organisasjonen, eller personen selv."),
    )
    signed_on = Day(_l("Datoen på brevet"), missing=LETTER_DAY_MISSING)


class ResignForm(Form):
    """One's own last day."""

    on = Day(LAST_DAY, missing=LAST_DAY_MISSING)


class DeathForm(Form):
    """One press: nothing more is asked."""


class PaperResignationForm(PaperFields):
    """A letter in which somebody resigns."""

    on = Day(LAST_DAY, missing=LAST_DAY_MISSING)
    signed_on = Day(_l("Datoen på brevet"), missing=LETTER_DAY_MISSING)
