"""Hjalp det? — asks the seats that raised or supported an issue, and takes their word."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from app.access.actors import in_force
from app.core import clock
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.core.roles import Side
from app.core.versions import require_unchanged
from app.database import db, hold
from app.followups import policy
from app.followups.texts import refuse_stops
from app.models.councils import Seat
from app.models.followups import FollowUp, FollowUpState, Occasion, OutcomeQuestion, OutcomeWord
from app.models.issues import Issue, Support
from app.models.notices import EventKind
from app.notices.links import sign, unsign
from app.notices.recipients import seat_holders
from app.notices.record import record

LINK = "outcome"  # the purpose of the signed link
LINK_LIVES = timedelta(days=60)


def ask(
    actor: Actor, issue: Issue, *, follow_up: FollowUp | None = None, occasion: Occasion = Occasion.CLAIM
) -> list[OutcomeQuestion]:
    """Ask the author's seat and the supporting seats; each seat once an occasion and round."""
    round_ = follow_up.round if follow_up else 1
    questions = [
        OutcomeQuestion(
            issue_id=issue.id,
            follow_up_id=follow_up.id if follow_up else None,
            seat_id=seat_id,
            occasion=occasion,
            round=round_,
            asked_at=clock.now(),
        )
        for seat_id in _seats(issue, follow_up)
    ]
    db.session.add_all(questions)
    db.session.flush()  # the mails link to them
    holders = seat_holders(question.seat_id for question in questions)
    if holders:
        record(EventKind.OUTCOME_ASKED, actor, issue=issue, follow_up=follow_up, to=holders)
    return questions


def word_of(question: OutcomeQuestion) -> dict[str, OutcomeWord | str | None]:
    """What the form begins with for whoever changes the word of a seat."""
    return {
        "word": question.word.value if question.word else None,
        "text": None if question.hidden_at else question.text,
    }


def say(
    actor: Actor, question: OutcomeQuestion, *, word: OutcomeWord, text: str | None = None, base: str | None = None
) -> None:
    """The word of whoever holds the seat today; it may be changed until the council has judged the claim.

    `base`: the fingerprint of the word that the writer was shown. Raises Changed where another stands by now.
    """
    hold(question)
    require(policy.can_say_outcome(actor, question.seat_id), _("Bare den som sitter på plassen nå, kan svare."))
    if is_over(question):
        raise Conflict("The council has said its word.")
    if word is OutcomeWord.NOT and not text:
        raise Invalid(_("Skriv kort hva som ikke er bedre."), field="text")
    refuse_stops(text=text or "")
    require_unchanged(base, word_of(question), {"word": word, "text": text})
    question.word = word
    question.text = text or None
    question.answered_at = clock.now()
    question.person_id = actor.person_id
    question.issue.changed_at = clock.now()
    record(
        EventKind.OUTCOME_SAID,
        actor,
        issue=question.issue,
        subject=("outcome_question", question.id),
        data={"word": word.value},
    )


def link_token(question_id: int, person_id: int) -> str:
    """The end of the address in the mail: for one question and one reader."""
    return sign(LINK, {"question": question_id, "person": person_id})


def question_of(token: str) -> tuple[OutcomeQuestion | None, int]:
    """The question and the person that a link is for. Raises NotFound when it is forged or too old."""
    signed = unsign(LINK, token, max_age=LINK_LIVES)
    return question(int(signed["question"])), int(signed["person"])


def question(question_id: int) -> OutcomeQuestion | None:
    return db.session.scalar(
        select(OutcomeQuestion)
        .options(
            joinedload(OutcomeQuestion.issue).options(joinedload(Issue.office), joinedload(Issue.council)),
            joinedload(OutcomeQuestion.follow_up),
            joinedload(OutcomeQuestion.seat).joinedload(Seat.organisation),
        )
        .where(OutcomeQuestion.id == question_id)
    )


def is_over(question: OutcomeQuestion) -> bool:
    """Said, and the council has judged since: the word stands."""
    follow_up = question.follow_up
    if question.word is None or follow_up is None:
        return False
    return follow_up.state is not FollowUpState.CLAIMED or follow_up.round != question.round


def is_judged(question: OutcomeQuestion) -> bool:
    """Asked because of a claim that the council has judged since: nobody waits for this word any longer."""
    follow_up = question.follow_up
    if question.occasion is not Occasion.CLAIM or follow_up is None:
        return False
    return follow_up.state is not FollowUpState.CLAIMED or follow_up.round != question.round


def may_say(actor: Actor, question: OutcomeQuestion) -> bool:
    """Is the question still offered to this reader? Needs its follow-up."""
    return policy.can_say_outcome(actor, question.seat_id) and not is_over(question) and not is_judged(question)


def _seats(issue: Issue, follow_up: FollowUp | None) -> list[int]:
    """The author's seat, and the seats that said it is the same at this office or sit in the issue's council.

    Registered for somebody without a seat, and supported by nobody: the user seats of the council.
    """
    office_id = follow_up.office_id if follow_up and follow_up.office_id else issue.office_id
    supports = select(Support.seat_id).where(Support.issue_id == issue.id, Support.withdrawn_at.is_(None))
    here: ColumnElement[bool] = or_(
        Seat.id.in_(supports.where(Support.office_id == office_id)),
        Seat.id.in_(supports) & (Seat.council_id == issue.council_id),
        Seat.id == issue.author_seat_id,
    )
    seats = db.session.scalars(select(Seat.id).where(here, in_force(Seat, clock.today())).order_by(Seat.id))
    return list(seats) or user_seats(issue.council_id)


def user_seats(council_id: int) -> list[int]:
    """Every user seat of the council that stands today."""
    return list(
        db.session.scalars(
            select(Seat.id)
            .where(Seat.council_id == council_id, Seat.side == Side.USER, in_force(Seat, clock.today()))
            .order_by(Seat.id)
        )
    )
