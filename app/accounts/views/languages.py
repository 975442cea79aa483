"""The same page in another language: public pages have an address in each, others follow the reader's choice."""

from urllib.parse import urlsplit

from flask import current_app, url_for
from werkzeug.exceptions import HTTPException

from app.web.request_data import split_url
from app.web.security import safe_next


def asked_from(given: str | None, referrer: str | None, host: str) -> str:
    """The page the reader wants in another language: said in the address, or the one they come from."""
    came_from = split_url(referrer)
    here = came_from.path + (f"?{came_from.query}" if came_from.query else "") if came_from.netloc == host else ""
    return safe_next(given, safe_next(here, "/"))


def has_addresses(target: str) -> bool:
    """Does the page stand at one address for each language, English too?"""
    try:
        endpoint, _values = current_app.url_map.bind("localhost").match(urlsplit(target).path)
    except HTTPException:
        return False
    return bool(current_app.url_map.is_endpoint_expecting(endpoint, "lang"))


def in_language(target: str, code: str) -> str:
    """The address of a page in a language; for a visitor's page that has no such address, the front page."""
    parts = urlsplit(target)
    query = f"?{parts.query}" if parts.query else ""
    try:
        endpoint, values = current_app.url_map.bind("localhost").match(parts.path)
    except HTTPException:
        return url_for("site.front", lang=code)
    if not current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        return target if code != "en" else url_for("site.front", lang="en")
    return url_for(endpoint, **{**values, "lang": code}) + query
