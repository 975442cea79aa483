"""What was typed in a POST that met an ended session: kept for the person whose session it was, given back to them.

A text longer than a line becomes a draft of its writer. Other fields are kept an hour under a random key, and given
back after the sign-in to the same person in the same browser. What nobody knows the writer of is shown, not kept.

What a POST would do is shown on a page with an address of its own, whose fields are kept the same way (`keep_fields`,
`read_kept`).
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask, Response, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from limits import parse
from sqlalchemy import delete, select
from werkzeug.datastructures import MultiDict

from app.core import clock
from app.core.words import SIGNED_OUT
from app.database import db, transaction
from app.extensions import limiter, login
from app.models.people import Device, KeptForm
from app.notices.service.links import HINT
from app.web import drafts, form_tickets
from app.web.drafts import Fields
from app.web.errors import by_script, error_page, short_answer
from app.web.request_data import split_url, stored_fields
from app.web.security import safe_next

LIFE = timedelta(hours=1)
RATE = parse("60 per hour")  # from one network address
BROWSER = "browser"  # the name of this browser, in its signed cookie
# The doors themselves: nothing there is worth keeping, and an address with a token is not to be stored.
DOORS = frozenset({"accounts.sign_in", "accounts.ask_link", "accounts.ask_hinted_link", "accounts.forgot_password"})


def install(app: Flask) -> None:
    login.unauthorized_handler(to_sign_in)
    app.register_error_handler(CSRFError, _without_token)
    app.after_request(_give_once)


def to_sign_in() -> ResponseReturnValue:
    """Somebody is not signed in: to the sign-in page and back, with what they had typed."""
    target = _page_with_form()
    if request.method != "POST":
        if by_script():
            return short_answer(401, str(SIGNED_OUT), url_for("accounts.sign_in", next=target), _("Logg inn igjen"))
        hint = request.args.get(HINT)  # of a letter: it belongs to the sign-in page, not to the page after it
        values: dict[str, Any] = {HINT: hint} if hint else {}
        return redirect(url_for("accounts.sign_in", next=_with(target), **values))
    fields = _worth_keeping()
    kept = _keep(fields, target)
    address = url_for("accounts.sign_in", next=kept.target)
    if by_script():
        safe = _("Du er logget ut. Teksten er trygg.")
        lost = _("Du er logget ut, og teksten er ikke lagret. Kopier den før du logger inn igjen.")
        return short_answer(401, safe if kept.is_safe else lost, address, _("Logg inn igjen"), is_kept=kept.is_safe)
    if fields and not kept.is_safe:
        return error_page(
            422, kept.refusal or _("Du er ikke logget inn lenger. Kopier det du skrev, og logg inn igjen.")
        )
    return redirect(address, 303)


def kept_for(path: str) -> MultiDict[str, str] | None:
    """The fields kept under the key in this address, if this reader typed them in this browser, on this page."""
    key = request.args.get("kept")
    if not key or request.method != "GET":
        return None
    if "kept" not in g:
        g.kept = _find(key)
    kept: KeptForm | None = g.kept
    return stored_fields(kept.fields) if kept is not None and _is_readers(kept, path) else None


def keep_fields(fields: Fields, path: str, person_id: int) -> str:
    """Keep these fields an hour for this person in this browser, on this page, in a transaction of its own: the key."""
    key = secrets.token_urlsafe(24)
    session.setdefault(BROWSER, secrets.token_urlsafe(12))
    with transaction():
        db.session.execute(delete(KeptForm).where(KeptForm.created_at <= clock.now() - LIFE))
        db.session.add(
            KeptForm(
                key_hash=_hash(key),
                path=path,
                fields=fields,
                person_id=person_id,
                browser_hash=_hash(session[BROWSER]),
                created_at=clock.now(),
            )
        )
    return key


def read_kept(key: str, path: str) -> MultiDict[str, str] | None:
    """What `keep_fields` kept, as often as its reader asks. None: over, another's, or of another page."""
    kept = _find(key)
    return stored_fields(kept.fields) if kept is not None and _is_readers(kept, path) else None


