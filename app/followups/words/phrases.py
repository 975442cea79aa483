"""What several pages and acts of this room say in the same words."""

from flask_babel import lazy_gettext as _l

ANSWER_MISSING = _l("Skriv svaret.")
ANSWER_OFFICE = _l("Svar kontoret")
LET_LIE_REASON_MISSING = _l("Skriv hvorfor utvalget lar det ligge.")
PROMISE_DATE_MISSING = _l("Skriv når det skal være gjort, eller når dere kan si en dato.")
SAY_WHAT_THE_COUNCIL_MEANS = _l("Si hva utvalget mener")
