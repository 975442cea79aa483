"""What somebody wrote in the request at hand, for a page that cannot take it: texts with labels, and the rest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import current_app, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.exceptions import HTTPException

from app.web.fields import Line, Secret

# Presses and keys of a form, which nobody typed.
PRESSES = frozenset(
    {
        *("csrf_token", "form_key", "seen_warnings", "seen_same", "seen", "asked", "draft", "act", "without_promise"),
        *("kept_file", "drop_file", "next", "kept", "show_author", "of", "opened", "base", "confirmed", "instead"),
    }
)
SECRET = ("password", "token", "secret", "code")  # no field with such a name is kept or shown
# So much is read again of a body that was too large, for the sake of the texts beside the file.
LARGEST_READ = 64 * 1024 * 1024


@dataclass(frozen=True)
class Typed:
    """One text field as it was sent."""

    name: str
    label: str
    text: str


def is_secret(name: str) -> bool:
    return any(word in name.lower() for word in SECRET)


def texts() -> list[Typed]:
    """What was written, with the label that stood above it; choices and ticks are not among it."""
    return of({name: text for name, text in _fields() if not is_secret(name)})


def of(fields: Mapping[str, Any]) -> list[Typed]:
    """The texts among fields that were kept."""
    labels = _labels()
    return [
        Typed(name, str(labels[name]) if labels[name] else _("Tekst"), str(text))
        for name, text in fields.items()
        if name in labels and str(text).strip()
    ]


def choices() -> list[tuple[str, str]]:
    """Everything else that was sent and is needed to send it again."""
    labels = _labels()
    return [(n, t) for n, t in _fields() if n not in labels and n != "csrf_token" and not is_secret(n)]


def has_file() -> bool:
    """Was a file chosen? It cannot be given back."""
    try:
        return any(one.filename for one in request.files.values())
    except HTTPException:
        return True


def _fields() -> list[tuple[str, str]]:
    if request.method != "POST":
        return []
    try:
        return list(request.form.items(multi=True))
    except HTTPException:
        return _read_again()


def _read_again() -> list[tuple[str, str]]:
    """The texts of a body that was refused for its size, where it is not beyond all bounds."""
    if (request.content_length or 0) > LARGEST_READ:
        return []
    request.max_content_length = LARGEST_READ
    request.max_form_memory_size = current_app.config["MAX_CONTENT_LENGTH"]
    try:
        return list(request.form.items(multi=True))
    except HTTPException:
        return []


@cache
def _labels() -> dict[str, Any]:
    """Name → label of every text field of every form; None where two forms mean different things by one name."""
    found: dict[str, Any] = {}
    for shape in _forms(FlaskForm):
        for name, field in vars(shape).items():
            kind = getattr(field, "field_class", None)
            if isinstance(kind, type) and issubclass(kind, Line) and not issubclass(kind, Secret):
                label = field.args[0] if field.args else None
                found[name] = label if _message(found.get(name, label)) == _message(label) else None
    return {name: label for name, label in found.items() if name not in PRESSES}


def _message(label: Any) -> Any:
    """A label before it is translated: to compare two must not depend on who reads."""
    return getattr(label, "_args", label)


def _forms(base: type[Any]) -> Iterator[type[Any]]:
    yield base
    for form in base.__subclasses__():
        yield from _forms(form)
