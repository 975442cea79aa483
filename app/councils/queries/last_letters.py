"""Did the last letter reach a member? For whoever runs the council, in one statement; never which letter it was.

Counted is only what they may know was sent: invitations to this council, and what its whole council reads of. Links to
sign in, letters of other councils, reports, comments and what the user side has for itself leave no trace here; nor
does a letter that was not sent because the reader has read it, muted it or does not want it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select

from app.accounts.service.one_time_links import LETTER
from app.core import clock
from app.database import db
from app.models.notices import Event, Mail, Notice
from app.models.people import LinkPurpose, Person
from app.notices.kinds.table import KNOWN_TO_COUNCIL
from app.notices.policy.still_true import NOT_DELIVERED, Untrue

LATELY = timedelta(days=183)
INVITATION = LETTER[LinkPurpose.INVITATION]


class Arrival(StrEnum):
    """What is known of the last letter to somebody."""

    NO_ADDRESS = "no_address"
    REFUSES = "refuses"  # the address takes no mail, until it is another or a letter arrives
    DELIVERED = "delivered"  # the mail server has taken it
    REFUSED = "refused"
    GIVEN_UP = "given_up"
    WAITS = "waits"
    NONE = "none"  # in the last half year


@dataclass(frozen=True)
class LastLetter:
    """How the last letter fared, and when that was."""

    arrival: Arrival
    at: datetime | None = None


def last_letters(council_id: int, people: Iterable[Person]) -> Mapping[int, LastLetter]:
    """By person. `people`: who sits in the council or has a role there."""
    everybody = {person.id: person for person in people}
    newest: dict[int, Row[Any]] = {}
    for row in db.session.execute(_letters(council_id, everybody.keys())):
        if row.letter != INVITATION or _is_to(row.data, council_id):
            newest[row.person_id] = row  # they come by number: the last one stays
    return {person_id: _of(person, newest.get(person_id)) for person_id, person in everybody.items()}


def _letters(council_id: int, people: Collection[int]) -> Any:
    """Each person's newest letter about the council, and every invitation: which are to this one is asked above."""
    about = exists().where(
        Notice.mail_id == Mail.id,
        Event.id == Notice.event_id,
        Event.council_id == council_id,
        Event.kind.in_(KNOWN_TO_COUNCIL),
    )
    newest = (
        select(func.max(Mail.id))
        .where(Mail.person_id.in_(people), Mail.created_at >= clock.now() - LATELY, _tells(), about)
        .group_by(Mail.person_id)
    )
    invited = and_(Mail.person_id.in_(people), Mail.letter == INVITATION)
    told = (Mail.person_id, Mail.letter, Mail.data, Mail.created_at, Mail.sent_at, Mail.dropped_at, Mail.dropped_reason)
    return select(*told).where(_tells(), or_(Mail.id.in_(newest), invited)).order_by(Mail.id)


def _tells() -> ColumnElement[bool]:
    """It left, waits, or was not taken; why another was not sent is between Medvirk and its reader."""
    return or_(Mail.dropped_at.is_(None), Mail.dropped_reason.in_(NOT_DELIVERED))


def _is_to(data: Mapping[str, Any], council_id: int) -> bool:
    return any(one.get("council_id") == council_id for one in data.get("to", []))


def _of(person: Person, mail: Row[Any] | None) -> LastLetter:
    if person.email is None:
        return LastLetter(Arrival.NO_ADDRESS)
    if person.mail_refused_at is not None:
        return LastLetter(Arrival.REFUSES, person.mail_refused_at)
    if mail is None:
        return LastLetter(Arrival.NONE)
    if mail.sent_at is not None:
        return LastLetter(Arrival.DELIVERED, mail.sent_at)
    if mail.dropped_at is None:
        return LastLetter(Arrival.WAITS, mail.created_at)
    refused = mail.dropped_reason == Untrue.REFUSED
    return LastLetter(Arrival.REFUSED if refused else Arrival.GIVEN_UP, mail.dropped_at)
