"""What the page of operations and /healthz read: one statement a block, and never a word of an issue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Subquery, func, literal, null, select, union_all
from sqlalchemy.orm import joinedload

from app.admin.queries.health import RECENTLY, MailFacts
from app.database import db
from app.models.councils import Organisation
from app.models.notices import Event, EventKind, Mail, Notice, Reason
from app.models.people import Heartbeat, Person
from app.models.places import County, Municipality, NavRegion, Office
from app.notices.kinds.table import IN_LOG
from app.notices.policy.still_true import Untrue
from app.notices.service.pause import may_leave

DAY = timedelta(days=1)
WAITS = (Mail.sent_at.is_(None), Mail.dropped_at.is_(None))


@dataclass(frozen=True)
class Register:
    """How many of a register stand, and how many are closed and keep their history."""

    name: str
    standing: int
    closed: int | None  # organisations are never closed


@dataclass(frozen=True)
class Logged:
    """An event, and the name of whoever it is about where that is one person."""

    event: Event
    about: str | None


def signs_of_life() -> Mapping[str, datetime]:
    rows = db.session.execute(select(Heartbeat.name, Heartbeat.at))
    return {row.name: row.at for row in rows}


def mail_facts(now: datetime) -> MailFacts:
    row = db.session.execute(
        select(
            _mails(func.count(), *WAITS),
            _mails(func.min(Mail.due_at), *WAITS, Mail.due_at <= now, may_leave()),
            _mails(func.count(), Mail.sent_at >= now - DAY),
            _mails(func.count(), Mail.dropped_reason == Untrue.GIVEN_UP, Mail.dropped_at >= now - RECENTLY),
        )
    ).one()
    return MailFacts(*row)


def registers() -> list[Register]:
    counted = [
        select(
            literal(model.__tablename__).label("name"), func.count().label("every"), closed.label("closed")
        ).select_from(model)
        for model, closed in (
            (County, func.count(County.valid_to)),
            (Municipality, func.count(Municipality.valid_to)),
            (NavRegion, func.count(NavRegion.valid_to)),
            (Office, func.count(Office.valid_to)),
            (Organisation, null()),
        )
    ]
    found = {row.name: row for row in db.session.execute(union_all(*counted))}
    return [Register(name, row.every - (row.closed or 0), row.closed) for name, row in found.items()]


def rights_log(*, before: int | None, size: int) -> list[Logged]:
    """The newest events about rights and accounts, one more than a page."""
    newest = [select(_newest(kind, before, size).c.id) for kind in IN_LOG]
    about = (
        select(Person.name)
        .join(Notice, Notice.person_id == Person.id)
        .where(Notice.event_id == Event.id, Notice.reason == Reason.SELF)
        .order_by(Notice.id)
        .limit(1)
        .correlate(Event)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Event, about.label("about"))
        .where(Event.id.in_(union_all(*newest)))
        .options(joinedload(Event.council))
        .order_by(Event.id.desc())
        .limit(size + 1)
    )
    return [Logged(row.Event, row.about) for row in rows]


def _newest(kind: EventKind, before: int | None, size: int) -> Subquery:
    """The newest of one kind, by the index alone: an IN over all kinds would sort every one there is."""
    query = select(Event.id).where(Event.kind == kind).order_by(Event.id.desc()).limit(size + 1)
    return (query if before is None else query.where(Event.id < before)).subquery()


def _mails(what: ColumnElement[Any], *where: ColumnElement[bool]) -> ScalarSelect[Any]:
    return select(what).select_from(Mail).where(*where).scalar_subquery()
