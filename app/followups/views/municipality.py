"""The page where a municipality is asked for its own part."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.core.authz import require
from app.followups import policy
from app.followups.forms.replies import MunicipalityForm
from app.followups.queries import send_on_places
from app.followups.service import send_on
from app.followups.views.blueprint import bp
from app.followups.views.guarding import about
from app.followups.views.loading import back_to_issue, load_issue, too_late
from app.web.actor import current_actor
from app.web.pages import form_page


@bp.route("/innspill/<reference>/kommunen", methods=["GET", "POST"])
@login_required
def municipality(reference: str) -> ResponseReturnValue:
    """Be kommunen svare."""
    issue = load_issue(reference)
    me = current_actor()
    require(policy.asks_municipalities(me, issue))
    if not policy.can_ask_municipality(me, issue):
        return too_late(issue)
    form = about(issue, MunicipalityForm())
    form.municipality.offer(send_on_places.municipalities_of(issue))
    town, text = form.municipality, form.text
    if form.carry_out(lambda: send_on.ask_municipality(me, issue, municipality_id=town.row_id, text=text.data or None)):
        return back_to_issue(issue, _("Kommunen har fått spørsmålet og en frist for å svare."))
    return form_page("followups/municipality.html", form, issue=issue)
