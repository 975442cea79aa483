"""The shape of a summary."""

from flask_babel import lazy_gettext as _l

from app.core.words import LAST_DAY, TITLE
from app.web.date_field import Day
from app.web.fields import Line, Prose
from app.web.forms import GuardedForm


class SummaryForm(GuardedForm):
    title = Line(TITLE, missing=_l("Skriv en tittel."), longest=160, guarded=True)
    period_from = Day(_l("Fra og med"), missing=_l("Skriv hvilken dag perioden begynner."))
    period_to = Day(LAST_DAY, missing=_l("Skriv hvilken dag perioden slutter."))
    text = Prose(
        _l("Sammendraget"),
        missing=_l("Skriv sammendraget."),
        longest=30_000,
        guarded=True,
        markdown=True,
        hint=_l(
            "Skriv i Markdown: ## foran en overskrift, - foran et punkt, **foran og bak** det som skal være uthevet."
        ),
    )
