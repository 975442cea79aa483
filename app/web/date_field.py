"""The field for a date: typed as 24.12.2026, never absurdly far off, and asked again beyond two years.

It is a field of text: what a browser's own date field shows and takes follows the browser's language, so that the same
keys gave 15 January in one and 1 December in another, without a question.
"""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError
from wtforms.fields import DateField
from wtforms.validators import InputRequired
from wtforms.widgets import TextInput

from app.core import clock, days
from app.web.required import presence

SURE = "_sure"  # after the field's name: the box that says yes to just that date


class Day(DateField):
    """A date no more than ten years ahead and `years_back` behind.

    Beyond two years the form comes back with `asks_again`, and the macro of fields draws the box that says yes.
    """

    data: date | None
    widget = TextInput()
    example = _l("For eksempel 24.12.2026.")

    def __init__(
        self,
        label: Any,
        *,
        required: bool = True,
        missing: Any = None,
        hint: Any = "",
        years_back: int = 100,
        **options: Any,
    ) -> None:
        rules = presence(label, required=required, missing=missing, rule=InputRequired)
        self.years_back = years_back
        self.sure = ""
        keys = {"inputmode": "numeric", "autocomplete": "off", "data-date": True}
        super().__init__(label, rules, description=hint, render_kw=keys, **options)

    @property
    def day(self) -> date:
        """What was typed in a required field of a form that is whole. Raises ValueError when it is not."""
        if self.data is None:
            raise ValueError(self.name)
        return self.data

    def process(self, formdata: Any, *given: Any, **named: Any) -> None:
        if formdata is not None:
            self.sure = formdata.get(self.name + SURE, "")
        super().process(formdata, *given, **named)

    def process_formdata(self, valuelist: Any) -> None:
        """Raises ValueError for what is no day, as WTForms wants it."""
        self.data = None
        typed = " ".join(valuelist).strip()
        if not typed:
            return
        self.data = days.read_day(typed)
        if self.data is None:
            raise ValueError(_("Skriv datoen med dag, måned og år, slik: 24.12.2026."))

    @property
    def asks_again(self) -> bool:
        """Is it so far ahead that the box is drawn?"""
        today = clock.today()
        return self.data is not None and days.is_far(self.data, today) and not days.is_too_far(self.data, today)

    @property
    def is_sure(self) -> bool:
        return self.data is not None and self.sure == self.data.isoformat()

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if self.data is None or self.errors:
            return
        today = clock.today()
        if days.is_too_far(self.data, today):
            raise ValidationError(_("Datoen er mer enn ti år fram i tid. Rett årstallet."))
        if self.data < days.years_after(today, -self.years_back):
            raise ValidationError(_("Datoen er for langt tilbake i tid. Rett årstallet."))
        if self.asks_again and not self.is_sure:
            raise ValidationError(_("Datoen er mer enn to år fram i tid. Rett den, eller bekreft at den er riktig."))

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return self.data.strftime("%d.%m.%Y") if self.data else ""
