"""The pages that move a date, promise one thing more, correct an answer or ask a municipality."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.core import clock
from app.core.authz import require
from app.core.errors import Invalid, NotFound
from app.core.versions import Changed
from app.database import transaction
from app.followups import answering, dates, passing, policy, queries
from app.followups.blueprint import bp
from app.followups.forms import CorrectForm, DateForm, LaterForm, MunicipalityForm, PromiseForm, YesNoForm
from app.followups.guarding import passes
from app.followups.loading import load, load_issue, over
from app.models.issues import Issue
from app.web.actor import current_actor
from app.web.forms import page_status


@bp.route("/innspill/<reference>/frist/<int:follow_up_id>", methods=["GET", "POST"])
@login_required
def extend(reference: str, follow_up_id: int) -> ResponseReturnValue:
    """A later date with a reason: by the office itself, or asked of the user side."""
    row = load(reference, follow_up_id)
    me = current_actor()
    require(policy.answers_for(me, row))
    if not policy.can_extend(me, row):
        return over(row)
    form = LaterForm()
    if form.validate_on_submit() and passes(form, row.issue) and form.due.data:
        try:
            with transaction():
                moved = dates.extend(me, row, due=form.due.data, reason=form.reason.data)
        except Invalid as error:
            form.reject(error)
        else:
            text = _("Fristen er flyttet, og utvalget får vite det.") if moved else _("Utvalget er spurt om ny frist.")
            return _done(row.issue, text)
    last_day = dates.last_day_alone(row, row.issue.council)
    return render_template(
        "followups/extend.html", form=form, row=row, issue=row.issue, last_day=last_day
    ), page_status(form)


@bp.route("/innspill/<reference>/ny-frist/<int:follow_up_id>", methods=["GET", "POST"])
@login_required
def grant(reference: str, follow_up_id: int) -> ResponseReturnValue:
    """The user side says yes or no to a later date."""
    row = load(reference, follow_up_id)
    me = current_actor()
    require(policy.speaks_for(me, row.issue.council_id))
    if not policy.can_grant(me, row, row.issue):
        return over(row)
    form = YesNoForm()
    if form.validate_on_submit():
        yes = request.form.get("answer") == "yes"
        with transaction():
            dates.grant(me, row, yes=yes, asked=request.form.get("asked", type=int))
        return _done(row.issue, _("Fristen er flyttet.") if yes else _("Fristen står som før."))
    return render_template("followups/grant.html", form=form, row=row, issue=row.issue), page_status(form)


@bp.route("/innspill/<reference>/dato/<int:follow_up_id>", methods=["GET", "POST"])
@login_required
def put_date(reference: str, follow_up_id: int) -> ResponseReturnValue:
    """The date that was missing from a promise; said too late, the user side is asked."""
    row = load(reference, follow_up_id)
    me = current_actor()
    require(policy.answers_for(me, row))
    if not policy.can_set_date(me, row):
        return over(row)
    form = DateForm()
    if form.validate_on_submit() and passes(form, row.issue) and form.due.data:
        try:
            with transaction():
                done = dates.set_date(me, row, form.due.data, reason=form.reason.data)
        except Invalid as error:
            form.reject(error)
        else:
            return _done(row.issue, _("Datoen er satt.") if done else _("Utvalget er spurt om datoen."))
    return render_template(
        "followups/put_date.html", form=form, row=row, issue=row.issue, quote=row.quote, today=clock.today()
    ), page_status(form)


@bp.route("/innspill/<reference>/svar/<int:follow_up_id>/tiltak", methods=["GET", "POST"])
@login_required
def promise(reference: str, follow_up_id: int) -> ResponseReturnValue:
    """One action more after the answer."""
    row = load(reference, follow_up_id)
    me = current_actor()
    require(policy.answers_for(me, row))
    if not policy.can_promise(me, row, row.issue):
        return over(row.issue)
    form = PromiseForm()
    if form.validate_on_submit() and not form.asks_for_more() and passes(form, row.issue):
        promised = form.promise()
        if promised is not None:
            try:
                with transaction():
                    answering.promise_more(me, row, promised)
            except Invalid as error:
                form.reject(error)
            else:
                return _done(row.issue, _("Tiltaket står nå i lista over det utvalget venter på."))
    promised_before = bool(queries.chain(row.issue_id).actions)
    return render_template(
        "followups/promise.html", form=form, row=row, issue=row.issue, promised=promised_before
    ), page_status(form)


@bp.route("/innspill/<reference>/svar/<int:follow_up_id>/rett/<int:answer_id>", methods=["GET", "POST"])
@login_required
def correct(reference: str, follow_up_id: int, answer_id: int) -> ResponseReturnValue:
    """A visible new version, with a note."""
    row = load(reference, follow_up_id)
    old = next((given for given in row.answers if given.id == answer_id), None)
    if old is None:
        raise NotFound
    me = current_actor()
    require(policy.corrects(me, row))
    if not policy.can_correct(me, old, row):
        return over(row, answering.hidden_words())
    form = CorrectForm(text=old.text)
    form.changes({"text": old.text})
    if form.validate_on_submit() and passes(form, row.issue):
        try:
            with transaction():
                answering.correct(me, old, row, text=form.text.data, note=form.note.data, base=form.base)
        except Changed as error:
            form.merge(error)
        else:
            return _done(row.issue, _("Svaret er rettet. Den gamle teksten kan fortsatt leses."))
    return render_template("followups/correct.html", form=form, row=row, issue=row.issue), page_status(form)


@bp.route("/innspill/<reference>/kommunen", methods=["GET", "POST"])
@login_required
def municipality(reference: str) -> ResponseReturnValue:
    """Be kommunen svare."""
    issue = load_issue(reference)
    me = current_actor()
    require(policy.asks_municipalities(me, issue))
    if not policy.can_ask_municipality(me, issue):
        return over(issue)
    form = MunicipalityForm()
    form.municipality.offer(queries.municipalities_of(issue))
    if form.validate_on_submit() and passes(form, issue) and form.municipality.data:
        try:
            with transaction():
                passing.ask_municipality(me, issue, municipality_id=form.municipality.data, text=form.text.data or None)
        except Invalid as error:
            form.reject(error)
        else:
            return _done(issue, _("Kommunen er bedt om å svare."))
    return render_template("followups/municipality.html", form=form, issue=issue), page_status(form)


def _done(issue: Issue, text: str) -> ResponseReturnValue:
    flash(text, "success")
    return redirect(url_for("issues.show", reference=issue.reference), 303)
