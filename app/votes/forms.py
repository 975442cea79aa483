"""The shape of a vote."""

from flask_babel import lazy_gettext as _l

from app.labels import choices
from app.models.votes import Choice
from app.web.fields import Line, PickRadio
from app.web.forms import Form, GuardedForm


class VoteForm(GuardedForm):
    question = Line(
        _l("Hva stemmes det over?"),
        missing=_l("Skriv hva det stemmes over."),
        longest=300,
        guarded=True,
        hint=_l("Skriv det slik at en kan svare for eller mot. For eksempel: «Skal utvalget rå kontoret til å …?»"),
    )


class BallotForm(Form):
    choice = PickRadio(_l("Din stemme"), Choice, lambda: choices(Choice), missing=_l("Velg hva du stemmer."))
