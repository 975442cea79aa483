"""What the pages of the chain read: everything owed on one issue."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import Integer, Select, bindparam, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from app.core import clock
from app.core.text import fold, squash
from app.database import db
from app.models.councils import Seat
from app.models.followups import Answer, Claim, FollowUp
from app.models.issues import ActReason, Issue
from app.models.outcomes import OutcomeQuestion
from app.models.states import FollowUpKind, OutcomeWord

LATELY = timedelta(days=180)


ME = bindparam("me", type_=Integer())


OWNERS: tuple[_AbstractLoad, ...] = (
    joinedload(FollowUp.office),
    joinedload(FollowUp.municipality),
    joinedload(FollowUp.nav_region),
    joinedload(FollowUp.council),
)


# The words that something is owed because of, from where they stand when they are not its own.
OF_CLAIM = joinedload(FollowUp.words_claim).load_only(Claim.what_changed, Claim.hidden_at)


WORDS: tuple[_AbstractLoad, ...] = (
    joinedload(FollowUp.words_answer).load_only(Answer.text, Answer.hidden_at),
    OF_CLAIM,
    joinedload(FollowUp.words_reason).load_only(ActReason.text, ActReason.hidden_at),
    joinedload(FollowUp.words_follow_up).load_only(FollowUp.what, FollowUp.hidden_at, FollowUp.person_id),
)


@dataclass(frozen=True)
class Chain:
    """All that was owed and given on one issue, from first to last."""

    follow_ups: list[FollowUp]
    questions: list[OutcomeQuestion]
    today: date

    @property
    def talk(self) -> list[tuple[FollowUp, Answer]]:
        """Everything that has been said, in the order it was said; a corrected answer in its newest version."""
        said = [(row, answer) for row in self.follow_ups for answer in row.answers if answer is _newest(row, answer)]
        return sorted(said, key=lambda pair: _first_at(*pair))

    @property
    def answered(self) -> int:
        """How many answers have been given; questions, and what answers a question, are none."""
        return sum(answer.is_answer and row.kind is not FollowUpKind.CLARIFICATION for row, answer in self.talk)

    @property
    def pending(self) -> list[FollowUp]:
        """Words that are still owed, or that fell away before they were said."""
        apart = (FollowUpKind.ACTION, FollowUpKind.CONFIRMATION, FollowUpKind.RELAPSE)
        rows = [row for row in self.follow_ups if row.kind not in apart]
        return [row for row in rows if row.is_live or not row.answers]

    @property
    def given(self) -> list[FollowUp]:
        """Answered rows on which something may still be done."""
        return [row for row in self.follow_ups if row.answers and not row.is_live]

    @property
    def asked(self) -> list[OutcomeQuestion]:
        """The newest question to each seat."""
        return list({question.seat_id: question for question in self.questions}.values())

    @property
    def said(self) -> int:
        return sum(question.word is not None for question in self.asked)

    @property
    def answers(self) -> list[FollowUp]:
        return [row for row in self.follow_ups if row.kind is FollowUpKind.ANSWER]

    @property
    def actions(self) -> list[FollowUp]:
        return [row for row in self.follow_ups if row.kind is FollowUpKind.ACTION]

    @property
    def relapses(self) -> list[FollowUp]:
        return [row for row in self.follow_ups if row.kind is FollowUpKind.RELAPSE]

    def confirmation_of(self, action: FollowUp) -> FollowUp | None:
        """The confirmation that waits for the council because of a claim."""
        asked = [row for row in self.follow_ups if row.kind is FollowUpKind.CONFIRMATION]
        return next((row for row in reversed(asked) if row.parent_id == action.id and row.is_live), None)

    @property
    def words(self) -> dict[OutcomeWord, int]:
        """How many of the asked seats said what."""
        said = [question.word for question in self.asked if question.word is not None]
        return {word: said.count(word) for word in OutcomeWord if word in said}


def _newest(row: FollowUp, answer: Answer) -> Answer:
    return max((one for one in row.answers if one.turn == answer.turn), key=lambda one: one.version)


def _first_at(row: FollowUp, answer: Answer) -> tuple[datetime, int]:
    first = min((one for one in row.answers if one.turn == answer.turn), key=lambda one: one.version)
    return first.at, first.id


def chain(issue_id: int, *, has_questions: bool = True) -> Chain:
    """Follow-ups with all that hangs on them, and outcome questions: two statements. Files come with the issue's."""
    rows = db.session.scalars(_chain(), {"issue_id": issue_id}).unique()
    return Chain(list(rows), questions_of(issue_id) if has_questions else [], clock.today())


