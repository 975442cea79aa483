"""The pages of answers, actions and outcomes."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

bp = Blueprint("followups", __name__)


@bp.get("/venter")
@login_required
def index() -> ResponseReturnValue:
    return render_template("followups/index.html")


@bp.get("/innspill/<reference>/svar/<int:follow_up_id>")
@login_required
def answer(reference: str, follow_up_id: int) -> ResponseReturnValue:
    return render_template("followups/index.html")


@bp.get("/hjalp-det/<token>")
def outcome(token: str) -> ResponseReturnValue:
    return render_template("followups/index.html")
