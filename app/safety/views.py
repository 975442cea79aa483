"""The pages of safety: Meld fra, the moderators' queue, decisions and appeals."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from flask_login import login_required

bp = Blueprint("safety", __name__)


@bp.get("/meldinger")
@login_required
def index() -> ResponseReturnValue:
    abort(404)


@bp.route("/meld-fra/<subject>/<int:subject_id>", methods=["GET", "POST"])
@login_required
def report(subject: str, subject_id: int) -> ResponseReturnValue:
    abort(404)
