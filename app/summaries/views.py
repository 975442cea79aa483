"""The pages of summaries: the public text, and the coordinator's desk."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.access.hidden import reasons_of
from app.access.sight import can_see_summary
from app.core.authz import require, require_sight
from app.core.errors import NotFound
from app.core.markdown import to_html
from app.database import transaction
from app.models.reportable import Reported
from app.models.summaries import Summary
from app.summaries import policy, queries, service
from app.summaries.forms import SummaryForm
from app.web.actor import current_actor
from app.web.pages import done, form_page

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
    if summary := form.carry_out(lambda: service.start_summary(current_actor(), **_typed(form))):
        return done(_("Utkastet er lagret."), url_for("summaries.show", slug=summary.result.slug))
    return form_page("summaries/write.html", form, summary=None)


@bp.route("/sammendrag/<slug>/rediger", methods=["GET", "POST"])
@login_required
def edit(slug: str) -> ResponseReturnValue:
    summary = load_summary(slug)
    require(policy.can_edit(current_actor(), summary))
    form = SummaryForm(obj=summary)
    form.changes(service.words_of(summary))
    if form.carry_out(lambda: service.save_summary(current_actor(), summary, **_typed(form), base=form.base)):
        return done(_("Utkastet er lagret."), url_for("summaries.show", slug=slug))
    return form_page("summaries/write.html", form, summary=summary)


@bp.route("/sammendrag/<slug>/publiser", methods=["POST"])
@login_required
def publish(slug: str) -> ResponseReturnValue:
    summary = load_summary(slug)
    with transaction():
        service.publish_summary(current_actor(), summary)
    return done(_("Sammendraget er publisert."), url_for("summaries.show", slug=slug))


def _typed(form: SummaryForm) -> dict[str, Any]:
    return {name: form[name].data for name in ("title", "text", "period_from", "period_to")}
