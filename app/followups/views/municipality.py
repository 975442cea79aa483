"""The page where a municipality is asked for its own part."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.core.authz import require
from app.core.errors import Invalid
from app.database import transaction
from app.followups import policy
from app.followups.forms import MunicipalityForm
from app.followups.queries import places
from app.followups.service import send_on
from app.followups.views.blueprint import bp
from app.followups.views.extensions import back_to_issue
from app.followups.views.guarding import passes_guard
from app.followups.views.loading import load_issue, too_late
from app.web.actor import current_actor
from app.web.forms import page_status


@bp.route("/innspill/<reference>/kommunen", methods=["GET", "POST"])
@login_required
def municipality(reference: str) -> ResponseReturnValue:
    """Be kommunen svare."""
    issue = load_issue(reference)
    me = current_actor()
    require(policy.asks_municipalities(me, issue))
    if not policy.can_ask_municipality(me, issue):
        return too_late(issue)
    form = MunicipalityForm()
    form.municipality.offer(places.municipalities_of(issue))
    if form.validate_on_submit() and passes_guard(form, issue) and form.municipality.data:
        try:
            with transaction():
                send_on.ask_municipality(me, issue, municipality_id=form.municipality.data, text=form.text.data or None)
        except Invalid as error:
            form.reject(error)
        else:
            return back_to_issue(issue, _("Kommunen er bedt om å svare."))
    return render_template("followups/municipality.html", form=form, issue=issue), page_status(form)
