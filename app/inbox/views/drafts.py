"""Drafts: saved by the scripts of a form, found again on Min side, read, thrown away."""

from flask import g, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_time
from flask_babel import gettext as _
from flask_login import login_required

from app.core import clock
from app.core.errors import Invalid, NotFound
from app.core.words import SEE_DRAFTS
from app.database import transaction
from app.inbox.views import draft_lines
from app.inbox.views.blueprint import bp
from app.web import drafts, form_tickets, typed
from app.web.errors import short_answer
from app.web.pages import done


@bp.route("/utkast", methods=["POST"])
@login_required
def save_draft() -> ResponseReturnValue:
    """What a form sends some seconds after the last letter. Answers with the time, or with why it is not stored.

    Raises Invalid for a page whose form is not ours.
    """
    mine = form_tickets.own_posted()
    if mine is None:
        raise Invalid(_("Utkastet er ikke lagret: siden er for gammel. Last den på nytt."))
    g.draft_saved = True
    if "after_sending" in request.form:
        mine = form_tickets.with_new_key(mine)
    with transaction():
        saved = drafts.save_draft(mine, form_tickets.posted_fields())
    if saved.refusal:
        url, link = (url_for("inbox.home", _anchor="utkast"), str(SEE_DRAFTS)) if saved.is_full else (None, "")
        return short_answer(422, saved.refusal, url, link)
    at = format_time(clock.local(clock.now()), "HH.mm", rebase=False) if saved.draft is not None else ""
    return jsonify(saved_at=at, opened=form_tickets.ticket_of(saved.opened))


@bp.route("/utkast/<key>")
@login_required
def draft(key: str) -> ResponseReturnValue:
    """The text of a draft, to be read or copied, also where its form is closed by now.

    Raises NotFound for anybody but its writer.
    """
    found = drafts.find_draft(form_tickets.reader_id(), key)
    if found is None:
        raise NotFound
    return render_template(
        "inbox/draft.html", line=draft_lines.draft_line(found), texts=typed.texts_of(form_tickets.as_typed(found))
    )


@bp.route("/utkast/<key>/kast", methods=["POST"])
@login_required
def drop_draft(key: str) -> ResponseReturnValue:
    """Throw it away. Twice is no mistake."""
    with transaction():
        drafts.throw_away(form_tickets.reader_id(), key)
    return done(_("Utkastet er kastet."), url_for("inbox.home"))
