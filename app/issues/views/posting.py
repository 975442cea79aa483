"""Nytt innspill: write, look it over, send; posting for others; the office's questions."""

from collections.abc import Callable, Mapping
from functools import partial

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.access.sight import issues_visible_to
from app.core import guard
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid, NotFound
from app.core.text import paragraphs
from app.database import transaction
from app.files.service.attachments import attach_chosen
from app.followups.queries.chain import chain
from app.issues import policy
from app.issues.forms.posting import AnnounceForm, AskForm, OfficeAskForm, PostForm, RegisterForm, TextForm
from app.issues.queries import issues
from app.issues.service import closing, posting
from app.issues.views.blueprint import bp
from app.labels import ways_for_individual_cases
from app.models.issues import Issue
from app.models.people import Draft
from app.search import similar_issues
from app.web import drafts, form_tickets
from app.web.actor import current_actor
from app.web.drafts import Opened, digest_of, new_key
from app.web.forms import page_status

LONGEST_READ = 20_000  # letters that the guard reads of a text while it is written
FORMS = {
    "issues.post": PostForm,
    "issues.register": RegisterForm,
    "issues.ask": AskForm,
    "issues.announce": AnnounceForm,
}


@bp.route("/innspill/nytt", methods=["GET", "POST"])
@login_required
def post() -> ResponseReturnValue:
    actor = current_actor()
    form = PostForm()
    _offer_places(actor, form)
    post_it = partial(
        posting.post_issue, show_to_organisation=form.show_to_organisation.data, ask_reading=form.ask_reading.data
    )
    return _answer_post(actor, form, post_it) or _write_page("issues/post.html", form)


@bp.route("/innspill/pa-vegne", methods=["GET", "POST"])
@login_required
def register() -> ResponseReturnValue:
    """Post for somebody who phoned, wrote on paper or spoke in a meeting."""
    actor = current_actor()
    form = RegisterForm()
    people = _offer_places(actor, form)
    register_it = partial(posting.register_issue, source=_source(form, people))
    return _answer_post(actor, form, register_it) or _write_page("issues/register.html", form)


def _source(form: RegisterForm, people: Mapping[int, int]) -> posting.Source:
    """Where it came from; `people`: who holds each seat that may be named."""
    return posting.Source(
        channel=form.channel.data,
        on_behalf_of=form.on_behalf_of.data,
        consent=form.consent.data,
        seat_id=form.seat.data,
        person_id=people.get(form.seat.data) if form.seat.data else None,
    )


@bp.route("/innspill/spor-utvalget", methods=["GET", "POST"])
@login_required
def ask() -> ResponseReturnValue:
    """Spør utvalget: the office asks its council before it decides."""
    return _ask_page(AskForm(), "issues/ask.html")


@bp.route("/innspill/varsle-endring", methods=["GET", "POST"])
@login_required
def announce() -> ResponseReturnValue:
    """Varsle en endring: the office tells its council of what it will do otherwise."""
    return _ask_page(AnnounceForm(), "issues/announce.html")


def _ask_page(form: OfficeAskForm, template: str) -> ResponseReturnValue:
    actor = current_actor()
    _offer_places(actor, form)
    ask_it = partial(posting.ask_council, ask=form.ask, days=form.days())
    return _answer_post(actor, form, ask_it) or _write_page(template, form)


def _offer_places(actor: Actor, form: TextForm) -> dict[int, int]:
    """Who may write in this form, and what they may choose; of whom the seats are that somebody may speak for."""
    if isinstance(form, OfficeAskForm):
        require(policy.can_ask_council(actor))
        places = issues.places_of(actor.office_councils)
        form.offer_places([one for one in places if one.office_id is None or one.office_id in actor.offices])
        return {}
    if isinstance(form, RegisterForm):
        require(policy.can_register(actor))
        councils = policy.councils_to_register_in(actor)
        form.offer_places(issues.places_of(councils))
        seats = [seat for council_id in councils for seat in issues.seats_of(council_id)]
        form.seat.offer((seat_id, label) for seat_id, _person_id, label in seats)
        return {seat_id: person_id for seat_id, person_id, _label in seats}
    require(policy.can_post(actor), _("Du er ikke representant i et brukerutvalg nå."))
    form.offer_places(issues.places_of([one for one in actor.memberships if policy.can_post_in(actor, one)]))
    return {}


