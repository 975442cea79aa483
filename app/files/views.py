"""The page that gives out an attachment: to whoever sees what it hangs on, and never run by a browser."""

import io
import logging

from flask import Blueprint, current_app, render_template, send_file
from flask.typing import ResponseReturnValue

from app.core.authz import require_sight
from app.core.errors import NotFound
from app.extensions import login
from app.files import policy, queries
from app.files.service import store
from app.models.files import StoredFile
from app.models.issues import Issue
from app.web.actor import current_actor

log = logging.getLogger(__name__)

bp = Blueprint("files", __name__)

NOTHING_RUNS = "default-src 'none'; sandbox"


@bp.get("/filer/<key>")
def download(key: str) -> ResponseReturnValue:
    """The file; or a page that says that the disk has lost it: 500, since the address is right and the fault ours.

    A visitor fetches what hangs on something that everybody reads, and signs in for the rest, if there is anything.
    Raises NotFound for a key that no file has.
    """
    actor = current_actor()
    stored = queries.file_by_key(key)
    allowed = stored is not None and policy.can_fetch(actor, stored)
    if not allowed and not actor.is_authenticated:
        return login.unauthorized()
    if stored is None:
        raise NotFound
    require_sight(allowed or policy.can_fetch(actor, stored, reported=queries.is_reported(stored)))
    content = store.read_file(stored.key, size=stored.size, checksum=stored.sha256)  # ten megabytes at most
    if isinstance(content, store.Fault):
        return _lost(stored, content, issue=stored.in_issue if allowed else None)
    response = send_file(
        io.BytesIO(content),
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


def _lost(stored: StoredFile, fault: store.Fault, *, issue: Issue | None) -> ResponseReturnValue:
    """`issue`: where the reader may go back to."""
    log.error("File %d cannot be given out: %s on the disk", stored.id, fault)
    contact = current_app.config["CONTACT_EMAIL"]
    return render_template("files/lost.html", file=stored, fault=fault, issue=issue, contact=contact), 500
