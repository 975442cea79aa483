"""The forms of due dates: a later one, the one that was missing, yes or no to a later one."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.core.words import (
    REASON_MISSING,
)
from app.followups.words.phrases import DONE_BY
from app.web.date_field import Day
from app.web.fields import Prose
from app.web.forms import Form, GuardedForm


class LaterForm(GuardedForm):
    """A later date and why."""

    due = Day(_l("Ny frist"), missing=_l("Skriv den nye fristen."))
    reason = Prose(_l("Hvorfor trenger dere mer tid?"), longest=2000, guarded=True, missing=REASON_MISSING)


class DateForm(GuardedForm):
    """The date that was missing; and why it comes too late, where it does."""

    due = Day(DONE_BY, missing=_l("Skriv når det skal være gjort."))
    reason = Prose(_l("Hvorfor kommer datoen for sent?"), longest=2000, required=False, guarded=True)


class YesNoForm(Form):
    """A press on one of two buttons."""

    answer = HiddenField()
