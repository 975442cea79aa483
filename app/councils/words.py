"""What several pages and acts of this room say in the same words."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

APPOINTMENT_ENDED = _l("Oppnevningen er avsluttet. Historikken er bevart.")
APPOINTMENT_OVER = _l("Oppnevningen er avsluttet allerede.")
EMAIL = _l("E-post")
FILE_TOO_LARGE = _l("Filen er for stor. Del den i flere.")
FROM_DAY = _l("Fra")
LAST_DAY = _l("Siste dag")
LAST_DAY_BEFORE_TODAY = _l("Siste dag kan ikke være før i dag.")
LAST_DAY_BEFORE_FIRST = _l("Siste dag kan ikke være før første dag.")
LAST_DAY_MISSING = _l("Skriv siste dag.")
LETTER_DAY_MISSING = _l("Skriv datoen som står på brevet.")
MAIL_LANGUAGE = _l("Språk i e-post og brev")
OWN_RIGHTS = _l("Ingen kan endre sine egne rettigheter.")
PERSON_NAME_MISSING = _l("Skriv hva personen heter.")
PHONE_MALFORMED = _l("Skriv nummeret med tall, for eksempel 33 12 34 56.")
PROPOSAL_DECIDED = _l("Forslaget er trukket eller avgjort allerede.")
PROPOSAL_WITHDRAWN = _l("Forslaget er trukket.")
ROLE_ENDED = _l("Rollen er avsluttet allerede.")
ROLE_GIVEN = _l("Rollen er gitt.")
ROLE_IS_OVER = _l("Rollen er avsluttet.")
ROLE_MISSING = _l("Velg en rolle.")
SEAT_NOT_IN_USE = _l("Plassen er ikke i bruk lenger.")


def has_role_already(name: str) -> str:
    return _("%(name)s har rollen allerede.", name=name)


def has_seat_then(name: str) -> str:
    return _("%(name)s sitter på denne plassen i den tiden.", name=name)


def sits_on_user_side(name: str) -> str:
    return _("%(name)s sitter på brukersiden i utvalget, og kan ikke sitte for andre samtidig.", name=name)
