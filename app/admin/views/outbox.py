"""The pages of the outbox: what waits, what was refused or stopped, what has left; and the acts on it."""

from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.admin import policy
from app.admin.forms import MailsForm, StopForm, StopOlderForm
from app.admin.queries import outbox
from app.admin.queries.outbox import MailState
from app.admin.service import outbox as outbox_service
from app.admin.views.blueprint import bp
from app.admin.words import outbox as outbox_words
from app.core import clock
from app.core.authz import require
from app.core.errors import NotFound
from app.core.text import mask_email
from app.database import transaction
from app.models.notices import Mail
from app.notices.service import pause
from app.notices.words.names import letter_name
from app.web.actor import current_actor
from app.web.pages import done, form_page
from app.web.pagination import page_of
from app.web.row_ids import key_asked

PAGE = 30


@bp.route("/drift/e-post")
@login_required
def mails() -> ResponseReturnValue:
    require(policy.can_see_operations(current_actor()))
    wanted = MultiDict(request.args)
    if wanted.get("tilstand") not in set(MailState):
        wanted["tilstand"] = MailState.WAITING.value
    form = MailsForm(wanted)
    state, to = (form.tilstand.data, form.q.data) if form.validate() else (MailState.WAITING, "")
    before = key_asked("etter")
    rows = outbox.mails(state, to=to, before=before, size=PAGE)
    page = page_of(rows, size=PAGE, key=lambda mail: mail.id, came_from=before)
    asked = {"tilstand": state.value, **({"q": to} if to else {})}
    return render_template(
        "admin/mails.html",
        form=form,
        state=state,
        page=page,
        searched=to,
        older_url=f"{url_for('admin.mails')}?{urlencode({**asked, 'etter': page.older})}" if page.older else None,
        first_url=f"{url_for('admin.mails')}?{urlencode(asked)}" if before else None,
        words=outbox_words,
        letter_name=letter_name,
        why_not_again=lambda mail: outbox_service.why_not_again(mail, mail.person),
        mask=mask_email,
        paused_since=pause.paused_at(),
    )


@bp.route("/drift/e-post/<int:mail_id>/prov-igjen", methods=["POST"])
@login_required
def try_again(mail_id: int) -> ResponseReturnValue:
    mail = _handled(mail_id)
    with transaction():
        outbox_service.send_again(current_actor(), mail)
    if pause.paused_at() is not None:
        return _mails(_("E-posten venter igjen. Den blir sendt når køen startes."))
    return _mails(_("E-posten blir sendt på nytt om litt."))


@bp.route("/drift/e-post/<int:mail_id>/stopp", methods=["GET", "POST"])
@login_required
def stop_mail(mail_id: int) -> ResponseReturnValue:
    mail = _handled(mail_id)
    form = StopForm()
    if form.carry_out(lambda: outbox_service.stop_mail(current_actor(), mail, reason=form.reason.data)):
        return _mails(_("E-posten er stoppet."))
    return form_page(
        "admin/stop_mail.html", form, mail=mail, words=outbox_words, letter_name=letter_name, mask=mask_email
    )


@bp.route("/drift/e-post/stopp", methods=["GET", "POST"])
@login_required
def stop_older() -> ResponseReturnValue:
    require(policy.can_handle_mails(current_actor()))
    began = clock.local(pause.paused_at() or clock.now())
    form = StopOlderForm(day=began.date(), clock_time=f"{began:%H.%M}")
    if stopped := form.carry_out(
        lambda: outbox_service.stop_written_before(current_actor(), form.moment, reason=form.reason.data)
    ):
        return _mails(ngettext("%(num)d e-post er stoppet.", "%(num)d e-poster er stoppet.", stopped.result))
    number, oldest = outbox.waiting_since()
    return form_page("admin/stop_older.html", form, number=number, oldest=oldest)


@bp.route("/drift/e-post/pause", methods=["POST"])
@login_required
def pause_mails() -> ResponseReturnValue:
    require(policy.can_handle_mails(current_actor()))
    with transaction():
        outbox_service.pause_mails(current_actor())
    return _mails(_("Køen står på pause. Bare lenker for å logge inn blir sendt."))


@bp.route("/drift/e-post/start", methods=["POST"])
@login_required
def release_mails() -> ResponseReturnValue:
    require(policy.can_handle_mails(current_actor()))
    with transaction():
        outbox_service.release_mails(current_actor())
    return _mails(_("Køen er startet. Det som venter, blir sendt."))


def _mails(text: str) -> Response:
    """Back to the list, which says what was done."""
    return done(text, url_for("admin.mails"))


def _handled(mail_id: int) -> Mail:
    """The mail of this address, for whoever may act on it. Raises NotFound."""
    require(policy.can_handle_mails(current_actor()))
    mail = outbox.mail(mail_id)
    if mail is None:
        raise NotFound
    return mail
