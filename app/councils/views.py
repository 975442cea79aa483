"""The pages of councils: the public page, the overview for coordinators, and what those who run a council manage."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

bp = Blueprint("councils", __name__)


@bp.route("/utvalg/<slug>")
def show(slug: str) -> ResponseReturnValue:
    return render_template("councils/soon.html", title=slug)


@bp.route("/utvalgene")
@login_required
def overview() -> ResponseReturnValue:
    return render_template("councils/soon.html", title=_("Utvalgene"))


@bp.route("/utvalg/<slug>/styre")
@login_required
def manage(slug: str) -> ResponseReturnValue:
    return render_template("councils/soon.html", title=slug)
