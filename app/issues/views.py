"""The list of issues, the page of one issue, and its rarer choices."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from app.issues.blueprint import bp


@bp.route("/innspill")
@login_required
def index() -> ResponseReturnValue:
    return render_template("issues/index.html")


@bp.route("/innspill/nytt", methods=["GET", "POST"])
@login_required
def post() -> ResponseReturnValue:
    return render_template("issues/index.html")


@bp.route("/innspill/<reference>")
@login_required
def show(reference: str) -> ResponseReturnValue:
    return render_template("issues/index.html")


@bp.route("/innspill/<reference>/flere-valg")
@login_required
def more(reference: str) -> ResponseReturnValue:
    return render_template("issues/index.html")
