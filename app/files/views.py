"""The way out of the house for attachments: the same sight as the text they hang on, and never run by a browser."""

import io

from flask import Blueprint, Response, send_file
from flask_login import login_required

from app.core.authz import require_sight
from app.core.errors import NotFound
from app.files import policy, queries, store
from app.web.actor import current_actor

bp = Blueprint("files", __name__)

NOTHING_RUNS = "default-src 'none'; sandbox"


@bp.get("/filer/<key>")
@login_required
def download(key: str) -> Response:
    stored = queries.file_by_key(key)
    audience = stored.issue.in_front_of if stored.issue is not None else {}
    actor = current_actor()
    allowed = policy.can_fetch(actor, stored, audience)
    require_sight(allowed or policy.can_fetch(actor, stored, audience, reported=queries.is_reported(stored)))
    path = store.path_of(stored.key)
    if not path.is_file():
        raise NotFound
    response = send_file(
        io.BytesIO(path.read_bytes()),  # ten megabytes at most
        mimetype=stored.content_type,
        as_attachment=not stored.content_type.startswith("image/"),
        download_name=stored.name,
        conditional=False,
        etag=False,
        max_age=0,
    )
    response.headers["Content-Security-Policy"] = NOTHING_RUNS
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
