"""What a reader with bad intent, or with a duty to protect, would try: each found once and kept shut."""

import pytest
from sqlalchemy import select

from app.access.sight import can_see_issue, issues_visible_to
from app.database import db, transaction
from app.issues import closing, posting
from app.models.followups import IssueState
from app.models.issues import Issue
from tests.issues.test_service import post


@pytest.fixture
def words(app):
    """A request in whose language the services answer."""
    with app.test_request_context():
        yield


def readers_of(issue, *actors):
    """What the page and the list say of each; they must agree."""
    found = []
    for actor in actors:
        thing = can_see_issue(actor, issue, [issue.council_id])
        rows = db.session.scalars(select(Issue.id).where(issues_visible_to(actor))).all()
        assert thing is (issue.id in rows)
        found.append(thing)
    return found


# ---- Held texts


@pytest.mark.parametrize("end", ["pointed_away", "withdrawn"])
def test_a_held_text_that_ends_unread_never_comes_before_the_office(make, words, end):
    council = make.council()
    author, leader, member = make.representative(council), make.leader(council), make.representative(council)
    director, secretary = make.director(make.office_of(council)), make.secretary(council)
    issue = post(make, author, council, ask_reading=True)

    with transaction():
        if end == "pointed_away":
            closing.point_away(make.actor(leader), issue, text="Ring Nav på 55 55 33 33.")
        else:
            closing.withdraw(make.actor(author), issue)

    assert issue.state is IssueState.CLOSED
    outside = [make.actor(one) for one in (director, secretary, member)]
    assert readers_of(issue, *outside) == [False] * 3
    assert readers_of(issue, make.actor(author), make.actor(leader)) == [True, True]


def test_a_text_that_ended_held_is_held_again_when_it_is_reopened(make, words):
    council = make.council()
    author, leader = make.representative(council), make.leader(council)
    director = make.director(make.office_of(council))
    issue = post(make, author, council, ask_reading=True)

    with transaction():
        closing.withdraw(make.actor(author), issue)
    with transaction():
        closing.reopen(make.actor(leader), issue, reason="Det gjelder flere.")

    assert issue.state is IssueState.HELD
    assert readers_of(issue, make.actor(director)) == [False]
    with transaction():
        posting.release(make.actor(leader), issue)
    assert readers_of(issue, make.actor(director)) == [True]
