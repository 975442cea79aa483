"""Meetings: an issue becomes a numbered case, the council's advice is written down and told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.errors import Denied, Invalid, NotFound
from app.database import db, transaction
from app.issues.queries.issues import issue_for
from app.meetings import queries, service
from app.models.meetings import Advice, AgendaItem, Meeting, MeetingState
from app.models.notices import Event, EventKind, Notice


def planned(make, council, leader, *, days=20):
    with transaction():
        meeting = service.plan_meeting(
            make.actor(leader), council.id, starts_at=clock.now() + timedelta(days=days), place="Møterommet"
        )
    return fresh(meeting.id)


def fresh(meeting_id):
    """The meeting as the next request would load it."""
    db.session.expunge_all()
    return queries.meeting_page(meeting_id)


def comes(meeting_id):
    """The day of the meeting is today."""
    db.session.get_one(Meeting, meeting_id).starts_at = clock.start_of(clock.today())
    db.session.commit()


def test_an_issue_on_the_agenda_gets_the_next_number_of_its_year(make):
    council = make.council()
    leader = make.leader(council)
    issue = make.issue(council)
    meeting = planned(make, council, leader)
    actor = make.actor(leader)

    with transaction():
        first = service.add_item(actor, meeting, title="Godkjenning av saksliste")
        second = service.add_item(actor, meeting, title=issue.title, issue=issue_for(actor, issue.reference))

    year = clock.local(meeting.starts_at).year % 100
    assert [first.label, second.label] == [f"1/{year}", f"2/{year}"]


def test_the_author_and_the_office_hear_that_an_issue_is_on_the_agenda(make):
    council = make.council()
    leader = make.leader(council)
    issue = make.issue(council)
    director = make.director(make.office_of(council))
    meeting = planned(make, council, leader)
    actor = make.actor(leader)

    with transaction():
        service.add_item(actor, meeting, title=issue.title, issue=issue_for(actor, issue.reference))

    told = select(Notice.person_id).join(Event).where(Event.kind == EventKind.AGENDA_ITEM_ADDED)
    assert set(db.session.scalars(told)) == {issue.author_id, director.id}


def test_only_those_who_run_the_council_plan_and_fill_the_agenda(make):
    council = make.council()
    leader = make.leader(council)
    member = make.representative(council)
    meeting = planned(make, council, leader)

    with pytest.raises(Denied), transaction():
        service.plan_meeting(make.actor(member), council.id, starts_at=clock.now() + timedelta(days=3), place="Her")
    with pytest.raises(Denied), transaction():
        service.add_item(make.actor(member), fresh(meeting.id), title="Sak")


def test_a_meeting_lies_ahead(make):
    council = make.council()
    leader = make.leader(council)

    with pytest.raises(Invalid) as refused, transaction():
        service.plan_meeting(make.actor(leader), council.id, starts_at=clock.now() - timedelta(hours=1), place="Her")

    assert refused.value.field == "day"


def test_an_issue_one_may_not_see_cannot_be_brought(make):
    council = make.council()
    leader = make.leader(council)
    meeting = planned(make, council, leader)
    foreign = make.issue()

    with pytest.raises(NotFound), transaction():
        service.add_item(make.actor(leader), meeting, title="Sak", issue=foreign)


def test_advice_with_somebodys_number_is_refused(make):
    council = make.council()
    leader = make.leader(council)
    meeting = planned(make, council, leader)
    with transaction():
        item = service.add_item(make.actor(leader), meeting, title="Sak")

    with pytest.raises(Invalid), transaction():
        service.give_advice(make.actor(leader), meeting, item, text="Se saken til 15 91 86 950 88 og konto 12345678903")


def test_the_whole_agenda_through_the_pages(make, visit):
    council = make.council()
    leader = visit(make.leader(council))
    issue = make.issue(council)
    day = (clock.today() + timedelta(days=14)).strftime("%d.%m.%Y")

    leader.post(f"/utvalg/{council.slug}/moter/nytt", {"day": day, "clock_time": "10.30", "place": "Biblioteket"})
    meeting = db.session.scalars(select(Meeting)).one()
    page = leader.follow()
    assert "Biblioteket" in page.text
    leader.post(f"/innspill/{issue.reference}/til-saksliste", {"meeting": str(meeting.id)})
    assert issue.title in leader.follow().text
    item = db.session.scalars(select(AgendaItem)).one()
    leader.post(
        f"/utvalg/{council.slug}/moter/{meeting.id}/saker/{item.id}/rad", {"text": "Utvalget rår kontoret til …"}
    )
    assert "Utvalget rår kontoret" in leader.follow().text
    assert db.session.scalars(select(Advice)).one().item_id == item.id
    comes(meeting.id)
    leader.post(f"/utvalg/{council.slug}/moter/{meeting.id}/holdt")
    assert db.session.scalars(select(Meeting)).one().state is MeetingState.HELD


def test_a_bad_time_comes_back_beside_its_field(make, visit):
    council = make.council()
    leader = visit(make.leader(council))

    page = leader.post(
        f"/utvalg/{council.slug}/moter/nytt", {"day": "31.02.2027", "clock_time": "25.99", "place": "Her"}
    )

    assert page.status_code == 422
    assert "Skriv datoen med dag, måned og år" in page.text
    assert "Skriv klokkeslettet slik" in page.text
    assert 'value="Her"' in page.text


def test_strangers_do_not_know_of_a_councils_meetings(make, visit):
    council = make.council()
    leader = make.leader(council)
    meeting = planned(make, council, leader)
    stranger = visit(make.representative(make.council()))

    assert stranger.get(f"/utvalg/{council.slug}/moter").status_code == 404
    assert stranger.get(f"/utvalg/{council.slug}/moter/{meeting.id}").status_code == 404


def test_the_meeting_page_costs_the_same_for_one_case_and_for_thirty(make, visit, count_queries):
    council = make.council()
    leader = make.leader(council)
    meeting = planned(make, council, leader)
    with transaction():
        service.add_item(make.actor(leader), meeting, title="Sak")
    reader = visit(leader)
    path = f"/utvalg/{council.slug}/moter/{meeting.id}"
    with count_queries() as few:
        reader.get(path)

    with transaction():
        for number in range(29):
            service.add_item(make.actor(leader), meeting, title=f"Sak {number}")
    with count_queries() as many:
        reader.get(path)

    assert len(many) == len(few) <= 8


def test_a_meeting_has_been_held_from_its_own_day_on(make, visit):
    council = make.council()
    meeting = planned(make, council, make.leader(council), days=3)
    secretary = visit(make.secretary(council))
    path = f"/utvalg/{council.slug}/moter/{meeting.id}"

    assert "Møtet er holdt" not in secretary.get(path).text
    too_early = secretary.post(f"{path}/holdt")
    assert too_early.status_code == 409
    assert "Ingenting er endret." in too_early.text
    assert "kopiere" not in too_early.text  # nothing was typed
    assert db.session.get_one(Meeting, meeting.id).state is MeetingState.PLANNED

    comes(meeting.id)
    assert "Møtet er holdt" in secretary.get(path).text


@pytest.mark.parametrize("last", ["Eventuelt", "Ymse."])
def test_a_case_that_comes_late_keeps_its_number_and_stands_before_the_end_of_the_agenda(make, visit, last):
    council = make.council()
    leader = make.leader(council)
    meeting = planned(make, council, leader)
    with transaction():
        for title in ("Åpningstider", last, "Tolk i mottaket"):
            service.add_item(make.actor(leader), meeting, title=title)
    year = clock.local(meeting.starts_at).strftime("%y")

    page = visit(leader).get(f"/utvalg/{council.slug}/moter/{meeting.id}").text

    order = [f"1/{year}: Åpningstider", f"3/{year}: Tolk i mottaket", f"2/{year}: {last}"]
    assert sorted(order, key=page.index) == order


def test_members_and_the_office_find_the_meetings_from_the_councils_page_and_from_min_side(make, visit):
    council = make.council()
    meeting = planned(make, council, make.leader(council))
    member, director = visit(make.representative(council)), visit(make.director(make.office_of(council)))
    meetings = f'href="/utvalg/{council.slug}/moter"'

    for reader in (member, director):
        assert meetings in reader.get("/min-side").text
        page = reader.get(f"/utvalg/{council.slug}").text
        assert meetings in page
        assert f"/utvalg/{council.slug}/moter/{meeting.id}" in page
    assert "/moter" not in visit(None).get(f"/utvalg/{council.slug}").text
