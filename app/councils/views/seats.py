"""The pages of seats: made, filled, removed."""

from datetime import date

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.core import clock
from app.core.errors import Conflict, NotFound
from app.core.roles import Side
from app.councils import policy
from app.councils.forms.councils import SeatForm
from app.councils.forms.members import AppointForm
from app.councils.queries import seats
from app.councils.queries.needs_yes import asks_for_new_seat, asks_for_seat
from app.councils.service import (
    appointments,
    nominations,
    register_files,
)
from app.councils.service import seats as seats_service
from app.councils.views.appointments import appointed_message
from app.councils.views.blueprint import bp, load_managed
from app.councils.views.proposals import answer_proposed
from app.database import transaction
from app.models.assents import Proposal
from app.models.councils import Nomination, Seat
from app.web.actor import current_actor
from app.web.pages import done, form_page
from app.web.row_ids import key_asked


@bp.route("/utvalg/<slug>/styre/ny-plass", methods=["GET", "POST"])
@login_required
def new_seat(slug: str) -> ResponseReturnValue:
    council = load_managed(slug)
    form = SeatForm(side=Side.USER)
    names = [organisation.name for organisation in seats.organisations()]
    form.offer(names, (row.name for row in register_files.suggested_organisations()))
    if made := form.carry_out(
        lambda: seats_service.add_seat(
            current_actor(),
            council,
            organisation=form.other_organisation.data or form.organisation.data,
            title=form.title.data,
            side=form.side.data,
            voting=form.voting.data,
        )
    ):
        if isinstance(made.result, Proposal):
            return answer_proposed(council, made.result)
        return done(
            _("Plassen er lagt til. Nå kan du oppnevne noen."),
            url_for("councils.seat", slug=slug, seat_id=made.result.id),
        )
    asks = asks_for_new_seat(current_actor(), council)
    return form_page("councils/new_seat.html", form, council=council, asks=asks)


@bp.route("/utvalg/<slug>/styre/plass/<int:seat_id>", methods=["GET", "POST"])
@login_required
def seat(slug: str, seat_id: int) -> ResponseReturnValue:
    council = load_managed(slug)
    seat = seats.seat(council.id, seat_id)
    nomination = _asked_nomination(council.id, seat)
    start = max(nomination.start, clock.today()) if nomination else clock.today()
    named = {"name": nomination.name, "email": nomination.email} if nomination else {}
    form = AppointForm(start=start, rank=_next_rank(seat, start), locale=council.language, **named)
    form.offer_ranks()
    placed_from = nomination.id if nomination else None
    if one := form.carry_out(
        lambda: appointments.appoint_to_seat(current_actor(), council, seat, form.placing(placed_from))
    ):
        if isinstance(one.result, Proposal):
            return answer_proposed(council, one.result)
        name = seats.appointment(council.id, one.result.id).person.name
        return done(appointed_message(name, typed=form.name.data), url_for("councils.manage", slug=slug))
    return form_page(
        "councils/seat.html",
        form,
        council=council,
        seat=seat,
        nomination=nomination,
        asks=nomination is None and asks_for_seat(current_actor(), council, seat),
        today=clock.today(),
        policy=policy,
    )


@bp.route("/utvalg/<slug>/styre/plass/<int:seat_id>/fjern", methods=["GET", "POST"])
@login_required
def remove_seat(slug: str, seat_id: int) -> ResponseReturnValue:
    council = load_managed(slug)
    seat = seats.seat(council.id, seat_id)
    refusal = None
    if request.method == "POST":
        try:
            with transaction():
                proposal = seats_service.remove_seat(current_actor(), council, seat)
            if proposal is not None:
                return answer_proposed(council, proposal)
            return done(_("Plassen er tatt bort. Historikken er bevart."), url_for("councils.manage", slug=slug))
        except Conflict as error:
            refusal = error.text
    asks = asks_for_seat(current_actor(), council, seat)
    return render_template(
        "councils/remove_seat.html", council=council, seat=seat, refusal=refusal, asks=asks
    ), 409 if refusal else 200


def _asked_nomination(council_id: int, seat: Seat) -> Nomination | None:
    """The organisation's proposal that is to be appointed, when the address names one."""
    asked = key_asked("forslag")
    if asked is None:
        return None
    nomination = seats.nomination(asked, council_id=council_id)
    if nomination.seat_id != seat.id:
        raise NotFound
    nominations.require_open(nomination)
    return nomination


def _next_rank(seat: Seat, day: date) -> int:
    """Holder where nobody sits from that day, else the next substitute."""
    taken = {one.rank for one in seat.appointments if one.valid_to is None or one.valid_to >= day}
    return next(rank for rank in range(len(taken) + 1) if rank not in taken)
