"""Min side: what waits for me; and every notice."""

from flask import Blueprint
from flask_login import login_required

bp = Blueprint("inbox", __name__)


@bp.route("/min-side")
@login_required
def home() -> str:
    return ""


@bp.route("/varsler")
@login_required
def notices() -> str:
    return ""
