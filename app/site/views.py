"""The pages that belong to nobody in particular: front page, about, privacy, accessibility, health, components."""

from flask import Blueprint

bp = Blueprint("site", __name__)


@bp.route("/")
def front() -> str:
    return ""
