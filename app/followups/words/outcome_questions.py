"""What a seat is asked: "Din erfaring", which is never called as the council's own decision is."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import clock
from app.language import format_date
from app.models.outcomes import OutcomeQuestion
from app.models.states import Occasion

_AFTER = {Occasion.THREE_MONTHS: _l("3 måneder"), Occasion.TWELVE_MONTHS: _l("12 måneder")}


def question_title(question: OutcomeQuestion) -> str:
    """The heading of the page, and the line on Min side: after some months it says so."""
    if question.occasion is Occasion.CLAIM:
        return _("Din erfaring: Hjalp det?")
    return _("Din erfaring etter %(time)s: Hjelper det fortsatt?", time=_AFTER[question.occasion])


def question_lead(question: OutcomeQuestion) -> str:
    """Why the seat is asked now. Needs the claims."""
    claim = question.claim
    if claim is None:
        return _("Endringen begynte for %(time)s siden. Hvordan virker den?", time=_AFTER[question.occasion])
    if question.occasion is Occasion.CLAIM:
        return _("Kontoret sier at det er gjort. Du vet best om dere merker forskjell.")
    day = format_date(clock.local_day(claim.at), "d. MMMM y")
    return _("Kontoret sa at det var gjort %(day)s. Merker dere fortsatt forskjell?", day=day)
