"""The pages of roles in a council."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.core import clock
from app.core.authz import require
from app.core.roles import CouncilRoleKind, Side
from app.councils import policy
from app.councils.forms.roles import RoleForm
from app.councils.queries import councils, seats
from app.councils.service import (
    roles,
)
from app.councils.views.blueprint import bp, load_managed
from app.councils.views.proposals import answer_proposed
from app.councils.words import ROLE_GIVEN, ROLE_IS_OVER
from app.database import transaction
from app.models.assents import Proposal
from app.models.councils import LedBy
from app.web.actor import current_actor
from app.web.pages import done, form_page


@bp.route("/utvalg/<slug>/styre/ny-rolle", methods=["GET", "POST"])
@login_required
def new_role(slug: str) -> ResponseReturnValue:
    council = load_managed(slug)
    actor = current_actor()
    side = Side.NAV if council.led_by is LedBy.NAV else Side.USER
    form = RoleForm(start=clock.today(), locale=council.language, side=side, kind=_asked_role())
    form.person.offer(row for row in seats.members_of(council.id) if not policy.is_self(actor, row[0]))
    if given := form.carry_out(
        lambda: roles.give_role(
            actor,
            council,
            kind=form.kind.data,
            who=form.invitee(),
            side=form.side.data,
            start=form.start.data or clock.today(),
        )
    ):
        if isinstance(given.result, Proposal):
            return answer_proposed(council, given.result)
        return done(str(ROLE_GIVEN), url_for("councils.manage", slug=slug))
    return form_page("councils/new_role.html", form, council=council)


@bp.route("/utvalg/<slug>/styre/rolle/<int:role_id>/avslutt", methods=["GET", "POST"])
@login_required
def end_role(slug: str, role_id: int) -> ResponseReturnValue:
    council = councils.council_page(slug)
    role = seats.role(council.id, role_id)
    require(policy.can_end_role(current_actor(), council, role))
    if request.method == "GET":
        return render_template("councils/end_role.html", council=council, role=role, policy=policy)
    with transaction():
        proposal = roles.end_role(current_actor(), council, role)
    if proposal is not None:
        return answer_proposed(council, proposal)
    if policy.is_self(current_actor(), role.person_id):
        return done(_("Du har gitt fra deg rollen."), url_for("councils.show", slug=slug))
    return done(str(ROLE_IS_OVER), url_for("councils.manage", slug=slug))


def _asked_role() -> CouncilRoleKind:
    asked = request.args.get("rolle", "")
    return CouncilRoleKind(asked) if asked in list(CouncilRoleKind) else CouncilRoleKind.LEADER
