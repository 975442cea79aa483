"""Nothing is orphaned: what an ended council or a merged office owed goes to its heir, with every date unchanged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update

from app.access.validity import in_force
from app.assents.service import proposals
from app.assents.service.proposals import Details
from app.core import clock
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.core.text import by_name
from app.councils import policy
from app.councils.queries.places import place_name
from app.councils.service import sides
from app.councils.words import LAST_DAY_BEFORE_TODAY
from app.database import db, hold
from app.models.assents import Proposal, ProposalAct
from app.models.councils import Appointment, Council, CouncilOffice, OfficeRole, Seat
from app.models.followups import FollowUp
from app.models.issues import Issue, IssueAudience
from app.models.meetings import Meeting, MeetingState
from app.models.notices import EventKind, PrintTask
from app.models.places import Municipality, Office
from app.models.states import LIVE, FollowUpKind, IssueState
from app.notices.service.record import record

Merged = TypeVar("Merged", Office, Municipality)


@dataclass(frozen=True)
class Consequences:
    """What an ending does, for whoever is about to press: counts of rows that move, end or are cancelled."""

    open_issues: int
    owed: int
    planned_meetings: int
    people: int
    joining_offices: tuple[str, ...]  # whose leaders read what is said in the heir from that day on


def consequences_of_merger(council: Council, heir: Council | None) -> Consequences:
    """Read before the press; what comes until the day itself is moved as well."""
    count = select(func.count())
    issues = count.where(Issue.council_id == council.id, Issue.state != IssueState.CLOSED)
    owed = count.where(FollowUp.council_id == council.id, FollowUp.state.in_(LIVE))
    people = (
        select(func.count(func.distinct(Appointment.person_id)))
        .join(Seat, Seat.id == Appointment.seat_id)
        .where(Seat.council_id == council.id, in_force(Appointment, clock.today()))
    )
    served = select(CouncilOffice.office_id).where(CouncilOffice.council_id == (heir.id if heir else 0))
    joining = select(Office.name).join(CouncilOffice, CouncilOffice.office_id == Office.id)
    names = db.session.scalars(joining.where(CouncilOffice.council_id == council.id, Office.id.not_in(served)))
    return Consequences(
        open_issues=db.session.scalar(issues) or 0,
        owed=db.session.scalar(owed) or 0,
        planned_meetings=db.session.scalar(count.where(*_planned(council))) or 0,
        people=db.session.scalar(people) or 0,
        joining_offices=tuple(by_name(names, str)),
    )


def end_council(actor: Actor, council: Council, *, heir: Council, on: date) -> Proposal | None:
    """The council's last day is `on`; open issues, what it owed and the councils under it go to the heir that day.

    It is proposed to the user side; a day ahead waits in the returned row and can be taken back until then. None: it
    has ended today. Raises Invalid for an heir or a day that cannot be, Conflict for a council that has ended.
    """
    _hold_both(council, heir)
    require(policy.can_end(actor, council))
    _require_heir(council, heir)
    if on < clock.today():
        raise Invalid(str(LAST_DAY_BEFORE_TODAY), field="on")
    sides.require_voices_kept(heir.id, _offices_of(council))
    details = {"heir": heir.id, "heir_name": heir.name, "on": on}
    later = on if on > clock.today() else None
    if any(one.act is ProposalAct.END_COUNCIL for one in proposals.waiting_in(council.id)):
        raise Conflict(_("Det er foreslått allerede at utvalget skal avsluttes."))
    proposal = proposals.propose_act(actor, council, ProposalAct.END_COUNCIL, details, on=later)
    if proposal is None:
        _end_council(actor, council, heir)
    return proposal


@proposals.carries_out(ProposalAct.END_COUNCIL)
def _end_proposed(actor: Actor, council: Council, details: Details) -> None:
    heir = db.session.get_one(Council, details["heir"])
    _hold_both(council, heir)
    _require_heir(council, heir)
    _end_council(actor, council, heir)


def _hold_both(council: Council, heir: Council) -> None:
    """In the order of their ids: two councils may be named each other's heir in the same moment."""
    for one in sorted((council, heir), key=lambda row: row.id):
        hold(one)


