"""Two, ten and forty at once: one wins where one must, all are counted where all may, and nobody's text is lost."""

import io

import pytest
from PIL import Image
from sqlalchemy import func, select

from app.core import clock
from app.core.roles import OfficeRoleKind
from app.database import db
from app.followups.service import follow_ups
from app.models.councils import Appointment, Council, Seat
from app.models.files import StoredFile
from app.models.followups import Answer, FollowUp
from app.models.issues import Issue, Support
from app.models.notices import Event, EventKind
from app.models.states import FollowUpState, IssueState
from tests.concurrency.together import press

ANSWER = {
    "stance": "follows_up",
    "label": "both",
    "text": "Vi åpner døra klokka ni fra mandag av.",
    "without_promise": "1",
}
OTHER_ANSWER = {**ANSWER, "text": "Vi har ansatt en vert i mottaket."}


@pytest.fixture
def sent(make):
    """An issue that its office owes an answer on."""
    council = make.council()
    issue = make.issue(council, sent_at=clock.now())
    row = follow_ups.open_answer(issue, days=20)
    make.leader(council)
    db.session.commit()
    return issue, row


def answer_path(issue, row):
    return f"/innspill/{issue.reference}/svar/{row.id}"


def council_of(issue):
    return db.session.get_one(Council, issue.council_id)


def seat_of(person):
    return db.session.scalars(select(Seat).join(Appointment).where(Appointment.person_id == person.id)).one()


def count(query):
    return db.session.scalar(select(func.count()).select_from(query.subquery()))


def test_of_two_directors_who_answer_at_once_one_answers_and_the_other_keeps_the_text(app, make, sent):
    issue, row = sent
    office = make.office_of(council_of(issue))
    first, second = make.director(office), make.director(office, OfficeRoleKind.STAND_IN)
    path = answer_path(issue, row)

    answers = press(app, [(first, path, ANSWER), (second, path, OTHER_ANSWER)])

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    loser = next(answer for answer in answers if answer.status_code == 409)
    typed = (ANSWER, OTHER_ANSWER)[answers.index(loser)]["text"]
    assert typed in loser.text
    assert [given.text for given in db.session.scalars(select(Answer))] == [
        text["text"] for text in (ANSWER, OTHER_ANSWER) if text["text"] != typed
    ]
    assert count(select(Event.id).where(Event.kind == EventKind.ANSWER_GIVEN)) == 1


def test_ten_who_say_the_same_at_once_are_ten(app, make, sent):
    issue, _row = sent
    council = council_of(issue)
    office = make.office_of(council)
    people = [make.representative(council) for _ in range(10)]
    path = f"/innspill/{issue.reference}/samme-hos-oss"

    answers = press(app, [(person, path, {"place": f"{seat_of(person).id}-{office.id}"}) for person in people])

    assert [answer.status_code for answer in answers] == [303] * 10
    assert count(select(Support.id).where(Support.withdrawn_at.is_(None))) == 10


def test_one_who_says_the_same_three_times_at_once_is_counted_once(app, make, sent):
    issue, _row = sent
    council = council_of(issue)
    person = make.representative(council)
    place = {"place": f"{seat_of(person).id}-{make.office_of(council).id}"}

    answers = press(app, [(person, f"/innspill/{issue.reference}/samme-hos-oss", place)] * 3)

    assert {answer.status_code for answer in answers} <= {303, 409}
    assert count(select(Support.id).where(Support.withdrawn_at.is_(None))) == 1


def test_an_answer_and_an_ending_at_once_leave_one_of_them_and_nothing_half(app, make, sent):
    issue, row = sent
    council = council_of(issue)
    director, leader = make.director(make.office_of(council)), make.leader(council)
    ending = {"text": "Dette gjelder en enkeltsak. Den hører hjemme i en klage."}

    answers = press(
        app,
        [
            (director, answer_path(issue, row), ANSWER),
            (leader, f"/innspill/{issue.reference}/valg/enkeltsak", ending),
        ],
    )

    statuses = [answer.status_code for answer in answers]
    state = db.session.get_one(FollowUp, row.id, populate_existing=True).state
    ended = db.session.get_one(Issue, issue.id, populate_existing=True)
    assert ended.state is IssueState.CLOSED
    if statuses == [303, 303]:  # answered first: both stand, in that order
        assert state is FollowUpState.DONE
        assert count(select(Answer.id)) == 1
    else:  # ended first: the answer is refused, and its words come back
        assert statuses == [409, 303]
        assert state is FollowUpState.DROPPED
        assert count(select(Answer.id)) == 0
        assert ANSWER["text"] in answers[0].text
    assert count(select(FollowUp.id).where(FollowUp.state == FollowUpState.RUNNING)) == 0


def test_two_endings_at_once_are_one(app, make, sent):
    issue, row = sent
    council = council_of(issue)
    people = [make.leader(council), make.leader(council)]
    path, words = f"/innspill/{issue.reference}/valg/enkeltsak", {"text": "Dette hører hjemme i en klage."}

    answers = press(app, [(person, path, words) for person in people])

    refused = [answer for answer in answers if answer.status_code != 303]
    assert [answer.status_code in (403, 409) and words["text"] in answer.text for answer in refused] == [True]
    assert db.session.get_one(FollowUp, row.id, populate_existing=True).state is FollowUpState.DROPPED
    assert count(select(Event.id).where(Event.kind == EventKind.ISSUE_CLOSED)) == 1


def picture(number):
    """A photograph of some size, another for each."""
    drawn = Image.new("RGB", (900, 700), (number * 6 % 256, 90, 140))
    stream = io.BytesIO()
    drawn.save(stream, "JPEG")
    stream.seek(0)
    return stream


def test_forty_issues_with_a_picture_at_once_are_all_stored(app, make):
    council = make.council()
    office = make.office_of(council)
    people = [make.representative(council) for _ in range(40)]
    fields = {
        "place": f"{council.id}-{office.id}",
        "theme": "apning",
        "kind": "problem",
        "alt": "Døra til mottaket med et skilt.",
        "act": "send",
    }

    answers = press(
        app,
        [
            (
                person,
                "/innspill/nytt",
                {
                    **fields,
                    "body": f"Døra er låst klokka to, sier nummer {number} av dem som venter.",
                    "title": f"Låst dør {number}",
                    "attachment": (picture(number), f"dor-{number}.jpg"),
                },
            )
            for number, person in enumerate(people)
        ],
        same_moment=False,  # more people than connections: they queue, and that is the point
    )

    assert [answer.status_code for answer in answers] == [303] * 40, answers[0].text[:3000]
    assert count(select(Issue.id)) == 40
    assert len(set(db.session.scalars(select(Issue.number)))) == 40
    assert count(select(StoredFile.id)) == 40
