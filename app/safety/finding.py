"""Loads a text that can be reported, of whichever kind, with where it stands and whom that is in front of."""

from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from app.core.errors import NotFound
from app.database import db
from app.models.base import Base
from app.models.files import StoredFile
from app.models.followups import Answer, Claim, FollowUp, OutcomeQuestion, Slip
from app.models.issues import ActReason, Comment, Issue, PublicVersion, Reopening, Support
from app.models.meetings import Advice, AgendaItem
from app.models.safety import Reported
from app.models.summaries import Summary
from app.safety.texts import ReportedText

AnyRow = TypeVar("AnyRow", bound=Base)


def text_of(subject: Reported, subject_id: int) -> ReportedText:
    """The text with its issue and whom that is in front of. Raises NotFound."""
    match subject:
        case Reported.ADVICE:
            item = joinedload(Advice.item).options(joinedload(AgendaItem.council))
            return ReportedText(subject, _one(select(Advice).where(Advice.id == subject_id).options(item)))
        case Reported.SUMMARY:
            return ReportedText(subject, _one(select(Summary).where(Summary.id == subject_id)))
        case _:
            return _in_an_issue(subject, subject_id)


# What hangs on the issue itself, and what hangs on something that is owed on it.
ON_ISSUE: dict[Reported, Any] = {
    Reported.COMMENT: Comment,
    Reported.SUPPORT: Support,
    Reported.FOLLOW_UP: FollowUp,
    Reported.OUTCOME: OutcomeQuestion,
    Reported.REOPENING: Reopening,
}
ON_FOLLOW_UP: dict[Reported, Any] = {
    Reported.ANSWER: Answer,
    Reported.SLIP: Slip,
    Reported.CLAIM: Claim,
    Reported.VERDICT: Claim,
}


def _in_an_issue(subject: Reported, subject_id: int) -> ReportedText:
    if subject in ON_ISSUE:
        model = ON_ISSUE[subject]
        row: Any = _one(_in_issue(model, model.issue).where(model.id == subject_id))
        return ReportedText(subject, row, row.issue)
    if subject in ON_FOLLOW_UP:
        model = ON_FOLLOW_UP[subject]
        row = _one(_in_chain(model, model.follow_up).where(model.id == subject_id))
        return ReportedText(subject, row, row.follow_up.issue)
    match subject:
        case Reported.ISSUE:
            issue = _one(select(Issue).where(Issue.id == subject_id).options(selectinload(Issue.audience)))
            return ReportedText(subject, issue, issue)
        case Reported.FILE:
            on = (joinedload(StoredFile.comment), joinedload(StoredFile.answer), joinedload(StoredFile.claim))
            stored = _one(_in_issue(StoredFile, StoredFile.issue).where(StoredFile.id == subject_id).options(*on))
            return ReportedText(subject, stored, stored.issue)
        case Reported.REASON:
            reasons = _in_issue(ActReason, ActReason.issue).options(joinedload(ActReason.event))
            reason = _one(reasons.where(ActReason.event_id == subject_id))
            return ReportedText(subject, reason, reason.issue)
        case Reported.PUBLIC_VERSION:
            version = _one(_in_issue(PublicVersion, PublicVersion.issue).where(PublicVersion.issue_id == subject_id))
            return ReportedText(subject, version, version.issue)
        case _:
            raise ValueError(f"{subject} stands in no issue.")


def _in_issue(model: type[AnyRow], issue: InstrumentedAttribute[Any]) -> Select[AnyRow]:
    return select(model).options(joinedload(issue).options(selectinload(Issue.audience)))


def _in_chain(model: type[AnyRow], follow_up: InstrumentedAttribute[Any]) -> Select[AnyRow]:
    issue = joinedload(FollowUp.issue).options(selectinload(Issue.audience))
    return select(model).options(joinedload(follow_up).options(issue))


def _one(query: Select[AnyRow]) -> AnyRow:
    row = db.session.scalar(query)
    if row is None:
        raise NotFound
    return row
