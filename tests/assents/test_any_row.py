"""A yes is about any kind of row: what has no issue waits for a second yes, asks for it and is decided all the same."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.assents.service import assents
from app.core import clock
from app.core.errors import Conflict
from app.database import db, transaction
from app.models.assents import Assent, SideAct
from app.models.base import Base
from app.models.comments import Comment
from app.models.councils import Council, Seat
from app.models.issue_enums import CommentTag
from app.models.issues import Issue
from app.models.meetings import Advice, AgendaItem, Meeting
from app.models.notices import Event, EventKind, Mail
from app.models.people import Person
from app.models.places import Municipality
from app.notices.policy.still_true import NoLongerTrue, Untrue
from app.notices.service.rendering import compose_letter
from tests.make import Make


def meeting(_make: Make, council: Council, _person: Person) -> Meeting:
    now = clock.now()
    return Meeting(council_id=council.id, starts_at=now + timedelta(days=9), place="Her", created_at=now)


def item(make: Make, council: Council, person: Person) -> AgendaItem:
    held = meeting(make, council, person)
    db.session.add(held)
    db.session.flush()
    return AgendaItem(meeting_id=held.id, council_id=council.id, year=2026, number=1, title="Åpningstider")


def advice(make: Make, council: Council, person: Person) -> Advice:
    about = item(make, council, person)
    db.session.add(about)
    db.session.flush()
    return Advice(item_id=about.id, text="Hold åpent.", agreed_at=clock.now(), person_id=person.id)


def seat(_make: Make, council: Council, _person: Person) -> Seat:
    return db.session.scalars(select(Seat).where(Seat.council_id == council.id).order_by(Seat.id)).first()


def municipality(make: Make, _council: Council, _person: Person) -> Municipality:
    return make.municipality()


def issue(make: Make, council: Council, person: Person) -> Issue:
    return make.issue(council, author=person)


def comment(make: Make, council: Council, person: Person) -> Comment:
    on = issue(make, council, person)
    words = {"by_title": "Representant", "tag": CommentTag.CONCERN, "text": "Det haster."}
    return Comment(issue_id=on.id, person_id=person.id, at=clock.now(), **words)


KINDS: tuple[Callable[..., Any], ...] = (meeting, item, advice, seat, municipality, issue, comment)


@pytest.fixture
def council(make):
    return make.council()


@pytest.fixture
def two(make, council):
    return make.representative(council), make.representative(council)


def saved(make: Make, kind: Callable[..., Any], council: Council, person: Person) -> Any:
    row = kind(make, council, person)
    db.session.add(row)
    db.session.commit()
    return row


def says_yes(make: Make, person: Person, council: Council, row: Base, **details: Any) -> bool:
    with transaction():
        return assents.agree_to_act(make.actor(person), council.id, SideAct.CONFIRM, about=row, details=details)


@pytest.mark.parametrize("kind", KINDS)
def test_two_agree_about_any_kind_of_row(make, council, two, kind):
    row = saved(make, kind, council, two[0])

    assert says_yes(make, two[0], council, row, page=3) is False
    assert [one.person_id for one in assents.waiting_yeses(row)] == [two[0].id]
    assert says_yes(make, two[0], council, row, page=3) is False
    assert says_yes(make, two[1], council, row, page=4) is False
    assert says_yes(make, two[1], council, row, page=3) is True
    assert assents.waiting_yeses(row) == []


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_must_say_the_second_yes_gets_a_letter_while_it_waits(make, council, two, kind):
    row = saved(make, kind, council, two[0])

    says_yes(make, two[0], council, row)
    mail = db.session.scalars(select(Mail).where(Mail.person_id == two[1].id)).one()
    asked = db.session.scalars(select(Event).where(Event.kind == EventKind.ASSENT_ASKED)).one()
    link = compose_letter(mail.id).text

    assert asked.issue_id == {"issue": row.id}.get(row.__tablename__, getattr(row, "issue_id", None))
    assert ("/innspill/" if asked.issue_id else f"/utvalg/{council.slug}") in link
    says_yes(make, two[1], council, row)
    with pytest.raises(NoLongerTrue) as dropped:
        compose_letter(mail.id)
    assert dropped.value.reason is Untrue.DONE


def test_a_yes_about_one_row_is_none_about_another_of_the_same_number(make, council, two):
    about = saved(make, item, council, two[0])
    same_number = Advice(id=about.id, item_id=about.id, text="Hold åpent.", agreed_at=clock.now())
    db.session.add(same_number)
    db.session.commit()

    says_yes(make, two[0], council, about)

    assert says_yes(make, two[1], council, same_number) is False


def test_a_yes_about_something_else_than_an_issue_is_taken_back(make, council, two):
    row = saved(make, item, council, two[0])
    says_yes(make, two[0], council, row)
    given = db.session.scalars(select(Assent)).one()

    with transaction():
        assents.take_back(make.actor(two[0]), row, given)

    assert says_yes(make, two[1], council, row) is False
    with pytest.raises(Conflict), transaction():
        assents.take_back(make.actor(two[0]), row, given)


def test_a_yes_given_in_the_council_that_had_the_issue_is_none_in_the_council_that_has_it(make, council, two):
    row = saved(make, issue, council, two[0])
    says_yes(make, two[0], council, row)
    other = make.council()
    newcomer, _another = make.representative(other), make.representative(other)
    db.session.commit()
    with transaction():
        db.session.get_one(Issue, row.id).council_id = other.id

    assert assents.waiting_yeses(row) == []
    assert says_yes(make, newcomer, other, row) is False
    assert [one.person_id for one in assents.waiting_yeses(row)] == [newcomer.id]
