"""The digest: one mail a person, once, with what the reader is asked for first."""

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.core import clock
from app.core.actor import ANYONE
from app.core.errors import Conflict
from app.database import db, transaction
from app.models.notices import EventKind, Notice
from app.models.people import Delivery, DeliveryWish
from app.notices.commands.outbox import deliver_due
from app.notices.due import due
from tests.notices.conftest import mail_rows

MONDAY = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)  # 07.30 in Norway
TUESDAY = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)


def wish(person, topic, delivery):
    with transaction():
        db.session.add(DeliveryWish(person_id=person.id, kind=topic, delivery=delivery))


def digests() -> int:
    db.session.rollback()
    return len([mail for mail in mail_rows() if mail.letter == "digest"])


def made_by_a_round() -> int:
    """How many digests the clock makes now."""
    before = digests()
    for use_case in due(clock.now()):
        with transaction():
            use_case()
    return digests() - before


@pytest.fixture
def leader(make):
    council = make.council()
    leader = make.leader(council)
    leader.council = council
    return leader


@pytest.fixture
def happens(make, leader, tell):
    """An answer to an issue of the leader's council, at a time."""

    def happening(at: datetime) -> None:
        with time_machine.travel(at, tick=False):
            tell(EventKind.ANSWER_GIVEN, ANYONE, about=make.issue(leader.council))

    return happening


def test_a_day_becomes_one_mail_grouped_by_council_and_issue_and_a_second_run_finds_nothing(
    make, leader, tell, postman
):
    wish(leader, "answers", Delivery.DAILY)
    first, second = make.issue(leader.council), make.issue(leader.council)
    with time_machine.travel(MONDAY, tick=False):
        tell(EventKind.ANSWER_GIVEN, ANYONE, about=first)
        tell(EventKind.ANSWER_CORRECTED, ANYONE, about=first, to=[])
        tell(EventKind.ANSWER_GIVEN, ANYONE, about=second)

    with time_machine.travel(TUESDAY, tick=False):
        assert made_by_a_round() == 1
        assert made_by_a_round() == 0
        deliver_due()
        deliver_due()

    [mail] = postman.to(leader)
    text = mail.get_body(("plain",)).get_content()
    assert mail["Subject"] == f"2 nyheter: Innspill {first.reference}, Innspill {second.reference}"
    assert text.index(leader.council.name) < text.index(first.reference) < text.index(second.reference)
    assert mail["List-Unsubscribe"] is not None


def test_what_happens_after_seven_waits_for_the_next_day(leader, happens):
    wish(leader, "answers", Delivery.DAILY)
    happens(MONDAY)

    with time_machine.travel(MONDAY + timedelta(hours=9), tick=False):
        assert made_by_a_round() == 0
    with time_machine.travel(TUESDAY, tick=False):
        assert made_by_a_round() == 1


def test_the_weekly_one_leaves_on_mondays_and_later_in_the_week_when_nobody_was_there(leader, happens):
    wish(leader, "answers", Delivery.WEEKLY)
    happens(MONDAY - timedelta(days=2))

    with time_machine.travel(MONDAY, tick=False):
        assert made_by_a_round() == 1
    happens(MONDAY)
    with time_machine.travel(TUESDAY, tick=False):
        assert made_by_a_round() == 0
    with time_machine.travel(datetime(2026, 3, 11, 9, tzinfo=UTC), tick=False):
        assert made_by_a_round() == 1


def test_on_a_monday_the_daily_and_the_weekly_news_are_one_letter(leader, make, tell, postman):
    wish(leader, "answers", Delivery.WEEKLY)
    wish(leader, "outcomes", Delivery.DAILY)
    issue = make.issue(leader.council)
    with time_machine.travel(MONDAY - timedelta(days=1), tick=False):
        tell(EventKind.ANSWER_GIVEN, ANYONE, about=issue)
        tell(EventKind.OUTCOME_SAID, ANYONE, about=issue)

    with time_machine.travel(MONDAY, tick=False):
        assert made_by_a_round() == 1
        deliver_due()

    [mail] = postman.to(leader)
    assert mail["Subject"] == f"2 nyheter: Innspill {issue.reference}"


def test_nothing_leaves_before_seven(leader, happens):
    wish(leader, "answers", Delivery.DAILY)
    happens(MONDAY)

    with time_machine.travel(datetime(2026, 3, 3, 5, 59, tzinfo=UTC), tick=False):
        assert made_by_a_round() == 0


def test_a_clock_that_runs_a_day_ahead_for_a_while_neither_swallows_a_day_nor_doubles_one(leader, happens):
    wish(leader, "answers", Delivery.DAILY)
    happens(MONDAY)
    with time_machine.travel(TUESDAY, tick=False):
        assert made_by_a_round() == 1
    happens(TUESDAY)
    with time_machine.travel(WEDNESDAY + timedelta(minutes=1), tick=False):  # still Tuesday, but the clock is wrong
        assert made_by_a_round() == 1
    happens(WEDNESDAY + timedelta(minutes=2))

    with time_machine.travel(TUESDAY + timedelta(minutes=5), tick=False):
        assert made_by_a_round() == 1  # what was written with Wednesday's date; it would wait until Thursday
        assert made_by_a_round() == 0
    happens(TUESDAY + timedelta(hours=1))
    with time_machine.travel(WEDNESDAY, tick=False):
        assert made_by_a_round() == 1
        assert made_by_a_round() == 0


def test_a_batch_that_was_never_made_is_made_in_the_next_minute(leader, make, happens):
    """The worker died after it had asked, and before it folded."""
    wish(leader, "answers", Delivery.DAILY)
    happens(MONDAY)

    with time_machine.travel(TUESDAY, tick=False):
        next(iter(due(clock.now())))
        assert made_by_a_round() == 1


def test_what_was_read_or_may_not_be_seen_any_more_is_left_out_and_an_empty_digest_is_not_sent(
    leader, happens, postman
):
    wish(leader, "answers", Delivery.DAILY)
    happens(MONDAY)
    with time_machine.travel(TUESDAY, tick=False):
        assert made_by_a_round() == 1
        with transaction():
            db.session.execute(db.update(Notice).where(Notice.person_id == leader.id).values(read_at=clock.now()))
        deliver_due()

    assert postman.to(leader) == []
    assert "nothing_left_to_say" in {mail.dropped_reason for mail in mail_rows()}


def test_two_workers_at_seven_make_one_digest(app, leader, happens):
    wish(leader, "answers", Delivery.DAILY)
    happens(MONDAY)

    def work() -> None:
        with app.app_context():
            for use_case in due(TUESDAY):
                with suppress(Conflict), transaction():
                    use_case()

    with time_machine.travel(TUESDAY, tick=False):
        workers = [threading.Thread(target=work) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

    assert digests() == 1
