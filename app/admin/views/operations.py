"""The page of operations: does the house run, do the mails leave, are the registers there, who changed rights."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from app import search
from app.admin import policy
from app.admin.queries import health, outbox
from app.admin.queries import operations as operations_queries
from app.admin.views.blueprint import bp
from app.admin.words import operations as operations_words
from app.admin.words import outbox as outbox_words
from app.core import clock
from app.core.authz import require
from app.core.text import mask_email
from app.files import queries as file_queries
from app.files.service.health import CHECKED
from app.models.people import IMPORT_REFUSED, IMPORT_REGISTERS, SEARCH_BEHIND
from app.notices.words.names import letter_name
from app.web.actor import current_actor
from app.web.pagination import page_of
from app.web.row_ids import key_asked

LOG_LINES = 30
LOST_MAILS = 5


@bp.route("/drift")
@login_required
def operations() -> ResponseReturnValue:
    require(policy.can_see_operations(current_actor()))
    now = clock.now()
    seen = operations_queries.signs_of_life()
    mails = operations_queries.mail_facts(now)
    before = key_asked("etter")
    lines = [
        operations_words.log_line(logged) for logged in operations_queries.rights_log(before=before, size=LOG_LINES)
    ]
    return render_template(
        "admin/operations.html",
        words=operations_words,
        ago=lambda at: operations_words.time_ago(at, now),
        signs=health.health_signs(seen, now),
        worker_runs=health.worker_runs(seen, now),
        worker_seen=seen.get(health.Part.WORKER),
        failing=health.failing_rooms(seen),
        mails=mails,
        mails_leave=health.mails_leave(mails, now),
        lost=outbox.mails(outbox.MailState.FAILED, size=LOST_MAILS)[:LOST_MAILS],
        mail_words=outbox_words,
        letter_name=letter_name,
        mask=mask_email,
        uploads=file_queries.upload_facts(seen.get(CHECKED)),
        search=search.index_state(seen.get(SEARCH_BEHIND)).value,
        search_behind=seen.get(SEARCH_BEHIND),
        paused_since=health.paused_since(seen),
        proxies=current_app.config["PROXIES"],
        forwarded_at=health.forwarded_at(seen, current_app.config["PROXIES"], now),
        registers=operations_queries.registers(),
        imported=seen.get(IMPORT_REGISTERS),
        import_refused=seen.get(IMPORT_REFUSED),
        log=page_of(lines, size=LOG_LINES, key=lambda line: line.id, came_from=before),
    )
