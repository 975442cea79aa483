"""The pages of a claim and of the council's word on it."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.assents.service import assents
from app.assents.service.approvers import decides_alone
from app.assents.service.assents import require_user_side
from app.core.authz import require
from app.files import queries as file_queries
from app.files.service.attachments import attach_chosen
from app.followups import policy
from app.followups.forms.claims import ClaimForm, JudgeForm
from app.followups.forms.replies import ContestForm
from app.followups.queries import chain
from app.followups.service import claims, outcome_questions, verdicts
from app.followups.views.blueprint import bp
from app.followups.views.guarding import about
from app.followups.views.loading import back_to_issue, load_follow_up, load_issue, too_late
from app.followups.words.phrases import ONE_MORE_MUST_AGREE
from app.models.assents import Assent, SideAct
from app.models.followups import FollowUp
from app.models.issues import Issue
from app.models.states import Verdict
from app.web.actor import current_actor
from app.web.pages import form_page


@bp.route("/innspill/<reference>/gjort/<int:follow_up_id>", methods=["GET", "POST"])
@login_required
def claim(reference: str, follow_up_id: int) -> ResponseReturnValue:
    """Kontoret sier det er gjort."""
    row = load_follow_up(reference, follow_up_id)
    require(policy.answers_for(current_actor(), row))
    if not policy.can_claim(current_actor(), row):
        return too_late(row)
    return _claim_page(row.issue, row)


@bp.route("/innspill/<reference>/gjort", methods=["GET", "POST"])
@login_required
def claim_unpromised(reference: str) -> ResponseReturnValue:
    """It is done, though nothing was promised."""
    issue = load_issue(reference)
    rows = chain.chain(issue.id).follow_ups
    require(policy.is_asked(current_actor(), rows))
    if not policy.can_claim_unpromised(current_actor(), issue, rows):
        return too_late(issue)
    return _claim_page(issue, None)


def _claim_page(issue: Issue, row: FollowUp | None) -> ResponseReturnValue:
    me = current_actor()
    form = about(issue, ClaimForm())

    def claim_it() -> None:
        evidence = form.evidence()
        made = claims.claim_done(me, row, evidence) if row is not None else claims.claim_unpromised(me, issue, evidence)
        attach_chosen(me, form.file, owner=made)

    if form.carry_out(claim_it):
        return back_to_issue(issue, _("Utvalget og de som meldte saken, blir nå spurt om det hjalp."))
    return form_page("followups/claim.html", form, issue=issue, quote=row.quote if row else None)


@bp.route("/innspill/<reference>/hjalp/<int:follow_up_id>", methods=["GET", "POST"])
@login_required
def judge(reference: str, follow_up_id: int) -> ResponseReturnValue:
    """The user side confirms or contests."""
    row = load_follow_up(reference, follow_up_id)
    me = current_actor()
    require_user_side(me, row.issue.council_id)
    if not policy.can_judge(me, row, row.issue):
        return too_late(row)
    form = about(row.issue, JudgeForm(days=row.issue.council.answer_days))
    if given := form.carry_out(lambda: _judged(row, form)):
        return _judged_page(row.issue, is_done=given.result)
    return form_page(
        "followups/judge.html",
        form,
        row=row,
        issue=row.issue,
        chain=chain.chain(row.issue_id),
        asked=outcome_questions.asked_seats(row.issue, follow_up=row),
        attached=file_queries.files_of([row.issue_id]),
        waiting=_said_already(row, SideAct.CONFIRM, SideAct.CONTEST),
        alone=decides_alone(me, row.issue.council_id),
    )


@bp.route("/innspill/<reference>/svar/<int:follow_up_id>/ikke-godt-nok", methods=["GET", "POST"])
@login_required
def contest(reference: str, follow_up_id: int) -> ResponseReturnValue:
    """A plain answer is not good enough: once."""
    row = load_follow_up(reference, follow_up_id)
    me = current_actor()
    rows = chain.chain(row.issue_id).follow_ups
    require_user_side(me, row.issue.council_id)
    if not policy.can_contest_answer(me, row, row.issue, rows):
        return too_late(row, verdicts.answer_stands(row, row.issue))
    form = about(row.issue, ContestForm(days=row.issue.council.answer_days))
    if given := form.carry_out(
        lambda: verdicts.contest_answer(me, row, reason=form.reason.data, days=form.days.number)
    ):
        return _judged_page(row.issue, is_done=given.result)
    return form_page(
        "followups/contest.html",
        form,
        row=row,
        issue=row.issue,
        waiting=_said_already(row, SideAct.CONTEST),
        alone=decides_alone(me, row.issue.council_id),
    )


def _said_already(row: FollowUp, *acts: SideAct) -> list[Assent]:
    """The yeses of others to the same act on the same row, to be seconded with one press."""
    standing = assents.waiting_yeses(row.issue)
    return [one for one in standing if one.act in acts and one.details.get("follow_up") == row.id]


def _judged(row: FollowUp, form: JudgeForm) -> bool:
    me = current_actor()
    if form.verdict.data is Verdict.CONTESTED:
        return verdicts.contest_claim(me, row, reason=form.text.data, days=form.days.number)
    return verdicts.confirm_action(
        me,
        row,
        verdict=form.verdict.data,
        text=form.text.data or None,
        close=form.close.data,
        early_reason=form.early_reason.data or None,
    )


def _judged_page(issue: Issue, *, is_done: bool) -> ResponseReturnValue:
    if is_done:
        return back_to_issue(issue, _("Avgjørelsen er lagret. Kontoret og de som meldte saken, får beskjed."))
    waits = str(ONE_MORE_MUST_AGREE)
    return back_to_issue(issue, waits, "info")
