"""Two windows on the same text: whoever saves last sees what stands by now beside their own; nothing is overwritten."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core import clock
from app.database import db, transaction
from app.models.comments import Comment
from app.models.councils import Appointment, Council, Mandate
from app.models.followups import Answer
from app.models.issue_enums import CommentTag
from app.models.issues import Issue, PublicVersion
from app.models.outcomes import OutcomeQuestion
from app.models.people import Draft, Person
from app.models.places import Office
from app.models.states import Occasion, OutcomeWord
from app.models.summaries import Summary
from app.summaries import service as summaries
from tests.concurrency.together import press
from tests.filling import as_opened
from tests.followups.chain import town


@dataclass
class Scene:
    """Who changes what, in which form, and what stands afterwards."""

    person: Any
    path: str
    field: str
    first: str
    second: str
    stands: Any


def issue_text(make):
    council = make.council()
    author = make.representative(council)
    issue = make.issue(council, author=author)
    path = f"/innspill/{issue.reference}/rediger"
    return Scene(author, path, "body", "Det er kø til ti.", "Det er kø hele dagen.", lambda: now(Issue, issue.id).body)


def comment_text(make):
    council = make.council()
    author = make.representative(council)
    issue = make.issue(council)
    said = make._add(
        Comment(
            issue_id=issue.id,
            person_id=author.id,
            by_title="Brukerrepresentant",
            text="Slik er det.",
            tag=CommentTag.EXPERIENCE,
            at=clock.now(),
        )
    )
    path = f"/innspill/{issue.reference}/kommentar/{said.id}"
    return Scene(author, path, "text", "Slik er det her.", "Slik er det der.", lambda: now(Comment, said.id).text)


def answer_text(make):
    here = town(make)
    here.answer()
    given = db.session.scalars(select(Answer)).one()
    path = f"/innspill/{here.issue.reference}/svar/{here.owed.id}/rett/{given.id}"
    newest = lambda: db.session.scalars(select(Answer.text).order_by(Answer.version.desc())).first()  # noqa: E731
    return Scene(here.director, path, "text", "Vi prøver til 16.", "Vi prøver til 17.", newest)


def public_text(make):
    council = make.council()
    leader = make.leader(council)
    issue = make.issue(council)
    path = f"/innspill/{issue.reference}/offentlig"
    words = lambda: now(PublicVersion, issue.id).text  # noqa: E731
    return Scene(leader, path, "text", "Mange rekker det ikke.", "Få rekker det.", words)


def seats_word(make):
    council = make.council()
    member = make.representative(council)
    seat = make.actor(member).seats[0]
    issue = make.issue(council, author=member)
    asked = make._add(
        OutcomeQuestion(
            issue_id=issue.id,
            seat_id=seat.seat_id,
            occasion=Occasion.THREE_MONTHS,
            round=1,
            asked_at=clock.now(),
            answered_at=clock.now(),
            word=OutcomeWord.PARTLY,
            text="Bare litt.",
            person_id=member.id,
        )
    )
    path = f"/innspill/{issue.reference}/hjalp-det/{asked.id}"
    return Scene(
        member, path, "text", "Bare om torsdagen.", "Bare om fredagen.", lambda: now(OutcomeQuestion, asked.id).text
    )


def summary_text(make):
    coordinator = make.coordinator()
    with transaction():
        summary = summaries.start_summary(
            make.actor(coordinator),
            title="Våren",
            text="Kort.",
            period_from=clock.today() - timedelta(days=90),
            period_to=clock.today(),
        )
    path = f"/sammendrag/{summary.slug}/rediger"
    return Scene(coordinator, path, "text", "Litt lengre.", "Mye lengre.", lambda: now(Summary, summary.id).text)


def mandate_text(make):
    council = make.council()
    leader = make.leader(council)
    path = f"/utvalg/{council.slug}/styre/innstillinger"
    text = lambda: db.session.scalars(select(Mandate.text).order_by(Mandate.version.desc())).first()  # noqa: E731
    return Scene(leader, path, "mandate", "Utvalget gir råd.", "Utvalget gir gode råd.", text)


def contact_text(make):
    scene = mandate_text(make)
    slug = scene.path.split("/")[2]
    contact = lambda: db.session.query(Council).filter_by(slug=slug).one().contact  # noqa: E731
    return Scene(scene.person, scene.path, "contact", "Ring 55 55 33 33.", "Kom innom kontoret.", contact)


def training_day(make):
    council = make.council()
    leader, member = make.leader(council), make.representative(council)
    one = db.session.query(Appointment).filter_by(person_id=member.id).one()
    path = f"/utvalg/{council.slug}/styre/oppnevning/{one.id}"
    module = lambda: now(Appointment, one.id).trained_module_1.isoformat()  # noqa: E731
    return Scene(leader, path, "module_1", "2026-03-01", "2026-04-01", module)


def office_phone(make):
    council = make.council()
    office = make.office_of(council)
    director = make.director(office)
    path = f"/kontor/{office.slug}/vakttelefon"
    return Scene(director, path, "phone", "33 12 34 56", "33 65 43 21", lambda: now(Office, office.id).emergency_phone)


def own_name(make):
    person = make.person("Kari Eksempel")
    return Scene(person, "/min-konto", "name", "Kari E. Eksempel", "Kari Ny", lambda: now(Person, person.id).name)


def now(table, key):
    return db.session.get(table, key, populate_existing=True)


SCENES = [
    issue_text,
    comment_text,
    answer_text,
    public_text,
    seats_word,
    summary_text,
    mandate_text,
    contact_text,
    training_day,
    office_phone,
    own_name,
]


@pytest.mark.parametrize("made", SCENES)
def test_the_second_of_two_windows_sees_both_texts_and_sends_the_merged_one(make, visit, made):
    scene = made(make)
    browser = visit(scene.person)
    left, right = (as_opened(browser.get(scene.path), scene.field) for _window in range(2))
    for form in (left, right):
        form.update({"note": "Feil klokkeslett."} if "note" in form else {})
    assert browser.post(scene.path, {**left, scene.field: scene.first}).status_code == 303

    page = browser.post(scene.path, {**right, scene.field: scene.second})

    assert page.status_code == 409
    assert "Teksten er endret mens du skrev" in page.text
    assert scene.second in page.text
    assert scene.first in page.text or made is training_day
    assert scene.stands() == scene.first
    merged = {**as_opened(page, scene.field), scene.field: scene.second}
    assert browser.post(scene.path, merged).status_code == 303
    assert scene.stands() == scene.second
    assert db.session.query(Draft).filter(Draft.ended_at.is_(None)).count() == 0


def test_two_who_save_the_same_words_meet_no_question(make, visit):
    scene = issue_text(make)
    browser = visit(scene.person)
    left, right = (as_opened(browser.get(scene.path), scene.field) for _window in range(2))

    assert browser.post(scene.path, {**left, "body": scene.first}).status_code == 303
    assert browser.post(scene.path, {**right, "body": scene.first}).status_code == 303


def test_two_who_save_in_the_same_moment_do_not_overwrite_each_other(app, make, visit):
    scene = issue_text(make)
    issue_id = db.session.scalars(select(Issue.id)).one()
    browser = visit(scene.person)
    forms = [as_opened(browser.get(scene.path), scene.field) for _window in range(2)]
    presses = [(scene.person, scene.path, {**form, "body": f"Tekst {n}."}) for n, form in enumerate(forms)]

    answers = press(app, presses)

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    loser = next(answer for answer in answers if answer.status_code == 409)
    number = answers.index(loser)
    assert f"Tekst {number}." in loser.text
    assert f"Tekst {1 - number}." in loser.text
    assert now(Issue, issue_id).body == f"Tekst {1 - number}."


def test_a_draft_of_a_change_that_is_opened_later_still_knows_what_it_began_with(make, visit):
    scene = issue_text(make)
    browser = visit(scene.person)
    form = as_opened(browser.get(scene.path), scene.field)
    browser.post("/utkast", {**form, "body": scene.second}, headers={"Accept": "application/json"})
    other = as_opened(browser.get(scene.path), scene.field)
    browser.post(scene.path, {**other, "body": scene.first})

    draft = db.session.query(Draft).filter(Draft.ended_at.is_(None)).one()
    again = as_opened(browser.get(f"{scene.path}?utkast={draft.key}"), scene.field)

    assert again["body"] == scene.second
    assert browser.post(scene.path, again).status_code == 409
    assert scene.stands() == scene.first
