"""The pages of accounts."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_login import login_required

bp = Blueprint("accounts", __name__)


@bp.route("/logg-inn", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    return ""


@bp.post("/logg-ut")
@login_required
def sign_out() -> ResponseReturnValue:
    return ""


@bp.route("/min-konto", methods=["GET", "POST"])
@login_required
def settings() -> ResponseReturnValue:
    return ""


@bp.route("/sprak/<code>", methods=["GET", "POST"])
def language(code: str) -> ResponseReturnValue:
    return code
