"""The councils that somebody runs: letters to print for them, and what is missing before their next meeting."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.access.validity import in_force
from app.core import clock
from app.database import db
from app.inbox.queries.letters import LETTER
from app.models.councils import Appointment, Council, Seat
from app.models.followups import FollowUp
from app.models.issues import Issue
from app.models.meetings import AgendaItem, Meeting, MeetingState
from app.models.notices import PrintTask
from app.models.people import Person
from app.models.states import FollowUpState


@dataclass(frozen=True)
class LookedAfter:
    """A council, what somebody prints for it, and how its next meeting stands."""

    council: Council
    meeting: Meeting | None  # the next one that is planned
    items: int  # on its agenda
    unheld: Meeting | None  # over, and nobody has said that it was held
    unreached: int  # members whom no e-mail reaches
    late: int  # things the council waits for that are late
    letters: list[PrintTask] = field(default_factory=list)

    @property
    def lacks_contact(self) -> bool:
        """In force, and says neither an e-mail address nor a telephone."""
        reachable = self.council.contact_email or self.council.contact_phone
        return self.council.valid_to is None and not reachable


def looked_after(council_ids: Sequence[int]) -> list[LookedAfter]:
    """In one statement, since Min side has many; the council that meets first stands first."""
    waiting = and_(PrintTask.council_id == Council.id, PrintTask.done_at.is_(None))
    following, over = aliased(Meeting), aliased(Meeting)
    rows = db.session.execute(
        select(Council, PrintTask, following, over, _items(following), _unreached(), _late())
        .select_from(Council)
        .outerjoin(following, following.id == _meeting(Meeting.starts_at >= clock.now()))
        .outerjoin(over, over.id == _meeting(Meeting.starts_at < clock.start_of(clock.today())))
        .outerjoin(PrintTask, waiting)
        .options(*LETTER)
        .where(Council.id.in_(council_ids))
        .order_by(following.starts_at.is_(None), following.starts_at, Council.id, PrintTask.created_at, PrintTask.id)
    )
    found: dict[int, LookedAfter] = {}
    for council, task, meeting, unheld, items, unreached, late in rows:
        one = found.setdefault(council.id, LookedAfter(council, meeting, items, unheld, unreached, late))
        if task is not None:
            one.letters.append(task)
    return list(found.values())


def _meeting(when: ColumnElement[bool]) -> ScalarSelect[int]:
    """The first of the planned meetings of the council at that time."""
    return (
        select(Meeting.id)
        .where(Meeting.council_id == Council.id, Meeting.state == MeetingState.PLANNED, when)
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(1)
        .correlate(Council)
        .scalar_subquery()
    )


def _items(meeting: type[Meeting]) -> ScalarSelect[int]:
    on_agenda = select(func.count(AgendaItem.id)).where(AgendaItem.meeting_id == meeting.id)
    return on_agenda.correlate(meeting).scalar_subquery()


def _unreached() -> ScalarSelect[int]:
    day = clock.today()
    seated = exists().where(
        Appointment.person_id == Person.id,
        Appointment.seat_id == Seat.id,
        Seat.council_id == Council.id,
        in_force(Seat, day),
        in_force(Appointment, day),
    )
    nobody = or_(Person.email.is_(None), Person.mail_refused_at.is_not(None))
    members = select(func.count(Person.id)).where(nobody, seated.correlate(Person, Council))
    return members.correlate(Council).scalar_subquery()


def _late() -> ScalarSelect[int]:
    return (
        select(func.count(FollowUp.id))
        .join(Issue, Issue.id == FollowUp.issue_id)
        .where(
            Issue.council_id == Council.id,
            FollowUp.state == FollowUpState.RUNNING,
            FollowUp.due < clock.today(),
        )
        .correlate(Council)
        .scalar_subquery()
    )
