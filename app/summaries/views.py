"""The pages of summaries: the public text, and the coordinator's desk."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.access.hidden import reasons_of
from app.access.sight import can_see_summary
from app.core.authz import require, require_sight
from app.core.errors import Invalid, NotFound
from app.core.markdown import to_html
from app.core.versions import Changed
from app.database import transaction
from app.models.reportable import Reported
from app.models.summaries import Summary
from app.summaries import policy, queries, service
from app.summaries.forms import SummaryForm
from app.web.actor import current_actor
from app.web.forms import page_status

bp = Blueprint("summaries", __name__)


def load_summary(slug: str) -> Summary:
    """A summary that the reader may see. Raises NotFound for any other."""
    summary = queries.summary_page(slug)
    if summary is None:
        raise NotFound
    require_sight(can_see_summary(current_actor(), summary))
    return summary


@bp.route("/sammendrag")
def index() -> ResponseReturnValue:
    actor = current_actor()
    drafts = queries.drafts_for(actor) if policy.can_write(actor) else []
    return render_template(
        "summaries/index.html",
        summaries=queries.published_summaries(),
        drafts=drafts,
        may_write=policy.can_write(actor),
    )


@bp.route("/sammendrag/<slug>")
def show(slug: str) -> ResponseReturnValue:
    summary = load_summary(slug)
    html = summary.html if summary.html is not None else to_html(summary.text)
    return render_template(
        "summaries/show.html",
        summary=summary,
        html=html,  # safe: to_html made it
        hidden=reasons_of(Reported.SUMMARY, [summary.id] if summary.hidden_at else []),
        may_edit=policy.can_edit(current_actor(), summary),
    )


@bp.route("/sammendrag/nytt", methods=["GET", "POST"])
@login_required
def write() -> ResponseReturnValue:
    require(policy.can_write(current_actor()))
    form = SummaryForm()
    if form.validate_on_submit() and form.passes_guard():
        try:
            with transaction():
                summary = service.start_summary(current_actor(), **_typed(form))
            flash(_("Utkastet er lagret."), "success")
            return redirect(url_for("summaries.show", slug=summary.slug), 303)
        except Invalid as error:
            form.reject(error)
    return render_template("summaries/write.html", form=form, summary=None), page_status(form)


@bp.route("/sammendrag/<slug>/rediger", methods=["GET", "POST"])
@login_required
def edit(slug: str) -> ResponseReturnValue:
    summary = load_summary(slug)
    require(policy.can_edit(current_actor(), summary))
    form = SummaryForm(obj=summary)
    form.changes(service.words_of(summary))
    if form.validate_on_submit() and form.passes_guard():
        try:
            with transaction():
                service.save_summary(current_actor(), summary, **_typed(form), base=form.base)
            flash(_("Utkastet er lagret."), "success")
            return redirect(url_for("summaries.show", slug=slug), 303)
        except Changed as error:
            form.merge(error)
        except Invalid as error:
            form.reject(error)
    return render_template("summaries/write.html", form=form, summary=summary), page_status(form)


@bp.route("/sammendrag/<slug>/publiser", methods=["POST"])
@login_required
def publish(slug: str) -> ResponseReturnValue:
    summary = load_summary(slug)
    with transaction():
        service.publish_summary(current_actor(), summary)
    flash(_("Sammendraget er publisert."), "success")
    return redirect(url_for("summaries.show", slug=slug), 303)


def _typed(form: SummaryForm) -> dict[str, Any]:
    return {name: form[name].data for name in ("title", "text", "period_from", "period_to")}
