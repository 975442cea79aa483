"""The page of an answer: what is asked follows from the answer that is chosen, and the matter stands beside it."""

import re

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.roles import OfficeRoleKind
from app.database import db, transaction
from app.issues.service import comments, supports
from app.models.councils import OfficeRole
from app.models.followups import Answer, FollowUp
from app.models.issue_enums import CommentAudience, CommentTag
from app.models.notices import Event, EventKind
from app.models.states import FollowUpKind, FollowUpState, Stance
from tests.followups.chain import town

YES = {"stance": "follows_up", "text": "Vi prøver åpent til 18.", "label": "both", "without_promise": "1"}
NO = {"stance": "does_not_follow_up", "text": "Vi har ikke folk til det.", "label": "state"}


def page(here, more=""):
    return f"/innspill/{here.issue.reference}/svar/{here.owed.id}{more}"


def say(here, text, *, audience):
    given = {"tag": CommentTag.EXPERIENCE, "audience": audience, "language": "nb"}
    comments.add_comment(here.make.actor(here.member), here.issue, text=text, **given)


def test_a_no_takes_one_text_and_it_is_the_reason(make, visit):
    here = town(make)

    sent = visit(here.director).post(page(here), NO)

    given = db.session.scalars(select(Answer)).one()
    assert sent.status_code == 303
    assert (given.stance, given.text, given.reason) == (Stance.DOES_NOT, NO["text"], "")
    assert visit(here.member).get(f"/innspill/{here.issue.reference}").text.count(NO["text"]) == 1


def test_nobody_chooses_for_the_office_whom_the_answer_speaks_for(make, visit):
    here = town(make)
    director = visit(here.director)

    fresh = director.get(page(here)).text
    refused = director.post(page(here), {**YES, "label": ""})

    assert not re.search(r'<input[^>]*name="label"[^>]*checked', fresh)
    assert refused.status_code == 422
    assert "Velg hvem svaret gjelder." in refused.text


@pytest.mark.parametrize(
    "apart",
    [
        {"promise_what": "Åpent til 18", "promise_due": "i morgen"},
        {"promise_what": "Ring 01017012345"},
        {"to": "office-999", "unit": "Ring 01017012345"},
    ],
)
def test_what_was_typed_for_another_answer_is_neither_sent_nor_refused(make, visit, apart):
    here = town(make)

    sent = visit(here.director).post(page(here), {**NO, **apart})

    assert sent.status_code == 303
    assert db.session.scalars(select(Answer.unit)).all() == [None]
    assert db.session.scalars(select(FollowUp.id).where(FollowUp.kind == FollowUpKind.ACTION)).all() == []


def test_what_was_typed_for_another_answer_comes_back_with_the_form(make, visit):
    here = town(make)

    back = visit(here.director).post(page(here), {**NO, "text": "", "promise_what": "Åpent til 18"})

    assert back.status_code == 422
    assert 'value="Åpent til 18"' in back.text


def test_beside_the_form_stand_who_asks_how_many_and_the_comments_for_the_office(make, visit):
    here = town(make)
    council = make.council()
    other, office = make.representative(council), make.office_of(council)
    here.issue.visibility = "shared"
    db.session.commit()
    with transaction():
        seat = make.actor(other).seats[0].seat_id
        supports.support_issue(make.actor(other), here.issue, seat_id=seat, office_id=office.id)
        for number in range(4):
            say(here, f"Til dere {number}.", audience=CommentAudience.OFFICE)
        say(here, "Bare oss.", audience=CommentAudience.USER_SIDE)

    seen = visit(here.director).get(page(here)).text

    assert "Ane Avsender" in seen
    assert "2 kontorer" in seen
    assert [f"Til dere {number}." in seen for number in range(4)] == [False, True, True, True]
    assert "1 kommentar til" in seen
    assert "Bare oss." not in seen


def test_one_press_says_that_it_is_received_and_no_clock_stops(make, visit):
    here = town(make)
    director, due = visit(here.director), here.owed.due

    first = director.post(page(here, "/mottatt"))
    second = director.post(page(here, "/mottatt"))

    db.session.expire_all()
    row = db.session.get_one(FollowUp, here.owed.id)
    assert (first.status_code, second.status_code) == (303, 303)
    assert (row.state, row.due, row.received_at is not None) == (FollowUpState.RUNNING, due, True)
    assert db.session.scalars(select(Event.kind).where(Event.kind == EventKind.RECEIPT_GIVEN)).all() == [
        EventKind.RECEIPT_GIVEN
    ]
    assert (
        "Kontoret har mottatt saken og ser på den" in visit(here.member).get(f"/innspill/{here.issue.reference}").text
    )
    assert "Mottatt, vi ser på det" not in director.get(page(here)).text


@pytest.mark.parametrize("who", ["leader", "secretary"])
def test_only_the_owner_says_that_it_is_received(make, visit, who):
    here = town(make)

    assert visit(getattr(here, who)).post(page(here, "/mottatt")).status_code == 403
    assert db.session.get_one(FollowUp, here.owed.id).received_at is None


def test_a_receipt_for_what_has_been_answered_comes_too_late(make, visit):
    here = town(make)
    here.answer()

    assert visit(here.director).post(page(here, "/mottatt")).status_code == 409


def test_a_unit_of_the_list_is_sent_to_by_its_name_and_the_office_still_owes(make, visit):
    here = town(make)
    director = visit(here.director)
    value = re.search(r'<option[^>]*value="(outside-\d)"[^>]*>Nav hjelpemiddelsentral', director.get(page(here)).text)
    assert value

    sent = director.post(page(here), {"stance": "sent_on", "text": "Dette er deres.", "to": value[1]})

    given = db.session.scalars(select(Answer)).one()
    db.session.expire_all()
    row = db.session.get_one(FollowUp, here.owed.id)
    assert sent.status_code == 303
    assert (given.unit, given.by_name, given.at <= clock.now()) == ("Nav hjelpemiddelsentral", "Dag Direktør", True)
    assert (row.state, row.office_id) == (FollowUpState.RUNNING, here.issue.office_id)


def test_none_of_the_directors_own_offices_is_offered(make, visit):
    here = town(make)
    own, another = make.office_of(make.council()), make.office_of(make.council())
    role = {"kind": OfficeRoleKind.STAND_IN, "valid_from": clock.today()}
    db.session.add(OfficeRole(person_id=here.director.id, office_id=own.id, **role))
    db.session.commit()

    seen = visit(here.director).get(page(here)).text

    offices = [here.issue.office_id, own.id, another.id]
    assert [f'value="office-{one}"' in seen for one in offices] == [False, False, True]


def test_a_promise_goes_into_a_calendar_by_its_date_while_it_runs(make, visit):
    here = town(make)
    action = here.promised()
    address = f"/innspill/{here.issue.reference}/tiltak/{action.id}/kalender"
    director = visit(here.director)

    file = director.get(address)
    beside = director.get(f"/innspill/{here.issue.reference}").text

    assert file.headers["Content-Type"].startswith("text/calendar")
    assert f"DTSTART;VALUE=DATE:{action.due:%Y%m%d}\r\n" in file.text
    assert "SUMMARY:Frist: Åpent til 18\r\n" in file.text
    assert address in beside
    assert visit(make.director(make.office_of(make.council()))).get(address).status_code == 404
    assert director.get(address.replace(f"/{action.id}/", f"/{here.owed.id}/")).status_code == 404
