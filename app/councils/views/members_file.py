"""The page where a council's members are taken in from a file, and the template for it."""

from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from app.core.errors import Invalid
from app.core.roles import Side
from app.councils.forms.members import MembersForm
from app.councils.queries.needs_yes import asks_for_council
from app.councils.service import members_file as members_file_service
from app.councils.service import table_file
from app.councils.views.appointments import appointed_message, is_called
from app.councils.views.blueprint import bp, load_managed
from app.councils.views.proposals import answer_proposed
from app.database import transaction
from app.models.assents import Proposal
from app.models.councils import Council
from app.web import ended_session
from app.web.actor import current_actor
from app.web.pages import done

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.route("/utvalg/<slug>/styre/medlemmer-fra-fil", methods=["GET", "POST"])
@login_required
def members_file(slug: str) -> ResponseReturnValue:
    """A file is chosen; what it would do has an address of its own, kept an hour; then all of it is done."""
    council = load_managed(slug)
    form = MembersForm()
    plan, text = None, form.text.data or ""
    if form.validate_on_submit():
        try:
            is_seen = bool(text)
            text = text or table_file.text_of(form.content())
            plan = _planned(council, text)
            if is_seen:
                form.require_seen(plan.fingerprint)
                return _added(council, plan)
            if not plan.problems:
                key = ended_session.keep_fields({"text": text}, request.path, current_user.person.id)
                return redirect(url_for("councils.members_file", slug=slug, fil=key), 303)
        except Invalid as error:
            form.reject(error)
    elif chosen := request.args.get("fil"):
        found = ended_session.read_kept(chosen, request.path)
        if found is None:
            return done(
                _("Det er for lenge siden du valgte filen. Velg den en gang til."),
                url_for("councils.members_file", slug=slug),
                "message",
            )
        plan, text = _planned(council, found["text"]), found["text"]
    users = plan is not None and any(one.side is Side.USER for one in plan.members)
    asks = users and asks_for_council(current_actor(), council)
    return render_template(
        "councils/members_file.html", council=council, form=form, plan=plan, text=text, asks=asks
    ), 422 if form.errors or (plan and plan.problems) else 200


def _planned(council: Council, text: str) -> members_file_service.Plan:
    return members_file_service.plan_members(council, text, own_email=current_user.person.email or "")


def _added(council: Council, plan: members_file_service.Plan) -> ResponseReturnValue:
    """All of the file, or a proposal of it, and to the page that shows which."""
    with transaction():
        added = members_file_service.add_members(current_actor(), council, plan)
    if isinstance(added, Proposal):
        return answer_proposed(council, added)
    flash(ngettext("%(num)d person er lagt til.", "%(num)d personer er lagt til.", len(added)), "success")
    for member, name in added:
        if not is_called(name, member.name):
            flash(appointed_message(name, typed=member.name), "info")
    return redirect(url_for("councils.manage", slug=council.slug), 303)


@bp.route("/utvalg/<slug>/styre/medlemmer-fra-fil/mal")
@login_required
def members_template(slug: str) -> ResponseReturnValue:
    load_managed(slug)
    return send_file(
        BytesIO(members_file_service.members_template()), EXCEL, as_attachment=True, download_name="medlemmer.xlsx"
    )
