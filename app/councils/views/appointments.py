"""The pages of one appointment: who it is, its end, and an invitation sent again."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app.core import clock
from app.core.authz import require
from app.core.text import fold, squash
from app.core.words import SAVED
from app.councils import policy
from app.councils.forms.members import EndForm, FactsForm
from app.councils.queries import seats
from app.councils.queries.needs_yes import asks_for_seat
from app.councils.service import appointments, departures, member_facts
from app.councils.views.blueprint import bp, load_managed
from app.councils.views.proposals import proposed_or_done
from app.councils.words import APPOINTMENT_ENDED, OWN_RIGHTS
from app.database import transaction
from app.web.actor import current_actor
from app.web.pages import done, form_page


@bp.route("/utvalg/<slug>/styre/oppnevning/<int:appointment_id>", methods=["GET", "POST"])
@login_required
def appointment(slug: str, appointment_id: int) -> ResponseReturnValue:
    council = load_managed(slug)
    one = seats.appointment(council.id, appointment_id)
    form = FactsForm(name_public=one.name_public, module_1=one.trained_module_1, module_2=one.trained_module_2)
    if not one.name_public and not policy.can_note_yes(one.person):
        del form.name_public
    form.changes(member_facts.facts_of(one))
    if form.carry_out(
        lambda: member_facts.note_facts(
            current_actor(),
            council,
            one,
            name_public="name_public" in form and form.name_public.data,
            module_1=form.module_1.data,
            module_2=form.module_2.data,
            base=form.base,
        )
    ):
        return done(SAVED, url_for("councils.manage", slug=slug))
    return form_page("councils/appointment.html", form, council=council, one=one, today=clock.today(), policy=policy)


@bp.route("/utvalg/<slug>/styre/oppnevning/<int:appointment_id>/avslutt", methods=["GET", "POST"])
@login_required
def end_appointment(slug: str, appointment_id: int) -> ResponseReturnValue:
    council = load_managed(slug)
    one = seats.appointment(council.id, appointment_id)
    require(policy.can_appoint(current_actor(), council, one.person_id), str(OWN_RIGHTS))
    form = EndForm(on=clock.today())
    if proposal := form.carry_out(
        lambda: appointments.end_appointment(
            current_actor(), council, one, on=form.on.data or clock.today(), reason=form.reason.data
        )
    ):
        return proposed_or_done(council, proposal.result, APPOINTMENT_ENDED)
    return form_page(
        "councils/end_appointment.html",
        form,
        council=council,
        one=one,
        asks=asks_for_seat(current_actor(), council, one.seat, [one.person_id]),
        today=clock.today(),
        may_note_death=departures.may_note_death(current_actor(), council, one),
    )


@bp.post("/utvalg/<slug>/styre/oppnevning/<int:appointment_id>/inviter")
@login_required
def invite_again(slug: str, appointment_id: int) -> Response:
    council = load_managed(slug)
    one = seats.appointment(council.id, appointment_id)
    with transaction():
        appointments.invite_again(current_actor(), council, one)
    return done(_("Invitasjonen er sendt på nytt."), url_for("councils.manage", slug=slug))


def appointed_message(name: str, *, typed: str) -> str:
    """Who has the seat now; an address decides who it is, whatever name was typed beside it."""
    if is_called(name, typed):
        return _("%(name)s er oppnevnt.", name=name)
    return _(
        "%(name)s er oppnevnt. E-postadressen var kjent fra før, og den tilhører %(name)s, ikke %(typed)s.",
        name=name,
        typed=squash(typed),
    )


def is_called(name: str, typed: str) -> bool:
    return fold(squash(typed)) == fold(squash(name))
