"""The shape of what an administrator types about the outbox."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from app.admin.queries.outbox import MailState
from app.admin.service.outbox import LONGEST_REASON
from app.admin.words.outbox import STATES
from app.core import clock
from app.core.days import read_time
from app.core.words import REASON, REASON_MISSING, TIME_EXAMPLE, TIME_MALFORMED, TIME_OF_DAY
from app.web.date_field import Day
from app.web.fields import Line, Pick
from app.web.forms import Form


class MailsForm(Form):
    """The filters of the outbox; a plain GET form. What is looked for is not kept, so the guard need not read it."""

    class Meta:
        csrf = False

    tilstand = Pick(
        _l("Tilstand"),
        MailState,
        lambda: [(state, words[0]) for state, words in STATES.items()],
        missing=_l("Velg tilstand."),
    )
    q = Line(_l("Mottaker"), required=False, longest=200, unread=True, hint=_l("Navn eller e-postadresse"))


class StopForm(Form):
    reason = Line(
        REASON,
        missing=REASON_MISSING,
        longest=LONGEST_REASON,
        hint=_l("Vises i loggen på Drift. Skriv ikke om personer."),
    )


class StopOlderForm(StopForm):
    """Everything that was written before a moment."""

    day = Day(_l("Skrevet før: dato"), missing=_l("Skriv datoen e-postene er skrevet før."))
    clock_time = Line(TIME_OF_DAY, missing=TIME_MALFORMED, longest=5, hint=TIME_EXAMPLE)

    def validate_clock_time(self, field: Line) -> None:
        if field.data and read_time(field.data) is None:
            raise ValidationError(str(TIME_MALFORMED))

    @property
    def moment(self) -> datetime:
        """In Norwegian time, as it was typed. Raises ValueError before the form is validated."""
        day, at = self.day.data, read_time(self.clock_time.data)
        if day is None or at is None:
            raise ValueError("Only a valid form has a moment.")
        return datetime.combine(day, at, clock.OSLO)
