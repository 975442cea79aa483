"""Hjalp det? — by signed link without signing in, and from the issue for those who are."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.access.actors import actor_with_id
from app.core import clock
from app.core.actor import Actor
from app.core.authz import require, require_sight
from app.core.errors import Conflict, NotFound
from app.database import db
from app.followups import policy
from app.followups.forms.claims import OutcomeForm
from app.followups.service import outcome_questions
from app.followups.views.blueprint import bp
from app.followups.views.guarding import about
from app.followups.views.loading import back_to_issue, load_issue
from app.followups.words.outcome_questions import question_lead, question_title
from app.models.outcomes import OutcomeQuestion
from app.web.actor import current_actor
from app.web.pages import form_page


@bp.route("/hjalp-det/<token>", methods=["GET", "POST"])
def outcome(token: str) -> ResponseReturnValue:
    """Opening changes nothing; a button answers. Shows title, theme, office and what the office says, never the story.

    Raises NotFound for a link without a question.
    """
    question, person_id = outcome_questions.question_of(token)
    require_sight(question is not None)
    if question is None:
        raise NotFound
    reader = actor_with_id(db.session(), person_id, clock.today())
    g.language = reader.locale
    if not outcome_questions.may_say(reader, question):
        return _too_late(question)
    form = OutcomeForm()  # the text written before is not shown to whoever has the link
    try:
        took = _took(form, question, reader)
    except Conflict:  # judged while the page stood open
        return _too_late(question)
    if took:
        return redirect(url_for("followups.outcome_thanks", token=token), 303)
    return _page(form, question, reader, inside=False)


def _too_late(question: OutcomeQuestion) -> ResponseReturnValue:
    """The link leads nowhere any more."""
    return render_template("followups/outcome_over.html", question=question), 410


@bp.route("/hjalp-det/<token>/takk")
def outcome_thanks(token: str) -> ResponseReturnValue:
    question, person_id = outcome_questions.question_of(token)
    require_sight(question is not None)
    g.language = actor_with_id(db.session(), person_id, clock.today()).locale
    return render_template("followups/outcome_thanks.html", question=question)


@bp.route("/innspill/<reference>/hjalp-det/<int:question_id>", methods=["GET", "POST"])
@login_required
def say(reference: str, question_id: int) -> ResponseReturnValue:
    """The same for somebody who is signed in.

    Raises NotFound for another issue's question, and Conflict on a POST when it is closed.
    """
    issue = load_issue(reference)
    question = outcome_questions.question_by_id(question_id)
    require_sight(question is not None and question.issue_id == issue.id)
    if question is None:
        raise NotFound
    me = current_actor()
    require(policy.can_say_outcome(me, question.seat_id))
    if not question.is_open:
        if request.method == "POST":
            raise Conflict(_("Utvalget har avgjort dette. Takk likevel."))
        flash(_("Utvalget har avgjort dette. Takk likevel."), "info")
        return redirect(url_for("issues.show", reference=reference))
    form = OutcomeForm(word=question.word, text="" if question.hidden_at else question.text)
    form.changes(outcome_questions.word_of(question))
    if _took(form, question, me):
        return back_to_issue(issue, _("Takk. Utvalget ser svaret ditt."))
    return _page(form, question, me, inside=True)


def _page(form: OutcomeForm, question: OutcomeQuestion, reader: Actor, *, inside: bool) -> ResponseReturnValue:
    return form_page(
        "followups/outcome.html",
        form,
        question=question,
        heading=question_title(question),
        lead=question_lead(question),
        inside=inside,
        mine=question.person_id == reader.person_id,
    )


def _took(form: OutcomeForm, question: OutcomeQuestion, reader: Actor) -> bool:
    about(question.issue, form)
    word, text = form.word, form.text
    took = form.carry_out(
        lambda: outcome_questions.answer_outcome_question(
            reader, question, word=word.data, text=text.data or None, base=form.base
        )
    )
    return took is not None
