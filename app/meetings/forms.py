"""The shape of what is typed about meetings."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from app.core import clock
from app.core.days import read_time
from app.core.words import CHOOSE_THEME, THEME, THEME_MISSING, TIME_EXAMPLE, TIME_MALFORMED, TIME_OF_DAY
from app.issues.forms.posting import PickPlace
from app.issues.queries.issues import Place
from app.labels import choices
from app.models.themes import Theme
from app.web.date_field import Day
from app.web.fields import Line, Pick, PickRow, Prose
from app.web.forms import Form, GuardedForm


class MeetingForm(Form):
    day = Day(_l("Dato"), missing=_l("Skriv datoen for møtet."))
    clock_time = Line(TIME_OF_DAY, missing=TIME_MALFORMED, longest=5, hint=TIME_EXAMPLE)
    place = Line(_l("Sted"), missing=_l("Skriv hvor møtet er."), hint=_l("Rom og adresse, eller «på nett»"))

    def validate_clock_time(self, field: Line) -> None:
        if field.data and read_time(field.data) is None:
            raise ValidationError(str(TIME_MALFORMED))

    @property
    def starts_at(self) -> datetime:
        """When it begins, in Norwegian time. Raises ValueError before the form is validated."""
        day, at = self.day.data, read_time(self.clock_time.data)
        if day is None or at is None:
            raise ValueError("Only a valid form has a time.")
        return datetime.combine(day, at, clock.OSLO)


class ItemForm(GuardedForm):
    title = Line(_l("Sak"), missing=_l("Skriv hva saken gjelder."), longest=160, guarded=True)


class BringForm(Form):
    """Bring an issue to one of the coming meetings."""

    meeting = PickRow(_l("Hvilket møte?"), missing=_l("Velg et møte."))


class AdviceForm(GuardedForm):
    text = Prose(
        _l("Utvalgets råd"),
        missing=_l("Skriv utvalgets råd."),
        longest=3000,
        guarded=True,
        hint=_l("Begynn gjerne med «Utvalget rår … til å …»."),
    )


class OwnAdviceForm(AdviceForm):
    """Advice that is about no issue: it makes one, about something and at some office."""

    theme = Pick(THEME, Theme, lambda: choices(Theme), empty=CHOOSE_THEME, missing=THEME_MISSING)
    place = PickPlace(_l("Hvilket kontor skal svare?"), missing=_l("Velg hvilket kontor som skal svare."))

    def offer_places(self, places: Sequence[Place]) -> None:
        self.place.offer([(place.value, place.office) for place in places])
        self.has_office = any(place.office_id is not None for place in places)
