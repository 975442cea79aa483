"""The page of an answer: written in three clicks from the mail, drafted by an assistant, sent by who owes it."""

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.core import clock
from app.core.errors import Invalid
from app.core.language import written_in
from app.database import transaction
from app.followups import answering, drafting, passing, policy, queries
from app.followups.answering import Words
from app.followups.blueprint import bp
from app.followups.forms import GIVEN, PROMISES, AnswerForm
from app.followups.guarding import passes
from app.followups.loading import load
from app.models.followups import FollowUp, Stance
from app.web.actor import current_actor
from app.web.forms import page_status

PRESSES = {"csrf_token", "seen_warnings", "seen_same", "without_promise", "draft"}
NOT_KEPT = PRESSES | {"alt", "kept_file", "drop_file"}  # a draft carries no file


def answer_page(row: FollowUp) -> ResponseReturnValue:
    """GET shows the form with what was drafted; POST sends, or offers an assistant's draft."""
    me = current_actor()
    found = drafting.drafts(me, row)
    chosen = found.offered if request.args.get("begynn") == "utkast" else None
    start = chosen or found.own or found.offered
    form = AnswerForm(draft=start.fields if start else None)
    if start and request.method == "GET":
        form.draft.data = form.draft.data or str(start.id)
    form.offer(queries.places_to_send(row))
    same, asks = None, False
    if policy.can_draft(me, row):
        if request.method == "POST":
            return _offer(row, form)
    elif request.method == "POST":
        whole = form.validate_on_submit() and _is_whole(form)
        asks = form.lacks_promise
        if whole and passes(form, row.issue) and not asks:
            same = None if form.seen_same.data else queries.said_before(row, form.text.data)
            if same is None and _sent(row, form, found):
                return redirect(url_for("issues.show", reference=row.issue.reference), 303)
    return render_template(
        "followups/answer.html",
        form=form,
        row=row,
        quote=row.quote,
        issue=row.issue,
        drafts=found,
        begun_with=start,
        same=same,
        asks=asks,
        assists=policy.can_draft(me, row),
        today=clock.today(),
    ), (422 if same or asks else page_status(form))


@bp.post("/innspill/<reference>/svar/<int:follow_up_id>/utkast")
@login_required
def draft(reference: str, follow_up_id: int) -> ResponseReturnValue:
    """Saves what is typed, for the scripts of the form."""
    row = load(reference, follow_up_id)
    me = current_actor()
    with transaction():
        saved = drafting.save(me, row, _typed())
    return jsonify(saved_at=clock.local(saved.saved_at).strftime("%H.%M"))


def _offer(row: FollowUp, form: AnswerForm) -> ResponseReturnValue:
    with transaction():
        drafting.save(current_actor(), row, _typed(), offer=True)
    flash(_("Utkastet ligger klart for den som svarer."), "success")
    return redirect(url_for("issues.show", reference=row.issue.reference), 303)


def _typed() -> dict[str, str]:
    return {name: value for name, value in request.form.items() if name not in NOT_KEPT}


def _is_whole(form: AnswerForm) -> bool:
    """What a stance asks for beyond the text."""
    stance = form.stance.data
    if stance is Stance.DOES_NOT and not form.reason.data:
        form.reason.errors = [_("Skriv hvorfor dere ikke følger opp.")]
        return False
    if stance is Stance.SENT_ON and form.goes_outside:
        if not form.unit.data:
            form.unit.errors = [_("Skriv hvilken enhet dere sender det til.")]
        return bool(form.unit.data)
    if stance is Stance.SENT_ON and form.owner() is None:
        form.to.errors = [_("Velg hvem dere sender det til.")]
        return False
    if stance in PROMISES and form.is_begun and form.without_promise.data == "1":
        form.promise_what.errors = [_("Du har begynt på et løfte. Tøm feltene, eller trykk «Send svaret».")]
        return False
    if stance in PROMISES and form.is_begun:
        return not form.asks_for_more()
    return True


def _sent(row: FollowUp, form: AnswerForm, found: drafting.Drafts) -> bool:
    me = current_actor()
    stance = form.stance.data
    words = Words(
        text=form.text.data,
        reason=form.reason.data or None,
        label=form.label.data,
        language=written_in(form.text.data) or _own_language(row),
        unit=_unit(row, form),
        drafted_by_id=_drafted_by(form, found),
        attachment=form.file,
    )
    try:
        with transaction():
            to = form.owner()
            if stance is Stance.SENT_ON and form.goes_outside:
                passing.send_outside(me, row, words=words)
            elif stance is Stance.SENT_ON and to is not None:
                passing.send_on(me, row, to=to, words=words)
            elif stance is Stance.ASKS_BACK:
                answering.ask_back(me, row, words=words)
            else:
                promise = form.promise() if stance in PROMISES else None
                answering.answer(me, row, stance=stance, words=words, promise=promise)
    except Invalid as error:
        form.reject(error)
        return False
    _say(row, stance, words)
    return True


def _unit(row: FollowUp, form: AnswerForm) -> str | None:
    """Whom it is sent to outside Medvirk; or whose reply it is, where it was sent there before."""
    if form.stance.data is Stance.SENT_ON:
        return form.unit.data if form.goes_outside else None
    return row.outside if form.from_unit.data and form.stance.data in GIVEN else None


def _say(row: FollowUp, stance: Stance, words: Words) -> None:
    language = words.language
    outside = _("Det står nå at saken er sendt til %(unit)s. Dere skriver ned svaret her.", unit=words.unit)
    if stance is Stance.SENT_ON and words.unit:
        flash(outside, "success")
        return
    said = {
        Stance.SENT_ON: _("Saken er sendt videre. Dere har ansvaret til de har sagt ja."),
        Stance.ASKS_BACK: _("Spørsmålet er sendt til utvalget. Fristen deres står stille så lenge."),
    }
    flash(said.get(stance, _("Svaret er sendt til utvalget.")), "success")
    if row.issue.language in ("nb", "nn") and language != row.issue.language:
        flash(_("Innspillet og svaret har ikke samme målform. Du kan rette svaret om du vil."), "info")


def _own_language(row: FollowUp) -> str:
    return row.issue.language if row.issue.language in ("nb", "nn") else current_actor().locale


def _drafted_by(form: AnswerForm, found: drafting.Drafts) -> int | None:
    """The assistant, when the answer began with the draft that they offered."""
    offered = found.offered
    return offered.person_id if offered is not None and form.draft.data == str(offered.id) else None
