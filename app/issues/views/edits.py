"""The page where one's own text is changed."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.core.authz import require
from app.core.text import squash
from app.core.versions import Changed
from app.database import transaction
from app.followups.views.guarding import passes_guard
from app.followups.views.loading import too_late
from app.issues import policy
from app.issues.forms import EditForm
from app.issues.queries import issues
from app.issues.service import edits
from app.issues.views.blueprint import bp
from app.labels import ways_for_individual_cases
from app.web.actor import current_actor
from app.web.forms import page_status


@bp.route("/innspill/<reference>/rediger", methods=["GET", "POST"])
@login_required
def edit(reference: str) -> ResponseReturnValue:
    actor = current_actor()
    issue = issues.issue_for(actor, reference)
    require(policy.holds_the_words(actor, issue))
    if not policy.can_edit(actor, issue):
        return too_late(issue)
    form = EditForm(obj=issue)
    form.changes(edits.words_of(issue))
    if form.validate_on_submit() and passes_guard(form, issue):
        try:
            with transaction():
                edits.edit_issue(
                    actor,
                    issue,
                    title=squash(form.title.data),
                    body=form.body.data,
                    affected=form.affected.data or None,
                    wanted=form.wanted.data or None,
                    base=form.base,
                )
        except Changed as error:
            form.merge(error)
        else:
            flash(_("Teksten er endret."), "success")
            return redirect(url_for("issues.show", reference=reference), 303)
    return (
        render_template("issues/edit.html", issue=issue, form=form, ways=ways_for_individual_cases()),
        page_status(form),
    )
