"""The pages of an office: who answers for it, and its emergency telephone."""

from collections.abc import Sequence

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.core import clock
from app.core.authz import require
from app.core.roles import OfficeRoleKind
from app.councils import policy
from app.councils.forms.roles import OfficeRoleForm, PhoneForm
from app.councils.queries import places
from app.councils.service import (
    office_roles,
)
from app.councils.views.blueprint import bp
from app.councils.words import ROLE_GIVEN, ROLE_IS_OVER
from app.database import transaction
from app.models.people import Locale
from app.web.actor import current_actor
from app.web.pages import done, form_page
from app.web.row_ids import key_asked


@bp.route("/kontor/<slug>/vakttelefon", methods=["GET", "POST"])
@login_required
def emergency_phone(slug: str) -> ResponseReturnValue:
    """Set, changed, or taken away by leaving it empty."""
    actor = current_actor()
    office = places.office(slug)
    require(policy.can_set_phone(actor, office.id))
    form = PhoneForm(phone=office.emergency_phone)
    form.changes({"phone": office.emergency_phone})
    if form.carry_out(lambda: office_roles.set_emergency_phone(actor, office, form.phone.data or None, base=form.base)):
        return done(_("Vakttelefonen er lagret."), url_for("councils.office", slug=slug))
    return form_page("councils/phone.html", form, office=office)


@bp.route("/kontor/<slug>/roller", methods=["GET", "POST"])
@login_required
def office(slug: str) -> ResponseReturnValue:
    """Who answers for an office: for its director, and for those who name directors."""
    actor = current_actor()
    office = places.office(slug)
    named = places.office_roles(office)
    kinds = [kind for kind in OfficeRoleKind if office_roles.may_name_somewhere(actor, office, kind, named)]
    require(bool(kinds) or policy.answers_for_office(actor, office.id))
    kind = _asked_office_role(kinds)
    form = OfficeRoleForm(start=clock.today(), locale=Locale.NB, kind=kind, municipality=key_asked("kommune"))
    form.offer_kinds(kinds)
    form.municipality.offer((place.municipality_id, place.municipality.name) for place in office.places)
    if form.carry_out(
        lambda: office_roles.name_office_role(
            actor,
            office,
            kind=form.kind.data,
            place=office_roles.place_for(office, form.kind.data, form.municipality.data, named, actor),
            who=form.invitee(),
            title=form.title.data,
            start=form.start.data or clock.today(),
            end=form.end.data,
        )
    ):
        return done(str(ROLE_GIVEN), url_for("councils.office", slug=slug))
    return form_page(
        "councils/office.html",
        form,
        office=office,
        roles=named,
        kinds=kinds,
        may_end=office_roles.may_end,
        policy=policy,
    )


@bp.route("/kontor/<slug>/roller/<int:role_id>/avslutt", methods=["GET", "POST"])
@login_required
def end_office_role(slug: str, role_id: int) -> ResponseReturnValue:
    office = places.office(slug)
    role = places.office_role(office, role_id)
    require(office_roles.may_end(current_actor(), office, role, places.office_roles(office)))
    office_roles.require_standing(role)
    if request.method == "GET":
        return render_template("councils/end_office_role.html", office=office, role=role)
    with transaction():
        office_roles.end_office_role(current_actor(), office, role)
    return done(str(ROLE_IS_OVER), url_for("councils.office", slug=slug))


def _asked_office_role(kinds: Sequence[OfficeRoleKind]) -> OfficeRoleKind | None:
    """The role that a link names, else the first that the actor may give."""
    asked = request.args.get("rolle", "")
    return next((kind for kind in kinds if kind == asked), next(iter(kinds), None))
