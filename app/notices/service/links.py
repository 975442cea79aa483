"""Addresses for mails, and signed links: for one purpose and one reader, expiring, changing nothing when opened."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import current_app, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.core.errors import NotFound

HINT = "inn"  # the purpose, and the name in the address
HINT_LIVES = timedelta(days=60)  # as long as somebody may find the letter again


def absolute_url(endpoint: str, **values: Any) -> str:
    """The full address of a page, beginning with PUBLIC_URL; works in the worker too."""
    with current_app.test_request_context():
        return str(current_app.config["PUBLIC_URL"]) + url_for(endpoint, **values)


def sign_token(purpose: str, data: dict[str, Any]) -> str:
    """A token that only `read_token` with the same purpose reads."""
    return str(_serializer(purpose).dumps(data))


def read_token(purpose: str, token: str, *, max_age: timedelta) -> dict[str, Any]:
    """What was signed. Raises NotFound when it is forged, for another purpose or too old."""
    try:
        data: dict[str, Any] = _serializer(purpose).loads(token, max_age=int(max_age.total_seconds()))
    except BadSignature as error:
        raise NotFound from error
    return data


def with_hint(address: str, person_id: int) -> str:
    """The address of a page that says to the sign-in page who was written to, so that one press sends them a link."""
    parts = urlsplit(address)
    query = "&".join(filter(None, [parts.query, urlencode({HINT: sign_token(HINT, {"person": person_id})})]))
    return urlunsplit(parts._replace(query=query))


def read_hint(token: str | None) -> int | None:
    """Who was written to; none for a hint that is forged or too old. It lets nobody in."""
    try:
        return int(read_token(HINT, token or "", max_age=HINT_LIVES)["person"])
    except NotFound:
        return None


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"medvirk-{purpose}")
