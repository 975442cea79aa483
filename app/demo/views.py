"""The page of demo people: pick one, and you are in. Exists in demo mode only."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

bp = Blueprint("demo", __name__)


@bp.route("/demo", methods=["GET", "POST"])
def people() -> ResponseReturnValue:
    return ""
