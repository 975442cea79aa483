"""The same words on screen and on paper: a notice as a line of the inbox, a print task as a letter."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.actor import ANYONE
from app.core.errors import NotFound
from app.database import db
from app.models.notices import Notice, PrintTask
from app.models.people import Person
from app.notices import wording
from app.notices.matter import Matter, matters


@dataclass(frozen=True)
class Line:
    """A notice in the inbox."""

    text: str
    about: str
    url: str
    asks: bool


@dataclass(frozen=True)
class PaperLetter:
    """A duty letter that a secretary prints and posts."""

    subject: str
    text: str
    facts: list[tuple[str, str]]
    why: str
    person: Person


def line(notice: Notice) -> Line:
    """Asks nothing of the database: the list has loaded the event with its issue and council."""
    event = notice.event
    matter = Matter(
        notice=notice,
        event=event,
        person=Person(id=notice.person_id),
        actor=ANYONE,
        issue=event.issue,
        council=event.council,
        thing=None,
        case_number=None,
        audience={},
        muted=False,
        wish=None,
    )
    return Line(
        text=wording.first_line(matter),
        about=wording.about(matter),
        url=wording.path(matter),
        asks=wording.asks(matter),
    )


def letter(task: PrintTask) -> PaperLetter:
    """The words of the mail that could not be sent, with the address of the page written out."""
    found = db.session.scalar(
        select(Notice)
        .where(Notice.event_id == task.event_id, Notice.person_id == task.person_id)
        .options(joinedload(Notice.person))
    )
    if found is None:
        raise NotFound
    matter = matters([found.id])[0]
    return PaperLetter(
        subject=wording.subject(matter),
        text=wording.first_line(matter),
        facts=wording.facts(matter),
        why=wording.why(matter),
        person=matter.person,
    )
