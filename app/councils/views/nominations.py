"""The pages of proposals: an organisation proposes for its seat and takes back, the council says no."""

from datetime import date, timedelta

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app.core import clock
from app.core.authz import require, require_sight
from app.councils import policy
from app.councils.forms.members import DeclineForm, NominateForm
from app.councils.queries import seats
from app.councils.queries.needs_yes import asks_for_council
from app.councils.service import nominations
from app.councils.views.blueprint import bp, load_managed
from app.councils.views.proposals import proposed_or_done
from app.councils.words import PROPOSAL_WITHDRAWN
from app.database import transaction
from app.models.councils import Appointment, Seat
from app.web.actor import current_actor
from app.web.pages import done, form_page


@bp.route("/plasser/<int:seat_id>/forslag", methods=["GET", "POST"])
@login_required
def nominate(seat_id: int) -> ResponseReturnValue:
    actor = current_actor()
    seat = seats.seat_of_organisation(seat_id)
    require_sight(policy.can_see_nominations(actor, seat))
    holder = _holder(seat)
    form = NominateForm(start=_free_from(holder))
    if form.carry_out(
        lambda: nominations.nominate(
            actor,
            seat,
            name=form.name.data,
            email=form.email.data,
            start=form.start.data or clock.today(),
            reason=form.reason.data,
        )
    ):
        return done(
            _("Forslaget er sendt til utvalget. Du får beskjed når de har svart."),
            url_for("councils.nominate", seat_id=seat_id),
        )
    return form_page(
        "councils/nominate.html",
        form,
        seat=seat,
        holder=holder,
        nominations=seats.nominations_for(seat_id),
        may_propose=policy.can_nominate(actor, seat, clock.today()),
        may_withdraw=policy.can_withdraw(actor, seat),
    )


@bp.post("/forslag/<int:nomination_id>/trekk")
@login_required
def withdraw_nomination(nomination_id: int) -> Response:
    nomination = seats.nomination(nomination_id)
    require_sight(policy.can_withdraw(current_actor(), nomination.seat))
    with transaction():
        nominations.withdraw_nomination(current_actor(), nomination)
    return done(PROPOSAL_WITHDRAWN, url_for("councils.nominate", seat_id=nomination.seat_id))


@bp.route("/utvalg/<slug>/styre/forslag/<int:nomination_id>/si-nei", methods=["GET", "POST"])
@login_required
def decline_nomination(slug: str, nomination_id: int) -> ResponseReturnValue:
    council = load_managed(slug)
    nomination = seats.nomination(nomination_id, council_id=council.id)
    require(policy.can_decide(current_actor(), council))
    nominations.require_open(nomination)
    form = DeclineForm()
    if proposal := form.carry_out(
        lambda: nominations.decline_nomination(current_actor(), council, nomination, reason=form.reason.data)
    ):
        said = _("Organisasjonen får beskjed og kan lese begrunnelsen.")
        return proposed_or_done(council, proposal.result, said)
    asks = asks_for_council(current_actor(), council)
    return form_page("councils/decline.html", form, council=council, nomination=nomination, asks=asks)


def _holder(seat: Seat) -> Appointment | None:
    """Who holds the seat today."""
    day = clock.today()
    sitting = (one for one in seat.appointments if one.valid_from <= day and (not one.valid_to or one.valid_to >= day))
    return next((one for one in sitting if one.rank == 0), None)


def _free_from(holder: Appointment | None) -> date:
    """The day after the holder's last; today where the seat is empty, or nobody knows."""
    if holder is None or holder.valid_to is None:
        return clock.today()
    return min(holder.valid_to, date.max - timedelta(days=1)) + timedelta(days=1)
