"""Which e-mail addresses the house can send to: asked wherever one is typed, before it is stored.

Letters leave without SMTPUTF8 (RFC 6531), so what stands before the @ is ASCII. A domain with other letters is written
in its ASCII form by `normalise_email`, which comes first.
"""

import re

from flask_babel import gettext as _

from app.core.errors import Invalid
from app.core.text import normalise_email
from app.core.words import EMAIL_MALFORMED

LONGEST = 200  # as the columns are; RFC 5321 4.5.3.1.3 would allow 254
LONGEST_LOCAL = 64  # RFC 5321 4.5.3.1.1
ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
LOCAL = re.compile(rf"{ATOM}(?:\.{ATOM})*")  # a dot-atom (RFC 5321 4.1.2); the quoted form is not taken
DOMAIN = re.compile(rf"(?:{LABEL}\.)+(?!\d+\Z){LABEL}")
BESIDE = re.compile(r"[\s,;:<>()\[\]\"\\]")  # of a list, or of an address with its owner's name
WORD_WITH_AT = re.compile(r"[^\s,;:<>()\[\]\"]*@[^\s,;:<>()\[\]\"]*")


def require_one_address(address: str, *, field: str = "email") -> None:
    """Raises Invalid for what is not one normalised address that a mail server would take."""
    local, at, domain = address.rpartition("@")
    if len(address) > LONGEST or len(local) > LONGEST_LOCAL:
        said = _("E-postadressen er for lang. Den kan ha høyst 64 tegn foran @ og 200 tegn i alt.")
    elif BESIDE.search(address) or "@" in local:
        said = _("Skriv bare én e-postadresse, uten navn, mellomrom eller andre tegn rundt den.")
    elif at and not local.isascii():
        said = _("Vi kan ikke sende til adresser med æ, ø, å eller andre særtegn foran @. Spør etter en annen adresse.")
    elif not (LOCAL.fullmatch(local) and DOMAIN.fullmatch(domain)):
        said = str(EMAIL_MALFORMED)
    else:
        return
    raise Invalid(said, field=field)


def require_addresses_in(text: str, *, field: str) -> None:
    """The same of every address in a longer text. Raises Invalid with the one that is meant."""
    for word in WORD_WITH_AT.findall(text):
        try:
            require_one_address(normalise_email(word.rstrip(".!?")))
        except Invalid as error:
            said = f"{word}: {error.text}"
            raise Invalid(said, field=field) from error
