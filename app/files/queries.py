"""The attachments of issues, in one question, the one that somebody asks for, and how the uploads are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload, selectinload

from app.database import db
from app.files.service import store
from app.files.service.health import FAULTS, KNOWN, REFUSED, UploadFacts, facts_of_uploads
from app.models.comments import Comment
from app.models.counters import Counter
from app.models.files import OWNERS, StoredFile
from app.models.followups import Answer, Claim, FollowUp
from app.models.issues import Issue
from app.models.meetings import Advice, AgendaItem
from app.models.reportable import Reported
from app.models.safety import Report, ReportState
from app.models.summaries import Summary

_ISSUE = selectinload(Issue.audience)
_IN_CHAIN = joinedload(FollowUp.issue).options(_ISSUE)
# What a file hangs on, with all that decides who sees that.
WITH_OWNER = (
    joinedload(StoredFile.issue).options(_ISSUE),
    joinedload(StoredFile.comment).joinedload(Comment.issue).options(_ISSUE),
    joinedload(StoredFile.answer).joinedload(Answer.follow_up).options(_IN_CHAIN),
    joinedload(StoredFile.claim).joinedload(Claim.follow_up).options(_IN_CHAIN),
    joinedload(StoredFile.proposal),
    joinedload(StoredFile.agenda_item).joinedload(AgendaItem.meeting),
    joinedload(StoredFile.advice).joinedload(Advice.item).joinedload(AgendaItem.meeting),
    joinedload(StoredFile.summary).selectinload(Summary.counties),
)


@dataclass(frozen=True)
class Attached:
    """Files by what they hang on: ("issue", 3), ("comment", 7), ("answer", 2), ("claim", 1)."""

    by_text: dict[tuple[str, int], list[StoredFile]]

    def to_issue(self, issue_id: int) -> Sequence[StoredFile]:
        return self.by_text.get(("issue", issue_id), [])

    def to_comment(self, comment_id: int) -> Sequence[StoredFile]:
        return self.by_text.get(("comment", comment_id), [])

    def to_answer(self, answer_id: int) -> Sequence[StoredFile]:
        return self.by_text.get(("answer", answer_id), [])

    def to_claim(self, claim_id: int) -> Sequence[StoredFile]:
        return self.by_text.get(("claim", claim_id), [])


def files_of(issue_ids: Iterable[int]) -> Attached:
    """Every attachment of these issues, the first kept first. A page shows those of the texts that it shows."""
    ids = list(issue_ids)
    found = union_all(*(files.where(issue_id.in_(ids)) for files, issue_id in _in_issues()))
    by_text: dict[tuple[str, int], list[StoredFile]] = defaultdict(list)
    for row in db.session.scalars(select(StoredFile).where(StoredFile.id.in_(found)).order_by(StoredFile.id)):
        by_text[_text_of(row)].append(row)
    return Attached(dict(by_text))


def have_files() -> ColumnElement[bool]:
    """The condition that something is attached to an issue, or to what is said or given there."""
    return or_(*(files.where(issue_id == Issue.id).correlate(Issue).exists() for files, issue_id in _in_issues()))


def _in_issues() -> list[tuple[Select[int], InstrumentedAttribute[Any]]]:
    """For each kind of text in an issue: the ids of its files, and the column that names the issue."""
    files = select(StoredFile.id)
    answered, claimed = aliased(FollowUp), aliased(FollowUp)
    return [
        (files, StoredFile.issue_id),
        (files.join(Comment, Comment.id == StoredFile.comment_id), Comment.issue_id),
        (files.join(Answer, Answer.id == StoredFile.answer_id).join(answered, Answer.follow_up), answered.issue_id),
        (files.join(Claim, Claim.id == StoredFile.claim_id).join(claimed, Claim.follow_up), claimed.issue_id),
    ]


def _text_of(stored: StoredFile) -> tuple[str, int]:
    for key, name in OWNERS.items():
        number: int | None = getattr(stored, key)
        if number is not None:
            return name, number
    raise ValueError("A file without an owner.")


def file_by_key(key: str) -> StoredFile | None:
    """The file with all that decides who may fetch it."""
    return db.session.scalar(select(StoredFile).where(StoredFile.key == key).options(*WITH_OWNER))


def upload_facts(checked_at: datetime | None) -> UploadFacts:
    """For /healthz and /drift: one statement. `checked_at`: the sign of life of the sweep."""
    numbers = {
        row.name: row.value
        for row in db.session.execute(
            select(Counter.name, Counter.value).where(Counter.name.in_([KNOWN, REFUSED, *FAULTS.values()]))
        )
    }
    folder = store.uploads_folder()
    if folder is store.Folder.MISSING and not db.session.scalar(select(exists(select(StoredFile.id)))):
        folder = store.Folder.OK  # nothing has lain there yet; the first file makes it
    return facts_of_uploads(folder, numbers, checked_at)


def is_reported(stored: StoredFile) -> bool:
    """Is there a report of this file, or an appeal, that nobody has decided yet?"""
    undecided = or_(
        Report.state == ReportState.WAITING, Report.appealed_at.is_not(None) & Report.appeal_decided_at.is_(None)
    )
    asked = exists().where(Report.subject == Reported.FILE, Report.subject_id == stored.id, undecided)
    return bool(db.session.scalar(select(asked)))
