"""The page of operations: does the house run, do the mails leave, are the registers there, who changed rights."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app import search
from app.admin import health, policy, queries, service, words
from app.core import clock
from app.core.authz import require
from app.core.errors import NotFound
from app.core.text import mask_email
from app.database import transaction
from app.files import queries as file_queries
from app.files.health import CHECKED
from app.models.people import IMPORT_REFUSED, IMPORT_REGISTERS, SEARCH_BEHIND
from app.web.actor import current_actor
from app.web.pagination import page_of
from app.web.row_ids import key_asked

bp = Blueprint("admin", __name__)

LOG_LINES = 30


@bp.route("/drift")
@login_required
def operations() -> ResponseReturnValue:
    require(policy.can_see_operations(current_actor()))
    now = clock.now()
    seen = queries.signs_of_life()
    mails = queries.mail_facts(now)
    before = key_asked("etter")
    lines = [words.log_line(logged) for logged in queries.log(before=before, size=LOG_LINES)]
    return render_template(
        "admin/operations.html",
        words=words,
        ago=lambda at: words.ago(at, now),
        signs=health.signs(seen, now),
        worker_runs=health.worker_runs(seen, now),
        worker_seen=seen.get(health.Part.WORKER),
        failing=health.failing(seen),
        mails=mails,
        mails_leave=health.mails_leave(mails, now),
        lost=queries.given_up(),
        can_try_again=service.is_open,
        mask=mask_email,
        uploads=file_queries.upload_facts(seen.get(CHECKED)),
        search=search.state(seen.get(SEARCH_BEHIND)).value,
        search_behind=seen.get(SEARCH_BEHIND),
        registers=queries.registers(),
        imported=seen.get(IMPORT_REGISTERS),
        import_refused=seen.get(IMPORT_REFUSED),
        log=page_of(lines, size=LOG_LINES, key=lambda line: line.id, came_from=before),
    )


@bp.route("/drift/e-post/<int:mail_id>/prov-igjen", methods=["POST"])
@login_required
def try_again(mail_id: int) -> ResponseReturnValue:
    require(policy.can_try_again(current_actor()))
    mail = queries.mail(mail_id)
    if mail is None:
        raise NotFound
    with transaction():
        service.try_again(current_actor(), mail)
    flash(_("E-posten blir prøvd igjen om litt."), "success")
    return redirect(url_for("admin.operations", _anchor="e-post"), 303)
