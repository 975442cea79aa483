"""Open named votes: the roll is frozen, the last word counts, more for than against adopts."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.errors import Conflict, Denied, Invalid
from app.core.roles import Side
from app.database import db, transaction
from app.meetings import queries as meetings
from app.meetings import service as meeting_service
from app.models.meetings import AgendaItem
from app.models.notices import Event, EventKind, Notice
from app.models.people import Person
from app.models.votes import Choice, RollEntry, Vote, VoteState
from app.votes import queries, service


def fresh(meeting_id):
    """The meeting as the next request would load it."""
    db.session.expunge_all()
    return meetings.meeting_page(meeting_id)


@pytest.fixture
def opened(make):
    """A council with a leader and two members, and an open vote: (council, people, vote id)."""
    council = make.council()
    people = [make.leader(council), make.representative(council), make.representative(council)]
    actor = make.actor(people[0])
    with transaction():
        meeting = meeting_service.plan_meeting(actor, council.id, starts_at=clock.now() + timedelta(1), place="Her")
    meeting = fresh(meeting.id)
    with transaction():
        meeting_service.add_item(actor, meeting, title="Åpningstiden")
    meeting = fresh(meeting.id)
    with transaction():
        vote = service.open_vote(actor, meeting.items[0], question="Skal utvalget rå kontoret til å åpne torsdager?")
    return council, people, vote.id


def say(make, person, vote_id, choice):
    with transaction():
        service.cast_ballot(make.actor(person), queries.vote_page(vote_id), choice=choice)


def close(make, leader, vote_id):
    vote = queries.vote_page(vote_id)
    with transaction():
        service.close_vote(make.actor(leader), vote, vote.item)
    return db.session.get(Vote, vote_id)


def test_everybody_on_the_roll_is_told_and_nobody_else(make, opened):
    council, people, _vote = opened
    make.representative(council)

    told = select(Notice.person_id).join(Event).where(Event.kind == EventKind.VOTE_OPENED)

    assert set(db.session.scalars(told)) == {person.id for person in people}


@pytest.mark.parametrize(
    ("words", "adopted"),
    [
        ([Choice.FOR, Choice.FOR, Choice.AGAINST], True),
        ([Choice.FOR, Choice.AGAINST, Choice.ABSTAIN], False),
        ([Choice.FOR, Choice.ABSTAIN, Choice.ABSTAIN], True),
        ([Choice.ABSTAIN, Choice.ABSTAIN, Choice.ABSTAIN], False),
        ([], False),
    ],
)
def test_more_for_than_against_adopts_and_a_tie_does_not(make, opened, words, adopted):
    _council, people, vote_id = opened
    for person, word in zip(people, words, strict=False):
        say(make, person, vote_id, word)

    vote = close(make, people[0], vote_id)

    assert (vote.state, vote.adopted) == (VoteState.CLOSED, adopted)


def test_the_last_word_counts(make, opened):
    _council, people, vote_id = opened
    say(make, people[1], vote_id, Choice.AGAINST)
    say(make, people[1], vote_id, Choice.FOR)

    entries = db.session.scalars(select(RollEntry).where(RollEntry.person_id == people[1].id)).all()

    assert [entry.choice for entry in entries] == [Choice.FOR]


def test_whoever_came_later_and_the_office_side_do_not_vote(make, opened):
    council, _people, vote_id = opened
    late = make.representative(council)
    director = make.director(make.office_of(council))
    nav = make.person()
    make.appointment(make.seat(council, side=Side.NAV, voting=False), nav)

    for person in (late, director, nav):
        with pytest.raises(Denied):
            say(make, person, vote_id, Choice.FOR)


def test_a_closed_vote_takes_no_more_words_and_is_not_closed_twice(make, opened):
    _council, people, vote_id = opened
    close(make, people[0], vote_id)

    with pytest.raises(Conflict):
        say(make, people[1], vote_id, Choice.FOR)
    with pytest.raises(Conflict):
        close(make, people[0], vote_id)


def test_a_case_has_one_open_vote_at_a_time(make, opened):
    _council, people, vote_id = opened
    meeting = fresh(queries.vote_page(vote_id).item.meeting_id)

    with pytest.raises(Invalid), transaction():
        service.open_vote(make.actor(people[0]), meeting.items[0], question="En gang til?")


def test_two_clicks_to_vote_and_the_names_are_open(make, opened, visit):
    _council, people, vote_id = opened
    member = visit(people[1])
    member.get(f"/avstemninger/{vote_id}")
    member.post(f"/avstemninger/{vote_id}", {"choice": "for"})

    page = member.follow()

    assert "Stemmen din er registrert" in page.text
    assert page.text.count("Har ikke stemt") == 2
    assert member.post(f"/avstemninger/{vote_id}", {"choice": "tull"}).status_code == 422
    assert visit(people[1]).post(f"/avstemninger/{vote_id}/lukk").status_code == 403
    assert visit(make.representative(make.council())).get(f"/avstemninger/{vote_id}").status_code == 404


def test_whoever_runs_the_council_is_offered_to_close_the_vote_as_long_as_it_is_open(make, opened, visit):
    _council, people, vote_id = opened
    address = f"/avstemninger/{vote_id}"
    leader, member = visit(people[0]), visit(people[1])

    offered = [f"{address}/lukk" in one.get(address).text for one in (leader, member)]
    leader.post(f"{address}/lukk")
    afterwards = f"{address}/lukk" in leader.follow().text

    assert (offered, afterwards) == ([True, False], False)


@pytest.mark.parametrize(
    ("words", "result", "counted"),
    [
        ([Choice.FOR], "Flertall av dem som stemte", "1 av 3 stemte: 1 for, 0 mot, 0 avstår"),
        ([Choice.FOR, Choice.AGAINST], "Like mange for og mot", "2 av 3 stemte: 1 for, 1 mot, 0 avstår"),
        ([Choice.FOR, Choice.ABSTAIN, Choice.ABSTAIN], "Flere for enn mot", "3 av 3 stemte: 1 for, 0 mot, 2 avstår"),
        ([Choice.AGAINST, Choice.AGAINST], "Ikke flertall", "2 av 3 stemte: 0 for, 2 mot, 0 avstår"),
        ([], "Ingen stemte", "0 av 3 stemte: 0 for, 0 mot, 0 avstår"),
    ],
)
def test_a_result_says_how_many_voted_and_calls_only_most_of_them_a_majority(
    make, visit, opened, words, result, counted
):
    council, people, vote_id = opened
    for person, word in zip(people, words, strict=False):
        say(make, person, vote_id, word)
    vote = close(make, people[0], vote_id)
    meeting_id = db.session.get_one(AgendaItem, vote.item_id).meeting_id

    member = visit(db.session.get_one(Person, people[1].id))

    for address in (f"/avstemninger/{vote_id}", f"/utvalg/{council.slug}/moter/{meeting_id}"):
        page = member.get(address).text
        assert result in page
        assert counted in page
