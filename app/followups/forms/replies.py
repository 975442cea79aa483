"""The forms of what is said to an answer or to a question: contested, replied to, written down for others, left."""

from flask_babel import lazy_gettext as _l

from app.core.words import (
    MUNICIPALITY,
    REASON,
    REASON_MISSING,
    WHY_NOT,
)
from app.followups.forms.answers import GIVEN
from app.followups.words.phrases import ANSWER_MISSING, LET_LIE_REASON_MISSING
from app.labels import choices
from app.models.states import Stance
from app.web.fields import Line, Number, PickRadio, PickRow, Prose
from app.web.forms import GuardedForm

REPLIES = [(Stance.TAKES_ON, _l("Ja, vi tar saken videre")), (Stance.DECLINES, _l("Nei, vi tar ikke saken videre"))]


class ContestForm(GuardedForm):
    """Why an answer is not good enough, and how long the office gets for a new one."""

    reason = Prose(
        _l("Hva mangler i svaret?"), longest=3000, guarded=True, missing=_l("Skriv hva som mangler i svaret.")
    )
    days = Number(_l("Arbeidsdager til nytt svar"), least=1, most=120)


def _for_name() -> Line:
    """Whose words somebody writes down."""
    return Line(
        _l("På vegne av hvem?"),
        required=False,
        guarded=True,
        hint=_l("Skriv rollen i utvalget. Det vises at du har registrert det."),
    )


class WordsForm(GuardedForm):
    """What the council says: to an office's question, or as its statement."""

    text = Prose(_l("Svar fra utvalget"), longest=10_000, guarded=True, missing=ANSWER_MISSING)
    for_name = _for_name()


class RaiseReplyForm(GuardedForm):
    """Yes or no to an issue that a council below has raised."""

    accept = PickRadio(
        _l("Tar utvalget saken videre?"), Stance, REPLIES, missing=_l("Velg om utvalget tar saken videre.")
    )
    text = Prose(REASON, longest=5000, guarded=True, missing=REASON_MISSING)
    unit = Line(
        _l("Hvilken enhet skal svare?"),
        required=False,
        guarded=True,
        hint=_l("Fylles ut når svaret er ja. Enheten er ikke i Medvirk, så dere skriver ned svaret når det kommer."),
    )
    for_name = _for_name()


class WriteDownForm(GuardedForm):
    """What a unit outside Medvirk has answered the council that asked it."""

    unit = Line(_l("Hvem har svart?"), guarded=True, missing=_l("Skriv hvilken enhet som har svart."))
    stance = PickRadio(_l("Hva er svaret?"), Stance, lambda: choices(GIVEN), missing=_l("Velg hva svaret er."))
    text = Prose(_l("Svaret"), longest=10_000, guarded=True, missing=ANSWER_MISSING)


class LeaveForm(GuardedForm):
    """The council has considered a relapse and opens nothing."""

    reason = Prose(
        _l("Hvorfor åpner dere ikke innspillet igjen?"),
        longest=2000,
        guarded=True,
        hint=_l("Alle som leser innspillet, får lese det."),
        missing=LET_LIE_REASON_MISSING,
    )


class TakeOverForm(GuardedForm):
    """Accept or decline what another owner sent on."""

    reason = Prose(WHY_NOT, longest=3000, required=False, guarded=True, hint=_l("Må fylles ut når dere sier nei."))


class MunicipalityForm(GuardedForm):
    """Which municipality is asked for its own part."""

    municipality = PickRow(MUNICIPALITY, missing=_l("Velg en kommune."))
    text = Prose(_l("Hva skal kommunen svare på?"), longest=2000, required=False, guarded=True)
