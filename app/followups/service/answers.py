"""What the one who owes an answer does with it: answers, promises, asks back, corrects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.core.language_detection import written_in
from app.core.optimistic_lock import require_unchanged
from app.database import db, hold
from app.files.service.attachments import Checked, attach_upload
from app.followups import policy
from app.followups.queries.state_text import follow_up_now, issue_now
from app.followups.service.answer_readers import sources_of_raised
from app.followups.service.date_limits import refuse_far, refuse_past
from app.followups.service.due_dates import after_pause, council_of
from app.followups.service.extensions import answer_asked_slip, note_missing
from app.followups.service.follow_ups import add_follow_up, end_follow_up, settle_issue
from app.followups.service.owners import Owner, signed_as
from app.followups.words.phrases import ANSWER_MISSING, PROMISE_DATE_MISSING
from app.models.followups import Answer, FollowUp, Pause
from app.models.notices import EventKind
from app.models.people import Draft
from app.models.states import LIVE, AnswerLabel, DropReason, FollowUpKind, FollowUpState, SlipState, Stance
from app.notices.service.record import record

ENDS = frozenset({Stance.FOLLOWS_UP, Stance.PARTLY, Stance.DOES_NOT})


@dataclass(frozen=True)
class Promise:
    """Who does what by when. Without a date it says by when a date will come."""

    what: str
    who: str
    due: date | None = None
    date_by: date | None = None


@dataclass(frozen=True)
class Words:
    """An answer as it is written: text, and what goes with it."""

    text: str
    reason: str | None = None  # of older answers and of what is written down: a no says it in its text
    label: AnswerLabel = AnswerLabel.BOTH
    language: str = "nb"
    unit: str | None = None  # outside Medvirk: whom it is sent to, or whose reply this is
    drafted_by_id: int | None = None
    attachment: Checked | None = None


def answer_follow_up(
    actor: Actor, follow_up: FollowUp, *, stance: Stance, words: Words, promise: Promise | None = None
) -> Answer:
    """Say yes, partly or no. A promise becomes an action at once.

    The text of a no is its reason. Raises Denied and Conflict as `hold_for_answering`, Invalid for a no with a promise,
    and ValueError for a stance that is an act of its own (sending on, asking back).
    """
    hold_for_answering(actor, follow_up)
    if stance not in ENDS:
        raise ValueError("Sending on and asking back are acts of their own.")
    if stance is Stance.DOES_NOT and not (words.text.strip() or words.reason):
        raise Invalid(str(ANSWER_MISSING), field="text")
    if stance is Stance.DOES_NOT and promise is not None:
        raise Invalid(_("Et nei kan ikke ha et tiltak."), field="stance")
    if promise is not None:
        _check_promise(promise)
    given = add_answer(actor, follow_up, stance=stance, words=words)
    end_follow_up(follow_up)
    _drop_offers(follow_up, DropReason.FIRST_OWNER_ANSWERED)
    forget_drafts(follow_up)
    if promise is not None:
        _promise(actor, follow_up, promise, with_answer=True)
    settle_issue(follow_up.issue)
    data = {"stance": stance.value, "answer": given.id, "label": words.label.value}
    told = sources_of_raised(follow_up)
    record(EventKind.ANSWER_GIVEN, actor, issue=follow_up.issue, about=follow_up, to=told, data=data)
    return given


def promise_more(actor: Actor, follow_up: FollowUp, promise: Promise) -> FollowUp:
    """One action more, after the answer has been given. Raises Conflict where the issue takes no action any more."""
    hold(follow_up.issue)
    hold(follow_up)
    require(policy.answers_for(actor, follow_up))
    if not policy.can_promise(actor, follow_up, follow_up.issue):
        raise Conflict(issue_now(follow_up.issue))
    _check_promise(promise)
    action = _same_promise(follow_up, promise) or _promise(actor, follow_up, promise)
    settle_issue(follow_up.issue)
    return action


def _same_promise(follow_up: FollowUp, promise: Promise) -> FollowUp | None:
    """The same press once more: what is promised already is not promised twice."""
    same = (FollowUp.parent_id == follow_up.id, FollowUp.kind == FollowUpKind.ACTION, FollowUp.state.in_(LIVE))
    said = (
        FollowUp.what == promise.what,
        FollowUp.who == promise.who,
        FollowUp.due == (promise.due or promise.date_by),
    )
    return db.session.scalar(select(FollowUp).where(*same, *said))


def ask_back(actor: Actor, follow_up: FollowUp, *, words: Words) -> FollowUp:
    """The office needs to know more: its clock stands still while the council answers."""
    hold_for_answering(actor, follow_up)
    council = council_of(follow_up.issue)
    given = add_answer(actor, follow_up, stance=Stance.ASKS_BACK, words=words)
    _drop_offers(follow_up, DropReason.FIRST_OWNER_ASKED)
    follow_up.pause(clock.today(), clock.now())
    answer_asked_slip(follow_up, SlipState.LAPSED)  # the clock stands still: a later date is another matter now
    question = add_follow_up(
        follow_up.issue,
        FollowUpKind.CLARIFICATION,
        days=council.clarification_days,
        owner=Owner(council_id=council.id),
        parent=follow_up,
        words_answer_id=given.id,
    )
    forget_drafts(follow_up)
    settle_issue(follow_up.issue)
    record(EventKind.CLARIFICATION_ASKED, actor, issue=follow_up.issue, about=question, data={"answer": given.id})
    return question


def resume_clock(follow_up: FollowUp) -> None:
    """The clock of a paused answer runs on, moved by the working days that it stood still."""
    hold(follow_up)
    if follow_up.state is not FollowUpState.PAUSED or follow_up.paused_on is None:
        return
    july = council_of(follow_up.issue).july_pause
    since = follow_up.paused_on
    due = after_pause(follow_up.due, since, july_pause=july)
    original = after_pause(follow_up.original_due, since, july_pause=july)
    db.session.add(Pause(follow_up_id=follow_up.id, from_day=since, to_day=clock.today()))
    follow_up.resume(due, original, clock.now())


def correct_answer(
    actor: Actor, old: Answer, follow_up: FollowUp, *, text: str, note: str, base: str | None = None
) -> Answer:
    """A visible new version with a note; the old one stays readable. `old` must be the newest of its turn.

    `base`: the fingerprint of the text that the writer was shown, whichever version it was of. Raises Changed where the
    newest says something else by now.
    """
    hold(follow_up.issue)
    hold(follow_up)
    require(policy.corrects(actor, follow_up))
    if not policy.can_correct(actor, old, follow_up):
        raise Conflict(hidden_words())
    guard.refuse({"text": text, "note": note})
    newest = _newest_version(old)
    require_unchanged(base, {"text": newest.text}, {"text": text})
    if base:
        old = newest
    if old.version != newest.version:
        raise Conflict(_("Svaret er rettet av noen andre. Les den nye teksten før du retter den."))
    new = Answer(
        follow_up_id=follow_up.id,
        turn=old.turn,
        version=old.version + 1,
        issue_version=follow_up.issue.version,
        stance=old.stance,
        text=text,
        reason=old.reason,
        label=old.label,
        unit=old.unit,
        language=written_in(text) or old.language,
        by_name=actor.name,
        by_title=signed_as(actor, follow_up),
        at=clock.now(),
        person_id=actor.person_id,
        correction_note=note,
    )
    db.session.add(new)
    db.session.flush()  # the event names it
    for row in _because_of(old):
        row.words_answer_id = new.id
    data = {"answer": new.id, "version": new.version, "question": new.is_question}
    record(EventKind.ANSWER_CORRECTED, actor, issue=follow_up.issue, about=follow_up, data=data)
    return new


def _newest_version(answer: Answer) -> Answer:
    versions = select(Answer).where(Answer.follow_up_id == answer.follow_up_id, Answer.turn == answer.turn)
    return db.session.scalars(versions.order_by(Answer.version.desc()).limit(1)).one()


def hidden_words() -> str:
    return _("En moderator har skjult svaret, så det kan ikke rettes.")


def hold_for_answering(actor: Actor, follow_up: FollowUp) -> None:
    """Hold issue and follow-up, always in that order.

    Raises Denied for whoever does not answer for the owner, and Conflict when the answer is not owed any more.
    """
    hold(follow_up.issue)
    hold(follow_up)
    require(policy.answers_for(actor, follow_up))
    if not policy.can_answer(actor, follow_up):
        raise Conflict(follow_up_now(follow_up))


def add_answer(actor: Actor, follow_up: FollowUp, *, stance: Stance, words: Words) -> Answer:
    guard.refuse({"text": words.text, "reason": words.reason or "", "unit": words.unit or ""})
    last = db.session.scalar(select(func.max(Answer.turn)).where(Answer.follow_up_id == follow_up.id)) or 0
    given = Answer(
        follow_up_id=follow_up.id,
        turn=last + 1,
        issue_version=follow_up.issue.version,
        stance=stance,
        text=words.text,
        reason=words.reason or ("" if stance is Stance.DOES_NOT else None),
        label=words.label,
        unit=words.unit,
        language=words.language,
        by_name=actor.name,
        by_title=signed_as(actor, follow_up),
        at=clock.now(),
        person_id=actor.person_id,
        drafted_by_id=words.drafted_by_id,
    )
    db.session.add(given)
    db.session.flush()  # the event names it
    if words.attachment is not None:
        attach_upload(actor, words.attachment, owner=given)
    return given


def _because_of(old: Answer) -> Sequence[FollowUp]:
    """What is owed because of these words, and quotes them: a question asked back, an offer to take over."""
    return db.session.scalars(select(FollowUp).where(FollowUp.words_answer_id == old.id)).all()


def _check_promise(promise: Promise) -> None:
    guard.refuse({"promise_what": promise.what, "promise_who": promise.who})
    if promise.due is None and promise.date_by is None:
        raise Invalid(str(PROMISE_DATE_MISSING), field="promise_due")
    refuse_past(promise_due=promise.due, promise_date_by=promise.date_by)
    refuse_far(promise_due=promise.due, promise_date_by=promise.date_by)


def _promise(actor: Actor, follow_up: FollowUp, promise: Promise, *, with_answer: bool = False) -> FollowUp:
    """`with_answer`: the letter of the answer tells of the promise and its date as well, so nobody gets a second."""
    action = add_follow_up(
        follow_up.issue,
        FollowUpKind.ACTION,
        due=promise.due or promise.date_by,
        parent=follow_up,
        what=promise.what,
        who=promise.who,
        person_id=actor.person_id,
        awaits_date=promise.due is None,
        owner=Owner.of(follow_up),
    )
    if action.awaits_date:
        note_missing(action)
    record(EventKind.ACTION_PROMISED, actor, issue=follow_up.issue, about=action, named_only=with_answer)
    return action


def offers_of(follow_up: FollowUp) -> list[FollowUp]:
    return list(
        db.session.scalars(
            select(FollowUp).where(
                FollowUp.parent_id == follow_up.id, FollowUp.offered.is_(True), FollowUp.state.in_(LIVE)
            )
        )
    )


def _drop_offers(follow_up: FollowUp, reason: DropReason) -> None:
    for offer in offers_of(follow_up):
        offer.drop(reason, clock.now())


def forget_drafts(follow_up: FollowUp) -> None:
    """What was offered for this answer is used or not wanted. What others are writing themselves stays theirs."""
    db.session.execute(delete(Draft).where(Draft.subject == str(follow_up.id), Draft.offered_at.is_not(None)))
