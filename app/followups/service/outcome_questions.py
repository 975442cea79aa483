"""Hjalp det? — asks the seats that raised or supported an issue, and takes their word."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from app.access.actors import actor_for
from app.access.validity import in_force
from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.core.optimistic_lock import require_unchanged
from app.core.roles import Side
from app.core.workdays import add_workdays
from app.database import db, hold
from app.followups import policy
from app.followups.service.due_dates import council_of
from app.followups.service.relapses import note_relapse
from app.models.base import UTCDateTime
from app.models.councils import Council, Seat
from app.models.followups import FollowUp
from app.models.issues import Issue, Support
from app.models.notices import EventKind
from app.models.outcomes import OutcomeQuestion
from app.models.people import Person
from app.models.states import Occasion, OutcomeWord
from app.notices.queries.recipients import seat_holders
from app.notices.service.links import read_token
from app.notices.service.outcome_questions import LINK
from app.notices.service.record import record

LINK_LIVES = timedelta(days=60)
TIME_TO_ANSWER = 10  # working days after which the council may decide though no asked seat has answered


@dataclass(frozen=True)
class Asked:
    """How many seats have been asked by questions that are open, how many have answered, and the last day of asking."""

    seats: int
    said: int
    on: date | None

    def is_early(self, *, july_pause: bool) -> bool:
        """Nobody has answered yet, and there has not been time to."""
        if self.on is None or self.said > 0:
            return False
        return clock.today() < add_workdays(self.on, TIME_TO_ANSWER, july_pause=july_pause)


def ask_outcome(
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
        record(EventKind.OUTCOME_ASKED, actor, issue=issue, about=follow_up, to=holders)
    return questions


def word_of(question: OutcomeQuestion) -> dict[str, OutcomeWord | str | None]:
    """What the form begins with for whoever changes the word of a seat."""
    return {
        "word": question.word.value if question.word else None,
        "text": None if question.hidden_at else question.text,
    }


def answer_outcome_question(
    actor: Actor, question: OutcomeQuestion, *, word: OutcomeWord, text: str | None = None, base: str | None = None
) -> None:
    """The word of whoever holds the seat today; it may be changed while the question is open.

    `base`: the fingerprint of the word that the writer was shown. Raises Changed where another stands by now.
    """
    hold(question.issue)
    if question.follow_up is not None:
        hold(question.follow_up)
    hold(question)
    require(policy.can_say_outcome(actor, question.seat_id), _("Bare den som er representant nå, kan svare."))
    _refuse_word(question, word, text)
    require_unchanged(base, word_of(question), {"word": word, "text": text})
    _keep_word(question, word, text, person_id=actor.person_id)
    record(
        EventKind.OUTCOME_SAID,
        actor,
        issue=question.issue,
        about=question,
        data={"word": word.value},
    )
    note_relapse(question)


def register_outcome_word(
    actor: Actor, question: OutcomeQuestion, *, holder: Person, word: OutcomeWord, text: str | None
) -> None:
    """The word of whoever holds the seat, as it came on paper; the history says who registered it, and for whom.

    Whether `actor` keeps that paper is asked by the room of the letters. Raises Invalid and Conflict as its holder's
    own word does.
    """
    hold(question.issue)
    if question.follow_up is not None:
        hold(question.follow_up)
    hold(question)
    its_holder = actor_for(db.session(), holder, clock.today())
    require(policy.can_say_outcome(its_holder, question.seat_id))
    _refuse_word(question, word, text)
    _keep_word(question, word, text, person_id=holder.id)
    record(
        EventKind.OUTCOME_SAID,
        actor,
        issue=question.issue,
        about=question,
        for_name=holder.name,
        data={"word": word.value, "seat_name": its_holder.title_in(question.seat.council_id)},
    )
    note_relapse(question)


def _refuse_word(question: OutcomeQuestion, word: OutcomeWord, text: str | None) -> None:
    if not question.is_open:
        raise Conflict(_("Utvalget har avgjort dette og trenger ikke flere svar."))
    if word is OutcomeWord.NOT and not text:
        raise Invalid(_("Skriv kort hva som ikke er bedre."), field="text")
    guard.refuse({"text": text})


def _keep_word(question: OutcomeQuestion, word: OutcomeWord, text: str | None, *, person_id: int | None) -> None:
    question.word = word
    question.text = text or None
    question.answered_at = clock.now()
    question.person_id = person_id
    question.issue.changed_at = clock.now()


def asked_seats(issue: Issue, *, follow_up: FollowUp | None = None) -> Asked:
    """Who has been asked and has answered, of what is open on the issue, or on one claim alone."""
    seat = OutcomeQuestion.seat_id
    query = select(
        func.count(seat.distinct()),
        func.count(case((OutcomeQuestion.word.is_not(None), seat)).distinct()),
        func.max(OutcomeQuestion.asked_at, type_=UTCDateTime()),
    ).where(OutcomeQuestion.issue_id == issue.id, OutcomeQuestion.is_open)
    if follow_up is not None:
        query = query.where(OutcomeQuestion.follow_up_id == follow_up.id)
    seats, said, last = db.session.execute(query).one()
    return Asked(seats, said, clock.local_day(last) if seats else None)


def refuse_early(issue: Issue, reason: str | None, *, follow_up: FollowUp | None = None) -> None:
    """Raises Invalid where the council decides, without saying why, before any asked seat has answered or had time."""
    early = asked_seats(issue, follow_up=follow_up).is_early(july_pause=council_of(issue).july_pause)
    if early and not reason:
        raise Invalid(
            _("Ingen av dem som er spurt, har svart ennå. Skriv hvorfor utvalget ikke venter."), field="early_reason"
        )


def question_of(token: str) -> tuple[OutcomeQuestion | None, int]:
    """The question and the person that a link is for. Raises NotFound when it is forged or too old."""
    signed = read_token(LINK, token, max_age=LINK_LIVES)
    return question_by_id(int(signed["question"])), int(signed["person"])


def question_by_id(question_id: int) -> OutcomeQuestion | None:
    found = db.session.scalars(
        select(OutcomeQuestion)
        .options(
            joinedload(OutcomeQuestion.issue).options(joinedload(Issue.office), joinedload(Issue.council)),
            joinedload(OutcomeQuestion.follow_up).joinedload(FollowUp.claims),
            joinedload(OutcomeQuestion.seat).joinedload(Seat.organisation),
        )
        .where(OutcomeQuestion.id == question_id)
    )
    return found.unique().one_or_none()


def may_say(actor: Actor, question: OutcomeQuestion) -> bool:
    """Is the question still offered to this reader? Needs its issue and follow-up."""
    return policy.can_say_outcome(actor, question.seat_id) and question.is_open


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
    seats = db.session.scalars(select(Seat.id).where(here, can_answer(clock.today())).order_by(Seat.id))
    return list(seats) or user_seats(issue.council_id)


def user_seats(council_id: int) -> list[int]:
    """Every user seat of the council that stands today."""
    return list(
        db.session.scalars(
            select(Seat.id)
            .where(Seat.council_id == council_id, Seat.side == Side.USER, can_answer(clock.today()))
            .order_by(Seat.id)
        )
    )


def can_answer(today: date) -> ColumnElement[bool]:
    """A seat that stands, in a council that does: of one that has ended nobody is let in to answer."""
    return and_(in_force(Seat, today), Seat.council_id.in_(select(Council.id).where(in_force(Council, today))))
