"""The way out of the house for attachments: the same sight as the text they hang on, and never run by a browser."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from flask_login import login_required

bp = Blueprint("files", __name__)


@bp.get("/filer/<key>")
@login_required
def download(key: str) -> ResponseReturnValue:
    abort(404)
