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
from app.database import db, hold
from app.followups import policy
from app.followups.texts import refuse_stops
from app.models.councils import Appointment, Seat
from app.models.followups import FollowUp, FollowUpState, Occasion, OutcomeQuestion, OutcomeWord
from app.models.issues import Issue, Support
from app.models.notices import Event, EventKind, Notice
from app.notices.links import sign, unsign
from app.notices.record import record

LINK = "outcome"  # the purpose of the signed link
LINK_LIVES = timedelta(days=60)
BETWEEN_MAILS = timedelta(days=7)  # one person is asked by mail at most once a week; the rest waits on Min side


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
    holders = _holders(questions)
    asked_lately = _asked_lately(list(holders))
    told = {person: question for person, question in holders.items() if person not in asked_lately}
    if told:
        data = {"questions": {str(person): question for person, question in told.items()}}
        record(EventKind.OUTCOME_ASKED, actor, issue=issue, follow_up=follow_up, to=list(told), data=data)
    return questions


def say(actor: Actor, question: OutcomeQuestion, *, word: OutcomeWord, text: str | None = None) -> None:
    """The word of whoever holds the seat today; it may be changed until the council has judged the claim."""
    hold(question)
    require(policy.can_say_outcome(actor, question.seat_id), _("Bare den som sitter på plassen nå, kan svare."))
    follow_up = question.follow_up
    if question.word is not None and _round_is_over(question, follow_up):
        raise Conflict("The council has said its word.")
    if word is OutcomeWord.NOT and not text:
        raise Invalid(_("Skriv kort hva som ikke er bedre."), field="text")
    refuse_stops(text=text or "")
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


def _round_is_over(question: OutcomeQuestion, follow_up: FollowUp | None) -> bool:
    if follow_up is None:
        return False
    return follow_up.state is not FollowUpState.CLAIMED or follow_up.round != question.round


def _seats(issue: Issue, follow_up: FollowUp | None) -> list[int]:
    """The author's seat, and the seats that said it is the same at this office or sit in the issue's council."""
    office_id = follow_up.office_id if follow_up and follow_up.office_id else issue.office_id
    supports = select(Support.seat_id).where(Support.issue_id == issue.id, Support.withdrawn_at.is_(None))
    here: ColumnElement[bool] = or_(
        Seat.id.in_(supports.where(Support.office_id == office_id)),
        Seat.id.in_(supports) & (Seat.council_id == issue.council_id),
        Seat.id == issue.author_seat_id,
    )
    return list(db.session.scalars(select(Seat.id).where(here, in_force(Seat, clock.today())).order_by(Seat.id)))


def _holders(questions: list[OutcomeQuestion]) -> dict[int, int]:
    """Person → question, for everybody who holds an asked seat today."""
    by_seat = {question.seat_id: question.id for question in questions}
    rows = db.session.execute(
        select(Appointment.person_id, Appointment.seat_id)
        .where(Appointment.seat_id.in_(list(by_seat)), Appointment.rank == 0, in_force(Appointment, clock.today()))
        .order_by(Appointment.seat_id)
    )
    return {row.person_id: by_seat[row.seat_id] for row in rows}


def _asked_lately(people: list[int]) -> set[int]:
    kinds = (EventKind.OUTCOME_ASKED, EventKind.OUTCOME_REMINDED)
    return set(
        db.session.scalars(
            select(Notice.person_id)
            .join(Event, Event.id == Notice.event_id)
            .where(Notice.person_id.in_(people), Event.kind.in_(kinds), Event.at > clock.now() - BETWEEN_MAILS)
        )
    )
