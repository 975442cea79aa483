"""What comes in: no address and no field carries a NUL. No browser needs one, and PostgreSQL takes none."""

from collections.abc import Iterable
from typing import Any

from flask import Flask, Request, request
from werkzeug.datastructures import ImmutableMultiDict

from app.core.errors import NotFound


class WithoutNul(ImmutableMultiDict[str, Any]):
    """The fields of a form or an address, names and values. Files are read by those who take them."""

    def __init__(self, fields: Iterable[tuple[str, Any]] = ()) -> None:
        super().__init__([(_plain(name), _plain(value)) for name, value in fields])


class IncomingRequest(Request):
    parameter_storage_class = WithoutNul


def install(app: Flask) -> None:
    app.request_class = IncomingRequest
    app.before_request(_only_real_addresses)


def _only_real_addresses() -> None:
    """There is nothing at an address with a NUL in it."""
    if "\x00" in request.path:
        raise NotFound


def _plain(value: Any) -> Any:
    return value.replace("\x00", "") if isinstance(value, str) else value
