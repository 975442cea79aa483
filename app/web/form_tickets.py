"""One opened form, from the page that shows it to the POST that sends it: ticket, draft, and what became of it."""

from contextlib import suppress
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from flask import Flask, Response, current_app, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from app.core.errors import DomainError, NotFound
from app.database import transaction
from app.models.people import DRAFT_LIFE, Draft
from app.notices.service.links import read_token, sign_token
from app.web import drafts, idempotency
from app.web.drafts import Opened
from app.web.request_data import stored_fields

TICKET = "form"
LIFE: timedelta = DRAFT_LIFE  # how long a page may stand open


def install(app: Flask) -> None:
    app.before_request(_answered_before)
    app.after_request(_settle)


def reader_id() -> int | None:
    """Who reads this page, by number."""
    return current_user.person.id if current_user.is_authenticated else None


def ticket_of(opened: Opened) -> str:
    """What the form carries: signed, so that nobody writes drafts for another person or another page."""
    return sign_token(TICKET, {name: value for name, value in asdict(opened).items() if value})


def posted_form() -> Opened | None:
    """The opened form of this POST, whoever's it was; None where it carries none that is ours."""
    if "opened_form" not in g:
        g.opened_form = _read(_sent_ticket())
    found: Opened | None = g.opened_form
    return found


def own_posted() -> Opened | None:
    """The same, where it is the reader's own and keeps a draft."""
    found = _of_the_reader()
    return found if found is not None and found.key else None


def _of_the_reader() -> Opened | None:
    found = posted_form()
    return found if found is not None and found.person_id == reader_id() else None


def open_anew(action: str, texts: tuple[str, ...]) -> Opened | None:
    """A form as it opens on the page of this request, and posts to `action`; None for a visitor."""
    person_id = reader_id()
    if person_id is None or "token" in (request.view_args or {}):  # an address that is a proof is not to be stored
        return None
    path, form = _page_of(action)
    new = Opened(person_id, path, form, writer=drafts.new_key()[:10])
    return replace(new, key=drafts.new_key(), texts=texts) if texts else new


def go_on_with(opened: Opened, draft: Draft) -> Opened:
    """The same form, writing on an earlier draft."""
    return replace(opened, key=draft.key, seen=draft.writer)


def with_new_key(opened: Opened) -> Opened:
    """The same form, writing a draft of its own from here on."""
    return replace(opened, key=drafts.new_key(), seen="")


def asked_draft() -> Draft | None:
    """The draft that this address asks for (`?utkast=…`), if it is the reader's own."""
    key = request.args.get("utkast", "")
    if not key or request.method != "GET":
        return None
    if "asked_draft" not in g:
        g.asked_draft = drafts.find_draft(reader_id(), key)
        if g.asked_draft is None:
            flash(_("Utkastet finnes ikke lenger. Det er sendt eller kastet."))
    found: Draft | None = g.asked_draft
    return found


def mark_taken() -> None:
    """A form of this POST is whole: when the answer leads on, it was sent."""
    g.form_taken = True


def not_sent_yet() -> None:
    """The answer leads on, but the draft stays: it is looked over first."""
    g.form_taken = False


def go_on_anew(**fields: str) -> None:
    """What this POST carries is another text than the one its form was sent with: a draft of its own, from here on."""
    mine = own_posted()
    if mine is not None:
        g.opened_form = with_new_key(mine)
        g.draft_more = fields


def key_now() -> str:
    """The key under which the text of this POST is kept, if it is."""
    mine = own_posted()
    return mine.key if mine is not None else ""


def posted_fields() -> drafts.Fields:
    """What this POST carries; nothing where the body could not be read."""
    with suppress(HTTPException):
        return {**drafts.worth_keeping(request.form), **g.get("draft_more", {})}
    return {}


def as_typed(draft: Draft) -> MultiDict[str, str]:
    return stored_fields(draft.fields)


def _settle(response: Response) -> Response:
    """After each POST: what was sent is a draft no longer; what was refused is one."""
    if request.method != "POST" or "without_database" in g or g.get("draft_saved"):
        return response
    is_sent = response.status_code == 303 and g.get("form_taken")
    with suppress(SQLAlchemyError, DomainError):
        mine = _of_the_reader()
        if mine is None or not (mine.key or is_sent):
            return response
        fields = posted_fields()
        with transaction():
            if is_sent:
                idempotency.remember_answer(mine.person_id, mine.writer, response)
            if is_sent and mine.key:
                drafts.end_draft(mine, fields)
            elif mine.key:
                drafts.save_draft(mine, fields)
    return response


def _answered_before() -> ResponseReturnValue | None:
    """The second press on the same form leads where the first one led."""
    if request.method != "POST":
        return None
    with suppress(SQLAlchemyError):
        mine = _of_the_reader()
        found = idempotency.remembered_answer(mine.person_id, mine.writer) if mine is not None else None
        if found is not None:
            g.draft_saved = True  # the first one has settled it
        return found
    return None


def _sent_ticket() -> str:
    try:
        return request.form.get("opened", "") if request.method == "POST" else ""
    except HTTPException:
        return ""


def _read(token: str) -> Opened | None:
    try:
        data: dict[str, Any] = read_token(TICKET, token, max_age=LIFE)
    except NotFound:
        return None
    return Opened(**{**data, "texts": tuple(data.get("texts", ()))})


def _page_of(action: str) -> tuple[str, str]:
    """Address and endpoint of the page that shows the form: where it posts to, if that shows it, else this one."""
    adapter = current_app.url_map.bind("")
    with suppress(HTTPException):
        if action and "GET" in adapter.allowed_methods(action):
            endpoint, _values = adapter.match(action, method="GET")
            return action, endpoint
    return request.path, request.endpoint or ""
