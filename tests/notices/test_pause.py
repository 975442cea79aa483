"""A paused outbox: everything is written and nothing leaves, but for what somebody asks for at the door meanwhile."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.accounts.service import sign_in_links as accounts
from app.accounts.service.one_time_links import LETTER
from app.core import clock
from app.core.actor import ANYONE
from app.database import db, transaction
from app.models.notices import EventKind
from app.models.people import Heartbeat, LinkPurpose
from app.notices.commands import outbox
from app.notices.commands.outbox import deliver_due
from app.notices.service import pause
from app.notices.service.pause import AT_THE_DOOR
from app.notices.service.record import post_letter
from tests.notices.conftest import mail_rows, waiting_letter


def pause_now():
    with transaction():
        pause.pause_mail()


def test_nothing_leaves_in_a_pause_and_all_of_it_after(make, tell, postman):
    council = make.council()
    director = make.director(make.office_of(council))
    issue = make.issue(council)
    pause_now()
    tell(EventKind.ISSUE_SENT, ANYONE, issue=issue, about=make.owed(issue))

    assert deliver_due() == 0
    assert postman.mails == []
    [mail] = [row for row in mail_rows() if row.person_id == director.id]
    assert (mail.tries, mail.sent_at, mail.dropped_at) == (0, None, None)

    with transaction():
        pause.release_mail()
    deliver_due()
    assert len(postman.to(director)) == 1
    assert pause.paused_at() is None


@pytest.mark.parametrize("purpose", [LinkPurpose.SIGN_IN, LinkPurpose.PASSWORD])
def test_who_asks_for_a_link_in_a_pause_gets_it_and_who_asked_before_does_not(make, postman, purpose):
    before, after = make.person(), make.person()
    now = clock.now()
    with time_machine.travel(now - timedelta(minutes=2), tick=False), transaction():
        accounts.ask_link(before.email, purpose=purpose, next_url=None)
    pause_now()
    with time_machine.travel(now + timedelta(minutes=2), tick=False):
        for _ in range(outbox.AT_ONCE + 1):  # those that wait do not stand in the way
            waiting_letter(make, before).due_at = now - timedelta(hours=1)
        db.session.commit()
        with transaction():
            accounts.ask_link(after.email, purpose=purpose, next_url=None)

        assert deliver_due() == 1

    assert len(postman.to(after)) == 1
    assert postman.to(before) == []


def test_the_letters_of_the_door_are_those_that_lead_in():
    assert set(AT_THE_DOOR) == {LETTER[LinkPurpose.SIGN_IN], LETTER[LinkPurpose.PASSWORD]}


def test_a_pause_that_begins_during_a_pass_stops_all_but_the_letter_under_way(make, postman):
    person = make.person()
    for _ in range(3):
        waiting_letter(make, person)
    db.session.commit()
    postman.when_taken.append(begin_once())

    assert deliver_due() == 1
    assert len(postman.mails) == 1


def begin_once():
    """As another process does it: in a session of its own, and only at the first letter."""
    begun, engine = [], db.engine

    def begin():
        if not begun:
            begun.append(True)
            with engine.begin() as connection:
                connection.execute(Heartbeat.__table__.insert().values(name="mails_paused", at=clock.now()))

    return begin


def test_a_pause_that_begins_again_counts_from_now(make, postman):
    person = make.person()
    with time_machine.travel(clock.now() - timedelta(hours=1), tick=False):
        pause_now()
        post_letter(person, letter="sign_in_link", data={})
        db.session.commit()
    pause_now()

    assert deliver_due() == 0


def test_a_pause_is_shown_is_no_fault_and_is_one_when_it_looks_forgotten(make, visit):
    now, person = clock.now(), make.person()
    with transaction():
        post_letter(person, letter="digest", data={}).due_at = now - timedelta(hours=20)
        db.session.add(Heartbeat(name="worker", at=now))
        db.session.add(Heartbeat(name="mails_paused", at=now - timedelta(hours=20)))
    answer = visit(None).get("/healthz")
    assert (answer.status_code, answer.json["mails_waiting"]) == (200, 1)
    assert answer.json["mails_paused_seconds"] == pytest.approx(20 * 3600, abs=60)

    db.session.get_one(Heartbeat, "mails_paused").at = now - timedelta(hours=25)
    assert visit(None).get("/healthz").status_code == 503


def test_a_link_that_could_leave_in_a_pause_and_does_not_is_a_fault(make, visit):
    now, person = clock.now(), make.person()
    with transaction():
        db.session.add(Heartbeat(name="worker", at=now))
        db.session.add(Heartbeat(name="mails_paused", at=now - timedelta(hours=2)))
        asked = post_letter(person, letter="sign_in_link", data={})
        asked.created_at = asked.due_at = now - timedelta(hours=1)

    assert visit(None).get("/healthz").status_code == 503


def test_without_a_pause_there_is_no_row(make, visit):
    assert visit(None).get("/healthz").json["mails_paused_seconds"] is None
    assert db.session.scalar(select(Heartbeat.name)) is None
