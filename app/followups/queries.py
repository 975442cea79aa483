"""What the pages of the chain read: everything owed on one issue, and everything that waits for one person."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Integer, Select, bindparam, exists, select, union
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from app.access.sight import issues_visible_to
from app.access.validity import in_force
from app.core import clock
from app.core.actor import Actor
from app.core.text import by_name, fold, squash
from app.database import db
from app.followups import policy
from app.followups.turns import Turn, turn
from app.models.assents import Assent
from app.models.councils import Council, CouncilOffice, Seat
from app.models.followups import (
    LIVE,
    Answer,
    Claim,
    FollowUp,
    FollowUpKind,
    FollowUpState,
    OutcomeQuestion,
    OutcomeWord,
)
from app.models.issues import ActReason, Issue
from app.models.places import Municipality, NavRegion, Office, OfficeMunicipality

__all__ = ["Chain", "Owed", "Turn", "chain", "outcome_questions_for", "owed_by", "turn"]

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


def chain(issue_id: int) -> Chain:
    """Follow-ups with all that hangs on them, and outcome questions: two statements. Files come with the issue's."""
    rows = db.session.scalars(_chain(), {"issue_id": issue_id}).unique()
    return Chain(list(rows), questions_of(issue_id), clock.today())


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


@dataclass(frozen=True)
class Owed:
    """A line of Min side: something that this person may act on. What another owes has no date of one's own."""

    follow_up: FollowUp
    issue: Issue
    due: date | None
    grants: bool  # another asks for a later date, and this person says yes or no

    @property
    def is_late(self) -> bool:
        return not self.grants and self.follow_up.is_late(clock.today())


def owed_by(actor: Actor, *, limit: int = 50) -> list[Owed]:
    """What waits for this person, the nearest date first. Needs nothing more to be shown."""
    # Found by themselves: PostgreSQL reads all that runs anywhere when owners and council join first.
    nearest = _nearest().where(issues_visible_to(actor)).limit(limit)
    rows = db.session.scalars(_with_owners().where(FollowUp.id.in_(nearest)), _theirs(actor))
    lines = []
    for row in rows:
        if policy.may_act(actor, row, row.issue) or policy.can_draft(actor, row):
            lines.append(Owed(row, row.issue, row.due, grants=False))
        elif policy.can_grant(actor, row, row.issue):
            lines.append(Owed(row, row.issue, None, grants=True))
    return lines


def outcome_questions_for(actor: Actor, *, limit: int = 50) -> list[OutcomeQuestion]:
    """Hjalp det? — what the seats this person holds have been asked and not yet said, oldest first.

    Not about a claim that the council has judged since: nobody waits for that word any longer.
    """
    seats = [seat.seat_id for seat in actor.seats if seat.is_holder]
    if not seats:
        return []
    return list(db.session.scalars(_open().where(issues_visible_to(actor)).limit(limit), {"seats": seats}))


@cache
def _open() -> Select[OutcomeQuestion]:
    return (
        select(OutcomeQuestion)
        .join(Issue, Issue.id == OutcomeQuestion.issue_id)
        .options(joinedload(OutcomeQuestion.issue).joinedload(Issue.office), joinedload(OutcomeQuestion.seat))
        .where(OutcomeQuestion.seat_id.in_(_places("seats")), OutcomeQuestion.word.is_(None), OutcomeQuestion.is_open)
        .order_by(OutcomeQuestion.asked_at, OutcomeQuestion.id)
    )


@cache
def _nearest() -> Select[int]:
    return (
        select(FollowUp.id)
        .join(Issue, Issue.id == FollowUp.issue_id)
        .where(_acts_now(), _owned(), ~_judged())
        .order_by(FollowUp.due, FollowUp.id)
    )


@cache
def _with_owners() -> Select[FollowUp]:
    loads = (joinedload(FollowUp.issue).joinedload(Issue.council), *OWNERS)
    return select(FollowUp).options(*loads).order_by(FollowUp.due, FollowUp.id)


def _theirs(actor: Actor) -> dict[str, Any]:
    """What fills the places of `_owned` and `_judged`: whom the actor may act for."""
    speaks = [council_id for council_id in actor.memberships if policy.speaks_for(actor, council_id)]
    return {
        "me": actor.person_id or 0,
        "offices": sorted(actor.offices | actor.assisted),
        "municipalities": sorted(actor.municipalities | actor.assisted_municipalities),
        "regions": sorted(actor.regions | actor.assisted_regions),
        "councils": [council_id for council_id in actor.memberships if policy.may_speak(actor, council_id)],
        "speaks_for": speaks,
    }


