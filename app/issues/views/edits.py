"""The page where one's own text is changed."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.core.authz import require
from app.core.text import squash
from app.followups.views.guarding import about
from app.followups.views.loading import back_to_issue, too_late
from app.issues import policy
from app.issues.forms.posting import EditForm
from app.issues.queries import issues
from app.issues.service import edits
from app.issues.views.blueprint import bp
from app.labels import ways_for_individual_cases
from app.web.actor import current_actor
from app.web.pages import form_page


@bp.route("/innspill/<reference>/rediger", methods=["GET", "POST"])
@login_required
def edit(reference: str) -> ResponseReturnValue:
    actor = current_actor()
    issue = issues.issue_for(actor, reference)
    require(policy.holds_the_words(actor, issue))
    if not policy.can_edit(actor, issue):
        return too_late(issue)
    form = about(issue, EditForm(obj=issue))
    form.changes(edits.words_of(issue))
    if form.carry_out(
        lambda: edits.edit_issue(
            actor,
            issue,
            title=squash(form.title.data),
            body=form.body.data,
            affected=form.affected.data or None,
            wanted=form.wanted.data or None,
            base=form.base,
        )
    ):
        return back_to_issue(issue, _("Teksten er endret."))
    return form_page("issues/edit.html", form, issue=issue, ways=ways_for_individual_cases())
