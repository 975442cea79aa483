"""The pages where a member resigns, or a death or a resignation on paper is noted."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.core import clock
from app.core.authz import require
from app.councils.forms.paper import DeathForm, PaperResignationForm, ResignForm
from app.councils.queries import councils, seats
from app.councils.service import appointments, departures
from app.councils.views.blueprint import bp, load_managed
from app.councils.words import APPOINTMENT_ENDED
from app.files.service import attachments as files
from app.web.actor import current_actor
from app.web.pages import done, form_page


@bp.route("/min-konto/verv/<int:appointment_id>/trekk-deg", methods=["GET", "POST"])
@login_required
def resign(appointment_id: int) -> ResponseReturnValue:
    """The page on which a member resigns the own seat."""
    one = seats.own_appointment(current_actor(), appointment_id)
    appointments.require_standing(one)
    council = councils.council_page(one.seat.council.slug)
    form = ResignForm(on=clock.today())
    if form.carry_out(
        lambda: appointments.resign_seat(current_actor(), council, one, on=form.on.data or clock.today())
    ):
        return done(_("Du har trukket deg fra %(council)s.", council=council.name), url_for("accounts.appointments"))
    return form_page("councils/resign.html", form, council=council, one=one)


@bp.route("/utvalg/<slug>/styre/oppnevning/<int:appointment_id>/dod", methods=["GET", "POST"])
@login_required
def note_death(slug: str, appointment_id: int) -> ResponseReturnValue:
    """A death, registered by the user side, the organisation's contact or the coordinator."""
    council = councils.council_page(slug)
    one = seats.appointment(council.id, appointment_id)
    require(departures.may_note_death(current_actor(), council, one))
    form = DeathForm()
    if form.carry_out(lambda: departures.note_death(current_actor(), council, one)):
        return done(
            _("Dødsfallet er registrert. Det går ikke noe brev til personen."), url_for("councils.show", slug=slug)
        )
    return form_page("councils/death.html", form, council=council, one=one)


@bp.route("/utvalg/<slug>/styre/oppnevning/<int:appointment_id>/trukket-i-brev", methods=["GET", "POST"])
@login_required
def note_resignation(slug: str, appointment_id: int) -> ResponseReturnValue:
    """Somebody without an e-mail address has resigned in a signed letter."""
    council = load_managed(slug)
    one = seats.appointment(council.id, appointment_id)
    form = PaperResignationForm(on=clock.today(), signed_on=clock.today())

    def note() -> None:
        on, signed_on = form.on.data or clock.today(), form.signed_on.data or clock.today()
        kept = departures.note_resignation(current_actor(), council, one, on=on, signed_on=signed_on)
        files.attach_chosen(current_actor(), form.file, owner=kept)

    if form.carry_out(note):
        return done(APPOINTMENT_ENDED, url_for("councils.manage", slug=slug))
    return form_page("councils/resigned_on_paper.html", form, council=council, one=one)
