"""The queue by age, one case with its text, and why texts are hidden."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.core.actor import Actor
from app.core.errors import NotFound
from app.database import db
from app.files.queries import WITH_OWNER
from app.models.base import Base
from app.models.files import StoredFile
from app.models.followups import Answer, Claim
from app.models.issues import ActReason, Issue, IssueAudience
from app.models.meetings import Advice, AgendaItem
from app.models.reportable import Reportable, Reported
from app.models.safety import Report, ReportReason, ReportState
from app.safety import policy

LONGEST_QUEUE = 100
UNDECIDED_APPEAL = Report.appealed_at.is_not(None) & Report.appeal_decided_at.is_(None)


@dataclass(frozen=True)
class Case:
    """All reports of one text that are decided together, the first first; that one leads."""

    text: Reportable
    reports: Sequence[Report]

    @property
    def lead(self) -> Report:
        return self.reports[0]

    @property
    def is_waiting(self) -> bool:
        return self.lead.state is ReportState.WAITING

    @property
    def is_appealed(self) -> bool:
        return self.lead.appealed_at is not None and self.lead.appeal_decided_at is None

    @property
    def is_hidden(self) -> bool:
        return self.text.hidden_at is not None


@dataclass(frozen=True)
class Waiting:
    """A line of the queue: what kind of text, why, since when; its words are on its own page."""

    report: Report
    times: int
    since: datetime
    is_appeal: bool


def case_of(report_id: int) -> Case:
    """The case of a report, of whichever of its reports. Raises NotFound."""
    report = db.session.get(Report, report_id)
    if report is None:
        raise NotFound
    together = Report.decided_at.is_(None) if report.decided_at is None else Report.decided_at == report.decided_at
    rows = db.session.scalars(
        select(Report)
        .where(Report.subject == report.subject, Report.subject_id == report.subject_id, together)
        .order_by(Report.id)
    ).all()
    return Case(text_of(report.subject, report.subject_id), rows)


def waiting_report(subject: Reported, subject_id: int, person_id: int | None) -> Report | None:
    """This person's own report of the text that nobody has decided yet."""
    return db.session.scalar(
        select(Report).where(
            Report.subject == subject,
            Report.subject_id == subject_id,
            Report.person_id == person_id,
            Report.state == ReportState.WAITING,
        )
    )


def was_kept(subject: Reported, subject_id: int) -> bool:
    """Has somebody looked at this text before and let it stand?"""
    kept = or_(Report.state == ReportState.KEPT, Report.appeal_upheld.is_(False))
    asked = exists().where(Report.subject == subject, Report.subject_id == subject_id, kept)
    return bool(db.session.scalar(select(asked)))


def waiting_reports(actor: Actor) -> list[Waiting]:
    """What waits for this actor, the oldest first: reports, and appeals that somebody else decided first."""
    rows = db.session.scalars(
        select(Report)
        .where(or_(Report.state == ReportState.WAITING, UNDECIDED_APPEAL), *_reach(actor))
        .options(joinedload(Report.issue).options(selectinload(Issue.audience)), joinedload(Report.council))
        .order_by(Report.at, Report.id)
        .limit(LONGEST_QUEUE)
    ).all()
    lines: dict[tuple[Reported, int, bool], Waiting] = {}
    for row in rows:
        if not _is_for(actor, row):
            continue
        appeal = row.state is not ReportState.WAITING
        key = (row.subject, row.subject_id, appeal)
        first = lines.get(key)
        since = (row.appealed_at or row.at) if appeal else row.at
        lines[key] = Waiting(first.report if first else row, first.times + 1 if first else 1, since, appeal)
    return sorted(lines.values(), key=lambda line: line.report.at)


def goes_along(text: Reportable) -> Sequence[Answer]:
    """Earlier versions of an answer. What is owed because of a text points at it, and needs nothing."""
    if not isinstance(text, Answer):
        return []
    return db.session.scalars(
        select(Answer).where(
            Answer.follow_up_id == text.follow_up_id,
            Answer.turn == text.turn,
            Answer.version < text.version,
        )
    ).all()


def own_cases(actor: Actor) -> list[Report]:
    """What the actor reported, and what became of the actor's own texts; the newest first, one line a text.

    An author is not told of a report that nobody has looked at yet, unless it hid the text.
    """
    told = (Report.state != ReportState.WAITING) | (Report.reason == ReportReason.PERSONAL_DATA)
    rows = db.session.scalars(
        select(Report)
        .where(or_(Report.person_id == actor.person_id, (Report.author_id == actor.person_id) & told))
        .order_by(Report.id.desc())
        .limit(LONGEST_QUEUE)
    )
    lines: dict[tuple[Reported, int, datetime | None], Report] = {}
    for row in rows:
        lines.setdefault((row.subject, row.subject_id, row.decided_at), row)
    return list(lines.values())


def _reach(actor: Actor) -> list[ColumnElement[bool]]:
    if policy.looks_at_every_council(actor):
        return []
    theirs = sorted(actor.coordinated)
    in_front = exists().where(IssueAudience.issue_id == Report.issue_id, IssueAudience.council_id.in_(theirs))
    return [in_front | (Report.issue_id.is_(None) & Report.council_id.in_(theirs))]


def _is_for(actor: Actor, report: Report) -> bool:
    office = policy.acts_for_office_in(actor, report.councils)
    took_part = {report.person_id, report.author_id, report.decided_by_id}
    return policy.is_in_queue_of(actor, report.councils) and not office and actor.person_id not in took_part


KINDS: dict[Reported, Any] = {
    one.class_.reported_as: one.class_ for one in Base.registry.mappers if issubclass(one.class_, Reportable)
}
# What a kind needs beside its issue: who wrote it, where it stands, and for a file whom the text is for.
WITH: dict[Reported, tuple[ExecutableOption, ...]] = {
    Reported.ADVICE: (joinedload(Advice.item).options(joinedload(AgendaItem.council), joinedload(AgendaItem.meeting)),),
    Reported.REASON: (joinedload(ActReason.event),),
    Reported.FILE: WITH_OWNER,
}


def text_of(subject: Reported, subject_id: int) -> Reportable:
    """The text with its issue and whom that is in front of. Raises NotFound."""
    if subject is Reported.VERDICT:
        return _row(Claim, subject_id).verdict_words
    found: Reportable = _row(KINDS[subject], subject_id)
    return found


def _row(model: Any, number: int) -> Any:
    wanted = select(model).where(getattr(model, model.numbered) == number)
    row = db.session.scalar(wanted.options(*_to_issue(model), *WITH.get(model.reported_as, ())))
    if row is None:
        raise NotFound
    return row


def _to_issue(model: Any) -> list[ExecutableOption]:
    """Loads the way to the issue, and the councils that it is in front of."""
    if model is Issue:
        return [selectinload(Issue.audience)]
    if model.stands_in is None or model is StoredFile:
        return []
    first, *further = model.stands_in.split(".")
    way = joinedload(getattr(model, first))
    for name in further:
        model = getattr(model, first).property.mapper.class_
        first, way = name, way.joinedload(getattr(model, name))
    return [way.selectinload(Issue.audience)]
