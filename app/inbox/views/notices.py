"""The pages of notices: all of them, and all marked as read."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.database import transaction
from app.inbox import service
from app.inbox.queries import notices as notices_queries
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
    rows = notices_queries.notices_of(actor.person_id, before=before, size=PAGE)
    page = page_of(rows, size=PAGE, key=lambda notice: notice.id, came_from=before)
    return render_template("inbox/notices.html", page=page, line=inbox_lines.inbox_lines_of(page.rows))


@bp.route("/varsler/lest", methods=["POST"])
@login_required
def read_all() -> ResponseReturnValue:
    with transaction():
        service.mark_all_read(current_actor())
    return done(_("Alle varsler er lest."), url_for("inbox.notices"))