def _find(key: str) -> KeptForm | None:
    return db.session.scalar(
        select(KeptForm).where(KeptForm.key_hash == _hash(key), KeptForm.created_at > clock.now() - LIFE)
    )


def _is_readers(kept: KeptForm, path: str) -> bool:
    """This reader typed it in this browser, on this page."""
    if kept.path != path or kept.person_id is None or kept.person_id != form_tickets.reader_id():
        return False
    return kept.browser_hash == _hash(session.get(BROWSER, ""))


def given_back() -> None:
    """A form has taken the kept fields: they are deleted when the page is made, and the reader is told."""
    if "kept_taken" not in g:
        g.kept_taken = True
        flash(_("Det du skrev, er hentet fram igjen. Les over, og send en gang til."))


def _without_token(error: CSRFError) -> ResponseReturnValue:
    """A form without a valid token: from another site it is refused, from a page of ours it comes back filled in."""
    text = _("Skjemaet var for gammelt eller kom fra et annet sted. Last siden på nytt og send en gang til.")
    if request.endpoint in DOORS or "token" in (request.view_args or {}):
        return error_page(422, text)
    if by_script() and not current_user.is_authenticated:
        return to_sign_in()
    target = _page_with_form()
    kept = _keep(_worth_keeping(), target)
    if not kept.is_safe:
        return error_page(422, kept.refusal or text)
    if kept.person_id != form_tickets.reader_id() and current_user.is_authenticated:
        text = _("Skjemaet hører til en annen som har vært logget inn her. Det er ikke sendt.")
        if kept.is_draft:
            text = _(
                "Teksten hører til en annen som har vært logget inn her. Den som skrev teksten, finner den på Min side."
            )
        return error_page(422, text) if by_script() else _flash_and_redirect(text, target)
    if by_script():
        text = _("Siden er for gammel. Teksten er lagret.")
        return short_answer(422, text, kept.target, _("Last siden på nytt"), is_kept=True)
    return redirect(kept.target, 303)


def _flash_and_redirect(text: str, target: str) -> ResponseReturnValue:
    flash(text)
    return redirect(target, 303)


def _worth_keeping() -> Fields:
    """What was typed in this POST; nothing if every field is empty."""
    fields = form_tickets.posted_fields()
    return fields if any(value.strip() for value in stored_fields(fields).values()) else {}


class Kept:
    """What came of keeping: where to go on, whose it is, or why it is not kept."""

    def __init__(
        self,
        target: str,
        person_id: int | None = None,
        refusal: str = "",
        *,
        is_safe: bool = False,
        is_draft: bool = False,
    ) -> None:
        self.target = target
        self.person_id = person_id
        self.refusal = refusal
        self.is_safe = is_safe
        self.is_draft = is_draft  # found on Min side


def _keep(fields: Fields, target: str) -> Kept:
    """Store the fields for the person whose page it was: as a draft, or for the page that shows the form."""
    form = form_tickets.posted_form()
    person_id = form.person_id if form is not None else _whose_session()
    if not fields or person_id is None or not _from_here() or not _within_rate():
        return Kept(_with(target))
    if refusal := drafts.refusal_of(fields):
        return Kept(_with(target), person_id, refusal)
    if form is not None and form.key:
        g.draft_saved = True
        with transaction():
            saved = drafts.save_draft(form, fields)
        target = _with(form.path, "utkast", saved.opened.key)
        return Kept(target, person_id, saved.refusal, is_safe=saved.draft is not None, is_draft=True)
    return Kept(_with(target, "kept", keep_fields(fields, urlsplit(target).path, person_id)), person_id, is_safe=True)


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


def _with(target: str, name: str = "", key: str = "") -> str:
    """The address, with what is to be brought back on it."""
    parts = urlsplit(target)
    query = [(one, value) for one, value in parse_qsl(parts.query) if one not in ("kept", "utkast", HINT)]
    query += [(name, key)] if key else []
    return parts.path + (f"?{urlencode(query)}" if query else "")


def _from_here() -> bool:
    """Browsers say where a POST comes from; only our own pages' words are worth keeping."""
    origin = request.headers.get("Origin")
    return origin is None or split_url(origin).netloc == request.host


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
