"""The pages that move a date: asked for, granted, set."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.core import clock
from app.core.authz import require
from app.core.errors import Invalid
from app.database import transaction
from app.followups import policy
from app.followups.forms import DateForm, LaterForm, YesNoForm
from app.followups.service import extensions
from app.followups.views.blueprint import bp
from app.followups.views.guarding import passes_guard
from app.followups.views.loading import load_follow_up, too_late
from app.models.issues import Issue
from app.web.actor import current_actor
from app.web.forms import page_status


@bp.route("/innspill/<reference>/frist/<int:follow_up_id>", methods=["GET", "POST"])
@login_required
def extend(reference: str, follow_up_id: int) -> ResponseReturnValue:
    """A later date with a reason: by the office itself, or asked of the user side."""
    row = load_follow_up(reference, follow_up_id)
    me = current_actor()
    require(policy.answers_for(me, row))
    if not policy.can_extend(me, row):
        return too_late(row)
    form = LaterForm()
    if form.validate_on_submit() and passes_guard(form, row.issue) and form.due.data:
        try:
            with transaction():
                moved = extensions.extend_date(me, row, due=form.due.data, reason=form.reason.data)
        except Invalid as error:
            form.reject(error)
        else:
            text = _("Fristen er flyttet, og utvalget får vite det.") if moved else _("Utvalget er spurt om ny frist.")
            return back_to_issue(row.issue, text)
    last_day = extensions.last_day_alone(row, row.issue.council)
    return render_template(
        "followups/extend.html", form=form, row=row, issue=row.issue, last_day=last_day
    ), page_status(form)


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
    if form.validate_on_submit():
        yes = request.form.get("answer") == "yes"
        with transaction():
            extensions.answer_extension(me, row, yes=yes, asked=request.form.get("asked", type=int))
        return back_to_issue(row.issue, _("Fristen er flyttet.") if yes else _("Fristen står som før."))
    return render_template("followups/grant.html", form=form, row=row, issue=row.issue), page_status(form)


@bp.route("/innspill/<reference>/dato/<int:follow_up_id>", methods=["GET", "POST"])
@login_required
def put_date(reference: str, follow_up_id: int) -> ResponseReturnValue:
    """The date that was missing from a promise; said too late, the user side is asked."""
    row = load_follow_up(reference, follow_up_id)
    me = current_actor()
    require(policy.answers_for(me, row))
    if not policy.can_set_date(me, row):
        return too_late(row)
    form = DateForm()
    if form.validate_on_submit() and passes_guard(form, row.issue) and form.due.data:
        try:
            with transaction():
                done = extensions.set_date(me, row, form.due.data, reason=form.reason.data)
        except Invalid as error:
            form.reject(error)
        else:
            return back_to_issue(row.issue, _("Datoen er satt.") if done else _("Utvalget er spurt om datoen."))
    return render_template(
        "followups/put_date.html", form=form, row=row, issue=row.issue, quote=row.quote, today=clock.today()
    ), page_status(form)


def back_to_issue(issue: Issue, text: str) -> ResponseReturnValue:
    flash(text, "success")
    return redirect(url_for("issues.show", reference=issue.reference), 303)
