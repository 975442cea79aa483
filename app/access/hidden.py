"""Why texts do not stand there: since when, for which reason, and who may read the decision. Read by their pages."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from app.database import db
from app.models.reportable import Reported
from app.models.safety import Report, ReportReason, ReportState


@dataclass(frozen=True)
class HiddenReason:
    """Why a text does not stand there. `code` is none until somebody has looked at it."""

    on: datetime
    code: ReportReason | None
    report_id: int
    people: frozenset[int | None]  # author and reporters, who may read the decision


def hidden_reasons(issue_id: int) -> dict[tuple[str, int], HiddenReason]:
    """("comment", 7) → since when and why it is hidden, for every hidden text of an issue; read beside `hidden_at`."""
    return _reasons(Report.issue_id == issue_id)


def reasons_of(subject: Reported, ids: Collection[int]) -> dict[tuple[str, int], HiddenReason]:
    """The same for hidden texts of one kind that stand in no issue; asks nothing where there are none."""
    return _reasons(Report.subject == subject, Report.subject_id.in_(ids)) if ids else {}


def _reasons(*which: ColumnElement[bool]) -> dict[tuple[str, int], HiddenReason]:
    rows = db.session.scalars(
        select(Report)
        .where(*which, Report.state != ReportState.KEPT, Report.appeal_upheld.is_not(False))
        .order_by(Report.id)
    )
    found: dict[tuple[str, int], HiddenReason] = {}
    for row in rows:
        key = (row.subject.value, row.subject_id)
        people = found[key].people if key in found else frozenset()
        found[key] = HiddenReason(row.decided_at or row.at, row.code, row.id, people | {row.author_id, row.person_id})
    return found
