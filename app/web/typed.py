"""What somebody wrote in the request at hand, for a page that cannot take it: texts with labels, and the rest."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import current_app, request
from flask_wtf import FlaskForm
from werkzeug.exceptions import HTTPException

from app.core.words import TEXT
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


def typed_texts() -> list[Typed]:
    """What was written, with the label that stood above it; choices and ticks are not among it."""
    return texts_of({name: text for name, text in _fields() if not is_secret(name)})


def texts_of(fields: Mapping[str, Any]) -> list[Typed]:
    """The texts among fields that were kept."""
    labels = _labels(fields)
    return [
        Typed(name, str(labels[name]) if labels[name] else str(TEXT), str(text))
        for name, text in fields.items()
        if name in labels and str(text).strip()
    ]


def typed_choices() -> list[tuple[str, str]]:
    """Everything else that was sent and is needed to send it again."""
    fields = _fields()
    labels = _labels([name for name, _text in fields])
    return [(n, t) for n, t in fields if n not in labels and n != "csrf_token" and not is_secret(n)]


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


def _labels(sent: Collection[str]) -> dict[str, Any]:
    """Name → label of every text field of the forms that may have been sent; None where they name it differently.

    Those are the forms that have all the fields that were sent; all forms where none has: nothing typed may be lost.
    """
    names = set(sent) - PRESSES
    shapes = _shapes()
    found: dict[str, Any] = {}
    for labels in [texts for fields, texts in shapes if names <= fields] or [texts for _fields, texts in shapes]:
        for name, label in labels.items():
            found[name] = label if _message(found.get(name, label)) == _message(label) else None
    return found


@cache
def _shapes() -> list[tuple[frozenset[str], dict[str, Any]]]:
    """Of every form: the names of its fields, and name → label of those that are written in."""
    found = []
    for shape in _forms(FlaskForm):
        fields = {name: field for name in dir(shape) if hasattr(field := getattr(shape, name), "field_class")}
        labels = {
            name: field.args[0] if field.args else None
            for name, field in fields.items()
            if isinstance(field.field_class, type)
            and issubclass(field.field_class, Line)
            and not issubclass(field.field_class, Secret)
            and name not in PRESSES
        }
        found.append((frozenset(fields), labels))
    return found


def _message(label: Any) -> Any:
    """A label before it is translated: to compare two must not depend on who reads."""
    return getattr(label, "_args", label)


def _forms(base: type[Any]) -> Iterator[type[Any]]:
    yield base
    for form in base.__subclasses__():
        yield from _forms(form)
