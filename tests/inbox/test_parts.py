"""Each part's own Min side: the secretary's next meeting, the seats of an organisation's contact."""

from datetime import timedelta

from app.core import clock
from app.core.roles import ScopeKind
from app.database import transaction
from app.models.meetings import AgendaItem, Meeting


def meeting_of(make, council, *, days, place="Biblioteket"):
    at = clock.now() + timedelta(days=days)
    return make._add(Meeting(council_id=council.id, starts_at=at, place=place, created_at=clock.now()))


def test_a_secretary_without_a_planned_meeting_comes_to_plan_one(make, visit):
    council = make.council()

    page = visit(make.secretary(council)).get("/min-side").text

    assert "Ikke noe møte er planlagt" in page
    assert f'href="/utvalg/{council.slug}/moter/nytt"' in page
    assert page.count('data-variant="primary"') == 1
    assert "Planlegg møte" in page


def test_a_secretary_sees_what_is_missing_before_the_next_meeting(make, visit):
    council = make.council()
    meeting_of(make, council, days=-20)
    meeting = meeting_of(make, council, days=9)
    make.representative(council, email=None)
    refused = make.representative(council)
    with transaction():
        refused.mail_refused_at = clock.now()
    make.owed(make.issue(council), due=clock.today() - timedelta(days=2))
    reader = visit(make.secretary(council))

    page = reader.get("/min-side").text

    assert "er ikke registrert som holdt" in page
    assert "Biblioteket" in page
    assert "Sakslista er tom" in page
    assert "2 medlemmer får ikke e-post" in page
    assert "1 ting er for sent" in page
    make._add(AgendaItem(meeting_id=meeting.id, council_id=council.id, year=2026, number=1, title="Godkjenning"))
    assert "1 sak på sakslista" in reader.get("/min-side").text


def test_a_member_is_shown_no_checklist(make, visit):
    council = make.council()

    assert "Ikke noe møte er planlagt" not in visit(make.representative(council)).get("/min-side").text


def test_the_main_button_of_a_contact_never_opens_a_seat_that_is_filled(make, visit):
    organisation = make.organisation()
    council = make.council()
    make.appointment(make.seat(council, organisation=organisation), make.person())
    contact = visit(make.scope(ScopeKind.ORGANISATION_CONTACT, organisation_id=organisation.id))

    assert "Foreslå representant" not in contact.get("/min-side").text
    empty = make.seat(council, organisation=organisation)
    page = contact.get("/min-side").text
    assert "Foreslå representant" in page
    assert f"/plass/{empty.id}" in page or str(empty.id) in page
