"""Nytt innspill: write, look it over, send; the draft that saves itself; posting for others; the office's questions."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_time
from flask_babel import gettext as _
from flask_login import login_required

from app.access.sight import issues_visible_to
from app.core import clock
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.core.text import excerpt, squash
from app.database import transaction
from app.files.service import keep
from app.followups.queries import chain
from app.issues import closing, drafts, policy, posting, queries
from app.issues.blueprint import bp
from app.issues.forms import AskForm, PostForm, RegisterForm, TextForm
from app.issues.supporting import LONGEST_EXAMPLE
from app.models.issues import Issue
from app.models.people import Draft
from app.search import similar
from app.web.actor import current_actor
from app.web.forms import page_status
from app.web.words import ways_for_individual_cases

OF_FILE = {"attachment", "kept_file", "drop_file"}  # the page that looks it over has its own ticket of the file
NOT_IN_A_DRAFT = OF_FILE | {"alt", "csrf_token", "act", "seen_warnings"}
PAGES = {drafts.POST: "issues.post", drafts.REGISTER: "issues.register", drafts.ASK: "issues.ask"}

Written = TypeVar("Written", bound=TextForm)


@bp.route("/innspill/nytt", methods=["GET", "POST"])
@login_required
def post() -> ResponseReturnValue:
    actor = current_actor()
    require(policy.can_post(actor), _("Du har ingen plass i et brukerutvalg nå."))
    form, draft = _begun(actor, PostForm, drafts.POST)
    form.offer_places(queries.places_of([one for one in actor.memberships if policy.can_post_in(actor, one)]))
    post_it = partial(
        posting.post, show_to_organisation=form.show_to_organisation.data, ask_reading=form.ask_reading.data
    )
    return _answer_post(actor, form, drafts.POST, post_it) or _write_page("issues/post.html", form, draft=draft)


@bp.route("/innspill/pa-vegne", methods=["GET", "POST"])
@login_required
def register() -> ResponseReturnValue:
    """Post for somebody who phoned, wrote on paper or spoke in a meeting."""
    actor = current_actor()
    require(policy.can_register(actor))
    councils = policy.councils_to_register_in(actor)
    form, draft = _begun(actor, RegisterForm, drafts.REGISTER)
    form.offer_places(queries.places_of(councils))
    seats = [seat for council_id in councils for seat in queries.seats_of(council_id)]
    form.seat.offer((seat_id, label) for seat_id, _person_id, label in seats)
    people = {seat_id: person_id for seat_id, person_id, _label in seats}
    source = posting.Source(
        channel=form.channel.data,
        on_behalf_of=form.on_behalf_of.data,
        consent=form.consent.data,
        seat_id=form.seat.data,
        person_id=people.get(form.seat.data) if form.seat.data else None,
    )
    register_it = partial(posting.register, source=source)
    return _answer_post(actor, form, drafts.REGISTER, register_it) or _write_page(
        "issues/register.html", form, draft=draft
    )


@bp.route("/innspill/spor-utvalget", methods=["GET", "POST"])
@login_required
def ask() -> ResponseReturnValue:
    """The office asks its council, or tells it of a change."""
    actor = current_actor()
    require(policy.can_ask_council(actor))
    form, draft = _begun(actor, AskForm, drafts.ASK)
    places = queries.places_of(actor.office_councils)
    form.offer_places([one for one in places if one.office_id is None or one.office_id in actor.offices])
    ask_it = partial(posting.ask_council, ask=form.ask.data, change_on=form.change_on.data)
    return _answer_post(actor, form, drafts.ASK, ask_it) or _write_page("issues/ask.html", form, draft=draft)


def _begun(actor: Actor, shape: type[Written], name: str) -> tuple[Written, Draft | None]:
    """The form, with what was kept of it when somebody comes back."""
    draft = queries.draft_of(actor, name) if request.method == "GET" else None
    return shape(draft=draft.fields if draft else None), draft


def _answer_post(actor: Actor, form: TextForm, name: str, send: Callable[..., Issue]) -> ResponseReturnValue | None:
    """What a POST of the writing page leads to: back to change, the page to look it over, or sent. None: write on.

    What was typed is kept first, as the draft `name`: whatever comes of the POST, leaving the page loses nothing.
    """
    if request.method != "POST":
        return None
    known = posting.posted_with(form.form_key.data or "")
    if known is not None and says(known, request.form):
        return _sent_to(known)
    if known is not None:
        form.form_key.data = secrets.token_urlsafe(18)
        flash(_("Fra dette skjemaet er et innspill sendt før. Det du har skrevet siden, er et nytt. Se over og send."))
    with suppress(Conflict):  # another window kept its first draft in the same moment
        keep_typed(actor, name, form.form_key.data)
    act = request.form.get("act", "look") if known is None else "change"
    if act == "change":
        form.take_file()
        return None
    if not form.validate_on_submit() or form.chosen is None:
        return None
    if not form.passes_guard(small_municipality=form.chosen.small):
        return None
    if act != "send":
        return _look_page(actor, form)
    try:
        return _sent_to(_send(actor, form, name, send))
    except Conflict:
        sent = posting.posted_with(form.form_key.data or "")  # the other press of the same button was faster
        if sent is None:
            raise
        with transaction():
            drafts.throw_away(actor, name)
        return _sent_to(sent)
    except Invalid as error:
        form.reject(error)
        return None


def _send(actor: Actor, form: TextForm, name: str, send: Callable[..., Issue]) -> Issue:
    """Posted, with its file, and no draft any more: one transaction."""
    council_id, office_id = form.place.ids
    with transaction():
        issue = send(actor, form.text(), council_id=council_id, office_id=office_id, key=form.form_key.data or None)
        if form.file is not None:
            keep(actor, form.file, issue=issue)
        drafts.throw_away(actor, name)
    return issue


def _sent_to(issue: Issue) -> ResponseReturnValue:
    return redirect(url_for("issues.sent", reference=issue.reference), 303)


def _write_page(template: str, form: TextForm, **more: Any) -> ResponseReturnValue:
    if not form.form_key.data:
        form.form_key.data = secrets.token_urlsafe(18)
    status = 200 if request.form.get("act") == "change" else page_status(form)
    return render_template(template, form=form, ways=ways_for_individual_cases(), **more), status


def _look_page(actor: Actor, form: TextForm) -> ResponseReturnValue:
    """The text as others will see it, who will read it, and what is like it; only then is it sent."""
    like = _similar(actor, form.title.data, form.body.data)
    kept = [
        (name, value) for name, value in request.form.items(multi=True) if name not in OF_FILE | {"csrf_token", "act"}
    ]
    return (
        render_template("issues/look.html", form=form, kept=kept, like=like, text=form.text(), place=form.chosen),
        page_status(form),
    )


def keep_typed(actor: Actor, name: str, key: str | None = None) -> None:
    """Keep what this request carries as the draft `name`, unless nothing is written or it is sent already.

    `key`: of the form from now on, where another one was sent with its own.
    """
    fields = {field: value for field, value in request.form.items() if field not in NOT_IN_A_DRAFT}
    fields["form_key"] = key or fields.get("form_key", "")
    if not (fields.get("body", "").strip() or fields.get("title", "").strip()):
        return
    with transaction():
        if posting.posted_with(fields.get("form_key", "")) is None:
            drafts.save(actor, name, fields)


def says(issue: Issue, fields: Mapping[str, str]) -> bool:
    """Are these the words that the issue was posted with?"""
    typed = (squash(fields.get("title", "")), squash(fields.get("body", "")))
    return typed == (squash(issue.title), squash(issue.body))


def _draft_meant() -> str:
    """Which of the three forms a request about a draft speaks of."""
    named = request.values.get("of", drafts.POST)
    return named if named in PAGES else drafts.POST


@bp.route("/innspill/utkast", methods=["POST"])
@login_required
def save_draft() -> ResponseReturnValue:
    """What the form sends every few seconds; answers with the time, to be shown."""
    keep_typed(current_actor(), _draft_meant())
    return jsonify(saved_at=format_time(clock.now(), "HH.mm"))


@bp.route("/innspill/utkast/kast", methods=["POST"])
@login_required
def drop_draft() -> ResponseReturnValue:
    name = _draft_meant()
    with transaction():
        drafts.throw_away(current_actor(), name)
    flash(_("Utkastet er kastet."))
    return redirect(url_for(PAGES[name]), 303)


@bp.route("/innspill/lignende", methods=["POST"])
@login_required
def alike() -> ResponseReturnValue:
    """Issues like the one being written; a part of the page, fetched while somebody writes."""
    actor = current_actor()
    found = _similar(actor, request.form.get("title", "")[:200], request.form.get("body", "")[:4000])
    return render_template("issues/_similar.html", like=found)


def _similar(actor: Actor, title: str, body: str) -> list[Issue]:
    """Those one may join, then those that have ended, to read what came of them."""
    found = similar(title, body, visible=issues_visible_to(actor), council_ids=frozenset(actor.memberships))
    ended = [one for one in found if one.outcome in closing.CHOSEN]
    joinable = [one for one in found if policy.can_support(actor, one)]
    if joinable and not queries.offices_followed(actor.memberships):
        joinable = []
    return [*joinable, *ended]


def example_from(body: str) -> str:
    """What somebody was writing, as the one line of a support."""
    return excerpt(body, LONGEST_EXAMPLE)


@bp.route("/innspill/<reference>/sendt")
@login_required
def sent(reference: str) -> ResponseReturnValue:
    """The receipt: the number, and what happens now."""
    actor = current_actor()
    issue = queries.issue_for(actor, reference)
    require(policy.is_author(actor, issue) or policy.is_registrar(actor, issue))
    owed = next((row for row in chain(issue.id).follow_ups if row.is_live), None)
    return render_template(
        "issues/sent.html",
        issue=issue,
        owed=owed,
        may_share=policy.can_share(actor, issue),
        may_print=issue.on_behalf_of is not None and policy.can_print_letter(actor, issue),
    )
