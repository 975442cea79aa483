"""A letter that asks for something leaves while it is still asked, and is dropped with a reason once it is done."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.core import clock
from app.core.roles import ScopeKind
from app.database import db, transaction
from app.models.councils import Appointment, Scope
from app.models.notices import EventKind
from app.notices.already import DONE
from app.notices.letters import LETTERS
from app.notices.outbox import deliver_due
from app.notices.record import BUNDLED
from app.notices.truth import Untrue
from tests.notices.asking import ASKED, Asking, report, vote_that_is_closed
from tests.notices.conftest import mail_rows

STORIES = [story for stories in ASKED.values() for story in stories]


def test_every_kind_that_asks_everybody_something_says_when_it_is_done_and_is_tested_here():
    asks = {kind for kind, letter in LETTERS.items() if letter.asks_everybody} - BUNDLED

    assert set(ASKED) == asks
    assert set(DONE) == asks | {EventKind.REMINDER, EventKind.TEXT_HIDDEN_FOR_NOW}


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