def _answer_post(actor: Actor, form: TextForm, send: Callable[..., Issue]) -> ResponseReturnValue | None:
    """What a POST of the writing page leads to: the page to look it over, or sent. None: the form comes back.

    One form posts once. Sent again with the same words it shows the same receipt; with others, which another window or
    a slow answer makes possible, they come back as a draft of their own, and the writer is told.
    """
    if request.method != "POST":
        return None
    known = posting.posted_with(actor, form.form_key.data or "")
    if known is not None:
        return _sent_before(form, known)
    whole = form.validate_on_submit()
    unwarned = form.passes_guard(small_municipality=form.chosen is not None and form.chosen.small)
    if not (whole and unwarned) or form.chosen is None:
        return None
    if request.form.get("act") != "send":
        return _to_look(form)
    try:
        return _sent_to(_send(actor, form, send))
    except Conflict:
        known = posting.posted_with(actor, form.form_key.data or "")  # the other press of the same form was faster
        if known is None:
            raise
        return _sent_before(form, known)
    except Invalid as error:
        form.reject(error)
        return None


def _send(actor: Actor, form: TextForm, send: Callable[..., Issue]) -> Issue:
    """Posted, with its file: one transaction."""
    council_id, office_id = form.place.ids
    with transaction():
        issue = send(actor, form.text(), council_id=council_id, office_id=office_id, key=form.form_key.data or None)
        issue.post_digest = _digest(form)
        attach_chosen(actor, form.file, owner=issue)
    return issue


def _digest(form: TextForm) -> str:
    return digest_of(form_tickets.posted_fields(), file=form.file.sha256 if form.file is not None else "")


def _sent_before(form: TextForm, known: Issue) -> ResponseReturnValue | None:
    """This form has been sent: the same words show the receipt, other words become a draft that can be sent."""
    if known.says(form.title.data, form.body.data, digest=_digest(form)):
        form_tickets.mark_taken()
        return _sent_to(known)
    form.take_file()
    form.sent_before = known
    form.form_key.data = new_key()
    form_tickets.go_on_anew(form_key=form.form_key.data)
    return None


def _sent_to(issue: Issue) -> ResponseReturnValue:
    return redirect(url_for("issues.sent", reference=issue.reference), 303)


def _write_page(template: str, form: TextForm) -> ResponseReturnValue:
    if not form.form_key.data:
        form.form_key.data = new_key()
    sent = form.sent_before
    page = render_template(
        template,
        form=form,
        sent_before=sent,
        change_url=_change_instead(sent) if sent is not None else None,
        ways=ways_for_individual_cases(),
    )
    return page, 409 if sent is not None else page_status(form)


def _change_instead(sent: Issue) -> str | None:
    """Where what was written becomes a change of what was sent, if its writer may and the text could be kept."""
    key = form_tickets.key_now()
    if not key or not policy.can_edit(current_actor(), sent) or drafts.refusal_of(form_tickets.posted_fields()):
        return None
    return url_for("issues.edit", reference=sent.reference, utkast=key)


def _to_look(form: TextForm) -> ResponseReturnValue | None:
    """To the page that looks the draft over: an address, so that Back and a new fetch of the page work."""
    mine = form_tickets.own_posted() or form_tickets.open_anew("", form.long_texts)
    if mine is None:
        return None
    fields = {
        **form_tickets.posted_fields(),
        "kept_file": form.kept_file.data or "",
        "form_key": form.form_key.data or new_key(),
        "seen_warnings": form.seen_warnings.data or "",
    }
    g.draft_saved = True
    with transaction():
        saved = drafts.save_draft(mine, fields)
    if saved.draft is None:
        form.reject_draft(saved)
        return None
    form_tickets.not_sent_yet()
    return redirect(url_for("issues.look", key=saved.opened.key), 303)


