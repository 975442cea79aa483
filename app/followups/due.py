"""What time asks of the chain: reminders by the ladder, lapsed clarifications, and the question whether it helped."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock, workdays
from app.core.actor import ANYONE
from app.database import db, hold
from app.followups.service import question_letters, repeated_questions
from app.followups.service.clarifications import lapse_clarification
from app.models.councils import Council
from app.models.followups import FollowUp
from app.models.issues import Issue
from app.models.notices import Event, EventKind, Reason
from app.models.states import FollowUpKind, FollowUpState
from app.notices.due import batches_of_people
from app.notices.policy.ladder import LADDER, Due, Step, To, due_steps, step_key
from app.notices.queries.recipients import Occasion, owners_with_reason, resolve_recipients
from app.notices.rules import Who
from app.notices.service.record import record, skip_step

UseCase = Callable[[], object]

MORNING = time(7)  # nobody is reminded at night
# Steps reach from five working days before to ten after; holidays and a July pause stretch both.
BEFORE, AFTER = timedelta(days=60), timedelta(days=90)
AT_ONCE = 500

WHO = {
    To.STAND_IN: (Who.STAND_IN, Reason.STANDS_IN),
    To.LEADER: (Who.LEADER, Reason.LEADER),
    To.OTHER_OWNER: (Who.OTHER_OWNER, Reason.OFFICE),
    To.COORDINATOR: (Who.COORDINATOR, Reason.COORDINATOR),
}


@dataclass(frozen=True)
class Clock:
    """What the ladder needs of a follow-up that runs, without loading it."""

    id: int
    kind: FollowUpKind
    due: date
    started_on: date
    july_pause: bool


def due(now: datetime) -> Iterator[UseCase]:
    """Use cases, each idempotent and for a transaction of its own."""
    today = clock.local_day(now)
    clocks = _clocks(today) if clock.local(now).time() >= MORNING else []
    taken = _taken([one for one in clocks if _steps(one, today, {}).step is not None])
    for one in clocks:
        asked = _steps(one, today, taken)
        if asked.step is not None:
            yield partial(remind_owner, one.id, one.due, step=asked.step, skipped=asked.skipped)
    for one in clocks:
        if one.kind is FollowUpKind.CLARIFICATION and _is_over(one, today):
            yield partial(let_lapse, one.id, today)
    yield from repeated_questions.due(now)
    for people in batches_of_people(lambda: question_letters.people_to_ask(now)):
        yield partial(question_letters.send_question_letters, people, now)


def remind_owner(follow_up_id: int, due: date, *, step: Step, skipped: tuple[Step, ...] = ()) -> None:
    """One step of the ladder, once; older ones that were missed are remembered as skipped."""
    follow_up = _held(follow_up_id)
    if follow_up is None or follow_up.state is not FollowUpState.RUNNING or follow_up.due != due:
        return
    issue, number = follow_up.issue, 1 + _reminded(follow_up, step)
    for older in skipped:
        skip_step(EventKind.REMINDER, issue=issue, key=step_key(follow_up.id, due, older.days))
    record(
        EventKind.REMINDER,
        ANYONE,
        issue=issue,
        about=follow_up,
        council_id=issue.council_id,
        to=_people(follow_up, step),
        key=step_key(follow_up.id, due, step.days),
        data={
            "step": step.days,
            "number": number,
            "kind": follow_up.kind.value,
            "due": due.isoformat(),
            "owner": _owner_name(follow_up),
        },
    )


def _reminded(follow_up: FollowUp, step: Step) -> int:
    """How many reminders of this date have left: what was passed over was none."""
    earlier = [one.days for one in LADDER[follow_up.kind] if one.days < step.days]
    keys = [step_key(follow_up.id, follow_up.due, days) for days in earlier]
    return sum(not data.get("skipped") for data in db.session.scalars(select(Event.data).where(Event.key.in_(keys))))


def let_lapse(follow_up_id: int, today: date) -> None:
    """The council did not answer in time: the office's clock runs on, and it answers on what it has."""
    follow_up = _held(follow_up_id)
    if follow_up is not None and follow_up.is_late(today):
        lapse_clarification(ANYONE, follow_up)


def _clocks(today: date) -> list[Clock]:
    rows = db.session.execute(
        select(FollowUp.id, FollowUp.kind, FollowUp.due, FollowUp.started_on, Council.july_pause)
        .join(Issue, Issue.id == FollowUp.issue_id)
        .join(Council, Council.id == Issue.council_id)
        .where(FollowUp.state == FollowUpState.RUNNING)
        .where(FollowUp.due >= today - AFTER, FollowUp.due <= today + BEFORE)
        .order_by(FollowUp.id)
    )
    return [Clock(row.id, row.kind, row.due, row.started_on, row.july_pause) for row in rows]


def _taken(clocks: list[Clock]) -> dict[tuple[int, date], set[int]]:
    """Which steps have happened or were skipped, by follow-up and due date."""
    wanted = {
        step_key(one.id, one.due, step.days): (one.id, one.due, step.days)
        for one in clocks
        for step in LADDER[one.kind]
    }
    taken: dict[tuple[int, date], set[int]] = defaultdict(set)
    keys = list(wanted)
    for start in range(0, len(keys), AT_ONCE):
        found = db.session.scalars(select(Event.key).where(Event.key.in_(keys[start : start + AT_ONCE])))
        for key in found:
            follow_up_id, due, step = wanted[key or ""]
            taken[follow_up_id, due].add(step)
    return taken


def _steps(one: Clock, today: date, taken: dict[tuple[int, date], set[int]]) -> Due:
    return due_steps(
        one.kind,
        one.due,
        started_on=one.started_on,
        today=today,
        done=taken.get((one.id, one.due), set()),
        july_pause=one.july_pause,
    )


def _is_over(one: Clock, today: date) -> bool:
    return today >= workdays.add_workdays(one.due, 1, july_pause=one.july_pause)


def _held(follow_up_id: int) -> FollowUp | None:
    follow_up = db.session.get(
        FollowUp,
        follow_up_id,
        options=[
            joinedload(FollowUp.issue).joinedload(Issue.council),
            joinedload(FollowUp.office),
            joinedload(FollowUp.municipality),
            joinedload(FollowUp.nav_region),
            joinedload(FollowUp.council),
        ],
        populate_existing=True,
    )
    if follow_up is not None:
        hold(follow_up)
    return follow_up


def _people(follow_up: FollowUp, step: Step) -> dict[int, Reason]:
    """Who is reminded, each for the nearest of their reasons."""
    occasion = Occasion(issue=follow_up.issue, follow_up=follow_up, council_id=follow_up.issue.council_id)
    people: dict[int, Reason] = {}
    if To.OWNER in step.to:
        owners, reason = owners_with_reason(occasion)
        people.update(dict.fromkeys(owners, reason))
    for to in step.to:
        if to is not To.OWNER:
            who, reason = WHO[to]
            for person_id in resolve_recipients(who, occasion):
                people.setdefault(person_id, reason)
    return people


def _owner_name(follow_up: FollowUp) -> str:
    if follow_up.municipality is not None:
        return follow_up.municipality.display_name
    places = (follow_up.office, follow_up.nav_region, follow_up.council)
    return next((place.name for place in places if place is not None), "")
