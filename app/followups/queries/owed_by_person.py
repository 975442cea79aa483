"""Everything that waits for one person in the chain."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Integer, Select, bindparam, exists, select, union
from sqlalchemy.orm import joinedload

from app.access.sight import issues_visible_to
from app.core import clock
from app.core.actor import Actor
from app.database import db
from app.followups import policy
from app.followups.queries.chain import ME, OWNERS
from app.models.assents import Assent
from app.models.followups import FollowUp
from app.models.issues import Issue
from app.models.outcomes import OutcomeQuestion
from app.models.states import LIVE, FollowUpKind, FollowUpState


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
        .options(
            joinedload(OutcomeQuestion.issue).options(joinedload(Issue.office), joinedload(Issue.council)),
            joinedload(OutcomeQuestion.seat),
        )
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
    loads = (joinedload(FollowUp.issue).options(joinedload(Issue.council), joinedload(Issue.office)), *OWNERS)
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
