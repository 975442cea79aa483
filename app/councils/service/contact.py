"""How people reach a council: a common address or telephone, checked before everybody sees it."""

import re

from app.core.errors import Invalid
from app.core.words import EMAIL_MALFORMED
from app.councils.service.settings import Settings
from app.councils.words import PHONE_MALFORMED

# Nothing that a mail server or a header would stumble over: the address stands in every letter about the council.
EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}", re.IGNORECASE)
PHONE = re.compile(r"\+?[0-9]+(?: [0-9]+)*")
FEWEST, MOST = 5, 15  # digits: Norwegian short numbers; the longest that E.164 knows
IDENTITY_NUMBER = 11


def require_contact(settings: Settings) -> None:
    """Raises Invalid for what is no address or no telephone; one of them, both or none may be said."""
    if settings.contact_email and not EMAIL.fullmatch(settings.contact_email):
        raise Invalid(str(EMAIL_MALFORMED), field="contact_email")
    if settings.contact_phone and not is_phone(settings.contact_phone):
        raise Invalid(str(PHONE_MALFORMED), field="contact_phone")


def is_phone(text: str) -> bool:
    """Could somebody dial this? Digits with single spaces, of a length that exists."""
    digits = sum(sign.isdigit() for sign in text)
    is_identity_number = digits == IDENTITY_NUMBER and not text.startswith("+")
    return PHONE.fullmatch(text) is not None and FEWEST <= digits <= MOST and not is_identity_number
