"""The page of one thing that is owed: leads to the form that fits its kind, so that every mail has one address."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.assents.service.assents import require_user_side
from app.assents.service.sayers import decides_alone
from app.core.authz import require
from app.core.errors import Invalid
from app.database import transaction
from app.followups import policy
from app.followups.forms import LeaveForm, RaiseReplyForm, TakeOverForm, WordsForm, WriteDownForm
from app.followups.queries import chain
from app.followups.service import clarifications, relapses, send_on, statements
from app.followups.views.answers import answer_page
from app.followups.views.blueprint import bp
from app.followups.views.guarding import passes_guard
from app.followups.views.loading import load_follow_up, too_late
from app.followups.words.phrases import ANSWER_OFFICE, SAY_WHAT_THE_COUNCIL_MEANS
from app.models.followups import Answer, FollowUp
from app.models.states import FollowUpKind, Stance
from app.web.actor import current_actor
from app.web.forms import page_status


@bp.route("/innspill/<reference>/svar/<int:follow_up_id>", methods=["GET", "POST"])
@login_required
def answer(reference: str, follow_up_id: int) -> ResponseReturnValue:
    row = load_follow_up(reference, follow_up_id)
    me = current_actor()
    if row.kind is FollowUpKind.CLARIFICATION:
        return _clarify(row)
    if row.kind is FollowUpKind.STATEMENT:
        return _statement_page(row)
    if row.kind is FollowUpKind.RAISE_REPLY:
        return _reply(row)
    if row.kind is FollowUpKind.RELAPSE:
        return _consider(row)
    if row.kind is FollowUpKind.ANSWER and row.is_ours:
        return _write_down(row)
    if row.kind is FollowUpKind.CONFIRMATION:
        return redirect(url_for("followups.judge", reference=reference, follow_up_id=row.parent_id))
    if policy.can_grant(me, row, row.issue):
        return redirect(url_for("followups.grant", reference=reference, follow_up_id=row.id))
    if policy.can_judge(me, row, row.issue):
        return redirect(url_for("followups.judge", reference=reference, follow_up_id=row.id))
    if row.kind is FollowUpKind.ACTION:
        return redirect(url_for("followups.claim", reference=reference, follow_up_id=row.id))
    if row.offered:
        return _take_over(row)
    if row.accepted_at is not None and "answer" in request.form:  # the page where it was offered
        return too_late(row, _("Dere har allerede tatt over saken."))
    require(policy.answers_for(me, row) or policy.assists(me, row))
    if not (policy.can_answer(me, row) or policy.can_draft(me, row)):
        return too_late(row)
    return answer_page(row)


def _take_over(row: FollowUp) -> ResponseReturnValue:
    me = current_actor()
    require(policy.answers_for(me, row))
    if not policy.can_take_over(me, row):
        return too_late(row)
    form = TakeOverForm()
    if form.validate_on_submit() and passes_guard(form, row.issue):
        accepts = request.form.get("answer") == "yes"
        try:
            with transaction():
                if accepts:
                    send_on.accept_answer_duty(me, row)
                else:
                    send_on.decline_answer_duty(me, row, reason=form.reason.data)
        except Invalid as error:
            form.reject(error)
        else:
            flash(_("Dere har tatt over saken.") if accepts else _("Dere har sagt nei."), "success")
            return redirect(_after_take_over(row, accepts=accepts), 303)
    return render_template(
        "followups/take_over.html", form=form, row=row, issue=row.issue, quote=row.quote
    ), page_status(form)


def _after_take_over(row: FollowUp, *, accepts: bool) -> str:
    """Whoever took it over goes on to answer."""
    if accepts:
        return url_for("followups.answer", reference=row.issue.reference, follow_up_id=row.id)
    return url_for("issues.show", reference=row.issue.reference)


def _clarify(row: FollowUp) -> ResponseReturnValue:
    me = current_actor()
    require(policy.may_clarify(me, row, row.issue))
    if not policy.can_clarify(me, row, row.issue):
        return too_late(row)
    told = _("Kontoret har fått svaret, og fristen deres går igjen.")
    return _words_page(row, clarifications.answer_clarification, title=str(ANSWER_OFFICE), told=told)


def _statement_page(row: FollowUp) -> ResponseReturnValue:
    me = current_actor()
    require(policy.may_speak(me, row.council_id))
    if not policy.can_state(me, row):
        return too_late(row)
    told = _("Kontoret har fått uttalelsen fra utvalget.")
    return _words_page(row, statements.give_statement, title=str(SAY_WHAT_THE_COUNCIL_MEANS), told=told)


def _words_page(row: FollowUp, say: Callable[..., Answer], *, title: str, told: str) -> ResponseReturnValue:
    """What the council says to the office; `say` is the act that the words are for."""
    me = current_actor()
    form = WordsForm()
    books = policy.books_for_the_council(me, row, row.issue)
    if form.validate_on_submit() and passes_guard(form, row.issue):
        try:
            with transaction():
                say(me, row, text=form.text.data, for_name=form.for_name.data or None)
        except Invalid as error:
            form.reject(error)
        else:
            return _flash_and_show_issue(row, told)
    return render_template(
        "followups/words.html", form=form, row=row, issue=row.issue, quote=row.quote, books=books, title=title
    ), page_status(form)


def _reply(row: FollowUp) -> ResponseReturnValue:
    me = current_actor()
    require(policy.may_speak(me, row.council_id))
    if not policy.can_reply_to_raise(me, row):
        return too_late(row)
    form = RaiseReplyForm()
    books = policy.books_for_the_council(me, row, row.issue)
    if form.validate_on_submit() and passes_guard(form, row.issue):
        accept, for_name = form.accept.data is Stance.TAKES_ON, form.for_name.data or None
        unit = form.unit.data or None
        try:
            with transaction():
                statements.reply_to_raise(me, row, accept=accept, text=form.text.data, unit=unit, for_name=for_name)
        except Invalid as error:
            form.reject(error)
        else:
            return _flash_and_show_issue(row, _("Svaret er sendt til utvalget som løftet saken."))
    return render_template(
        "followups/reply.html",
        form=form,
        row=row,
        issue=row.issue,
        quote=row.quote,
        books=books,
        needs_unit=statements.needs_unit(row),
    ), page_status(form)


def _write_down(row: FollowUp) -> ResponseReturnValue:
    """What a unit outside Medvirk has answered, written down by the council that asked it."""
    me = current_actor()
    require(policy.may_speak(me, row.council_id))
    if not policy.can_write_down(me, row):
        return too_late(row)
    form = WriteDownForm(unit=row.outside)
    if form.validate_on_submit() and passes_guard(form, row.issue):
        try:
            with transaction():
                statements.write_down(me, row, unit=form.unit.data, stance=form.stance.data, text=form.text.data)
        except Invalid as error:
            form.reject(error)
        else:
            return _flash_and_show_issue(row, _("Svaret er skrevet ned, og de som meldte saken, får beskjed."))
    return render_template("followups/write_down.html", form=form, row=row, issue=row.issue), page_status(form)


def _consider(row: FollowUp) -> ResponseReturnValue:
    """It did not last: the user side opens the issue again, or lets it lie."""
    me = current_actor()
    require_user_side(me, row.issue.council_id)
    if not policy.can_consider(me, row, row.issue):
        return too_late(row)
    form = LeaveForm()
    if form.validate_on_submit() and passes_guard(form, row.issue):
        try:
            with transaction():
                done = relapses.let_relapse_lie(me, row, reason=form.reason.data)
        except Invalid as error:
            form.reject(error)
        else:
            waits = _("Svaret ditt er registrert. Én representant til må si seg enig.")
            return _flash_and_show_issue(row, _("Avgjørelsen er lagret.") if done else waits)
    return render_template(
        "followups/consider.html",
        form=form,
        row=row,
        issue=row.issue,
        words=chain.words_of_relapse(row.id),
        alone=decides_alone(me, row.issue.council_id),
    ), page_status(form)


def _flash_and_show_issue(row: FollowUp, text: str) -> ResponseReturnValue:
    flash(text, "success")
    return redirect(url_for("issues.show", reference=row.issue.reference), 303)
