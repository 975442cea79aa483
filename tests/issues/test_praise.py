"""What works well is told to the office too, with the other news of the day."""

import pytest
from sqlalchemy import select

from app.core.roles import OfficeRoleKind
from app.database import db, transaction
from app.issues.service import posting
from app.issues.service.posting import Text
from app.models.followups import FollowUp
from app.models.issue_enums import IssueKind
from app.models.notices import Event, EventKind, Mail, Notice
from app.models.people import Delivery
from app.models.themes import Theme


def post(make, council, author, **given):
    text = Text("Mottaket er vennlig", "De hilser på alle.", Theme.APNING, **{"kind": IssueKind.WORKS_WELL, **given})
    with transaction():
        return posting.post_issue(
            make.actor(author), text, council_id=council.id, office_id=make.office_of(council).id, ask_reading=False
        )


def told(kind):
    rows = db.session.execute(
        select(Notice.person_id, Notice.delivery, Notice.duty)
        .join(Event, Event.id == Notice.event_id)
        .where(Event.kind == kind)
    )
    return {row.person_id: (row.delivery, row.duty) for row in rows}


@pytest.mark.parametrize("intake", ["direct", "after_council"])
def test_praise_is_told_to_director_and_stand_in_daily_and_asks_nothing(make, intake):
    council = make.council(intake=intake)
    office = make.office_of(council)
    leader, secretary, author = make.leader(council), make.secretary(council), make.representative(council)
    director, stand_in = make.director(office), make.director(office, OfficeRoleKind.STAND_IN)

    post(make, council, author)

    daily = (Delivery.DAILY, False)
    assert told(EventKind.PRAISE_PASSED_ON) == {director.id: daily, stand_in.id: daily}
    assert {leader.id, secretary.id} <= set(told(EventKind.ISSUE_POSTED))
    mailed = set(db.session.scalars(select(Mail.person_id)))
    assert not mailed & {director.id, stand_in.id}
    assert db.session.scalars(select(FollowUp)).all() == []


def test_praise_that_waits_to_be_read_through_is_told_when_it_is_released(make):
    council = make.council()
    director, leader, author = (
        make.director(make.office_of(council)),
        make.leader(council),
        make.representative(council),
    )
    text = Text("Mottaket er vennlig", "De hilser på alle.", Theme.APNING, IssueKind.WORKS_WELL)
    with transaction():
        issue = posting.post_issue(
            make.actor(author), text, council_id=council.id, office_id=make.office_of(council).id, ask_reading=True
        )
    assert told(EventKind.PRAISE_PASSED_ON) == {}
    with transaction():
        posting.release_issue(make.actor(leader), issue)

    assert set(told(EventKind.PRAISE_PASSED_ON)) == {director.id}


def test_what_is_no_praise_is_not_called_so(make, visit):
    council = make.council()
    director, author = make.director(make.office_of(council)), make.representative(council)
    post(make, council, author, kind=IssueKind.PROBLEM)
    assert told(EventKind.PRAISE_PASSED_ON) == {}

    praise = post(make, council, author)
    page = visit(director).get(f"/innspill/{praise.reference}?vis=alt").text
    assert "Noe virker godt" in page
    assert "virker godt" in visit(director).get("/varsler").text
