"""The pages of an answer: written, drafted by an assistant, promised more upon, corrected."""

from dataclasses import replace

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app.core import clock
from app.core.authz import require
from app.core.calendar_file import all_day_event
from app.core.errors import Denied, Invalid, NotFound
from app.core.language_detection import written_in
from app.database import transaction
from app.followups import policy
from app.followups.forms.answers import GIVEN, PROMISES, ActionForm, AnswerForm, CorrectForm
from app.followups.queries import chain, send_on_places
from app.followups.service import answer_drafts, answers, receipts, send_on
from app.followups.service.answers import Words
from app.followups.views.blueprint import bp
from app.followups.views.guarding import about, passes_guard
from app.followups.views.loading import back_to_issue, issue_title, load_follow_up, too_late
from app.followups.words.phrases import ANSWER_MISSING
from app.labels import title_of
from app.models.followups import Answer, FollowUp
from app.models.people import Draft
from app.models.states import AnswerLabel, FollowUpKind, Stance
from app.web import drafts, form_tickets
from app.web.actor import current_actor
from app.web.forms import page_status
from app.web.pages import form_page

OF_A_FILE = frozenset({"alt", "kept_file"})  # an assistant offers words alone


def answer_page(row: FollowUp) -> ResponseReturnValue:
    """GET shows the form with what was offered; POST sends, or offers an assistant's draft."""
    me = current_actor()
    assists = policy.can_draft(me, row)
    found = answer_drafts.own_offered(me, row) if assists else answer_drafts.offered_draft(me, row)
    form = AnswerForm()
    form.speaks_for_two = row.office_id is not None
    form.offer(send_on_places.places_to_send(me, row))
    begun_with = _fill_from_draft(form, found, own=assists) if request.method == "GET" else None
    same, asks = None, False
    if assists and request.method == "POST":
        if _offered(row, form):
            return redirect(url_for("issues.show", reference=row.issue.reference), 303)
    elif request.method == "POST":
        whole = form.validate_on_submit()
        asks = form.lacks_promise
        unwarned = passes_guard(form, row.issue)
        if whole and unwarned and not asks:
            same = None if form.seen_same.data else chain.said_before(row, form.text.data)
            if same is None and _sent(row, form, found):
                return redirect(url_for("issues.show", reference=row.issue.reference), 303)
    return render_template(
        "followups/answer.html",
        form=form,
        row=row,
        quote=row.quote,
        issue=row.issue,
        offered=None if assists else found,
        begun_with=begun_with,
        same=same,
        asks=asks,
        assists=assists,
        may_give_receipt=policy.can_give_receipt(me, row),
        today=clock.today(),
    ), (422 if same or asks else page_status(form))


def _fill_from_draft(form: AnswerForm, found: Draft | None, *, own: bool) -> Draft | None:
    """The form begins with what was offered, unless the reader goes on with a draft, or has begun one of their own."""
    if found is None or form.is_brought_back:
        return None
    chosen = request.args.get("begynn") == "utkast"
    begun = drafts.of_page(form_tickets.reader_id(), request.path)
    if not (own or chosen) and begun:
        return None
    if own:  # what was written on after it was offered
        found = next(iter(begun), found)
    form.begin_with(found, own=own)
    if not own:
        form.draft.data = str(found.id)
    return found


def _offered(row: FollowUp, form: AnswerForm) -> bool:
    """An assistant's draft is stored as it is, whole or not, but never with one person's numbers in it."""
    mine = form_tickets.own_posted() or form_tickets.open_anew("", form.long_texts)
    if mine is None:
        raise Denied
    words = {name: value for name, value in form_tickets.posted_fields().items() if name not in OF_A_FILE}
    me = current_actor()
    with transaction():
        answer_drafts.hold_for_drafting(me, row)
        saved = drafts.save_draft(mine, words)
        if saved.draft is not None:
            answer_drafts.offer_draft(me, row, saved.draft)
    g.draft_saved = True  # whoever comes too late keeps what was typed as any other form does
    if saved.draft is None:
        form.reject_draft(saved if saved.refusal else replace(saved, refusal=str(ANSWER_MISSING)), field="text")
        return False
    flash(_("Utkastet ligger klart for den som svarer."), "success")
    return True


def _sent(row: FollowUp, form: AnswerForm, offered: Draft | None) -> bool:
    me = current_actor()
    stance = form.stance.data
    words = Words(
        text=form.text.data,
        label=form.label.data or AnswerLabel.BOTH,
        language=written_in(form.text.data) or _own_language(row),
        unit=_unit(row, form),
        drafted_by_id=_drafted_by(form, offered),
        attachment=form.file,
    )
    try:
        with transaction():
            to = form.owner()
            if stance is Stance.SENT_ON and form.goes_outside:
                send_on.send_outside(me, row, words=words)
            elif stance is Stance.SENT_ON and to is not None:
                send_on.send_on(me, row, to=to, words=words)
            elif stance is Stance.ASKS_BACK:
                answers.ask_back(me, row, words=words)
            else:
                promise = form.promise() if stance in PROMISES else None
                answers.answer_follow_up(me, row, stance=stance, words=words, promise=promise)
    except Invalid as error:
        form.reject(error)
        return False
    _flash_answered(row, stance, words)
    return True


