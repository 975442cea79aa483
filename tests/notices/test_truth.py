"""A letter that asks for something leaves while it is still asked, and is dropped with a reason once it is done."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.core import clock
from app.core.actor import ANYONE
from app.core.roles import ScopeKind
from app.database import db, transaction
from app.models.councils import Appointment, Scope
from app.models.notices import EventKind, Reason
from app.notices.commands.outbox import deliver_due
from app.notices.kinds.table import BUNDLED, HAPPENINGS
from app.notices.policy.still_true import Untrue
from app.notices.service.record import record
from tests.notices.asking import ASKED, Asking, report, vote_that_is_closed
from tests.notices.conftest import mail_rows

STORIES = [story for stories in ASKED.values() for story in stories]


def test_every_kind_that_asks_everybody_something_says_when_it_is_done_and_is_tested_here():
    asks = {kind for kind, one in HAPPENINGS.items() if one.letter.asks_everybody} - BUNDLED

    assert set(ASKED) == asks
    says = {kind for kind, one in HAPPENINGS.items() if one.is_done is not None}
    assert says == asks | {EventKind.REMINDER, EventKind.TEXT_HIDDEN_FOR_NOW}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_what_is_still_asked_leaves(make, postman, story: Callable):
    with transaction():
        reader, _act = story(Asking(make))

    deliver_due()

    assert len(postman.to(reader)) == 1


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_what_is_done_by_then_is_not_asked_any_more(make, postman, story: Callable):
    with transaction():
        reader, act = story(Asking(make))
    with transaction():
        act()

    deliver_due()

    assert postman.to(reader) == []
    assert [mail.dropped_reason for mail in mail_rows() if mail.person_id == reader.id] == [Untrue.DONE]


def test_whoever_is_no_longer_moderator_is_not_asked_to_judge(make, postman):
    with transaction():
        reader, _act = report(Asking(make))
    with transaction():
        role = db.session.scalars(
            db.select(Scope).where(Scope.person_id == reader.id, Scope.kind == ScopeKind.MODERATOR)
        ).one()
        role.valid_to = clock.today() - timedelta(days=1)

    deliver_due()

    assert postman.to(reader) == []
    assert [mail.dropped_reason for mail in mail_rows() if mail.person_id == reader.id] == [Untrue.NOT_THERE]


def test_whoever_has_left_the_council_is_not_asked_to_vote_on_their_own_issue(make, postman):
    with transaction():
        reader, _act = vote_that_is_closed(Asking(make))
    with transaction():
        seat = db.session.scalars(db.select(Appointment).where(Appointment.person_id == reader.id)).one()
        seat.valid_to = clock.today() - timedelta(days=1)

    deliver_due()

    assert postman.to(reader) == []
    assert [mail.dropped_reason for mail in mail_rows() if mail.person_id == reader.id] == [Untrue.NO_SIGHT]


def test_a_reminder_of_a_day_that_has_moved_does_not_leave(make, postman):
    council = make.council()
    issue = make.issue(council)
    director, owed = make.director(make.office_of(council)), make.owed(issue)
    data = {"kind": owed.kind.value, "step": -5, "due": owed.due.isoformat()}
    with transaction():
        record(EventKind.REMINDER, ANYONE, about=owed, issue=issue, to={director.id: Reason.OWES}, data=data)
    with transaction():
        owed.due += timedelta(days=7)

    deliver_due()

    assert postman.to(director) == []
    assert [mail.dropped_reason for mail in mail_rows()] == [Untrue.MOVED]
