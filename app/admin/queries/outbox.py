"""The outbox as an administrator reads it: how each mail stands, one page at a time. Never what they say."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from app.admin.queries.operations import WAITS
from app.core import clock
from app.database import db
from app.models.base import UTCDateTime
from app.models.notices import Mail
from app.models.people import Person
from app.notices.policy.still_true import NOT_DELIVERED

SENT_LATELY = timedelta(days=30)
DROPPED_LATELY = timedelta(days=90)
SHORTEST_SEARCH = 2


class MailState(StrEnum):
    """How a mail stands; the values are what stands in addresses and on the command line."""

    WAITING = "venter"
    FAILED = "avvist"  # the receiver's server said no, or nobody took it for 48 hours
    DROPPED = "stoppet"  # it was no longer true, or somebody stopped it
    SENT = "sendt"


def state_of(mail: Mail) -> MailState:
    if mail.sent_at is not None:
        return MailState.SENT
    if mail.dropped_at is None:
        return MailState.WAITING
    return MailState.FAILED if mail.dropped_reason in NOT_DELIVERED else MailState.DROPPED


def mails(state: MailState, *, to: str = "", before: int | None = None, size: int) -> Sequence[Mail]:
    """The newest first, one more than a page; `to`: part of a name or an address."""
    query = select(Mail).options(joinedload(Mail.person)).where(*_stands(state))
    if before is not None:
        query = query.where(Mail.id < before)
    if len(to) >= SHORTEST_SEARCH:
        query = query.outerjoin(Person, Person.id == Mail.person_id).where(_goes_to(to))
    return db.session.scalars(query.order_by(Mail.id.desc()).limit(size + 1)).all()


def mail(mail_id: int) -> Mail | None:
    return db.session.scalar(select(Mail).options(joinedload(Mail.person)).where(Mail.id == mail_id))


def waiting_since() -> tuple[int, datetime | None]:
    """How many wait, and when the oldest of them was written."""
    row = db.session.execute(
        select(func.count(Mail.id), func.min(Mail.created_at, type_=UTCDateTime())).where(*WAITS)
    ).one()
    return row[0], row[1]


def _stands(state: MailState) -> tuple[ColumnElement[bool], ...]:
    now = clock.now()
    match state:
        case MailState.WAITING:
            return WAITS
        case MailState.SENT:
            return (Mail.sent_at >= now - SENT_LATELY,)
        case MailState.FAILED:
            return Mail.dropped_reason.in_(NOT_DELIVERED), Mail.dropped_at >= now - DROPPED_LATELY
        case MailState.DROPPED:
            return Mail.dropped_reason.not_in(NOT_DELIVERED), Mail.dropped_at >= now - DROPPED_LATELY


def _goes_to(words: str) -> ColumnElement[bool]:
    """SQLite knows capitals of ASCII letters only, so a name is looked for as it may be written."""
    spellings = {words, words.lower(), words.upper(), words.title()}
    names = [Person.name.icontains(one, autoescape=True) for one in sorted(spellings)]
    return or_(
        Mail.address.icontains(words, autoescape=True),
        and_(Person.id.is_not(None), or_(Person.email.icontains(words, autoescape=True), *names)),
    )