def _unit(row: FollowUp, form: AnswerForm) -> str | None:
    """Whom it is sent to outside Medvirk; or whose reply it is, where it was sent there before."""
    if form.stance.data is Stance.SENT_ON:
        return form.unit_name if form.goes_outside else None
    return row.outside if form.from_unit.data and form.stance.data in GIVEN else None


def _flash_answered(row: FollowUp, stance: Stance, words: Words) -> None:
    language = words.language
    outside = _("Saken er sendt til %(unit)s. Dere skriver ned svaret her når det kommer.", unit=words.unit)
    if stance is Stance.SENT_ON and words.unit:
        flash(outside, "success")
        return
    said = {
        Stance.SENT_ON: _("Saken er sendt videre. Dere har ansvaret fram til mottakeren har sagt ja."),
        Stance.ASKS_BACK: _("Spørsmålet er sendt til utvalget. Fristen deres er satt på pause til utvalget har svart."),
    }
    flash(said.get(stance, _("Svaret er sendt til utvalget.")), "success")
    if row.issue.language in ("nb", "nn") and language != row.issue.language:
        flash(_("Innspillet og svaret har ikke samme målform. Du kan rette svaret om du vil."), "info")


def _own_language(row: FollowUp) -> str:
    return row.issue.language if row.issue.language in ("nb", "nn") else current_actor().locale


def _drafted_by(form: AnswerForm, offered: Draft | None) -> int | None:
    """The assistant, when the answer began with the draft that they offered."""
    return offered.person_id if offered is not None and form.draft.data == str(offered.id) else None


@bp.post("/innspill/<reference>/svar/<int:follow_up_id>/mottatt")
@login_required
def receipt(reference: str, follow_up_id: int) -> ResponseReturnValue:
    """Mottatt, vi ser på det: one press."""
    row = load_follow_up(reference, follow_up_id)
    with transaction():
        receipts.give_receipt(current_actor(), row)
    return back_to_issue(row.issue, _("Utvalget ser nå at dere har mottatt saken. Fristen er den samme."))


@bp.route("/innspill/<reference>/svar/<int:follow_up_id>/tiltak", methods=["GET", "POST"])
@login_required
def promise(reference: str, follow_up_id: int) -> ResponseReturnValue:
    """One action more after the answer."""
    row = load_follow_up(reference, follow_up_id)
    me = current_actor()
    require(policy.answers_for(me, row))
    if not policy.can_promise(me, row, row.issue):
        return too_late(row.issue)
    form = about(row.issue, ActionForm())
    if form.carry_out(lambda: answers.promise_more(me, row, form.whole_promise())):
        return back_to_issue(row.issue, _("Tiltaket står nå i lista over det utvalget venter på."))
    promised_before = bool(chain.chain(row.issue_id).actions)
    return form_page("followups/promise.html", form, row=row, issue=row.issue, promised=promised_before)


@bp.get("/innspill/<reference>/tiltak/<int:follow_up_id>/kalender")
@login_required
def calendar(reference: str, follow_up_id: int) -> ResponseReturnValue:
    """What is promised, by its date, for one's own calendar. Raises NotFound for anything else than a live promise."""
    row = load_follow_up(reference, follow_up_id)
    if row.kind is not FollowUpKind.ACTION or not row.is_live:
        raise NotFound
    address = url_for("issues.show", reference=reference, _external=True)
    file = all_day_event(
        uid=f"{reference}-{row.id}@{request.host.partition(':')[0]}",
        day=row.due,
        title=_("Frist: %(what)s", what=row.quote or issue_title(row.issue)),
        text=_("%(issue)s: %(title)s", issue=issue_title(row.issue), title=title_of(row.issue)),
        url=address,
        written_at=clock.now(),
    )
    headers = {"Content-Disposition": f'attachment; filename="{reference}.ics"'}
    return Response(file, content_type="text/calendar; charset=utf-8", headers=headers)


@bp.route("/innspill/<reference>/svar/<int:follow_up_id>/rett/<int:answer_id>", methods=["GET", "POST"])
@login_required
def correct(reference: str, follow_up_id: int, answer_id: int) -> ResponseReturnValue:
    """A visible new version, with a note. Raises NotFound for an answer of another follow-up."""
    row = load_follow_up(reference, follow_up_id)
    old = _given(row, answer_id)
    me = current_actor()
    require(policy.corrects(me, row))
    if not policy.can_correct(me, old, row):
        return too_late(row, answers.hidden_words())
    form = about(row.issue, CorrectForm(text=old.text))
    form.changes({"text": old.text})
    if form.carry_out(
        lambda: answers.correct_answer(me, old, row, text=form.text.data, note=form.note.data, base=form.base)
    ):
        return back_to_issue(row.issue, _("Svaret er rettet. Den gamle teksten kan fortsatt leses."))
    return form_page("followups/correct.html", form, row=row, issue=row.issue)


def _given(row: FollowUp, answer_id: int) -> Answer:
    """Raises NotFound."""
    found = next((one for one in row.answers if one.id == answer_id), None)
    if found is None:
        raise NotFound
    return found
