"""The page of one thing that is owed: leads to the form that fits its kind, so that every mail has one address."""

from collections.abc import Callable

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.assents.service.approvers import decides_alone
from app.assents.service.assents import require_user_side
from app.core.authz import require
from app.core.words import GIVE_STATEMENT
from app.followups import policy
from app.followups.forms.replies import LeaveForm, RaiseReplyForm, TakeOverForm, WordsForm, WriteDownForm
from app.followups.queries import chain
from app.followups.service import clarifications, relapses, send_on, statements
from app.followups.views.answers import answer_page
from app.followups.views.blueprint import bp
from app.followups.views.guarding import about
from app.followups.views.loading import back_to_issue, load_follow_up, too_late
from app.followups.words.phrases import ANSWER_OFFICE, ONE_MORE_MUST_AGREE
from app.models.followups import Answer, FollowUp
from app.models.states import FollowUpKind, Stance
from app.web.actor import current_actor
from app.web.pages import done, form_page


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
    form = about(row.issue, TakeOverForm())
    if request.form.get("answer") == "yes":
        if form.carry_out(lambda: send_on.accept_answer_duty(me, row)):  # whoever took it over goes on to answer
            next_url = url_for("followups.answer", reference=row.issue.reference, follow_up_id=row.id)
            return done(_("Dere har tatt over saken."), next_url)
    elif form.carry_out(lambda: send_on.decline_answer_duty(me, row, reason=form.reason.data)):
        return back_to_issue(row.issue, _("Dere har sagt nei."))
    return form_page("followups/take_over.html", form, row=row, issue=row.issue, quote=row.quote)


def _clarify(row: FollowUp) -> ResponseReturnValue:
    me = current_actor()
    require(policy.may_clarify(me, row, row.issue))
    if not policy.can_clarify(me, row, row.issue):
        return too_late(row)
    told = _("Kontoret har fått svaret, og svarfristen løper igjen.")
    return _words_page(row, clarifications.answer_clarification, title=str(ANSWER_OFFICE), told=told)


def _statement_page(row: FollowUp) -> ResponseReturnValue:
    me = current_actor()
    require(policy.may_speak(me, row.council_id))
    if not policy.can_state(me, row):
        return too_late(row)
    told = _("Kontoret har fått uttalelsen fra utvalget.")
    return _words_page(row, statements.give_statement, title=str(GIVE_STATEMENT), told=told)


def _words_page(row: FollowUp, say: Callable[..., Answer], *, title: str, told: str) -> ResponseReturnValue:
    """What the council says to the office; `say` is the act that the words are for."""
    me = current_actor()
    form = about(row.issue, WordsForm())
    books = policy.books_for_the_council(me, row, row.issue)
    if form.carry_out(lambda: say(me, row, text=form.text.data, for_name=form.for_name.data or None)):
        return back_to_issue(row.issue, told)
    return form_page("followups/words.html", form, row=row, issue=row.issue, quote=row.quote, books=books, title=title)


def _reply(row: FollowUp) -> ResponseReturnValue:
    me = current_actor()
    require(policy.may_speak(me, row.council_id))
    if not policy.can_reply_to_raise(me, row):
        return too_late(row)
    form = about(row.issue, RaiseReplyForm())
    books = policy.books_for_the_council(me, row, row.issue)
    if form.carry_out(
        lambda: statements.reply_to_raise(
            me,
            row,
            accept=form.accept.data is Stance.TAKES_ON,
            text=form.text.data,
            unit=form.unit.data or None,
            for_name=form.for_name.data or None,
        )
    ):
        return back_to_issue(row.issue, _("Svaret er sendt til utvalget som sendte innspillet."))
    return form_page(
        "followups/reply.html",
        form,
        row=row,
        issue=row.issue,
        quote=row.quote,
        books=books,
        needs_unit=statements.needs_unit(row),
    )


def _write_down(row: FollowUp) -> ResponseReturnValue:
    """What a unit outside Medvirk has answered, written down by the council that asked it."""
    me = current_actor()
    require(policy.may_speak(me, row.council_id))
    if not policy.can_write_down(me, row):
        return too_late(row)
    form = about(row.issue, WriteDownForm(unit=row.outside))
    if form.carry_out(
        lambda: statements.write_down(me, row, unit=form.unit.data, stance=form.stance.data, text=form.text.data)
    ):
        return back_to_issue(row.issue, _("Svaret er skrevet ned, og de som meldte saken, får beskjed."))
    return form_page("followups/write_down.html", form, row=row, issue=row.issue)


def _consider(row: FollowUp) -> ResponseReturnValue:
    """It did not last: the user side opens the issue again, or lets it lie."""
    me = current_actor()
    require_user_side(me, row.issue.council_id)
    if not policy.can_consider(me, row, row.issue):
        return too_late(row)
    form = about(row.issue, LeaveForm())
    if given := form.carry_out(lambda: relapses.let_relapse_lie(me, row, reason=form.reason.data)):
        waits = str(ONE_MORE_MUST_AGREE)
        return back_to_issue(row.issue, _("Avgjørelsen er lagret.") if given.result else waits)
    return form_page(
        "followups/consider.html",
        form,
        row=row,
        issue=row.issue,
        words=chain.words_of_relapse(row.id),
        alone=decides_alone(me, row.issue.council_id),
    )
