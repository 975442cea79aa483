"""What the pages of the chain read: everything owed on one issue, and everything that waits for one person."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from app.access.sight import issues_visible_to
from app.core import clock
from app.core.actor import Actor
from app.database import db
from app.followups import policy
from app.followups.turns import Turn, turn
from app.models.councils import Seat
from app.models.followups import (
    LIVE,
    Answer,
    Claim,
    FollowUp,
    FollowUpKind,
    FollowUpState,
    IssueState,
    OutcomeQuestion,
    OutcomeWord,
)
from app.models.issues import Issue

__all__ = ["Chain", "Owed", "Turn", "chain", "outcome_questions_for", "owed_by", "turn"]

OWNERS: tuple[_AbstractLoad, ...] = (
    joinedload(FollowUp.office),
    joinedload(FollowUp.municipality),
    joinedload(FollowUp.nav_region),
    joinedload(FollowUp.council),
)


@dataclass(frozen=True)
class Chain:
    """All that was owed and given on one issue, from first to last."""

    follow_ups: list[FollowUp]
    questions: list[OutcomeQuestion]

    @property
    def answers(self) -> list[FollowUp]:
        return [row for row in self.follow_ups if row.kind is FollowUpKind.ANSWER]

    @property
    def actions(self) -> list[FollowUp]:
        return [row for row in self.follow_ups if row.kind is FollowUpKind.ACTION]

    @property
    def ours(self) -> list[FollowUp]:
        """What councils owed: clarifications, statements, replies. Confirmations show with their claim."""
        said = (FollowUpKind.CLARIFICATION, FollowUpKind.STATEMENT, FollowUpKind.RAISE_REPLY)
        return [row for row in self.follow_ups if row.kind in said]

    def confirmation_of(self, action: FollowUp) -> FollowUp | None:
        """The confirmation that waits for the council because of a claim."""
        asked = [row for row in self.follow_ups if row.kind is FollowUpKind.CONFIRMATION]
        return next((row for row in reversed(asked) if row.parent_id == action.id and row.is_live), None)

    @property
    def words(self) -> dict[OutcomeWord, int]:
        """How many of the asked seats said what."""
        said = [question.word for question in self.questions if question.word is not None]
        return {word: said.count(word) for word in OutcomeWord if word in said}


def chain(issue_id: int) -> Chain:
    """Follow-ups with owners, answers, claims, pauses and slips, and the outcome questions: two statements."""
    rows = db.session.scalars(
        select(FollowUp)
        .options(
            *OWNERS,
            joinedload(FollowUp.issue).joinedload(Issue.council),
            joinedload(FollowUp.answers).joinedload(Answer.drafted_by),
            joinedload(FollowUp.claims),
            joinedload(FollowUp.pauses),
            joinedload(FollowUp.slips),
        )
        .where(FollowUp.issue_id == issue_id)
        .order_by(FollowUp.id)
    )
    return Chain(list(rows.unique()), questions_of(issue_id))


def questions_of(issue_id: int) -> list[OutcomeQuestion]:
    return list(
        db.session.scalars(
            select(OutcomeQuestion)
            .options(joinedload(OutcomeQuestion.seat).joinedload(Seat.organisation))
            .where(OutcomeQuestion.issue_id == issue_id)
            .order_by(OutcomeQuestion.id)
        )
    )


@dataclass(frozen=True)
class Owed:
    """A line of Min side: something that this person may act on."""

    follow_up: FollowUp
    issue: Issue
    due: date

    @property
    def is_late(self) -> bool:
        return self.follow_up.is_late(clock.today())


def owed_by(actor: Actor, *, limit: int = 50) -> list[Owed]:
    """What waits for this person, the nearest date first. Needs nothing more to be shown."""
    rows = db.session.scalars(
        _visible(actor)
        .options(joinedload(FollowUp.issue).joinedload(Issue.council), *OWNERS)
        .where(FollowUp.state == FollowUpState.RUNNING, _owned(actor))
        .order_by(FollowUp.due, FollowUp.id)
        .limit(limit)
    )
    return [
        Owed(row, row.issue, row.due)
        for row in rows
        if policy.may_act(actor, row, row.issue) or policy.can_draft(actor, row)
    ]


def outcome_questions_for(actor: Actor, *, limit: int = 50) -> list[OutcomeQuestion]:
    """Hjalp det? — what the seats this person holds have been asked and not yet said, oldest first."""
    seats = [seat.seat_id for seat in actor.seats if seat.is_holder]
    if not seats:
        return []
    return list(
        db.session.scalars(
            select(OutcomeQuestion)
            .join(Issue, Issue.id == OutcomeQuestion.issue_id)
            .options(joinedload(OutcomeQuestion.issue).joinedload(Issue.office), joinedload(OutcomeQuestion.seat))
            .where(
                OutcomeQuestion.seat_id.in_(seats),
                OutcomeQuestion.word.is_(None),
                Issue.outcome.is_(None) | Issue.outcome.not_in(["merged", "withdrawn", "individual_case"]),
                issues_visible_to(actor),
            )
            .order_by(OutcomeQuestion.asked_at, OutcomeQuestion.id)
            .limit(limit)
        )
    )


def _visible(actor: Actor) -> Select[FollowUp]:
    return select(FollowUp).join(Issue, Issue.id == FollowUp.issue_id).where(issues_visible_to(actor))


def _owned(actor: Actor) -> ColumnElement[bool]:
    """Owed by whom the actor may act for; policy says the last word on each row."""
    councils = [council_id for council_id in actor.memberships if policy.speaks_for(actor, council_id)]
    councils += [council_id for council_id in actor.memberships if actor.runs(council_id)]
    return or_(
        FollowUp.office_id.in_(sorted(actor.offices | actor.assisted)),
        FollowUp.municipality_id.in_(sorted(actor.municipalities)),
        FollowUp.nav_region_id.in_(sorted(actor.regions)),
        FollowUp.council_id.in_(sorted(set(councils))),
        (FollowUp.kind == FollowUpKind.CLARIFICATION) & (Issue.author_id == (actor.person_id or 0)),
    )


def open_here() -> ColumnElement[bool]:
    """Of issues that are neither held nor closed."""
    return Issue.state.not_in([IssueState.HELD, IssueState.CLOSED]) & FollowUp.state.in_(LIVE)


def follow_up_of(reference: str, follow_up_id: int) -> FollowUp | None:
    """One row with its issue, for the page that acts on it."""
    return (
        db.session.scalars(
            select(FollowUp)
            .join(Issue, Issue.id == FollowUp.issue_id)
            .options(
                *OWNERS,
                joinedload(FollowUp.issue).options(
                    joinedload(Issue.council), joinedload(Issue.office), joinedload(Issue.audience)
                ),
                joinedload(FollowUp.answers).joinedload(Answer.drafted_by),
                joinedload(FollowUp.claims),
                joinedload(FollowUp.pauses),
                joinedload(FollowUp.slips),
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


def newest_claim(action: FollowUp) -> Claim | None:
    return action.claims[-1] if action.claims else None