def _places(name: str) -> BindParameter[int]:
    """A place for ids in a statement that is built once."""
    return bindparam(name, expanding=True, type_=Integer())


def _acts_now() -> ColumnElement[bool]:
    """Runs, or waits for a word on a later date."""
    return (FollowUp.state == FollowUpState.RUNNING) | (FollowUp.asked_due.is_not(None) & FollowUp.state.in_(LIVE))


def _owned() -> ColumnElement[bool]:
    """Owed by whom the actor may act for, or theirs to grant; policy says the last word on each row."""
    # A union: an "or" over two tables uses the index of neither, and reads all that runs anywhere.
    asked = (FollowUp.kind == FollowUpKind.CLARIFICATION) & (Issue.author_id == ME)
    to_author = select(FollowUp.id).join(Issue, Issue.id == FollowUp.issue_id).where(asked)
    to_grant = (
        select(FollowUp.id)
        .join(Issue, Issue.id == FollowUp.issue_id)
        .where(Issue.council_id.in_(_places("speaks_for")), FollowUp.asked_due.is_not(None))
    )
    owners = (
        (FollowUp.office_id, "offices"),
        (FollowUp.municipality_id, "municipalities"),
        (FollowUp.nav_region_id, "regions"),
        (FollowUp.council_id, "councils"),
    )
    theirs = [select(FollowUp.id).where(owner.in_(_places(name))) for owner, name in owners]
    return FollowUp.id.in_(union(*theirs, to_author, to_grant))


def _judged() -> ColumnElement[bool]:
    """A claim of which the actor has said whether it helped, and that waits for a second: as `turns.has_judged`."""
    return (FollowUp.kind == FollowUpKind.CONFIRMATION) & exists().where(
        Assent.subject == Issue.__tablename__,
        Assent.subject_id == FollowUp.issue_id,
        Assent.person_id == ME,
        Assent.spent_at.is_(None),
        Assent.details["follow_up"].as_integer() == FollowUp.parent_id,
        Assent.at >= FollowUp.created_at,
    ).correlate(FollowUp)


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


def places_to_send(follow_up: FollowUp) -> list[tuple[str, str]]:
    """Whom an answer can be sent on to: region and municipalities of the office, and offices that have a council.

    Never whoever owes it now. Needs the issue.
    """
    issue = follow_up.issue
    offices = db.session.execute(
        select(Office.id, Office.name).where(
            Office.valid_to.is_(None),
            exists().where(
                CouncilOffice.office_id == Office.id,
                CouncilOffice.council_id == Council.id,
                in_force(Council, clock.today()),
            ),
        )
    ).all()
    near = [(f"municipality-{row_id}", name) for row_id, name in municipalities_of(issue)]
    region = db.session.execute(
        select(NavRegion.id, NavRegion.name)
        .join(Office, Office.nav_region_id == NavRegion.id)
        .where(Office.id == issue.office_id)
    ).all()
    own = {
        f"office-{follow_up.office_id}",
        f"municipality-{follow_up.municipality_id}",
        f"region-{follow_up.nav_region_id}",
    }
    offered = [
        *((f"region-{row.id}", row.name) for row in region),
        *near,
        *((f"office-{row.id}", row.name) for row in by_name(offices)),
    ]
    return [(value, name) for value, name in offered if value not in own]


def municipalities_of(issue: Issue) -> list[tuple[int, str]]:
    """The municipalities that the issue's office serves, or all that the council's offices serve."""
    offices = select(CouncilOffice.office_id).where(CouncilOffice.council_id == issue.council_id)
    here = OfficeMunicipality.office_id == issue.office_id
    rows = db.session.execute(
        select(Municipality.id, Municipality.display_name)
        .join(OfficeMunicipality, OfficeMunicipality.municipality_id == Municipality.id)
        .where(here if issue.office_id is not None else OfficeMunicipality.office_id.in_(offices))
        .distinct()
    )
    return [(row.id, row.display_name) for row in by_name(rows, attrgetter("display_name"))]


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
