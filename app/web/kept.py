"""What was typed in a POST that met an ended session: kept an hour under a random key, given back after sign-in."""

import hashlib
import secrets
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask, Response, flash, g, jsonify, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from limits import parse
from sqlalchemy import delete, select
from werkzeug.datastructures import MultiDict

from app.core import clock
from app.core.guard import without_numbers
from app.database import db, transaction
from app.extensions import limiter, login
from app.models.people import Device, KeptForm
from app.web.errors import error_page
from app.web.security import safe_next
from app.web.sent import split_url, stored

LIFE = timedelta(hours=1)
LONGEST = 200_000  # characters in all; longer than any form of ours
RATE = parse("60 per hour")  # from one network address
NEVER = frozenset({"csrf_token", "seen_warnings", "next", "kept", "remember"})
SECRET = ("password", "token", "secret", "code")  # no field with such a name is kept
# The doors themselves: nothing there is worth keeping, and an address with a token is not to be stored.
DOORS = frozenset({"accounts.sign_in", "accounts.ask_link", "accounts.forgot_password"})


def install(app: Flask) -> None:
    login.unauthorized_handler(to_sign_in)
    app.register_error_handler(CSRFError, _without_token)
    app.after_request(_give_once)


def to_sign_in() -> ResponseReturnValue:
    """Somebody is not signed in: to the sign-in page and back, with what they had typed."""
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=_("Du er ikke logget inn lenger.")), 401
    target = _page_with_form()
    if request.method != "POST":
        return redirect(url_for("accounts.sign_in", next=target))
    fields = _worth_keeping()
    key = _keep(fields, target)
    if fields and key is None:
        return error_page(422, _("Du er ikke logget inn lenger. Kopier det du skrev, og logg inn igjen."))
    return redirect(url_for("accounts.sign_in", next=_with_key(target, key)), 303)


def kept_for(path: str) -> MultiDict[str, str] | None:
    """The fields kept under the key in this address, if they were typed on this page."""
    key = request.args.get("kept")
    if not key or request.method != "GET":
        return None
    if "kept" not in g:
        g.kept = db.session.scalar(
            select(KeptForm).where(KeptForm.key_hash == _hash(key), KeptForm.created_at > clock.now() - LIFE)
        )
    kept: KeptForm | None = g.kept
    if kept is None or kept.path != path or kept.person_id not in (None, _reader()):
        return None
    return stored(kept.fields)


def _reader() -> int | None:
    return current_user.person.id if current_user.is_authenticated else None


def given_back() -> None:
    """A form has taken the kept fields: they are deleted when the page is made, and the reader is told."""
    if "kept_taken" not in g:
        g.kept_taken = True
        flash(_("Det du skrev, er hentet fram igjen. Les over, og send en gang til."))


def _without_token(error: CSRFError) -> ResponseReturnValue:
    """A form without a valid token: from another site it is refused, from a page of ours it comes back filled in."""
    text = _("Skjemaet var for gammelt eller kom fra et annet sted. Last siden på nytt og send en gang til.")
    at_a_door = request.endpoint in DOORS or "token" in (request.view_args or {})
    if at_a_door or request.accept_mimetypes.best == "application/json":
        return error_page(422, text)
    target = _page_with_form()
    key = _keep(_worth_keeping(), target)
    return redirect(_with_key(target, key), 303) if key else error_page(422, text)


def _worth_keeping() -> dict[str, list[str]]:
    """What was typed in this POST, without secrets and persons' numbers; nothing if every field is empty."""
    fields = {
        name: [without_numbers(value) for value in values]
        for name, values in request.form.lists()
        if name not in NEVER and not any(word in name.lower() for word in SECRET)
    }
    return fields if any(value.strip() for values in fields.values() for value in values) else {}


def _keep(fields: dict[str, list[str]], target: str) -> str | None:
    """Store the fields for the page that shows the form; the key, or None if there is nothing or too much."""
    size = sum(len(value) for values in fields.values() for value in values)
    if not fields or size > LONGEST or not _from_here() or not _within_rate():
        return None
    key = secrets.token_urlsafe(24)
    with transaction():
        db.session.execute(delete(KeptForm).where(KeptForm.created_at <= clock.now() - LIFE))
        db.session.add(
            KeptForm(
                key_hash=_hash(key),
                path=urlsplit(target).path,
                fields=fields,
                person_id=_whose_session(),
                created_at=clock.now(),
            )
        )
    return key


def _whose_session() -> int | None:
    """The person of the session that ran out: the browser still carries its token. None once it was signed out."""
    token = session.get("_user_id")
    return db.session.scalar(select(Device.person_id).where(Device.token_hash == _hash(token))) if token else None


def _within_rate() -> bool:
    return not limiter.enabled or limiter.limiter.hit(RATE, "kept", get_remote_address())


def _give_once(response: Response) -> Response:
    """In a transaction of its own, after the page is made."""
    if g.get("kept_taken") and response.status_code < 400:
        with transaction():
            db.session.execute(delete(KeptForm).where(KeptForm.id == g.kept.id))
    return response


def _page_with_form() -> str:
    """The page to come back to: this one, or the one whose form posted to an address that shows nothing itself."""
    shows = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    if request.method != "POST" or shows:
        return safe_next(request.full_path.rstrip("?"), "/")
    came_from = split_url(request.referrer)
    if came_from.netloc != request.host:
        return url_for("inbox.home")
    return safe_next(came_from.path + (f"?{came_from.query}" if came_from.query else ""), "/")


def _with_key(target: str, key: str | None) -> str:
    parts = urlsplit(target)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "kept"]
    return parts.path + ("?" + urlencode([*query, *([("kept", key)] if key else [])]) if query or key else "")


def _from_here() -> bool:
    """Browsers say where a POST comes from; only our own pages' words are worth keeping."""
    origin = request.headers.get("Origin")
    return origin is None or split_url(origin).netloc == request.host


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
