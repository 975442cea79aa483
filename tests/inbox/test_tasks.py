"""A task on Min side leads with the title of its issue, says the act, and opens the form of that act."""

import re

import pytest

from app.core import clock
from app.database import transaction
from app.followups.service.claims import Evidence, claim_done
from app.models.states import FollowUpKind, IssueState

ASKED_OF_OFFICE = {FollowUpKind.ANSWER: "Svar utvalget", FollowUpKind.ACTION: "Meld at tiltaket er gjort"}
ASKED_OF_COUNCIL = {
    FollowUpKind.CLARIFICATION: "Svar på spørsmål fra kontoret",
    FollowUpKind.STATEMENT: "Gi utvalgets uttalelse",
    FollowUpKind.RAISE_REPLY: "Svar på innspill fra et annet utvalg",
    FollowUpKind.RELAPSE: "Vurder å åpne igjen",
}

DONE = Evidence("Flere svarer på telefonen.", "Nav Tønsberg", clock.today(), "Køen er kortere.")


def task_of(page, title):
    """Address and act of the first task with this title."""
    found = re.search(rf'<a href="([^"]+)"><span[^>]*>{title}</span><span class="for-ears">: ([^<]+)</span>', page)
    assert found is not None, page
    return found.group(1), found.group(2)


def opens_a_form(reader, url):
    answer = reader.get(url)
    return answer.status_code == 200 and '<form class="form" method="post"' in answer.text


@pytest.mark.parametrize(("kind", "act"), [*ASKED_OF_OFFICE.items(), *ASKED_OF_COUNCIL.items()])
def test_what_somebody_owes_leads_to_its_form(make, visit, kind, act):
    council = make.council()
    leader, director = make.leader(council), make.director(make.office_of(council))
    issue = make.issue(council, title="Køen er lang")
    owner = {} if kind in ASKED_OF_OFFICE else {"council_id": council.id}
    make.owed(issue, kind, **owner)
    reader = visit(director if kind in ASKED_OF_OFFICE else leader)

    url, said = task_of(reader.get("/min-side").text, "Køen er lang")

    assert said == act
    assert opens_a_form(reader, url)


def test_the_verdict_of_the_council_and_the_word_of_a_seat_are_two_tasks_with_two_names(make, visit):
    council = make.council()
    person, director = make.leader(council), make.director(make.office_of(council))
    issue = make.issue(council, title="Køen er lang", author=person, author_seat_id=make.actor(person).seats[0].seat_id)
    action = make.owed(issue, FollowUpKind.ACTION)
    with transaction():
        claim_done(make.actor(director), action, DONE)
    reader = visit(person)

    page = reader.get("/min-side").text

    tasks = re.findall(r'<a href="([^"]+)"><span[^>]*>Køen er lang</span><span class="for-ears">: ([^<]+)</span>', page)
    assert {act for _url, act in tasks} >= {"Din erfaring: Hjalp det?", "Avgjør om det hjalp"}
    assert all(opens_a_form(reader, url) for url, _act in tasks)


def test_a_text_to_read_through_is_read_on_the_page_where_it_is_let_through(make, visit):
    council = make.council()
    leader = make.leader(council)
    make.issue(council, title="Holdt tilbake", state=IssueState.HELD)
    reader = visit(leader)

    url, act = task_of(reader.get("/min-side").text, "Holdt tilbake")

    assert act == "Les gjennom"
    assert opens_a_form(reader, url)
