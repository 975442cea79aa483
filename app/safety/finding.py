"""Loads a text that can be reported, of whichever kind, with where it stands and whom that is in front of."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.core.errors import NotFound
from app.database import db
from app.files.queries import WITH_OWNER
from app.models.base import Base
from app.models.files import StoredFile
from app.models.followups import Claim
from app.models.issues import ActReason, Issue
from app.models.meetings import Advice, AgendaItem
from app.models.reportable import Reportable, Reported

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
