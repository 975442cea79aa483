"""The pages of safety: Meld fra, the queue of those who look at reports, and one case with its decision and appeal."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.access.sight import issue_of
from app.core import clock
from app.core.authz import require, require_sight
from app.core.errors import NotFound
from app.extensions import limiter
from app.models.reportable import Reportable, Reported
from app.safety import policy, queries, service, words
from app.safety.forms import AppealDecisionForm, AppealForm, Decision, DecisionForm, ReportForm
from app.safety.queries import Case, text_of
from app.web.actor import current_actor
from app.web.forms import page_status
from app.web.pages import done, form_page

bp = Blueprint("safety", __name__)

bp.add_app_template_global(words.kind_of_text, "text_name")
bp.add_app_template_global(words.report_name, "report_name")


@bp.app_template_global()
def report_url(text: Reportable) -> str | None:
    """Where this reader reports a text; nowhere for a visitor, nor for its author, who changes or takes it back."""
    me = current_actor().person_id
    if me is None or me == text.writer_id:
        return None
    return url_for("safety.report", subject=text.reported_as.value, subject_id=text.reported_id)


REPORTS_AN_HOUR = "30 per hour"
ACTS = {DecisionForm: "decide", AppealForm: "appeal", AppealDecisionForm: "decide_appeal"}


@bp.get("/meldinger")
@login_required
def index() -> ResponseReturnValue:
    actor = current_actor()
    works = policy.works_with_reports(actor)
    waiting = queries.waiting_reports(actor) if works else []
    return render_template("safety/index.html", works=works, waiting=waiting, own=queries.own_cases(actor))


@bp.route("/meld-fra/<subject>/<int:subject_id>", methods=["GET", "POST"])
@login_required
@limiter.limit(REPORTS_AN_HOUR, methods=["POST"])
def report(subject: str, subject_id: int) -> ResponseReturnValue:
    """The form on which somebody reports a text. Raises NotFound for a kind of text that nobody reports."""
    actor = current_actor()
    if subject not in set(Reported):
        raise NotFound
    text = text_of(Reported(subject), subject_id)
    earlier = queries.waiting_report(text.reported_as, text.reported_id, actor.person_id)
    if earlier is not None:
        return done(
            _("Du har meldt fra om denne teksten. Du får svar når noen har vurdert den."),
            url_for("safety.show", report_id=earlier.id),
            "message",
        )
    require_sight(policy.can_see_text(actor, text))
    require(policy.can_report(actor, text), _("Du kan endre eller trekke din egen tekst på siden der den står."))
    service.require_shown(text)
    form = ReportForm()
    if given := form.carry_out(
        lambda: service.report_text(actor, text, reason=form.reason.data, words=form.words.data)
    ):
        return done(
            _("Takk. Meldingen er sendt, og du får svar når noen har vurdert den."),
            url_for("safety.show", report_id=given.result.id),
        )
    return form_page("safety/report.html", form, text=text, issue=issue_of(text))


@bp.get("/meldinger/<int:report_id>")
@login_required
def show(report_id: int) -> ResponseReturnValue:
    case = _case(report_id)
    return _page(case, _form_for(case))


@bp.post("/meldinger/<int:report_id>/avgjor")
@login_required
def decide(report_id: int) -> ResponseReturnValue:
    case = _case(report_id)
    require(policy.decides(current_actor(), case.text, case.reports))
    form = DecisionForm()
    if form.carry_out(
        lambda: service.decide_report(
            current_actor(), case, hide=form.decision.data is Decision.HIDE, code=form.code.data, words=form.words.data
        )
    ):
        return done(_("Avgjørelsen er lagret, og de det gjelder, får beskjed."), url_for("safety.index"))
    return _page(case, form)


@bp.post("/meldinger/<int:report_id>/klage")
@login_required
def appeal(report_id: int) -> ResponseReturnValue:
    case = _case(report_id)
    form = AppealForm()
    service.require_appeal(current_actor(), case)
    if form.carry_out(lambda: service.appeal_hiding(current_actor(), case, form.words.data)):
        return done(_("Klagen er sendt. En annen person avgjør den."), url_for("safety.show", report_id=report_id))
    return _page(case, form)


@bp.post("/meldinger/<int:report_id>/klage/avgjor")
@login_required
def decide_appeal(report_id: int) -> ResponseReturnValue:
    case = _case(report_id)
    require(policy.looks_again(current_actor(), case.text, case.reports))
    form = AppealDecisionForm()
    if form.carry_out(
        lambda: service.decide_appeal(
            current_actor(), case, uphold=form.decision.data is Decision.HIDE, words=form.words.data
        )
    ):
        return done(_("Klagen er avgjort, og de det gjelder, får beskjed."), url_for("safety.index"))
    return _page(case, form)


def _case(report_id: int) -> Case:
    case = queries.case_of(report_id)
    require_sight(policy.can_read_case(current_actor(), case.text, case.reports))
    return case


def _form_for(case: Case) -> DecisionForm | AppealForm | AppealDecisionForm | None:
    """What this actor can do now, at most one thing."""
    actor = current_actor()
    if policy.can_decide(actor, case.text, case.reports):
        return DecisionForm()
    if policy.can_decide_appeal(actor, case.text, case.reports):
        return AppealDecisionForm()
    return AppealForm() if policy.can_appeal(actor, case.lead, clock.today()) else None


def _page(case: Case, form: DecisionForm | AppealForm | AppealDecisionForm | None) -> ResponseReturnValue:
    actor = current_actor()
    shown: dict[str, Any] = {
        "case": case,
        "issue": issue_of(case.text),
        "form": form,
        "shows_text": policy.can_read_text(actor, case.text, case.reports),
        "shows_report_words": policy.can_read_report_words(actor, case.text, case.reports),
        "is_author": policy.is_own(actor, case.text),
        "sees_place": policy.sees_place(actor, case.text),
        "appeal_until": policy.last_day_to_appeal(case.lead),
        "act": ACTS[type(form)] if form is not None else None,
    }
    return render_template("safety/show.html", **shown), page_status(form) if form is not None else 200
