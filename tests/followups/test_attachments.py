"""The file of an answer or a claim: it stays through every question of the form, and hangs on what was said."""

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.roles import OfficeRoleKind
from app.database import db
from app.followups.forms.answers import GIVEN
from app.followups.service import follow_ups
from app.models.councils import Council
from app.models.followups import Answer, Claim
from app.models.people import Draft
from app.models.places import Office
from app.models.states import Stance
from tests.files.pages import COMES_ALONG, a_file, as_it_stands, buttons, offered, stored
from tests.followups.chain import town
from tests.followups.test_pages import ASKED, ASKS, CLAIM, YES, path


def hangs_on():
    return [(one.name, one.answer_id) for one in stored()]


def answers():
    return list(db.session.scalars(select(Answer).order_by(Answer.id)))


def another_one_owed(make, here):
    """The address of one more answer that the same office owes."""
    issue = make.issue(db.session.get_one(Council, here.issue.council_id), sent_at=clock.now())
    owed = follow_ups.open_answer(issue, days=20)
    db.session.commit()
    return f"/innspill/{issue.reference}/svar/{owed.id}"


@pytest.mark.parametrize("stance", [*GIVEN, Stance.SENT_ON, Stance.ASKS_BACK])
def test_whatever_is_answered_the_file_hangs_on_the_answer(make, visit, stance):
    here = town(make)
    other = make.office_of(make.council())
    make.director(other)
    db.session.commit()
    typed = {**YES, "stance": stance.value, "reason": "Det koster for mye.", "to": f"office-{other.id}"}

    assert visit(here.director).post(path(here, here.owed), {**typed, **a_file()}).status_code == 303

    given = answers()[0]
    assert given.stance is stance
    assert hangs_on() == [("referat.pdf", given.id)]
    page = visit(here.member).get(f"/innspill/{here.issue.reference}")
    assert "referat.pdf" in page.text


def test_every_question_of_the_form_is_asked_once_and_keeps_the_file(make, visit):
    here = town(make)
    director = visit(here.director)
    doubtful = {**ASKED, "text": "Ring oss på 99 88 77 66 for å avtale."}
    director.post(path(here, here.owed), {**doubtful, "without_promise": "1"})
    director.post(path(here, here.owed), {**as_it_stands(director.last), **offered(director.last, "seen_warnings")})
    address = another_one_owed(make, here)

    page = director.post(address, {**doubtful, **a_file()})
    asked = []
    for _question in range(3):
        name = next(iter(buttons(page)))
        asked.append(name)
        assert COMES_ALONG in page.text
        page = director.post(address, {**as_it_stands(page), **offered(page, name)})

    assert asked == ["seen_warnings", "without_promise", "seen_same"]
    assert page.status_code == 303
    assert hangs_on() == [("referat.pdf", answers()[-1].id)]


def test_words_said_before_are_asked_about_once_also_when_the_no_becomes_a_yes(make, visit):
    here = town(make)
    director = visit(here.director)
    director.post(path(here, here.owed), YES)
    address = another_one_owed(make, here)

    same = director.post(address, {**ASKED, "stance": "does_not_follow_up", "reason": "Det koster for mye."})
    asks = director.post(address, {**as_it_stands(same), **offered(same, "seen_same"), "stance": "follows_up"})
    sent = director.post(address, {**as_it_stands(asks), **offered(asks, "without_promise")})

    assert ASKS in asks.text
    assert sent.status_code == 303


def test_an_answer_without_a_promise_keeps_its_file_while_it_is_asked_for_one(make, visit):
    here = town(make)
    director = visit(here.director)

    page = director.post(path(here, here.owed), {**ASKED, **a_file()})
    assert ASKS in page.text
    assert COMES_ALONG in page.text
    director.post(path(here, here.owed), {**as_it_stands(page), **offered(page, "without_promise")})

    assert hangs_on() == [("referat.pdf", answers()[0].id)]


def test_an_answer_sent_twice_has_one_file(make, visit):
    here = town(make)
    director = visit(here.director)
    page = director.post(path(here, here.owed), {**ASKED, **a_file()})
    sent = {**as_it_stands(page), "without_promise": "1"}

    assert [director.post(path(here, here.owed), sent).status_code for _twice in range(2)] == [303, 303]

    assert len(stored()) == 1


def test_the_file_of_an_earlier_version_stands_with_that_version(make, visit):
    here = town(make)
    director = visit(here.director)
    director.post(path(here, here.owed), {**YES, **a_file()})
    typed = {"text": "Vi prøver åpent til 17.", "note": "Feil klokkeslett."}
    director.post(path(here, here.owed) + f"/rett/{answers()[0].id}", typed)

    page = visit(here.member).get(f"/innspill/{here.issue.reference}")

    assert len(answers()) == 2
    assert "Vedlegg til versjon 1:" in page.text
    assert page.text.count("/filer/") == 1


def test_an_assistant_offers_words_and_no_file(make, visit):
    here = town(make)
    office = db.session.get_one(Office, here.issue.office_id)
    assistant = visit(make.director(office, OfficeRoleKind.ASSISTANT))

    assert "Legg ved en fil" not in assistant.get(path(here, here.owed)).text
    assistant.post(path(here, here.owed), {**YES, "alt": "En rampe", "kept_file": "abc", **a_file()})

    assert db.session.scalars(select(Draft)).one().fields.keys() & {"alt", "kept_file", "attachment"} == set()
    assert stored() == []
    assert "Legg ved en fil" in visit(here.director).get(path(here, here.owed)).text


def test_a_claim_that_comes_back_still_has_its_file(make, visit):
    here = town(make)
    action = here.promised()
    director = visit(here.director)

    page = director.post(path(here, action, "gjort"), {**CLAIM, "where": " ", **a_file()})
    assert COMES_ALONG in page.text
    director.post(path(here, action, "gjort"), {**as_it_stands(page), "where": "Mottaket"})

    assert [one.claim_id for one in stored()] == [db.session.scalars(select(Claim.id)).one()]


def test_a_letter_names_what_goes_with_the_answer(make, visit):
    here = town(make, on_behalf_of="en pårørende")
    visit(here.director).post(path(here, here.owed), {**YES, **a_file()})

    letter = visit(here.secretary).get(f"/innspill/{here.issue.reference}/brev")

    assert "Vedlegg: referat.pdf" in letter.text