@cache
def _chain() -> Select[FollowUp]:
    return (
        select(FollowUp)
        .options(
            *OWNERS,
            *WORDS,
            joinedload(FollowUp.issue).joinedload(Issue.council),
            joinedload(FollowUp.answers).joinedload(Answer.drafted_by),
            joinedload(FollowUp.claims),
            joinedload(FollowUp.pauses),
            joinedload(FollowUp.slips),
            joinedload(FollowUp.missing_dates),
        )
        .where(FollowUp.issue_id == bindparam("issue_id", type_=Integer()))
        .order_by(FollowUp.id)
    )


def questions_of(issue_id: int) -> list[OutcomeQuestion]:
    return list(db.session.scalars(_questions(), {"issue_id": issue_id}))


@cache
def _questions() -> Select[OutcomeQuestion]:
    return (
        select(OutcomeQuestion)
        .options(
            joinedload(OutcomeQuestion.issue),
            joinedload(OutcomeQuestion.follow_up),
            joinedload(OutcomeQuestion.seat).joinedload(Seat.organisation),
        )
        .where(OutcomeQuestion.issue_id == bindparam("issue_id", type_=Integer()))
        .order_by(OutcomeQuestion.id)
    )


def words_of_relapse(follow_up_id: int) -> list[OutcomeQuestion]:
    """What seats have said because of which the council considers opening again."""
    return list(
        db.session.scalars(
            select(OutcomeQuestion)
            .options(joinedload(OutcomeQuestion.seat).joinedload(Seat.organisation))
            .where(OutcomeQuestion.relapse_id == follow_up_id)
            .order_by(OutcomeQuestion.answered_at, OutcomeQuestion.id)
        )
    )


def follow_up_of(reference: str, follow_up_id: int) -> FollowUp | None:
    """One row with its issue, for the page that acts on it."""
    return (
        db.session.scalars(
            select(FollowUp)
            .join(Issue, Issue.id == FollowUp.issue_id)
            .options(
                *OWNERS,
                *WORDS,
                joinedload(FollowUp.issue).options(
                    joinedload(Issue.council), joinedload(Issue.office), joinedload(Issue.audience)
                ),
                joinedload(FollowUp.answers).joinedload(Answer.drafted_by),
                joinedload(FollowUp.claims),
                joinedload(FollowUp.pauses),
                joinedload(FollowUp.slips),
                joinedload(FollowUp.missing_dates),
                joinedload(FollowUp.reopening),
                joinedload(FollowUp.parent).options(*OWNERS),
            )
            .where(Issue.reference == reference, FollowUp.id == follow_up_id)
        )
        .unique()
        .one_or_none()
    )


def issue_of(reference: str) -> Issue | None:
    return (
        db.session.scalars(
            select(Issue)
            .options(joinedload(Issue.council), joinedload(Issue.office), joinedload(Issue.audience))
            .where(Issue.reference == reference)
        )
        .unique()
        .one_or_none()
    )


def said_before(follow_up: FollowUp, text: str) -> str | None:
    """The reference of another issue that the same owner answered in the same words lately."""
    words = fold(squash(text))
    rows = db.session.execute(
        select(Issue.reference, Answer.text)
        .join(FollowUp, FollowUp.id == Answer.follow_up_id)
        .join(Issue, Issue.id == FollowUp.issue_id)
        .where(
            FollowUp.issue_id != follow_up.issue_id,
            FollowUp.office_id.is_not_distinct_from(follow_up.office_id),
            FollowUp.municipality_id.is_not_distinct_from(follow_up.municipality_id),
            FollowUp.nav_region_id.is_not_distinct_from(follow_up.nav_region_id),
            Answer.at > clock.now() - LATELY,
        )
        .order_by(Answer.id.desc())
        .limit(200)
    )
    return next((row.reference for row in rows if fold(squash(row.text)) == words), None)
