"""The pages that move a date: asked for, granted, set."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.core import clock
from app.core.authz import require
from app.followups import policy
from app.followups.forms.due_dates import DateForm, LaterForm, YesNoForm
from app.followups.service import extensions
from app.followups.views.blueprint import bp
from app.followups.views.guarding import about
from app.followups.views.loading import back_to_issue, load_follow_up, too_late
from app.web.actor import current_actor
from app.web.pages import form_page


@bp.route("/innspill/<reference>/frist/<int:follow_up_id>", methods=["GET", "POST"])
@login_required
def extend(reference: str, follow_up_id: int) -> ResponseReturnValue:
    """A later date with a reason: by the office itself, or asked of the user side."""
    row = load_follow_up(reference, follow_up_id)
    me = current_actor()
    require(policy.answers_for(me, row))
    if not policy.can_extend(me, row):
        return too_late(row)
    form = about(row.issue, LaterForm())
    if moved := form.carry_out(lambda: extensions.extend_date(me, row, due=form.due.day, reason=form.reason.data)):
        asked = _("Utvalget er spurt om ny frist.")
        return back_to_issue(row.issue, _("Fristen er flyttet, og utvalget får beskjed.") if moved.result else asked)
    last_day = extensions.last_day_alone(row, row.issue.council)
    return form_page("followups/extend.html", form, row=row, issue=row.issue, last_day=last_day)


@bp.route("/innspill/<reference>/ny-frist/<int:follow_up_id>", methods=["GET", "POST"])
@login_required
def grant(reference: str, follow_up_id: int) -> ResponseReturnValue:
    """The user side says yes or no to a later date."""
    row = load_follow_up(reference, follow_up_id)
    me = current_actor()
    require(policy.speaks_for(me, row.issue.council_id))
    if not policy.can_grant(me, row, row.issue):
        return too_late(row)
    form = YesNoForm()
    yes, asked = request.form.get("answer") == "yes", request.form.get("asked", type=int)
    if form.carry_out(lambda: extensions.answer_extension(me, row, yes=yes, asked=asked)):
        return back_to_issue(row.issue, _("Fristen er flyttet.") if yes else _("Fristen står som før."))
    return form_page("followups/grant.html", form, row=row, issue=row.issue)


@bp.route("/innspill/<reference>/dato/<int:follow_up_id>", methods=["GET", "POST"])
@login_required
def put_date(reference: str, follow_up_id: int) -> ResponseReturnValue:
    """The date that was missing from a promise; said too late, the user side is asked."""
    row = load_follow_up(reference, follow_up_id)
    me = current_actor()
    require(policy.answers_for(me, row))
    if not policy.can_set_date(me, row):
        return too_late(row)
    form = about(row.issue, DateForm())
    if put := form.carry_out(lambda: extensions.set_date(me, row, form.due.day, reason=form.reason.data)):
        return back_to_issue(row.issue, _("Datoen er satt.") if put.result else _("Utvalget er spurt om datoen."))
    return form_page("followups/put_date.html", form, row=row, issue=row.issue, quote=row.quote, today=clock.today())
