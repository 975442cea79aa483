"""The worker's loop: one thing that fails stops nothing else, and a clock that is set changes nothing for it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app import worker
from app.admin.queries.health import STUCK
from app.core import clock
from app.core.actor import ANYONE
from app.core.roles import ScopeKind
from app.database import db
from app.models.councils import Appointment
from app.models.followups import FollowUp
from app.models.notices import Event, EventKind, Notice, PrintTask
from app.models.people import Delivery, DeliveryWish, Heartbeat
from app.models.states import FollowUpKind, FollowUpState
from app.notices.service.record import record
from app.worker import MINUTE, Worker

TUESDAY = datetime(2026, 3, 10, 8, 0, tzinfo=clock.OSLO)


@pytest.fixture
def minutes(monkeypatch):
    """The clock that nobody sets, and a way to let a minute pass on it."""
    passed = [1000.0]
    monkeypatch.setattr(worker, "monotonic", lambda: passed[0])

    def passing() -> None:
        passed[0] += MINUTE + 1

    return passing


def ends(make, council, days):
    person = make.representative(council)
    row = db.session.scalars(select(Appointment).where(Appointment.person_id == person.id)).one()
    row.valid_to = TUESDAY.date() + timedelta(days=days)
    return row


def told() -> set[int]:
    db.session.expire_all()
    query = select(Event.subject_id).where(Event.kind == EventKind.APPOINTMENT_ENDING)
    return {subject for subject in db.session.scalars(query) if subject is not None}


def beat() -> datetime:
    db.session.expire_all()
    return db.session.get_one(Heartbeat, "worker").at


@pytest.mark.parametrize("jump", [timedelta(days=-1), timedelta(days=1), timedelta(hours=-3)])
def test_the_rooms_are_asked_and_the_sign_of_life_is_given_when_the_clock_is_set(app, make, minutes, visit, jump):
    council = make.council()
    db.session.commit()
    going = Worker(app)
    with time_machine.travel(TUESDAY, tick=False) as time:
        going.once()
        row = ends(make, council, 20)
        db.session.commit()
        time.shift(jump)
        minutes()
        going.once()

        assert beat() == clock.now()
        assert visit(None).get("/healthz").json["worker_seconds_ago"] == 0
        if (clock.local(clock.now())).hour >= 7:
            assert told() == {row.id}
        time.shift(-jump)
        minutes()
        going.once()
        assert told() == {row.id}


def test_within_a_minute_the_rooms_are_asked_once(app, make, minutes):
    going = Worker(app)
    with time_machine.travel(TUESDAY, tick=False) as time:
        going.once()
        ends(make, make.council(), 20)
        db.session.commit()
        time.shift(timedelta(hours=5))
        going.once()

        assert told() == set()


def test_a_room_that_fails_stops_no_other_and_is_told_of_until_it_goes_again(app, make, minutes, visit):
    """What is owed is of a kind that no ladder knows: the chain's room breaks each time it is asked."""
    council = make.council()
    administrator = make.scope(ScopeKind.ADMINISTRATOR)
    row = ends(make, council, 20)
    owed = make.owed(make.issue(council), due=TUESDAY.date()).id
    leader = make.leader(council)
    make._add(DeliveryWish(person_id=leader.id, kind="answers", delivery=Delivery.DAILY))
    with clock.as_if(TUESDAY - timedelta(days=2)):
        record(EventKind.ANSWER_GIVEN, ANYONE, about=make.issue(council))
    db.session.execute(db.text("UPDATE follow_up SET kind = 'unheard_of' WHERE id = :id"), {"id": owed})
    db.session.commit()
    going = Worker(app)

    with time_machine.travel(TUESDAY, tick=False) as time:
        going.once()
        assert told() == {row.id}
        assert db.session.scalars(select(Notice.mail_id).where(Notice.person_id == leader.id)).first() is not None
        health = visit(None).get("/healthz")
        assert (health.status_code, health.json["failing_seconds"]) == (200, {"followups": 0})
        time.shift(STUCK)
        minutes()
        going.once()
        assert visit(None).get("/healthz").status_code == 503
        assert "Noe feiler i «Frister og påminnelser» hver gang" in visit(administrator).get("/drift").text

        db.session.execute(db.text("UPDATE follow_up SET kind = 'answer' WHERE id = :id"), {"id": owed})
        db.session.commit()
        minutes()
        going.once()
        assert visit(None).get("/healthz").json["failing_seconds"] == {}


def test_one_clock_that_breaks_stops_no_other(app, make, caplog):
    """A question back that belongs to no answer cannot lapse; the one after it does."""
    council = make.council()
    ran_out = {"council_id": council.id, "due": date(2026, 2, 2), "started_on": date(2026, 1, 5)}
    issue = make.issue(council)
    asked_back = make.owed(issue, started_on=date(2026, 1, 5))
    asked_back.pause(date(2026, 1, 5), TUESDAY)
    broken = make.owed(make.issue(council), FollowUpKind.CLARIFICATION, **ran_out)
    good = make.owed(issue, FollowUpKind.CLARIFICATION, parent_id=asked_back.id, **ran_out)
    db.session.commit()

    with time_machine.travel(TUESDAY, tick=False):
        Worker(app).once()

    db.session.expire_all()
    states = {row.id: row.state for row in db.session.execute(select(FollowUp.id, FollowUp.state))}
    assert (states[broken.id], states[good.id]) == (FollowUpState.RUNNING, FollowUpState.DROPPED)
    assert f"let_lapse({broken.id}, " in caplog.text


def test_a_digest_that_breaks_is_the_only_one_that_does(app, make, postman):
    """One of the reader's notices cannot be put into words: the others stand in the letter."""
    council = make.council()
    leader = make.leader(council)
    make._add(DeliveryWish(person_id=leader.id, kind="answers", delivery=Delivery.DAILY))
    good, bad = make.issue(council), make.issue(council)
    with clock.as_if(TUESDAY - timedelta(days=2)):
        for issue in (bad, good):
            record(EventKind.ANSWER_GIVEN, ANYONE, about=issue)
    db.session.execute(db.update(Event).where(Event.issue_id == bad.id).values(data={"last_day": "i morgen"}))
    db.session.commit()

    with time_machine.travel(TUESDAY.astimezone(UTC), tick=False):
        Worker(app).once()

    [mail] = postman.to(leader)
    assert good.reference in mail.as_string()
    assert bad.reference not in mail.as_string()


def test_a_letter_on_paper_that_breaks_is_the_only_one_that_does(make, visit):
    """The list and the other letters stand; the broken one says what to do, and so does its notice on Min side."""
    council = make.council()
    secretary = make.secretary(council)
    people = [make.representative(council, name=name, email=None) for name in ("Anne Ask", "Berit Bjørk")]
    for person in people:
        record(EventKind.TEXT_KEPT, ANYONE, council_id=council.id, to=[person.id])
    db.session.flush()
    first, second = db.session.scalars(select(PrintTask).order_by(PrintTask.id)).all()
    db.session.execute(db.update(Event).where(Event.id == first.event_id).values(data={"last_day": "i morgen"}))
    reader = visit(secretary)

    page = reader.get("/brev").text
    assert "Anne Ask" in page
    assert "Berit Bjørk" in page
    assert reader.get(f"/brev/{second.id}").status_code == 200
    assert reader.get(f"/brev/{first.id}").status_code == 409
    assert reader.get("/min-side").status_code == 200
    assert "Dette varselet kan ikke vises." in visit(people[0]).get("/varsler").text
