"""The pages of *Samme hos oss*: given and taken back."""

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.core.actor import Actor
from app.core.authz import require
from app.database import transaction
from app.followups.views.guarding import passes_guard
from app.followups.views.loading import too_late
from app.issues import policy
from app.issues.forms.posting import SupportForm
from app.issues.queries import issues
from app.issues.service import supports
from app.issues.views.blueprint import bp
from app.labels import ways_for_individual_cases
from app.models.issues import Issue
from app.web import drafts, form_tickets
from app.web.actor import current_actor
from app.web.pages import done, form_page

TEXTS = ("title", "body", "affected", "wanted")  # of the writing page, in the order read


@bp.route("/innspill/<reference>/samme-hos-oss", methods=["GET", "POST"])
@login_required
def support(reference: str) -> ResponseReturnValue:
    """Say that it is so at one's own office; from the writing page the text comes along as an example."""
    actor = current_actor()
    issue = issues.issue_for(actor, reference)
    require(policy.supports(actor, issue))
    if not policy.can_support(actor, issue):
        return too_late(issue)
    places = _support_places(actor, issue)
    require(bool(places), _("Utvalget ditt følger ingen kontorer."))
    if request.form.get("act") == "instead":
        return _instead(issue, places)
    form = SupportForm()
    form.place.offer(places)
    if form.validate_on_submit() and passes_guard(form, issue, office_id=form.place.ids[1]):
        return _support(actor, issue, form)
    return _support_page(issue, form)


def _instead(issue: Issue, places: list[tuple[str, str]]) -> ResponseReturnValue:
    """From the writing page: all of its text becomes the example, and both stay drafts until one has joined."""
    words = form_tickets.posted_fields()
    text = "\n\n".join(part for name in TEXTS if (part := str(words.get(name, "")).strip()))
    form = SupportForm(formdata=None, data={"example": text})
    written_as, joins = form_tickets.own_posted(), form_tickets.open_anew(request.path, form.long_texts)
    if joins is None or not text:
        return redirect(url_for("issues.support", reference=issue.reference), 303)
    g.draft_saved = True
    with transaction():
        begun = drafts.save_draft(written_as, words) if written_as is not None else None
        instead = (
            f"{begun.opened.key}.{drafts.digest_of(words)}" if begun is not None and begun.draft is not None else ""
        )
        saved = drafts.save_draft(joins, {"example": text, "instead": instead})
    if saved.draft is None:
        form.place.offer(places)
        form.reject_draft(saved, field="example")
        return _support_page(issue, form)
    return redirect(url_for("issues.support", reference=issue.reference, utkast=saved.opened.key), 303)


def _support_page(issue: Issue, form: SupportForm) -> ResponseReturnValue:
    return form_page("issues/support.html", form, issue=issue, ways=ways_for_individual_cases())


def _support_places(actor: Actor, issue: Issue) -> list[tuple[str, str]]:
    """Each of the actor's user seats with each office that its council follows."""
    seats = policy.seats_that_may_support(actor, issue)
    followed = issues.offices_followed({seat.council_id for seat in seats})
    several = len({seat.seat_id for seat in seats}) > 1
    return [
        (f"{seat.seat_id}-{office_id}", f"{name} ({seat.label})" if several else name)
        for seat in seats
        for office_id, name in followed.get(seat.council_id, {}).items()
    ]


def _support(actor: Actor, issue: Issue, form: SupportForm) -> ResponseReturnValue:
    seat_id, office_id = form.place.ids
    with transaction():
        _given, is_new = supports.support_issue(
            actor, issue, seat_id=seat_id, office_id=office_id or 0, example=form.example.data or None
        )
        _drop_what_was_joined(form.instead.data or "")
    return done(
        _("Takk. Vi har notert at dere opplever det samme.")
        if is_new
        else _("Du har allerede meldt at dere opplever det samme."),
        url_for("issues.show", reference=issue.reference),
    )


def _drop_what_was_joined(instead: str) -> None:
    """The draft whose text came along, where nobody has written on it since."""
    key, _dot, digest = instead.partition(".")
    begun = drafts.find_draft(form_tickets.reader_id(), key)
    if begun is not None and drafts.digest_of(begun.fields) == digest:
        drafts.throw_away(begun.person_id, key)


@bp.route("/innspill/<reference>/samme-hos-oss/<int:support_id>/trekk", methods=["POST"])
@login_required
def withdraw_support(reference: str, support_id: int) -> ResponseReturnValue:
    actor = current_actor()
    issue = issues.issue_for(actor, reference)
    given = issues.support_of(issue, support_id)
    with transaction():
        supports.withdraw_support(actor, issue, given)
    return done(_("Støtten er trukket."), url_for("issues.show", reference=reference), "message")