def _require_heir(council: Council, heir: Council) -> None:
    if council.is_ended:
        raise Conflict(_("Utvalget er avsluttet allerede."))
    if heir.id == council.id or heir.is_ended:
        raise Invalid(_("Velg et annet utvalg, som ikke er avsluttet."), field="heir")


def _end_council(actor: Actor, council: Council, heir: Council) -> None:
    moved = hand_over(actor, council, heir=heir)
    _cancel_meetings(council)
    proposals.lapse_with_council(council)
    council.valid_to = clock.today()
    council.heir_id = heir.id
    council.updated_at = heir.updated_at = clock.now()
    under = update(Council).where(Council.parent_id == council.id)
    above_the_heir = council.parent_id if council.parent_id != heir.id else None
    db.session.execute(under.where(Council.id != heir.id).values(parent_id=heir.id))
    db.session.execute(under.where(Council.id == heir.id).values(parent_id=above_the_heir))
    record(
        EventKind.COUNCIL_ENDED,
        actor,
        council_id=council.id,
        about=council,
        data={"heir": heir.id, "issues": len(moved)},
    )
    # The heir's secretary posts the letters that wait, also those of this very end.
    letters = update(PrintTask).where(PrintTask.council_id == council.id, PrintTask.done_at.is_(None))
    db.session.execute(letters.values(council_id=heir.id))


def _cancel_meetings(council: Council) -> None:
    """Nobody is to come to a meeting of a council that is no more."""
    for meeting in db.session.scalars(select(Meeting).where(*_planned(council)).order_by(Meeting.id)).all():
        meeting.move(MeetingState.CANCELLED)


def _planned(council: Council) -> tuple[ColumnElement[bool], ...]:
    ahead = Meeting.starts_at > clock.now()
    return (Meeting.council_id == council.id, Meeting.state == MeetingState.PLANNED, ahead)


def hand_over(actor: Actor, council: Council, *, heir: Council) -> list[Issue]:
    """Move a council's issues and what it owes to another council, which then answers to the same offices.

    What is closed goes along without a word to anybody: only the council that has it is asked whether it still helps,
    and opens it again. What comes back is the rest.
    """
    joining = _offices_of(council)
    sides.require_voices_kept(heir.id, joining)
    serve_offices(heir.id, joining, since=clock.now())
    owed = _live(FollowUp.council_id == council.id)
    for follow_up in owed:
        follow_up.council_id = heir.id
    # A relapse is to be considered on an issue that has ended: it goes along, for only its council opens it again.
    considered = [row.issue_id for row in owed if row.kind is FollowUpKind.RELAPSE]
    issues = db.session.scalars(select(Issue).where(Issue.council_id == council.id).order_by(Issue.id)).all()
    for issue in issues:
        issue.council_id = heir.id
    standing = [issue for issue in issues if issue.state is not IssueState.CLOSED or issue.id in considered]
    owes = {follow_up.issue_id for follow_up in owed}
    touched = sorted({issue.id for issue in issues} | owes)
    _read_by_heir(heir.id, touched, instead_of=council.id)
    db.session.flush()
    heard = owes | {issue.id for issue in standing}
    for issue in _issues(touched):
        _tell(actor, issue, {"from_council": council.id, "to_council": heir.id}, quiet=issue.id not in heard)
    return standing


def _offices_of(council: Council) -> Sequence[int]:
    query = select(CouncilOffice.office_id).where(CouncilOffice.council_id == council.id)
    return db.session.scalars(query.order_by(CouncilOffice.office_id)).all()


