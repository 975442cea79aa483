"""One handler makes pages of every refusal: what happened, what to do now, and what was typed.

The page of a refusal asks nothing more of the database than was asked before. That of an error of ours (5xx) asks
nothing at all: it may be gone.
"""

from contextlib import suppress
from typing import Any

from flask import Flask, current_app, g, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import refresh
from flask_limiter.errors import RateLimitExceeded
from markupsafe import Markup
from sqlalchemy.exc import InterfaceError, OperationalError, PendingRollbackError, SQLAlchemyError, TimeoutError
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge, ServiceUnavailable

from app.core.actor import ANYONE
from app.core.errors import Conflict, Denied, DomainError, Invalid, NotFound
from app.database import db
from app.extensions import login
from app.web import typed
from app.web.security import safe_next

PAGES = frozenset({403, 404, 409, 413, 422, 429, 500, 503})
# The database is stopped, unreachable, locked, or all its connections are taken.
GONE = (OperationalError, InterfaceError, PendingRollbackError, TimeoutError)
RETRY_AFTER = 10  # seconds
# What is said where nobody says what is so in this case.
WORDS = {error.status: error.words for error in (Invalid, Denied, NotFound, Conflict)}
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
    for gone in GONE:
        app.register_error_handler(gone, _without_database)
    app.register_error_handler(Exception, _unexpected)


def error_page(status: int, message: str | None = None) -> ResponseReturnValue:
    if status < 500:
        try:
            return _page(status, message)
        except SQLAlchemyError:
            current_app.logger.exception("No database for the page of %s at %s", status, request.endpoint)
            status, message = 503, None
    _ask_nothing_of_the_database()
    return _page(status, message)


def short_answer(
    status: int, text: str, url: str | None = None, link: str = "", *, is_kept: bool = False
) -> ResponseReturnValue:
    """A line to be put into a page by its scripts: never a page within a page.

    Where what was typed is not kept, the scripts warn before the page is left, and the link opens a new tab.
    """
    if _wants_json():
        return jsonify(error=text, url=url, link=link, is_kept=is_kept), status
    ending = Markup(' <a class="ds-link" href="{}">{}</a>').format(url, link) if url else ""
    return Markup('<p class="draft-status" role="status" data-state="failed">{}{}</p>').format(text, ending), status


def by_script() -> bool:
    """Did a script of ours ask, that shows the answer within the page?"""
    return _wants_json() or "HX-Request" in request.headers


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _page(status: int, message: str | None) -> ResponseReturnValue:
    said = message or WORDS.get(status, "")
    known = status if status in PAGES else 500 if status >= 500 else 422
    if by_script():
        return short_answer(status, message or _("Dette gikk ikke nå. Teksten din står fortsatt her."))
    return (
        render_template(
            f"errors/{known}.html",
            message=said,
            typed=typed.typed_texts(),
            choices=typed.typed_choices(),
            had_file=typed.has_file(),
            again_url=safe_next(request.full_path.rstrip("?"), "/"),
            back_url=_back(),
            thing_url=_thing(),
        ),
        status,
    )


def _ask_nothing_of_the_database() -> None:
    """From here on nobody is signed in for this request, so that neither page nor headers look who it is."""
    g.without_database = True
    g._login_user = login.anonymous_user()  # where flask_login keeps whom it has loaded
    g.actor = ANYONE
    refresh()  # the language as well, which may have been the person's


def _back() -> str | None:
    """The page with the form, where this address shows one."""
    return request.path if request.method == "POST" and request.url_rule and "GET" in _methods() else None


def _thing() -> str | None:
    """The page of what the press was about, as it is now."""
    given = request.view_args or {}
    fits = ((endpoint, names) for start, endpoint, names in THINGS if request.path.startswith(start))
    found = next(((endpoint, names) for endpoint, names in fits if given.keys() >= set(names)), None)
    return url_for(found[0], **{name: given[name] for name in found[1]}) if found else None


def _methods() -> set[str]:
    return set(request.url_rule.methods or ()) if request.url_rule else set()


def _end_transaction() -> None:
    """The rows stand on their own then: the page says who reads it without asking again."""
    db.session.expunge_all()
    with suppress(SQLAlchemyError):
        db.session.rollback()


def _domain(error: DomainError) -> ResponseReturnValue:
    _end_transaction()
    if error.detail:
        current_app.logger.info("%s at %s: %s", type(error).__name__, request.endpoint, error.detail)
    return error_page(error.status, error.text)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:
        return error.get_response()
    page = error_page(error.code or 500)
    response = current_app.make_response(page)
    for name, value in error.get_headers():
        if name.lower() in ("retry-after", "allow", "location"):
            response.headers[name] = value
    return response


def _without_database(error: SQLAlchemyError) -> ResponseReturnValue:
    """503: come back soon, with everything that was typed."""
    _end_transaction()
    current_app.logger.error("No database at %s: %s", request.endpoint, type(error).__name__)
    return _http(ServiceUnavailable(retry_after=RETRY_AFTER))


def _unexpected(error: Exception) -> Any:
    _end_transaction()
    if current_app.config["TESTING"] or current_app.debug:
        raise error
    current_app.logger.exception("Unexpected error at %s", request.endpoint)
    return _http(InternalServerError())
