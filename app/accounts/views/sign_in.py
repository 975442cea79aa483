"""The pages of signing in: by password or link, signing out, a new password or address, an invitation, the language."""

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_login import current_user, login_required

from app.access.actors import actor_for
from app.accounts.forms import AddressForm, InvitationForm, LinkForm, NewPasswordForm, SignInForm
from app.accounts.service import (
    addresses,
    credentials,
    invitations,
    one_time_links,
    passwords,
    profile,
    sign_in_attempts,
    sign_in_links,
)
from app.accounts.service.one_time_links import REMEMBER
from app.accounts.views import languages, sessions
from app.accounts.views.blueprint import bp
from app.accounts.words import PASSWORD_CHANGED
from app.core import clock
from app.core.errors import Conflict, Invalid
from app.core.words import SIGNED_OUT
from app.database import db, transaction
from app.extensions import limiter
from app.models.people import Device, LinkPurpose, Locale, OneTimeLink, Person
from app.notices.service.links import HINT
from app.web.actor import current_actor
from app.web.forms import Form
from app.web.pages import done, form_page
from app.web.security import safe_next

# A whole office may share one network address: these only stop a flood. What slows a guess is in `tries`, and nobody
# guesses a link.
PASSWORDS_A_MINUTE = LINKS_OPENED_A_MINUTE = "120 per minute"
LINKS_ASKED_A_MINUTE = "20 per minute"


@bp.route("/logg-inn", methods=["GET", "POST"])
@limiter.limit(PASSWORDS_A_MINUTE, methods=["POST"])
def sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(_next(), 303)
    form = SignInForm()
    if form.validate_on_submit():
        found = _by_password(form)
        if isinstance(found, sign_in_attempts.Wait):
            return _ask_to_wait(form, found)
        if found is not None:
            sessions.start_session(*found)
            return redirect(_next(), 303)
        form.reject(Invalid(_("E-postadressen eller passordet stemmer ikke.")))
    return form_page("accounts/sign_in.html", form, **_ways_in())


@bp.post("/logg-inn/lenke-til-meg")
@limiter.limit(LINKS_ASKED_A_MINUTE)
def ask_hinted_link() -> ResponseReturnValue:
    """One press, for whoever comes from a letter: the link goes to the address that the letter went to."""
    person = sign_in_links.hinted_person(request.args.get(HINT))
    if person is None or person.email is None:
        return redirect(url_for("accounts.ask_link", next=_next_or_none()), 303)
    with transaction():
        sign_in_links.ask_link(person.email, purpose=LinkPurpose.SIGN_IN, next_url=_next_or_none(), remember=True)
    return redirect(url_for("accounts.link_sent"), 303)


@bp.route("/logg-inn/lenke", methods=["GET", "POST"])
@limiter.limit(LINKS_ASKED_A_MINUTE, methods=["POST"])
def ask_link() -> ResponseReturnValue:
    return _send_link(LinkPurpose.SIGN_IN)


@bp.route("/glemt-passord", methods=["GET", "POST"])
@limiter.limit(LINKS_ASKED_A_MINUTE, methods=["POST"])
def forgot_password() -> ResponseReturnValue:
    return _send_link(LinkPurpose.PASSWORD)


@bp.get("/logg-inn/sendt")
def link_sent() -> ResponseReturnValue:
    return render_template("accounts/link_sent.html")


@bp.route("/logg-inn/<token>", methods=["GET", "POST"])
@limiter.limit(LINKS_OPENED_A_MINUTE)
def sign_in_by_link(token: str) -> ResponseReturnValue:
    """Opening the link changes nothing, since mail filters open links too; the button signs in."""
    link = one_time_links.find_link(token, LinkPurpose.SIGN_IN)
    if link is None:
        return _gone(LinkPurpose.SIGN_IN)
    form = LinkForm(remember=REMEMBER in request.args)
    if form.validate_on_submit():
        try:
            return _enter_by_link(link, remember=form.remember.data)
        except Conflict:
            return _gone(LinkPurpose.SIGN_IN)
    return form_page("accounts/sign_in_by_link.html", form, person=link.person)


@bp.route("/nytt-passord/<token>", methods=["GET", "POST"])
@limiter.limit(LINKS_OPENED_A_MINUTE)
def new_password(token: str) -> ResponseReturnValue:
    link = one_time_links.find_link(token, LinkPurpose.PASSWORD)
    if link is None or link.person is None:
        return _gone(LinkPurpose.PASSWORD)
    person = link.person
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            new_hash = _hash_of_new(form.new_password.data, person)
            actor = actor_for(db.session(), person, clock.today())
            with transaction():
                sign_in_links.use_link(link)
                credentials.change_password(actor, person, password_hash=new_hash, this_device=None)
                device, cookie = sessions.new_device(person, remember=form.remember.data, label=sessions.device_label())
            sessions.start_session(device, cookie)
            return done(PASSWORD_CHANGED, url_for("inbox.home"))
        except Invalid as error:
            form.reject(error)
        except Conflict:
            return _gone(LinkPurpose.PASSWORD)
    return form_page("accounts/new_password.html", form, person=person)


@bp.route("/invitasjon/<token>", methods=["GET", "POST"])
@limiter.limit(LINKS_OPENED_A_MINUTE)
def invitation(token: str) -> ResponseReturnValue:
    link = one_time_links.find_link(token, LinkPurpose.INVITATION)
    if link is None or link.person is None:
        return _gone(LinkPurpose.INVITATION)
    person = link.person
    form = InvitationForm(obj=person)
    if form.validate_on_submit():
        try:
            typed = form.new_password.data
            new_hash = _hash_of_new(typed, person) if typed else None
            with transaction():
                sign_in_links.use_link(link)
                invitations.accept_invitation(
                    person, name=form.name.data, locale=form.locale.data, password_hash=new_hash
                )
                device, cookie = sessions.new_device(person, remember=form.remember.data, label=sessions.device_label())
            sessions.start_session(device, cookie)
            return done(_("Velkommen til Medvirk."), url_for("inbox.welcome"))
        except Invalid as error:
            form.reject(error)
        except Conflict:
            return _gone(LinkPurpose.INVITATION)
    return form_page("accounts/invitation.html", form, person=person)


