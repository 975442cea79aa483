"""One handler makes pages of every refusal: what happened, what to do now, and what was typed."""

from typing import Any

from flask import Flask, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.errors import RateLimitExceeded
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge

from app.core.errors import DomainError
from app.database import db

PAGES = frozenset({403, 404, 409, 413, 422, 429, 500})
# Presses and keys of a form, which nobody typed, and what nobody copies.
NOT_TEXT = frozenset(
    {
        *("csrf_token", "form_key", "seen_warnings", "seen_same", "seen", "asked", "draft", "act", "without_promise"),
        *("kept_file", "drop_file", "password", "new_password", "next", "kept", "show_author", "of"),
    }
)
# Where one sees how a thing stands, by how its addresses begin; the first that fits.
THINGS = (
    ("/innspill/", "issues.show", ("reference",)),
    ("/avstemninger/", "votes.show", ("vote_id",)),
    ("/meldinger/", "safety.show", ("report_id",)),
    ("/plasser/", "councils.nominate", ("seat_id",)),
    ("/sammendrag/", "summaries.show", ("slug",)),
    ("/kontor/", "councils.office", ("slug",)),
    ("/utvalg/", "meetings.show", ("slug", "meeting_id")),
    ("/utvalg/", "councils.show", ("slug",)),
)


def install(app: Flask) -> None:
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(RequestEntityTooLarge, _http)
    app.register_error_handler(RateLimitExceeded, _http)
    app.register_error_handler(Exception, _unexpected)


def error_page(status: int, message: str | None = None) -> ResponseReturnValue:
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=message or status), status
    template = f"errors/{status if status in PAGES else 500 if status >= 500 else 422}.html"
    return render_template(template, message=message, typed=_typed(), back_url=_back(), thing_url=_thing()), status


def _typed() -> dict[str, str]:
    """What the person wrote, to be copied; a body that is too large cannot be read again."""
    if request.method != "POST" or (request.content_length or 0) > (current_app.config["MAX_CONTENT_LENGTH"] or 0):
        return {}
    return {name: value for name, value in request.form.items() if value.strip() and name not in NOT_TEXT}


def _back() -> str | None:
    return request.path if request.method == "POST" and request.url_rule and "GET" in _methods() else None


def _thing() -> str | None:
    """The page of what the press was about, as it is now."""
    given = request.view_args or {}
    fits = ((endpoint, names) for start, endpoint, names in THINGS if request.path.startswith(start))
    found = next(((endpoint, names) for endpoint, names in fits if given.keys() >= set(names)), None)
    return url_for(found[0], **{name: given[name] for name in found[1]}) if found else None


def _methods() -> set[str]:
    return set(request.url_rule.methods or ()) if request.url_rule else set()


def _domain(error: DomainError) -> ResponseReturnValue:
    db.session.rollback()
    return error_page(error.status, error.text or None)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:
        return error.get_response()
    page = error_page(error.code or 500)
    response = current_app.make_response(page)
    for name, value in error.get_headers():
        if name.lower() in ("retry-after", "allow", "location"):
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Any:
    db.session.rollback()
    if current_app.config["TESTING"] or current_app.debug:
        raise error
    current_app.logger.exception("Unexpected error at %s", request.endpoint)
    return _http(InternalServerError())
