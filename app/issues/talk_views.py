"""Taking part in an issue: the same here, a comment for those it is meant for, and one's own text changed."""

from functools import partial
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Invalid
from app.core.language import written_in
from app.core.text import squash
from app.core.versions import Changed
from app.database import transaction
from app.files.service import attach
from app.followups.guarding import passes
from app.followups.loading import over
from app.issues import commenting, editing, policy, queries, supporting
from app.issues.blueprint import bp
from app.issues.forms import ChangeCommentForm, CommentForm, EditForm, SupportForm
from app.issues.readers import readers_of
from app.issues.words import COMMENT_WITHDRAWN
from app.models.issues import CommentAudience, Issue
from app.web import drafts, opened
from app.web.actor import current_actor
from app.web.forms import page_status
from app.web.words import ways_for_individual_cases

TEXTS = ("title", "body", "affected", "wanted")  # of the writing page, in the order read


@bp.route("/innspill/<reference>/samme-hos-oss", methods=["GET", "POST"])
@login_required
def support(reference: str) -> ResponseReturnValue:
    """Say that it is so at one's own office; from the writing page the text comes along as an example."""
    actor = current_actor()
    issue = queries.issue_for(actor, reference)
    require(policy.supports(actor, issue))
    if not policy.can_support(actor, issue):
        return over(issue)
    places = _support_places(actor, issue)
    require(bool(places), _("Utvalget ditt følger ingen kontorer."))
    if request.form.get("act") == "instead":
        return _instead(issue, places)
    form = SupportForm()
    form.place.offer(places)
    if form.validate_on_submit() and passes(form, issue, office_id=form.place.ids[1]):
        return _support(actor, issue, form)
    return _support_page(issue, form)


def _instead(issue: Issue, places: list[tuple[str, str]]) -> ResponseReturnValue:
    """From the writing page: all of its text becomes the example, and both stay drafts until one has joined."""
    words = opened.written()
    text = "\n\n".join(part for name in TEXTS if (part := str(words.get(name, "")).strip()))
    form = SupportForm(formdata=None, data={"example": text})
    written_as, joins = opened.own_posted(), opened.open_anew(request.path, form.long_texts)
    if joins is None or not text:
        return redirect(url_for("issues.support", reference=issue.reference), 303)
    g.draft_saved = True
    with transaction():
        begun = drafts.save(written_as, words) if written_as is not None else None
        instead = f"{begun.opened.key}.{drafts.digest(words)}" if begun is not None and begun.draft is not None else ""
        saved = drafts.save(joins, {"example": text, "instead": instead})
    if saved.draft is None:
        form.place.offer(places)
        form.reject_draft(saved, field="example")
        return _support_page(issue, form)
    return redirect(url_for("issues.support", reference=issue.reference, utkast=saved.opened.key), 303)


def _support_page(issue: Issue, form: SupportForm) -> ResponseReturnValue:
    return (
        render_template("issues/support.html", issue=issue, form=form, ways=ways_for_individual_cases()),
        page_status(form),
    )


def _support_places(actor: Actor, issue: Issue) -> list[tuple[str, str]]:
    """Each of the actor's user seats with each office that its council follows."""
    seats = policy.seats_that_may_support(actor, issue)
    followed = queries.offices_followed({seat.council_id for seat in seats})
    several = len({seat.seat_id for seat in seats}) > 1
    return [
        (f"{seat.seat_id}-{office_id}", f"{name} ({seat.label})" if several else name)
        for seat in seats
        for office_id, name in followed.get(seat.council_id, {}).items()
    ]


def _support(actor: Actor, issue: Issue, form: SupportForm) -> ResponseReturnValue:
    seat_id, office_id = form.place.ids
    with transaction():
        _given, is_new = supporting.support(
            actor, issue, seat_id=seat_id, office_id=office_id or 0, example=form.example.data or None
        )
        _drop_what_was_joined(form.instead.data or "")
    flash(_("Det er notert at det er det samme hos dere.") if is_new else _("Det var notert fra før."), "success")
    return redirect(url_for("issues.show", reference=issue.reference), 303)


