"""Loads a text that can be reported, of whichever kind, with where it stands and whom that is in front of."""

from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from app.core.errors import NotFound
from app.database import db
from app.models.base import Base
from app.models.files import StoredFile
from app.models.followups import Answer, Claim, FollowUp, OutcomeQuestion, Slip
from app.models.issues import ActReason, Comment, Issue, PublicVersion, Support
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


def _in_an_issue(subject: Reported, subject_id: int) -> ReportedText:
    match subject:
        case Reported.ISSUE:
            issue = _one(select(Issue).where(Issue.id == subject_id).options(selectinload(Issue.audience)))
            return ReportedText(subject, issue, issue)
        case Reported.COMMENT:
            comment = _one(_in_issue(Comment, Comment.issue).where(Comment.id == subject_id))
            return ReportedText(subject, comment, comment.issue)
        case Reported.SUPPORT:
            support = _one(_in_issue(Support, Support.issue).where(Support.id == subject_id))
            return ReportedText(subject, support, support.issue)
        case Reported.ANSWER:
            answer = _one(_in_chain(Answer, Answer.follow_up).where(Answer.id == subject_id))
            return ReportedText(subject, answer, answer.follow_up.issue)
        case Reported.FOLLOW_UP:
            owed = _one(_in_issue(FollowUp, FollowUp.issue).where(FollowUp.id == subject_id))
            return ReportedText(subject, owed, owed.issue)
        case Reported.SLIP:
            slip = _one(_in_chain(Slip, Slip.follow_up).where(Slip.id == subject_id))
            return ReportedText(subject, slip, slip.follow_up.issue)
        case Reported.CLAIM | Reported.VERDICT:
            claim = _one(_in_chain(Claim, Claim.follow_up).where(Claim.id == subject_id))
            return ReportedText(subject, claim, claim.follow_up.issue)
        case Reported.FILE:
            on = (joinedload(StoredFile.comment), joinedload(StoredFile.answer), joinedload(StoredFile.claim))
            stored = _one(_in_issue(StoredFile, StoredFile.issue).where(StoredFile.id == subject_id).options(*on))
            return ReportedText(subject, stored, stored.issue)
        case Reported.OUTCOME:
            said = _one(_in_issue(OutcomeQuestion, OutcomeQuestion.issue).where(OutcomeQuestion.id == subject_id))
            return ReportedText(subject, said, said.issue)
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
