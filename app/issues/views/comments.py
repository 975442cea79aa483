"""The pages of comments: written, changed."""

from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.core.authz import require
from app.core.errors import Invalid
from app.core.language import written_in
from app.core.versions import Changed
from app.database import transaction
from app.files.service.attachments import attach_upload
from app.followups.views.guarding import passes_guard
from app.followups.views.loading import too_late
from app.issues import policy
from app.issues.forms import ChangeCommentForm, CommentForm
from app.issues.queries import issues
from app.issues.queries.readers import readers_of
from app.issues.service import comments, edits
from app.issues.views.blueprint import bp
from app.issues.words.phrases import COMMENT_WITHDRAWN
from app.labels import ways_for_individual_cases
from app.models.issue_enums import CommentAudience
from app.models.issues import Issue
from app.web.actor import current_actor
from app.web.forms import page_status


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
    form = CommentForm(data={"audience": offered[0]})
    form.offer_audiences(offered, readers_of(issue).sentence)
    if form.validate_on_submit() and passes_guard(form, issue) and not _must_confirm(form, offered[0]):
        try:
            with transaction():
                said = comments.add_comment(
                    actor,
                    issue,
                    text=form.text.data,
                    tag=form.tag.data,
                    audience=form.audience.data,
                    language=written_in(form.text.data) or actor.locale,
                )
                if form.file is not None:
                    attach_upload(actor, form.file, owner=said)
        except Invalid as error:
            form.reject(error)
        else:
            flash(_("Kommentaren er lagt til."), "success")
            address = url_for("issues.show", reference=reference, _anchor=f"kommentar-{said.id}")
            return redirect(address, 303)
    return _comment_page(issue, form, narrowest=offered[0])


def _must_confirm(form: ChangeCommentForm, narrowest: CommentAudience) -> bool:
    """More readers than need be are confirmed once, in the page."""
    return form.audience.data is not narrowest and form.confirmed.data != form.audience.data.value


def _comment_page(
    issue: Issue, form: ChangeCommentForm, *, narrowest: CommentAudience, **more: Any
) -> ResponseReturnValue:
    valid = request.method == "POST" and page_status(form) == 200
    asks = valid and _must_confirm(form, narrowest)
    return (
        render_template(
            "issues/comment.html",
            issue=issue,
            form=form,
            asks=asks,
            ways=ways_for_individual_cases(),
            **more,
        ),
        422 if asks else page_status(form),
    )


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
        flash(str(COMMENT_WITHDRAWN))
        return redirect(url_for("issues.show", reference=reference), 303)
    form = ChangeCommentForm(data={"text": said.text, "tag": said.tag, "audience": said.audience})
    wider = [
        one for one in policy.audiences_for(actor, issue, councils) if not comments.is_narrower(one, said.audience)
    ]
    read_by = readers_of(issue)
    form.offer_audiences(wider or [said.audience], partial(read_by.sentence, at=said.at))
    form.changes(edits.words_of_comment(said))
    if form.validate_on_submit() and passes_guard(form, issue) and not _must_confirm(form, said.audience):
        try:
            with transaction():
                edits.edit_comment(actor, said, text=form.text.data, tag=form.tag.data, base=form.base)
                comments.widen_audience(actor, issue, said, form.audience.data)
        except Changed as error:
            form.merge(error)
        else:
            flash(_("Kommentaren er endret."), "success")
            return redirect(url_for("issues.show", reference=reference, _anchor=f"kommentar-{said.id}"), 303)
    return _comment_page(issue, form, narrowest=said.audience, said=said)
