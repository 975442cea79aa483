"""The digest: one mail a person, once, with what the reader is asked for first."""

import threading
from contextlib import suppress
from datetime import UTC, datetime

import pytest
import time_machine

from app.core import clock
from app.core.actor import ANYONE
from app.core.errors import Conflict
from app.database import db, transaction
from app.models.notices import EventKind, Notice
from app.models.people import Delivery, DeliveryWish
from app.notices.outbox import deliver_due
from app.worker import daily_digest, weekly_digest
from tests.notices.conftest import mail_rows

TUESDAY_AT_SEVEN = datetime(2026, 3, 3, 6, 30, tzinfo=UTC)  # 07.30 in Norway
MONDAY_AT_SEVEN = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)


def wish(person, topic, delivery):
    with transaction():
        db.session.add(DeliveryWish(person_id=person.id, kind=topic, delivery=delivery))


def run(job) -> int:
    with transaction():
        return job(clock.now())


@pytest.fixture
def leader(make):
    council = make.council()
    leader = make.leader(council)
    leader.council = council
    return leader


def test_a_day_becomes_one_mail_grouped_by_council_and_issue_and_a_second_run_finds_nothing(
    make, leader, tell, postman
):
    wish(leader, "answers", Delivery.DAILY)
    first, second = make.issue(leader.council), make.issue(leader.council)
    with time_machine.travel(TUESDAY_AT_SEVEN, tick=False):
        tell(EventKind.ANSWER_GIVEN, ANYONE, issue=first)
        tell(EventKind.ANSWER_CORRECTED, ANYONE, issue=first, to=[])
        tell(EventKind.ANSWER_GIVEN, ANYONE, issue=second)

        assert run(daily_digest) == 1
        assert run(daily_digest) == 0
        deliver_due()
        deliver_due()

    [mail] = postman.to(leader)
    text = mail.get_body(("plain",)).get_content()
    assert mail["Subject"] == "Medvirk: 2 nyheter"
    assert text.index(leader.council.name) < text.index(first.reference) < text.index(second.reference)
    assert mail["List-Unsubscribe"] is not None


def test_the_weekly_one_leaves_on_mondays_and_later_in_the_week_when_nobody_was_there(make, leader, tell, postman):
    wish(leader, "answers", Delivery.WEEKLY)
    tell(EventKind.ANSWER_GIVEN, ANYONE, issue=make.issue(leader.council))

    with time_machine.travel(MONDAY_AT_SEVEN, tick=False):
        assert run(weekly_digest) == 1
        tell(EventKind.ANSWER_GIVEN, ANYONE, issue=make.issue(leader.council))
    with time_machine.travel(TUESDAY_AT_SEVEN, tick=False):
        assert run(weekly_digest) == 0
    with time_machine.travel(datetime(2026, 3, 11, 9, tzinfo=UTC), tick=False):
        assert run(weekly_digest) == 1


def test_nothing_leaves_before_seven(make, leader, tell):
    wish(leader, "answers", Delivery.DAILY)
    tell(EventKind.ANSWER_GIVEN, ANYONE, issue=make.issue(leader.council))

    with time_machine.travel(datetime(2026, 3, 3, 5, 59, tzinfo=UTC), tick=False):
        assert run(daily_digest) == 0


def test_what_was_read_or_may_not_be_seen_any_more_is_left_out_and_an_empty_digest_is_not_sent(
    make, leader, tell, postman
):
    wish(leader, "answers", Delivery.DAILY)
    issue = make.issue(leader.council)
    with time_machine.travel(TUESDAY_AT_SEVEN, tick=False):
        tell(EventKind.ANSWER_GIVEN, ANYONE, issue=issue)
        run(daily_digest)
        with transaction():
            db.session.execute(db.update(Notice).where(Notice.person_id == leader.id).values(read_at=clock.now()))
        deliver_due()

    assert postman.to(leader) == []
    assert "nothing_left_to_say" in {mail.dropped_reason for mail in mail_rows()}


def test_two_workers_at_seven_make_one_digest(app, make, leader, tell):
    wish(leader, "answers", Delivery.DAILY)
    tell(EventKind.ANSWER_GIVEN, ANYONE, issue=make.issue(leader.council))
    made: list[int] = []

    def work() -> None:
        with app.app_context(), suppress(Conflict), transaction():
            made.append(daily_digest(TUESDAY_AT_SEVEN))

    with time_machine.travel(TUESDAY_AT_SEVEN, tick=False):
        workers = [threading.Thread(target=work) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

    assert sum(made) == 1
    assert len([mail for mail in mail_rows() if mail.letter == "digest"]) == 1