@bp.route("/ny-e-postadresse/<token>", methods=["GET", "POST"])
@limiter.limit(LINKS_OPENED_A_MINUTE)
def new_address(token: str) -> ResponseReturnValue:
    """Opened on any device. Opening it changes nothing and names nobody: the address may have been mistyped."""
    change = addresses.find_change(token)
    if change is None:
        return render_template("accounts/link_gone.html", purpose="address"), 404
    form = Form()
    if form.validate_on_submit():
        mine = current_user.is_authenticated and current_user.person.id == change.person.id
        actor = actor_for(db.session(), change.person, clock.today())
        try:
            with transaction():
                addresses.change_address(actor, change, this_device=current_user.device.id if mine else None)
        except Conflict:
            return render_template("accounts/link_gone.html", purpose="address"), 404
        return done(
            _("E-postadressen er byttet. Andre enheter er logget ut."),
            url_for("accounts.settings" if mine else "inbox.home"),
        )
    return form_page("accounts/new_address.html", form, address=change.address)


@bp.post("/logg-ut")
@login_required
def sign_out() -> ResponseReturnValue:
    device = current_user.device
    with transaction():
        sessions.end_session(device)
    return done(SIGNED_OUT, url_for("site.front"), "message")


@bp.route("/sprak/<any(nb, nn, en):code>", methods=["GET", "POST"])
def language(code: str) -> ResponseReturnValue:
    """A visitor goes to the same page in that language; whoever is signed in chooses it for every page."""
    target = languages.asked_from(request.args.get("til"), request.referrer, request.host)
    if not current_user.is_authenticated or (code == "en" and languages.has_addresses(target)):
        return redirect(languages.in_language(target, code), 303)
    if code == "en":
        return render_template("accounts/no_english.html", target=target)
    if request.method == "GET":
        return render_template("accounts/language.html", code=code, target=target)
    actor = current_actor()
    with transaction():
        profile.choose_language(actor, current_user.person, Locale(code))
    return redirect(languages.in_language(target, code), 303)


def _by_password(form: SignInForm) -> tuple[Device, str] | sign_in_attempts.Wait | None:
    """A device if the password fits. Known address or not: the same questions, one row, one hash, outside the lock."""
    with transaction():
        attempt = sign_in_attempts.begin_attempt(form.email.data, request.remote_addr or "")
    if isinstance(attempt, sign_in_attempts.Wait):
        return attempt
    person, password = attempt.person, form.password.data
    fits = passwords.is_password_right(person.password_hash if person else None, password)
    if person is None or person.password_hash is None or not fits:
        return None
    renewed = passwords.hash_password(password) if passwords.is_outdated(person.password_hash) else None
    with transaction():
        sign_in_attempts.mark_successful(attempt)
        if renewed:
            credentials.renew_hash(person, renewed)
        return sessions.new_device(person, remember=form.remember.data, label=sessions.device_label())


def _enter_by_link(link: OneTimeLink, *, remember: bool) -> ResponseReturnValue:
    with transaction():
        person = sign_in_links.use_link(link)
        device, cookie = sessions.new_device(person, remember=remember, label=sessions.device_label())
    sessions.start_session(device, cookie)
    return redirect(safe_next(link.next_url, url_for("inbox.home")), 303)


def _send_link(purpose: LinkPurpose) -> ResponseReturnValue:
    form = AddressForm()
    if form.carry_out(lambda: sign_in_links.ask_link(form.email.data, purpose=purpose, next_url=_next_or_none())):
        return redirect(url_for("accounts.link_sent"), 303)
    return form_page("accounts/ask_link.html", form, purpose=purpose.value, next_url=_next_or_none())


def _hash_of_new(password: str, person: Person) -> str:
    passwords.check_new(password, name=person.name, email=person.email)
    return passwords.hash_password(password)


def _ask_to_wait(form: SignInForm, wait: sign_in_attempts.Wait) -> Response:
    seconds = max(1, int((wait.until - clock.now()).total_seconds()) + 1)
    until = format_datetime(wait.until, "HH.mm")
    form.reject(
        Invalid(_("Det er prøvd for mange ganger. Vent til kl. %(time)s, eller få en lenke på e-post.", time=until))
    )
    page = render_template("accounts/sign_in.html", form=form, **_ways_in())
    response = make_response(page, 429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _gone(purpose: LinkPurpose) -> ResponseReturnValue:
    return render_template("accounts/link_gone.html", purpose=purpose.value), 404


def _ways_in() -> dict[str, str | None]:
    """Where the visitor was on the way to, and what of their address may be shown: the letter may have been sent on."""
    hint = request.args.get(HINT)
    person = sign_in_links.hinted_person(hint)
    name, _at, house = (person.email or "").partition("@") if person is not None else ("", "", "")
    return {"next_url": _next_or_none(), "hint": hint, "hinted": f"{name[:1]}•••@{house}" if name else None}


def _next_or_none() -> str | None:
    """Where the visitor was on the way to, if it is a page of ours."""
    target = safe_next(request.args.get("next"), "")
    return target or None


def _next() -> str:
    return _next_or_none() or url_for("inbox.home")


@bp.app_context_processor
def _demo_door() -> dict[str, bool]:
    return {"has_demo_people": "demo" in current_app.blueprints and bool(current_app.config["DEMO"])}