def merge_office(actor: Actor, office: Office, *, successor: Office) -> int:
    """A register says that an office went up in another: what it owes goes along, and its councils serve the other.

    Raises Invalid where somebody at the other speaks for the users in one of these councils.
    """
    served = db.session.scalars(select(CouncilOffice.council_id).where(CouncilOffice.office_id == office.id)).all()
    for council_id in served:
        sides.require_voices_kept(council_id, [successor.id])
        serve_offices(council_id, [successor.id])
    db.session.execute(delete(CouncilOffice).where(CouncilOffice.office_id == office.id))
    owed = _live(FollowUp.office_id == office.id)
    for follow_up in owed:
        follow_up.office_id = successor.id
    _succeed(Office, office, successor)
    for issue in _issues({follow_up.issue_id for follow_up in owed}):
        _tell(actor, issue, {"from_office": office.id, "to_office": successor.id})
    told = served[0] if served else None
    _end_roles(actor, OfficeRole.office_id == office.id, council_id=told, data={"office": office.id})
    return len(owed)


def merge_municipality(actor: Actor, municipality: Municipality, *, successor: Municipality) -> int:
    """The same for a municipality that owes an answer of its own."""
    owed = _live(FollowUp.municipality_id == municipality.id)
    for follow_up in owed:
        follow_up.municipality_id = successor.id
    _succeed(Municipality, municipality, successor)
    for issue in _issues({follow_up.issue_id for follow_up in owed}):
        _tell(actor, issue, {"from_municipality": municipality.id, "to_municipality": successor.id})
    _end_roles(actor, OfficeRole.municipality_id == municipality.id, council_id=None, data={})
    return len(owed)


def serve_offices(council_id: int, offices: Iterable[int], *, since: datetime | None = None) -> None:
    """Let a council serve these offices too. `since`: they join one that has a past, which is not theirs to read."""
    there = set(db.session.scalars(select(CouncilOffice.office_id).where(CouncilOffice.council_id == council_id)))
    new = [
        {"council_id": council_id, "office_id": office_id, "since": since}
        for office_id in offices
        if office_id not in there
    ]
    if new:
        db.session.execute(insert(CouncilOffice), new)


def _succeed(model: type[Merged], old: Merged, new: Merged) -> None:
    """Name the heir, also for what was merged into the old one before: whoever looks up an heir takes one step."""
    old.successor_id = new.id
    db.session.flush()
    db.session.execute(update(model).where(model.successor_id == old.id).values(successor_id=new.id))


def _end_roles(actor: Actor, place: ColumnElement[bool], *, council_id: int | None, data: dict[str, int]) -> None:
    """Nobody answers for what is no more; whoever did, hears of it."""
    today = clock.today()
    running = or_(OfficeRole.valid_to.is_(None), OfficeRole.valid_to >= today)
    for role in db.session.scalars(select(OfficeRole).where(place, running).order_by(OfficeRole.id)).all():
        role.valid_to = today - timedelta(days=1)
        record(
            EventKind.APPOINTMENT_ENDED,
            actor,
            council_id=council_id,
            about=role,
            to=[role.person_id],
            data={"role": role.kind, "place": place_name(role), "last_day": role.valid_to.isoformat(), **data},
        )


def _read_by_heir(heir_id: int, issues: Sequence[int], *, instead_of: int) -> None:
    """Put issues in front of the heir, who reads what the ended council has read, from the same time on."""
    rows = db.session.scalars(
        select(IssueAudience).where(
            IssueAudience.council_id.in_([heir_id, instead_of]), IssueAudience.issue_id.in_(issues)
        )
    )
    found = {(row.issue_id, row.council_id): row for row in rows}
    for issue_id in issues:
        before, there = found.get((issue_id, instead_of)), found.get((issue_id, heir_id))
        since = before.since if before else clock.now()
        if there is None:
            db.session.add(IssueAudience(issue_id=issue_id, council_id=heir_id, since=since))
        else:
            there.since = min(there.since, since)


def _live(owner: ColumnElement[bool]) -> Sequence[FollowUp]:
    return db.session.scalars(select(FollowUp).where(owner, FollowUp.state.in_(LIVE)).order_by(FollowUp.id)).all()


def _issues(ids: Iterable[int]) -> Sequence[Issue]:
    return db.session.scalars(select(Issue).where(Issue.id.in_(list(ids))).order_by(Issue.id)).all()


def _tell(actor: Actor, issue: Issue, data: dict[str, int], *, quiet: bool = False) -> None:
    record(EventKind.ISSUE_HANDED_OVER, actor, about=issue, data=data, named_only=quiet)