@bp.route("/innspill/utkast/<key>/se-over")
@login_required
def look(key: str) -> ResponseReturnValue:
    """The text as others will see it, who will read it, and what is like it; only then is it sent.

    Raises NotFound for anybody but the writer of the draft.
    """
    actor = current_actor()
    draft = drafts.find_draft(form_tickets.reader_id(), key)
    if draft is None and drafts.was_sent(form_tickets.reader_id(), key):
        flash(_("Dette innspillet er sendt."))
        return redirect(url_for("inbox.home"))
    if draft is None or draft.form not in FORMS:
        raise NotFound
    form = FORMS[draft.form](form_tickets.as_typed(draft), meta={"csrf": False})
    _offer_places(actor, form)
    place = form.chosen
    if not form.validate() or place is None or not form.passes_guard(small_municipality=place.small):
        flash(_("Se over teksten en gang til. Noe mangler eller har endret seg."))
        return redirect(_write_address(draft))
    return render_template(
        "issues/look.html",
        form=form,
        kept=[(name, value) for name, value in form_tickets.as_typed(draft).items(multi=True) if name != "kept_file"],
        like=_similar(actor, form.title.data, form.body.data),
        text=form.text(),
        place=place,
        ticket=form_tickets.ticket_of(_looked_at(draft, form)),
        send_url=draft.path,
        change_url=_write_address(draft),
    )


def _write_address(draft: Draft) -> str:
    return f"{draft.path}?utkast={draft.key}"


def _looked_at(draft: Draft, form: TextForm) -> Opened:
    """The page that sends writes on the draft that it shows."""
    texts = form.long_texts
    return Opened(
        draft.person_id, draft.path, draft.form, draft.key, writer=new_key()[:10], seen=draft.writer, texts=texts
    )


@bp.route("/innspill/lignende", methods=["POST"])
@login_required
def alike() -> ResponseReturnValue:
    """Issues like the one being written; a part of the page, fetched while somebody writes."""
    actor = current_actor()
    g.draft_saved = True  # the form saves itself
    found = _similar(actor, request.form.get("title", "")[:200], request.form.get("body", "")[:4000])
    return render_template("issues/_similar.html", like=found)


@bp.post("/innspill/vakt")
@login_required
def guard_note() -> ResponseReturnValue:
    """What the guard would say to one text (`felt`), a part of the page, fetched when its writer leaves the field."""
    g.draft_saved = True  # the form saves itself
    text = request.form.get(request.args.get("felt", ""), "")[:LONGEST_READ]
    return render_template("issues/_guard_note.html", findings=guard.check_text(paragraphs(text)))


def _similar(actor: Actor, title: str, body: str) -> list[Issue]:
    """Those one may join, then those that have ended, to read what came of them."""
    found = similar_issues(title, body, visible=issues_visible_to(actor), council_ids=frozenset(actor.memberships))
    ended = [one for one in found if one.outcome in closing.CHOSEN]
    joinable = [one for one in found if policy.can_support(actor, one)]
    if joinable and not issues.offices_followed(actor.memberships):
        joinable = []
    return [*joinable, *ended]


@bp.route("/innspill/<reference>/sendt")
@login_required
def sent(reference: str) -> ResponseReturnValue:
    """The receipt: the number, and what happens now."""
    actor = current_actor()
    issue = issues.issue_for(actor, reference)
    require(policy.is_author(actor, issue) or policy.is_registrar(actor, issue))
    owed = next((row for row in chain(issue.id).follow_ups if row.is_live), None)
    return render_template(
        "issues/sent.html",
        issue=issue,
        owed=owed,
        may_share=policy.can_share(actor, issue),
        may_print=issue.on_behalf_of is not None and policy.can_print_letter(actor, issue),
    )
