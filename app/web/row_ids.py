"""Numbers in addresses: a number larger than the database can hold is no row's, so nothing is there."""

from flask import Flask, request
from werkzeug.routing import IntegerConverter

from app.core.text import whole_number

LARGEST = 2**31 - 1


class RowId(IntegerConverter):
    """`<int:…>` in an address: what no row can have leads nowhere (404)."""

    def __init__(self, url_map: object, **given: object) -> None:
        super().__init__(url_map, **{"max": LARGEST, **given})  # type: ignore[arg-type]


def install(app: Flask) -> None:
    app.url_map.converters["int"] = RowId


def key_asked(name: str) -> int | None:
    """The key of a page of a list (`?etter=42`); nothing when it cannot be one."""
    key = whole_number(request.args.get(name, ""))
    return key if key is not None and 0 < key <= LARGEST else None
