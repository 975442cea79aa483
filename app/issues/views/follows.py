"""What one follows: a page of it all, and the toggle of an issue, an office or a theme."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.core.errors import Invalid, NotFound
from app.database import transaction
from app.issues.forms.follows import FollowForm
from app.issues.queries import follows as follows_queries
from app.issues.queries import issue_list, issues
from app.issues.service import follows
from app.issues.views.blueprint import bp
from app.labels import word
from app.models.places import Office
from app.models.themes import Theme
from app.web.actor import current_actor
from app.web.pages import done, form_page
from app.web.security import safe_next


@bp.route("/jeg-folger", methods=["GET", "POST"])
@login_required
def followed() -> ResponseReturnValue:
    """All that one follows, and a form to follow more."""
    actor = current_actor()
    form = FollowForm()
    form.office.offer(issue_list.places_to_filter(actor)[1])
    if form.carry_out(lambda: _follow_chosen(form)):
        return done(_("Lagret. Du får varsel når noe skjer."), url_for("issues.followed"))
    return form_page("issues/followed.html", form, followed=follows_queries.followed_by(actor))


def _follow_chosen(form: FollowForm) -> None:
    """Raises Invalid(field="theme") where nothing is chosen."""
    actor = current_actor()
    if not (form.theme.data or form.office.data):
        raise Invalid(_("Velg et tema eller et kontor."), field="theme")
    if form.theme.data is not None:
        follows.follow_theme(actor, form.theme.data, follows=True)
    if form.office.data is not None:
        follows.follow_office(actor, follows_queries.office_by_id(form.office.data), follows=True)


@bp.route("/innspill/<reference>/folg", methods=["POST"])
@login_required
def follow(reference: str) -> ResponseReturnValue:
    actor = current_actor()
    issue = issues.issue_for(actor, reference)
    with transaction():
        follows.follow_issue(actor, issue, muted=not _wants())
    return _followed(_("innspillet"), url_for("issues.show", reference=reference, _anchor="folg"))


@bp.route("/folg/kontor/<slug>", methods=["POST"])
@login_required
def follow_office(slug: str) -> ResponseReturnValue:
    office: Office = follows_queries.office_by_slug(slug)
    with transaction():
        follows.follow_office(current_actor(), office, follows=_wants())
    return _followed(office.name, url_for("issues.followed"))


@bp.route("/folg/tema/<code>", methods=["POST"])
@login_required
def follow_theme(code: str) -> ResponseReturnValue:
    """Raises NotFound for a theme that there is not."""
    if code not in list(Theme):
        raise NotFound
    with transaction():
        follows.follow_theme(current_actor(), Theme(code), follows=_wants())
    return _followed(word(Theme(code)), url_for("issues.followed"))


def _wants() -> bool:
    return request.form.get("follow") != "0"


def _followed(what: str, address: str) -> ResponseReturnValue:
    """Back to the page of the toggle, which says what it does now."""
    back = safe_next(request.form.get("til"), address)
    if _wants():
        return done(_("Du følger %(what)s. Du får varsel når noe skjer.", what=what), back)
    return done(_("Du følger ikke %(what)s lenger. Det du må svare på, får du fortsatt beskjed om.", what=what), back)
