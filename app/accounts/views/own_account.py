"""One's own pages: name and language, appointments, how notices come, address, password, devices, own data."""

from flask import Response, jsonify, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from app.accounts import policy, queries
from app.accounts.forms import DeliveryForm, NewAddressForm, PasswordForm, ProfileForm, PublicNamesForm
from app.accounts.service import addresses, credentials, passwords, profile, sign_in_attempts
from app.accounts.service import devices as devices_service
from app.accounts.views.blueprint import bp
from app.accounts.words import PASSWORD_CHANGED
from app.core import clock
from app.core.authz import require_sight
from app.core.errors import Invalid
from app.core.words import SAVED, STANDING_MEMBER, SUBSTITUTE_NUMBERED
from app.database import transaction
from app.extensions import limiter
from app.models.councils import Appointment
from app.models.people import Person
from app.web.actor import current_actor
from app.web.filters import short_day
from app.web.pages import done, form_page


@bp.route("/min-konto", methods=["GET", "POST"])
@login_required
def settings() -> ResponseReturnValue:
    person = current_user.person
    form = ProfileForm(obj=person)
    form.changes(profile.profile_of(person))
    if form.carry_out(
        lambda: profile.save_profile(
            current_actor(),
            person,
            name=form.name.data,
            locale=form.locale.data,
            large_text=form.large_text.data,
            base=form.base,
        )
    ):
        return done(SAVED, url_for("accounts.settings"))
    return form_page("accounts/settings.html", form, person=person)


@bp.route("/min-konto/varsler", methods=["GET", "POST"])
@login_required
def delivery() -> ResponseReturnValue:
    form = DeliveryForm(data=queries.delivery_wishes(current_user.person.id))
    if form.carry_out(lambda: profile.save_wishes(current_actor(), form.wishes())):
        return done(_("Valgene er lagret."), url_for("accounts.delivery"))
    return form_page("accounts/delivery.html", form, person=current_user.person)


@bp.route("/min-konto/verv", methods=["GET", "POST"])
@login_required
def appointments() -> ResponseReturnValue:
    """Where one sits; whether the name may stand on the council's public page is for oneself to say."""
    own = queries.appointments_of(current_user.person.id)
    form = PublicNamesForm(public=[one.id for one in own if one.name_public])
    form.public.offer((one.id, _words(one)) for one in own)
    require_sight({one.id for one in own}.issuperset(form.public.data or ()))
    if form.carry_out(lambda: profile.say_public(current_actor(), own, public=form.public.data)):
        return done(_("Valgene er lagret."), url_for("accounts.appointments"))
    return form_page("accounts/appointments.html", form, appointments=own)


@bp.route("/min-konto/e-post", methods=["GET", "POST"])
@login_required
@limiter.limit("10 per minute", methods=["POST"])
def address() -> ResponseReturnValue:
    """The same answer whether the address is somebody else's or nobody's."""
    person = current_user.person
    form = NewAddressForm()
    if person.password_hash is None:
        del form.password
    if form.validate_on_submit():
        try:
            if person.password_hash is not None:
                _check_present(person, form.password.data)
            with transaction():
                addresses.ask_new_address(current_actor(), person, address=form.email.data)
            return done(
                _("Se i e-posten på %(address)s. Adressen byttes når du bekrefter der.", address=form.email.data),
                url_for("accounts.settings"),
                "message",
            )
        except Invalid as error:
            form.reject(error)
    return form_page("accounts/address.html", form, person=person)


@bp.route("/min-konto/passord", methods=["GET", "POST"])
@login_required
@limiter.limit("10 per minute", methods=["POST"])
def password() -> ResponseReturnValue:
    person = current_user.person
    form = PasswordForm()
    if person.password_hash is None:
        del form.password
    if form.validate_on_submit():
        try:
            _change_password(person, form)
            return done(PASSWORD_CHANGED, url_for("accounts.settings"))
        except Invalid as error:
            form.reject(error)
    return form_page("accounts/password.html", form, person=person)


@bp.get("/min-konto/enheter")
@login_required
def devices() -> ResponseReturnValue:
    person = current_user.person
    return render_template(
        "accounts/devices.html", devices=queries.devices_of(person.id), this_device=current_user.device.id
    )


@bp.post("/min-konto/enheter/<int:device_id>/ut")
@login_required
def end_device(device_id: int) -> ResponseReturnValue:
    device = queries.device_by_id(device_id)
    require_sight(device is not None and policy.is_own_device(current_actor(), device))
    with transaction():
        devices_service.end_device(current_actor(), device_id)
    return done(_("Enheten er logget ut."), url_for("accounts.devices"))


@bp.post("/min-konto/enheter/ut")
@login_required
def end_other_devices() -> ResponseReturnValue:
    with transaction():
        devices_service.end_other_devices(current_actor(), this_device=current_user.device.id)
    return done(_("Alle andre enheter er logget ut."), url_for("accounts.devices"))


@bp.get("/min-konto/mine-data")
@login_required
@limiter.limit("10 per minute")
def own_data() -> Response:
    """Everything that is stored about oneself and by oneself, as a file."""
    response = make_response(jsonify(queries.own_data(current_user.person)))
    response.headers["Content-Disposition"] = "attachment; filename=medvirk-mine-data.json"
    return response


def _words(one: Appointment) -> str:
    """The council, the seat, and until when."""
    parts = [
        one.seat.council.name,
        one.seat.label,
        str(SUBSTITUTE_NUMBERED) % {"n": one.rank} if one.rank else str(STANDING_MEMBER),
    ]
    if one.valid_from > clock.today():
        parts.append(_("fra %(day)s", day=short_day(one.valid_from)))
    if one.valid_to:
        parts.append(_("til %(day)s", day=short_day(one.valid_to)))
    return ", ".join(parts)


def _change_password(person: Person, form: PasswordForm) -> None:
    """Raises Invalid beside the field that is wrong. A wrong password here counts as a failed sign-in."""
    passwords.check_new(form.new_password.data, name=person.name, email=person.email)
    if person.password_hash is not None:
        _check_present(person, form.password.data)
    new_hash = passwords.hash_password(form.new_password.data)
    with transaction():
        credentials.change_password(current_actor(), person, password_hash=new_hash, this_device=current_user.device.id)


def _check_present(person: Person, typed: str) -> None:
    with transaction():
        attempt = sign_in_attempts.begin_attempt(person.email or "", "")
    if isinstance(attempt, sign_in_attempts.Wait):
        raise Invalid(_("Det er prøvd for mange ganger. Vent litt, og prøv igjen."), field="password")
    if not passwords.is_password_right(person.password_hash, typed):
        raise Invalid(_("Dette er ikke passordet du har nå."), field="password")
    with transaction():
        sign_in_attempts.mark_successful(attempt)
