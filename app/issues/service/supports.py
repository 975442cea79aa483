"""Samme hos oss: a seat's word that it is so at one named office, and how broad an issue has become."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.database import db, hold
from app.followups.queries.state_text import issue_now
from app.issues import policy
from app.issues.queries import issues
from app.issues.service.follows import take_part
from app.issues.words.phrases import OFFICE_NOT_FOLLOWED
from app.models.issues import Issue, IssueAudience, Support
from app.models.notices import EventKind
from app.notices.service.record import record

LONGEST_EXAMPLE = 8000  # as much as the writing page takes: nothing is cut when somebody joins instead


@dataclass(frozen=True)
class Breadth:
    """How many offices and organisations were named; never how many persons."""

    offices: int
    organisations: int


def support_issue(
    actor: Actor, issue: Issue, *, seat_id: int, office_id: int, example: str | None = None
) -> tuple[Support, bool]:
    """Say that it is so at one office. The second time a seat says it changes nothing: (what stands, was it new).

    Raises Conflict for an issue that takes no support, and Invalid for a seat that is not the actor's, an office that
    its council does not follow, or too long an example.
    """
    hold(issue)
    require(policy.supports(actor, issue))
    if not policy.can_support(actor, issue):
        raise Conflict(issue_now(issue))
    seat = next((one for one in policy.seats_that_may_support(actor, issue) if one.seat_id == seat_id), None)
    if seat is None:
        raise Invalid(_("Velg et utvalg du er representant i."), field="place")
    if office_id not in issues.offices_followed({seat.council_id}).get(seat.council_id, {}):
        raise Invalid(str(OFFICE_NOT_FOLLOWED), field="place")
    guard.refuse({"example": example})
    if example and len(example) > LONGEST_EXAMPLE:
        raise Invalid(_("Eksemplet kan være høyst %(most)d tegn.", most=LONGEST_EXAMPLE), field="example")
    standing = db.session.scalar(
        select(Support).where(Support.issue_id == issue.id, Support.seat_id == seat_id, Support.withdrawn_at.is_(None))
    )
    if standing is not None:
        return standing, False
    given = Support(
        issue_id=issue.id,
        seat_id=seat_id,
        person_id=actor.person_id,
        office_id=office_id,
        organisation_id=seat.organisation_id,
        example=example or None,
        at=clock.now(),
    )
    db.session.add(given)
    db.session.flush()  # the event names it
    issue.changed_at = given.at
    take_part(actor, issue)
    record(EventKind.ISSUE_SUPPORTED, actor, issue=issue, about=given, data={"office": office_id})
    return given, True


def withdraw_support(actor: Actor, issue: Issue, given: Support) -> None:
    """Take the word back: it is the seat's, so whoever sits there now may, and nobody who sat there before."""
    hold(given)
    require(given.seat_id in {seat.seat_id for seat in actor.seats})
    if given.withdrawn_at is not None:
        return
    given.withdrawn_at = clock.now()
    record(EventKind.ISSUE_SUPPORT_WITHDRAWN, actor, issue=issue, about=given)


def breadth_of(issue: Issue, supports: Iterable[Support]) -> Breadth:
    """The issue's own office and organisation count along."""
    standing = [one for one in supports if one.withdrawn_at is None]
    offices = {one.office_id for one in standing} | {issue.office_id}
    organisations = {one.organisation_id for one in standing} | {issue.author_organisation_id}
    return Breadth(len(offices - {None}), len(organisations - {None}))


def carry_supports(issue: Issue, into: Issue) -> None:
    """Whoever stood behind the one stands behind the other, and its councils read along there."""
    there = {one.seat_id for one in _standing(into)} | {into.author_seat_id}
    keeps_examples = issue.is_shared or not into.is_shared  # an example is not shown to more than it was written for
    carried = [*_standing(issue), *_author_as_support(issue)]
    for one in carried:
        if one.seat_id in there:
            continue
        there.add(one.seat_id)
        db.session.add(
            Support(
                issue_id=into.id,
                seat_id=one.seat_id,
                person_id=one.person_id,
                office_id=one.office_id,
                organisation_id=one.organisation_id,
                example=one.example if keeps_examples and one.hidden_at is None else None,
                at=one.at,
            )
        )
    new = issues.audience_of(issue) - issues.audience_of(into)
    db.session.add_all(IssueAudience(issue_id=into.id, council_id=council_id) for council_id in sorted(new))


def _standing(issue: Issue) -> list[Support]:
    return list(
        db.session.scalars(
            select(Support).where(Support.issue_id == issue.id, Support.withdrawn_at.is_(None)).order_by(Support.id)
        )
    )


def _author_as_support(issue: Issue) -> list[Support]:
    """What the author said, as a support; not kept itself."""
    if issue.author_seat_id is None or issue.author_id is None or issue.office_id is None or issue.anonymous:
        return []
    return [
        Support(
            seat_id=issue.author_seat_id,
            person_id=issue.author_id,
            office_id=issue.office_id,
            organisation_id=issue.author_organisation_id,
            at=issue.posted_at,
        )
    ]
