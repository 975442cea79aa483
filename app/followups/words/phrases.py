"""What several pages and acts of this room say in the same words."""

from flask_babel import lazy_gettext as _l

ACCEPT_ANSWER = _l("Ja, svaret er godt nok")
ANSWER_ACCEPTED = _l("Utvalget synes svaret er godt nok.")
ANSWER_MISSING = _l("Skriv svaret.")
ANSWER_OFFICE = _l("Svar kontoret")
ASK_ANEW = _l("Nei, be om nytt svar")
DONE_BY = _l("Når skal det være gjort?")
LET_LIE_REASON_MISSING = _l("Skriv hvorfor utvalget ikke åpner innspillet igjen.")
ONE_MORE_MUST_AGREE = _l("Svaret ditt er registrert. Én representant til må si seg enig.")
PROMISE_DATE_MISSING = _l("Skriv når det skal være gjort, eller når dere kan si en dato.")
WRITE_DRAFT = _l("Skriv utkast til svar")
