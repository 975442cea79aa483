"""What several pages and acts of this room say in the same words."""

from flask_babel import lazy_gettext as _l

AUDIENCE_MISSING = _l("Velg hvem som skal lese kommentaren.")
BODY_MISSING = _l("Skriv hva som skjer.")
CHANGE_DAY_MISSING = _l("Skriv når endringen begynner.")
CLOSING_REASON_MISSING = _l("Skriv hvorfor. Alle som har vært med, får lese det.")
COMMENT_MISSING = _l("Skriv kommentaren.")
COMMENT_WITHDRAWN = _l("Kommentaren er trukket.")
CONSENT_MISSING = _l("Den som ga innspillet, må ha samtykket.")
END_ISSUE = _l("Avslutt innspillet")
FAULT_MISSING = _l("Skriv hva som ikke er i orden.")
OFFICE_NOT_FOLLOWED = _l("Utvalget følger ikke dette kontoret.")
PUBLIC_TEXT_MISSING = _l("Skriv den offentlige teksten.")
SOURCE_MISSING = _l("Skriv hvem innspillet kommer fra.")
TITLE_MISSING = _l("Skriv en kort tittel.")
WHAT_SHOULD_CHANGE = _l("Hva bør endres?")
WHOM_IT_AFFECTS = _l("Hvem gjelder det?")
