"""Why an attachment is not taken, in words for the person who chose it."""

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import guard
from app.core.errors import Invalid

NUMBERS = re.compile(r"\d+")
APART = "\n" + "-" * 20 + "\n"  # between two texts: digits before and after it are not one number
LONGEST_TEXT = 1_000_000  # letters: five hundred pages; so much is read in a few seconds
UNPACKED_TOO_LARGE = _l("Filen er for stor når den pakkes ut.")
MOST_NUMBERS = 150_000  # groups of digits in them: each is read with those that follow


def invalid_file(text: str) -> Invalid:
    return Invalid(text, field="attachment")


def unknown_kind(kind: str | None = None) -> Invalid:
    if kind in ("image/heic", "image/avif"):
        return invalid_file(_("Bildet er i et format som ikke alle kan åpne. Lagre det som JPEG eller PNG."))
    return invalid_file(
        _(
            "Denne typen fil kan ikke legges ved. Bruk PDF, bilde (JPEG, PNG, WebP, GIF), "
            "tekst (txt, csv, md) eller kontorfil (docx, xlsx, pptx, odt, ods, odp)."
        )
    )


def unreadable_file() -> Invalid:
    return invalid_file(_("Filen er skadet eller kan ikke leses. Lagre den på nytt og prøv igjen."))


def refuse_numbers(text: str) -> None:
    """The guard reads the whole file. Raises Invalid where it names somebody, or is more than can be read."""
    if len(text) > LONGEST_TEXT or len(NUMBERS.findall(text)) > MOST_NUMBERS:
        raise invalid_file(_("Filen har mer tekst enn vi kan lese gjennom. Del den i flere filer."))
    if guard.names_somebody(text, strict=True):
        raise invalid_file(
            _("Filen inneholder et fødselsnummer eller et kontonummer. Ta det bort, og legg ved filen på nytt.")
        )
