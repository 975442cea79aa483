"""The pages where a member resigns, or a death or a resignation on paper is noted."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.core import clock
from app.core.authz import require
from app.core.errors import Invalid
from app.councils.forms.paper import DeathForm, PaperResignationForm, ResignForm
from app.councils.queries import councils, seats
from app.councils.service import appointments, departures
from app.councils.views.blueprint import bp, load_managed
from app.councils.words import APPOINTMENT_ENDED
from app.database import transaction
from app.files.service import attachments as files
from app.web.actor import current_actor
from app.web.forms import page_status


@bp.route("/min-konto/verv/<int:appointment_id>/trekk-deg", methods=["GET", "POST"])
@login_required
def resign(appointment_id: int) -> ResponseReturnValue:
    """The page on which a member resigns the own seat."""
    one = seats.own_appointment(current_actor(), appointment_id)
    appointments.require_standing(one)
    council = councils.council_page(one.seat.council.slug)
    form = ResignForm(on=clock.today())
    if form.validate_on_submit():
        try:
            with transaction():
                appointments.resign_seat(current_actor(), council, one, on=form.on.data or clock.today())
            flash(_("Du har trukket deg fra %(council)s.", council=council.name), "success")
            return redirect(url_for("accounts.appointments"), 303)
        except Invalid as error:
            form.reject(error)
    return render_template("councils/resign.html", council=council, one=one, form=form), page_status(form)


@bp.route("/utvalg/<slug>/styre/oppnevning/<int:appointment_id>/dod", methods=["GET", "POST"])
@login_required
def note_death(slug: str, appointment_id: int) -> ResponseReturnValue:
    """A death, registered by the user side, the organisation's contact or the coordinator."""
    council = councils.council_page(slug)
    one = seats.appointment(council.id, appointment_id)
    require(departures.may_note_death(current_actor(), council, one))
    form = DeathForm()
    if form.validate_on_submit():
        with transaction():
            departures.note_death(current_actor(), council, one)
        flash(_("Dødsfallet er registrert. Det går ikke noe brev til personen."), "success")
        return redirect(url_for("councils.show", slug=slug), 303)
    return render_template("councils/death.html", council=council, one=one, form=form), page_status(form)


@bp.route("/utvalg/<slug>/styre/oppnevning/<int:appointment_id>/trukket-i-brev", methods=["GET", "POST"])
@login_required
def note_resignation(slug: str, appointment_id: int) -> ResponseReturnValue:
    """Somebody without an e-mail address has resigned in a signed letter."""
    council = load_managed(slug)
    one = seats.appointment(council.id, appointment_id)
    form = PaperResignationForm(on=clock.today(), signed_on=clock.today())
    if form.validate_on_submit() and form.passes_guard() and form.file is not None:
        try:
            with transaction():
                kept = departures.note_resignation(
                    current_actor(),
                    council,
                    one,
                    on=form.on.data or clock.today(),
                    signed_on=form.signed_on.data or clock.today(),
                )
                files.attach_upload(current_actor(), form.file, owner=kept)
            flash(str(APPOINTMENT_ENDED), "success")
            return redirect(url_for("councils.manage", slug=slug), 303)
        except Invalid as error:
            form.reject(error)
    return render_template("councils/resigned_on_paper.html", council=council, one=one, form=form), page_status(form)
