"""What a draft is called on Min side: the form it was written in, and the issue it is about."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException

from app.core.words import (
    ANSWER,
    ANSWER_TO_DID_IT_HELP,
    CLAIM,
    COMMENT,
    COUNCIL_ADVICE,
    NEW_ISSUE,
    NEW_SUMMARY,
    PUBLIC_TEXT,
    REASON,
    REASON_FOR_NEW_DATE,
    SAME_HERE,
    TEXT,
)
from app.models.people import Draft

# Every form that saves itself, by the endpoint that shows it; a test sees to it that none is missing.
FORMS: dict[str, LazyString] = {
    "issues.post": NEW_ISSUE,
    "issues.register": _l("Innspill på vegne av andre"),
    "issues.ask": _l("Spørsmål til utvalget"),
    "issues.announce": _l("Varsel om en endring"),
    "issues.edit": _l("Endring av innspill"),
    "issues.support": SAME_HERE,
    "issues.comment": COMMENT,
    "issues.edit_comment": _l("Endring av kommentar"),
    "issues.act": REASON,
    "issues.publish": PUBLIC_TEXT,
    "followups.answer": ANSWER,
    "followups.claim": _l("Melding om at tiltaket er gjort"),
    "followups.claim_unpromised": CLAIM,
    "followups.judge": _l("Utvalgets avgjørelse"),
    "followups.contest": _l("Begrunnelse for nytt svar"),
    "followups.extend": REASON_FOR_NEW_DATE,
    "followups.correct": _l("Retting av svar"),
    "followups.municipality": _l("Spørsmål til kommunen"),
    "followups.say": ANSWER_TO_DID_IT_HELP,
    "meetings.advise": COUNCIL_ADVICE,
    "safety.report": _l("Melding om en tekst"),
    "safety.show": _l("Vurdering av en tekst noen har meldt fra om"),
    "councils.nominate": _l("Forslag til representant"),
    "councils.decline_nomination": _l("Svar på forslag til representant"),
    "councils.settings": _l("Innstillinger for utvalget"),
    "councils.set_up": _l("Nytt utvalg"),
    "summaries.write": NEW_SUMMARY,
    "summaries.edit": _l("Endring av sammendrag"),
}


@dataclass(frozen=True)
class DraftLine:
    """One draft: what it is, how it begins, where to go on, where to read it, where to throw it away."""

    name: str
    excerpt: str
    saved_at: datetime
    url: str
    read_url: str
    drop_url: str


def draft_line(draft: Draft) -> DraftLine:
    return DraftLine(
        name=name_of(draft),
        excerpt=draft.excerpt,
        saved_at=draft.saved_at,
        url=f"{draft.path}?utkast={draft.key}",
        read_url=url_for("inbox.draft", key=draft.key),
        drop_url=url_for("inbox.drop_draft", key=draft.key),
    )


def name_of(draft: Draft) -> str:
    """ "Kommentar, innspill 2026-0042"."""
    name = str(FORMS.get(draft.form, TEXT))
    try:
        _endpoint, values = current_app.url_map.bind("").match(draft.path)
    except HTTPException:
        return name
    if reference := values.get("reference"):
        return _("%(form)s, innspill %(reference)s", form=name, reference=reference)
    return name


_COUNTS = {
    1: _l("Du har ett utkast"),
    2: _l("Du har to utkast"),
    3: _l("Du har tre utkast"),
    4: _l("Du har fire utkast"),
    5: _l("Du har fem utkast"),
    6: _l("Du har seks utkast"),
    7: _l("Du har sju utkast"),
    8: _l("Du har åtte utkast"),
    9: _l("Du har ni utkast"),
    10: _l("Du har ti utkast"),
}


def how_many(count: int) -> str:
    """ "Du har to utkast", the number in words up to ten."""
    return str(_COUNTS[count]) if count in _COUNTS else _("Du har %(count)d utkast", count=count)
