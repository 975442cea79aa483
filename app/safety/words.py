"""What each kind of text is called, on its own and where it is reported."""

from flask_babel import lazy_gettext as _l

from app.core.text import excerpt
from app.core.words import (
    ANSWER_TO_DID_IT_HELP,
    ATTACHMENT,
    CLAIM,
    COMMENT,
    COUNCIL_ADVICE,
    ISSUE,
    PUBLIC_TEXT,
    REASON,
    REASON_FOR_NEW_DATE,
    SUMMARY,
)
from app.models.reportable import Reportable, Reported

NAMES = {
    Reported.ISSUE: ISSUE,
    Reported.COMMENT: COMMENT,
    Reported.SUPPORT: _l("Eksempel fra et kontor"),
    Reported.ANSWER: _l("Svar fra kontoret"),
    Reported.FOLLOW_UP: _l("Det som er lovet eller bedt om"),
    Reported.SLIP: REASON_FOR_NEW_DATE,
    Reported.CLAIM: CLAIM,
    Reported.FILE: ATTACHMENT,
    Reported.OUTCOME: ANSWER_TO_DID_IT_HELP,
    Reported.VERDICT: _l("Kommentar fra utvalget til det som er gjort"),
    Reported.REASON: REASON,
    Reported.REOPENING: _l("Begrunnelse for å åpne innspillet igjen"),
    Reported.PUBLIC_VERSION: PUBLIC_TEXT,
    Reported.ADVICE: COUNCIL_ADVICE,
    Reported.SUMMARY: SUMMARY,
}
ABOUT = {
    Reported.ISSUE: _l("Meld fra om innspillet"),
    Reported.COMMENT: _l("Meld fra om kommentaren"),
    Reported.SUPPORT: _l("Meld fra om eksempelet"),
    Reported.ANSWER: _l("Meld fra om svaret"),
    Reported.FOLLOW_UP: _l("Meld fra om det som er lovet eller bedt om"),
    Reported.SLIP: _l("Meld fra om begrunnelsen for ny frist"),
    Reported.CLAIM: _l("Meld fra om meldingen fra kontoret"),
    Reported.FILE: _l("Meld fra om vedlegget"),
    Reported.OUTCOME: _l("Meld fra om det representanten sa"),
    Reported.VERDICT: _l("Meld fra om det utvalget sa"),
    Reported.REASON: _l("Meld fra om begrunnelsen"),
    Reported.REOPENING: _l("Meld fra om hvorfor innspillet er åpnet igjen"),
    Reported.PUBLIC_VERSION: _l("Meld fra om den offentlige teksten"),
    Reported.ADVICE: _l("Meld fra om rådet"),
    Reported.SUMMARY: _l("Meld fra om sammendraget"),
}


def kind_of_text(subject: Reported) -> str:
    """What kind of text it is: "Kommentar"."""
    return str(NAMES[subject])


def report_name(text: Reportable, whose: str = "") -> str:
    """What the way to report a text is called for those who hear it: "Meld fra om kommentaren, Kari: «Køen …»"."""
    about = str(ABOUT[text.reported_as])
    words = excerpt(text.words[0], 30) if whose and text.words else ""
    said = f": «{words}»" if words and words != whose else ""
    return f"{about}, {whose}{said}" if whose and whose not in about else about
