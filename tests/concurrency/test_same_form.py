"""One opened form sent twice in the same moment: the same words post once, other words are told of and kept."""

import pytest
from sqlalchemy import select

from app.database import db
from app.models.issues import Issue
from app.models.people import Draft
from tests.concurrency.together import press
from tests.filling import as_opened

WORDS = {"title": "Åpningstiden", "body": "Kontoret har åpent to timer.", "theme": "apning", "act": "send"}
OTHER = {
    "another body": {"body": "Kontoret har åpent tre timer."},
    "another title": {"title": "Åpningstidene"},
    "who it is about": {"affected": "Alle som arbeider på dagtid."},
    "another theme": {"theme": "tolk"},
}
FORMS = {
    "/innspill/nytt": ({}, "member"),
    "/innspill/pa-vegne": ({"channel": "phone", "on_behalf_of": "en pårørende", "consent": "y"}, "secretary"),
    "/innspill/spor-utvalget": ({"decide_on": "2027-12-10", "answer_by": "2027-12-01"}, "director"),
}


@pytest.fixture
def people(make):
    council = make.council()
    return {
        "member": make.representative(council),
        "secretary": make.secretary(council),
        "director": make.director(make.office_of(council)),
    }


def forms_sent(app, visit, people, path, changes):
    """What two presses of one opened form are answered, and the form."""
    more, part = FORMS[path]
    person = people[part]
    form = {**as_opened(visit(person).get(path), "body"), **WORDS, **more}
    return press(app, [(person, path, form), (person, path, {**form, **changes})])


@pytest.mark.parametrize("path", FORMS)
def test_the_same_words_post_once_and_both_see_the_receipt(app, people, visit, path):
    answers = forms_sent(app, visit, people, path, {})

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert db.session.scalars(select(Draft).where(Draft.ended_at.is_(None))).all() == []
    assert len(db.session.scalars(select(Issue)).all()) == 1


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("changes", OTHER.values(), ids=OTHER)
def test_other_words_are_neither_dropped_nor_shown_the_others_receipt(app, people, visit, path, changes):
    answers = forms_sent(app, visit, people, path, changes)

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    loser = next(answer for answer in answers if answer.status_code == 409)
    issue = db.session.scalars(select(Issue)).one()
    assert f"er innspill {issue.reference} sendt før" in loser.text
    kept = db.session.scalars(select(Draft).where(Draft.ended_at.is_(None))).one().fields
    (name,) = changes
    lost = changes[name] if answers.index(loser) == 1 else WORDS.get(name, "")
    assert kept[name] == lost
    assert kept["form_key"] in loser.text
