"""What an attachment is called: harmless in a header, on a disk and in a page, and no person's number."""

import re

from flask_babel import gettext as _

from app.core import guard
from app.core.errors import Invalid
from app.core.text import squash

LONGEST = 100
# What file systems refuse, and marks that turn the reading direction round ("gpj.exe" shown as "exe.jpg").
NOT_IN_A_NAME = re.compile('[<>:"/\\\\|?*\x00-\x1f\x7f-\x9f\u061c\u202a-\u202e\u2066-\u2069]+')


def ending_of(given: str) -> str:
    """The last ending in small letters, without its dot."""
    _stem, dot, ending = _last_part(given).rpartition(".")
    return ending.strip().lower() if dot else ""


def clean_name(given: str, ending: str) -> str:
    """The name to show, with the ending that its content has. Raises Invalid when it holds a person's number.

    A name that may point at a person otherwise ("vedtaket mitt.pdf") is exchanged for a plain one.
    """
    name = _last_part(given)
    stem = name.rpartition(".")[0] if ending_of(name) else name
    stem = squash(NOT_IN_A_NAME.sub(" ", stem)).strip(" .")[:LONGEST].strip(" .")
    found = guard.check_filename(stem)
    if guard.has_stop(found):
        raise Invalid(
            _("Filnavnet inneholder et fødselsnummer eller et kontonummer. Gi filen et annet navn."), field="attachment"
        )
    return f"{_('vedlegg') if found or not stem else stem}.{ending}"


def _last_part(given: str) -> str:
    return given.replace("\\", "/").rsplit("/", 1)[-1]
