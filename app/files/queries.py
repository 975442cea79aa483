"""The attachments of issues, in one question, the one that somebody asks for, and how the uploads are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.errors import NotFound
from app.database import db
from app.files import store
from app.files.health import FAULTS, KNOWN, REFUSED, UploadFacts, facts
from app.models.counters import Counter
from app.models.files import StoredFile
from app.models.issues import Issue
from app.models.reportable import Reported
from app.models.safety import Report, ReportState


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
    rows = db.session.scalars(
        select(StoredFile).where(StoredFile.issue_id.in_(list(issue_ids))).order_by(StoredFile.id)
    )
    by_text: dict[tuple[str, int], list[StoredFile]] = defaultdict(list)
    for row in rows:
        by_text[_text_of(row)].append(row)
    return Attached(dict(by_text))


def _text_of(stored: StoredFile) -> tuple[str, int]:
    if stored.comment_id is not None:
        return "comment", stored.comment_id
    if stored.answer_id is not None:
        return "answer", stored.answer_id
    if stored.claim_id is not None:
        return "claim", stored.claim_id
    return "issue", stored.issue_id or 0


def file_by_key(key: str) -> StoredFile:
    """The file with all that decides who may fetch it. Raises NotFound."""
    stored = db.session.scalar(
        select(StoredFile)
        .where(StoredFile.key == key)
        .options(
            joinedload(StoredFile.proposal),
            joinedload(StoredFile.issue).options(selectinload(Issue.audience)),
            joinedload(StoredFile.comment),
            joinedload(StoredFile.answer),
            joinedload(StoredFile.claim),
        )
    )
    if stored is None:
        raise NotFound
    return stored


def upload_facts(checked_at: datetime | None) -> UploadFacts:
    """For /healthz and /drift: one statement. `checked_at`: the sign of life of the sweep."""
    numbers = {
        row.name: row.value
        for row in db.session.execute(
            select(Counter.name, Counter.value).where(Counter.name.in_([KNOWN, REFUSED, *FAULTS.values()]))
        )
    }
    folder = store.folder()
    if folder is store.Folder.MISSING and not db.session.scalar(select(exists(select(StoredFile.id)))):
        folder = store.Folder.OK  # nothing has lain there yet; the first file makes it
    return facts(folder, numbers, checked_at)


def is_reported(stored: StoredFile) -> bool:
    """Is there a report of this file, or an appeal, that nobody has decided yet?"""
    undecided = or_(
        Report.state == ReportState.WAITING, Report.appealed_at.is_not(None) & Report.appeal_decided_at.is_(None)
    )
    asked = exists().where(Report.subject == Reported.FILE, Report.subject_id == stored.id, undecided)
    return bool(db.session.scalar(select(asked)))
