"""What browsers send and forms were stored as, made safe to read: texts are texts, files are files, NUL is nothing."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from flask import Flask, Request, abort, request
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, MultiDict, iter_multi_items
from wtforms import Field
from wtforms.fields import FileField

NUL = "\x00"


class Sent(ImmutableMultiDict[str, Any]):
    """Query strings and forms without NUL, which nobody types and PostgreSQL cannot hold."""

    def __init__(self, mapping: Any = None) -> None:
        pairs = iter_multi_items(mapping) if isinstance(mapping, Mapping) else mapping or ()
        super().__init__([(without_nul(name), without_nul(value)) for name, value in pairs])


class HouseRequest(Request):
    parameter_storage_class = Sent


def install(app: Flask) -> None:
    app.request_class = HouseRequest
    app.before_request(_no_nul_in_the_address)


def _no_nul_in_the_address() -> None:
    if NUL in request.path:
        abort(404)


def without_nul(value: Any) -> Any:
    return value.replace(NUL, "") if isinstance(value, str) else value


def sent_to(fields: Iterable[Field]) -> MultiDict[str, Any] | None:
    """What this request carries for a form: files for the fields that take files, and texts for all others.

    A text where a file belongs, or a file where a text belongs, is as good as nothing. So is JSON: no form of ours
    sends any. None when nothing was sent, as Flask-WTF has it.
    """
    if not request.form and not request.files:
        return None
    takes_files = {field.name for field in fields if isinstance(field, FileField)}
    files: Iterable[tuple[str, FileStorage]] = request.files.items(multi=True)
    texts: Iterable[tuple[str, str]] = request.form.items(multi=True)
    return MultiDict(
        [
            *((name, value) for name, value in files if name in takes_files),
            *((name, value) for name, value in texts if name not in takes_files),
        ]
    )


def stored_fields(fields: object) -> MultiDict[str, str]:
    """The fields of a form as they were stored, whatever stands there by now; what is no text is left out."""
    if not isinstance(fields, Mapping):
        return MultiDict()
    every = ((name, one) for name, value in fields.items() for one in (value if isinstance(value, list) else [value]))
    said = ((str(name), one) for name, one in every if isinstance(one, str | int | float) and one is not False)
    return MultiDict((name, without_nul(str(one))) for name, one in said)


def split_url(url: str | None) -> SplitResult:
    """The parts of an address that a header names; empty parts when it is none."""
    try:
        return urlsplit(url or "")
    except ValueError:
        return urlsplit("")
