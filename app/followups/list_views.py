"""Dette venter utvalget på: the list of what is owed, for a person, a council or an office."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from app.followups.blueprint import bp


@bp.get("/venter")
@login_required
def index() -> ResponseReturnValue:
    return render_template("followups/index.html")
