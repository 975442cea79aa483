"""The pages of notices: all of them, and all marked as read."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.database import transaction
from app.inbox import service
from app.inbox.queries import notices as notices_queries
from app.inbox.views import told_rows
from app.inbox.views.blueprint import bp
from app.notices.queries import inbox_lines
from app.web.actor import current_actor
from app.web.pages import done
from app.web.pagination import page_of
from app.web.row_ids import key_asked

PAGE = 30


@bp.route("/varsler")
@login_required
def notices() -> ResponseReturnValue:
    actor = current_actor()
    before = key_asked("etter")
    found = notices_queries.notices_of(actor, before=before, size=PAGE)
    page = page_of(found, size=PAGE, key=lambda one: one.notice.id, came_from=before)
    line = inbox_lines.inbox_lines_of([one.notice for one in page.rows])
    return render_template("inbox/notices.html", page=page, rows=told_rows.notice_rows(actor, page.rows, line))


@bp.route("/varsler/lest", methods=["POST"])
@login_required
def read_all() -> ResponseReturnValue:
    with transaction():
        service.mark_all_read(current_actor())
    return done(_("Alle varsler er lest."), url_for("inbox.notices"))