def _drop_what_was_joined(instead: str) -> None:
    """The draft whose text came along, where nobody has written on it since."""
    key, _dot, digest = instead.partition(".")
    begun = drafts.find(opened.reader(), key)
    if begun is not None and drafts.digest(begun.fields) == digest:
        drafts.throw_away(begun.person_id, key)


@bp.route("/innspill/<reference>/samme-hos-oss/<int:support_id>/trekk", methods=["POST"])
@login_required
def withdraw_support(reference: str, support_id: int) -> ResponseReturnValue:
    actor = current_actor()
    issue = queries.issue_for(actor, reference)
    given = queries.support_of(issue, support_id)
    with transaction():
        supporting.withdraw_support(actor, issue, given)
    flash(_("Støtten er trukket."))
    return redirect(url_for("issues.show", reference=reference), 303)


@bp.route("/innspill/<reference>/kommentar", methods=["GET", "POST"])
@login_required
def comment(reference: str) -> ResponseReturnValue:
    actor = current_actor()
    issue = queries.issue_for(actor, reference)
    councils = set(issue.in_front_of)
    offered = policy.audiences_for(actor, issue, councils)
    require(bool(offered))
    if not policy.can_comment(issue):
        return over(issue)
    form = CommentForm(data={"audience": offered[0]})
    form.offer_audiences(offered, readers_of(issue).sentence)
    if form.validate_on_submit() and passes(form, issue) and not _must_confirm(form, offered[0]):
        try:
            with transaction():
                said = commenting.comment(
                    actor,
                    issue,
                    text=form.text.data,
                    tag=form.tag.data,
                    audience=form.audience.data,
                    language=written_in(form.text.data) or actor.locale,
                )
                if form.file is not None:
                    attach(actor, form.file, owner=said)
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
    issue = queries.issue_for(actor, reference)
    councils = set(issue.in_front_of)
    said = queries.comment_of(actor, issue, comment_id)
    require(policy.wrote_comment(actor, said))
    if not policy.can_edit_comment(actor, said):
        return over(issue, commenting.what_became(said))
    if request.form.get("act") == "withdraw":
        with transaction():
            commenting.withdraw_comment(actor, said)
        flash(str(COMMENT_WITHDRAWN))
        return redirect(url_for("issues.show", reference=reference), 303)
    form = ChangeCommentForm(data={"text": said.text, "tag": said.tag, "audience": said.audience})
    wider = [
        one for one in policy.audiences_for(actor, issue, councils) if not commenting.is_narrower(one, said.audience)
    ]
    read_by = readers_of(issue)
    form.offer_audiences(wider or [said.audience], partial(read_by.sentence, at=said.at))
    form.changes(editing.words_of_comment(said))
    if form.validate_on_submit() and passes(form, issue) and not _must_confirm(form, said.audience):
        try:
            with transaction():
                editing.edit_comment(actor, said, text=form.text.data, tag=form.tag.data, base=form.base)
                commenting.widen(actor, issue, said, form.audience.data)
        except Changed as error:
            form.merge(error)
        else:
            flash(_("Kommentaren er endret."), "success")
            return redirect(url_for("issues.show", reference=reference, _anchor=f"kommentar-{said.id}"), 303)
    return _comment_page(issue, form, narrowest=said.audience, said=said)


@bp.route("/innspill/<reference>/rediger", methods=["GET", "POST"])
@login_required
def edit(reference: str) -> ResponseReturnValue:
    actor = current_actor()
    issue = queries.issue_for(actor, reference)
    require(policy.holds_the_words(actor, issue))
    if not policy.can_edit(actor, issue):
        return over(issue)
    form = EditForm(obj=issue)
    form.changes(editing.words_of(issue))
    if form.validate_on_submit() and passes(form, issue):
        try:
            with transaction():
                editing.edit(
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
