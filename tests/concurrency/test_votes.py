"""A vote that closes while people say their word: the result is what the roll says."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.database import db, transaction
from app.meetings import queries as meetings
from app.meetings import service as meeting_service
from app.models.notices import Event, EventKind
from app.models.votes import Choice, RollEntry, Vote, VoteState
from app.votes import queries, service
from tests.concurrency.together import overtaken, press

ASKED = "Skal utvalget rå kontoret til å åpne torsdager?"


@pytest.fixture
def opened(make):
    """A leader and four representatives, and a vote that is open to them."""
    council = make.council()
    people = [make.leader(council), *(make.representative(council) for _ in range(4))]
    actor = make.actor(people[0])
    with transaction():
        meeting = meeting_service.plan_meeting(actor, council.id, starts_at=clock.now() + timedelta(1), place="Her")
        meeting_service.add_item(actor, meeting, title="Åpningstiden")
    with transaction():
        item = meetings.meeting_page(meeting.id).items[0]
        vote = service.open_vote(actor, item, question=ASKED)
    return people, vote.id


def roll_and_result(vote_id):
    """(what the roll says, what was stored as adopted, what was told)."""
    db.session.remove()
    vote = db.session.get_one(Vote, vote_id)
    said = Counter(db.session.scalars(select(RollEntry.choice).where(RollEntry.vote_id == vote_id)))
    told = db.session.scalars(select(Event.data).where(Event.kind == EventKind.VOTE_CLOSED)).all()
    assert vote.state is VoteState.CLOSED
    return said, vote.adopted, told


def test_words_said_while_the_vote_closes_are_in_its_result(app, make, opened):
    people, vote_id = opened
    words = [Choice.FOR, Choice.FOR, Choice.FOR, Choice.AGAINST, Choice.AGAINST]
    actors = [make.actor(person) for person in people]

    def everybody_votes():
        for actor, word in zip(actors, words, strict=True):
            with transaction():
                service.cast_ballot(actor, queries.vote_page(vote_id), choice=word)

    answer = overtaken(app, (people[0], f"/avstemninger/{vote_id}/lukk", {}), everybody_votes)

    assert answer.status_code == 303
    said, adopted, told = roll_and_result(vote_id)
    assert (said[Choice.FOR], said[Choice.AGAINST], adopted) == (3, 2, True)
    assert [(one["for"], one["against"]) for one in told] == [(3, 2)]


def test_a_closing_and_five_words_at_once_leave_a_result_that_is_the_rolls(app, opened):
    people, vote_id = opened
    path = f"/avstemninger/{vote_id}"
    words = ["for", "for", "for", "against", "against"]

    answers = press(
        app,
        [
            (people[0], f"{path}/lukk", {}),
            *((person, path, {"choice": word}) for person, word in zip(people, words, strict=True)),
        ],
    )

    assert answers[0].status_code == 303
    assert {answer.status_code for answer in answers[1:]} <= {303, 409}
    said, adopted, told = roll_and_result(vote_id)
    assert [(one["for"], one["against"]) for one in told] == [(said[Choice.FOR], said[Choice.AGAINST])]
    assert adopted is (said[Choice.FOR] > said[Choice.AGAINST])
