"""The pages of comments: written, changed."""

from functools import partial
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.core.actor import Actor
from app.core.authz import require
from app.core.language_detection import written_in
from app.database import transaction
from app.files.service.attachments import attach_chosen
from app.followups.views.guarding import about
from app.followups.views.loading import too_late
from app.issues import policy
from app.issues.forms.comments import ChangeCommentForm, CommentForm
from app.issues.queries import issues
from app.issues.queries.readers import readers_of
from app.issues.service import comments, edits
from app.issues.views.blueprint import bp
from app.issues.words.phrases import COMMENT_WITHDRAWN
from app.labels import ways_for_individual_cases
from app.models.comments import Comment
from app.models.issues import Issue
from app.web.actor import current_actor
from app.web.forms import page_status
from app.web.pages import done, form_page


@bp.route("/innspill/<reference>/kommentar", methods=["GET", "POST"])
@login_required
def comment(reference: str) -> ResponseReturnValue:
    actor = current_actor()
    issue = issues.issue_for(actor, reference)
    councils = set(issue.in_front_of)
    offered = policy.audiences_for(actor, issue, councils)
    require(bool(offered))
    if not policy.can_comment(issue):
        return too_late(issue)
    form = about(issue, CommentForm(data={"audience": offered[0]}))
    form.offer_audiences(offered, readers_of(issue).sentence, narrowest=offered[0])
    if said := form.carry_out(lambda: _said(actor, issue, form)):
        return _at_comment(issue, said.result, _("Kommentaren er lagt til."))
    return _comment_page(issue, form)


def _said(actor: Actor, issue: Issue, form: CommentForm) -> Comment:
    said = comments.add_comment(
        actor,
        issue,
        text=form.text.data,
        tag=form.tag.data,
        audience=form.audience.data,
        language=written_in(form.text.data) or actor.locale,
    )
    attach_chosen(actor, form.file, owner=said)
    return said


def _at_comment(issue: Issue, said: Comment, text: str) -> ResponseReturnValue:
    return done(text, url_for("issues.show", reference=issue.reference, _anchor=f"kommentar-{said.id}"))


def _comment_page(issue: Issue, form: ChangeCommentForm, **more: Any) -> ResponseReturnValue:
    asks = request.method == "POST" and page_status(form) == 200 and form.must_confirm
    page, status = form_page(
        "issues/comment.html", form, issue=issue, asks=asks, ways=ways_for_individual_cases(), **more
    )
    return page, 422 if asks else status


@bp.route("/innspill/<reference>/kommentar/<int:comment_id>", methods=["GET", "POST"])
@login_required
def edit_comment(reference: str, comment_id: int) -> ResponseReturnValue:
    """Change one's comment, let more people read it, or take it back."""
    actor = current_actor()
    issue = issues.issue_for(actor, reference)
    councils = set(issue.in_front_of)
    said = issues.comment_of(actor, issue, comment_id)
    require(policy.wrote_comment(actor, said))
    if not policy.can_edit_comment(actor, said):
        return too_late(issue, comments.what_became(said))
    if request.form.get("act") == "withdraw":
        with transaction():
            comments.withdraw_comment(actor, said)
        return done(COMMENT_WITHDRAWN, url_for("issues.show", reference=reference), "message")
    form = about(issue, ChangeCommentForm(data={"text": said.text, "tag": said.tag, "audience": said.audience}))
    offered = policy.audiences_for(actor, issue, councils)
    wider = [one for one in offered if not comments.is_narrower(one, said.audience)]
    read_by = partial(readers_of(issue).sentence, at=said.at)
    form.offer_audiences(wider or [said.audience], read_by, narrowest=said.audience)
    form.changes(edits.words_of_comment(said))

    def change() -> None:
        edits.edit_comment(actor, said, text=form.text.data, tag=form.tag.data, base=form.base)
        comments.widen_audience(actor, issue, said, form.audience.data)

    if form.carry_out(change):
        return _at_comment(issue, said, _("Kommentaren er endret."))
    return _comment_page(issue, form, said=said)
