"""An organisation proposes for its seat; whoever runs the council appoints or says no; each is told."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.actor import Actor
from app.core.errors import Conflict, Denied, Invalid, NotFound
from app.core.roles import CouncilRoleKind, ScopeKind, Side
from app.councils import policy
from app.councils.queries import councils, seats
from app.councils.service import appointments, nominations
from app.councils.service.appointments import Placing
from app.councils.service.invitees import Invitee
from app.database import db, transaction
from app.models.councils import Appointment, Council, Nomination, NominationState, Seat
from app.models.notices import Event, EventKind, Mail, Notice, Reason
from app.models.people import Locale, Person
from app.notices.queries.notices import load_notices
from app.notices.service.rendering import compose_notice, in_language_of
from app.notices.words import notice_text
from tests.reading import check_page

NAME = "Nye Navnesen"
REASON = "Kjenner tjenestene godt og har tid til møtene."
NOT_NOW = "Plassen er lovet bort ut året."


@pytest.fixture
def scene(make):
    """An organisation with an empty seat in a council that has a leader, a deputy and a secretary."""
    organisation = make.organisation(name="Kreftforeningen")
    council = make.council(name="Utvalg A")
    deputy = make.representative(council)
    make.role(council, deputy, CouncilRoleKind.DEPUTY, side=Side.USER)
    return SimpleNamespace(
        organisation=organisation,
        council=council,
        seat=make.seat(council, organisation=organisation),
        leader=make.leader(council),
        deputy=deputy,
        secretary=make.secretary(council),
        contact=make.scope(ScopeKind.ORGANISATION_CONTACT, organisation_id=organisation.id),
    )


def propose(make, scene, *, by=None, seat=None, **given):
    words = {"name": NAME, "email": "", "start": clock.today(), "reason": REASON, **given}
    with transaction():
        return nominations.nominate(
            make.actor(by or scene.contact), seats.seat_of_organisation((seat or scene.seat).id), **words
        )


def told(kind):
    rows = db.session.execute(
        select(Notice.person_id, Notice.reason).join(Event, Event.id == Notice.event_id).where(Event.kind == kind)
    )
    return {row.person_id: row.reason for row in rows}


def again(nomination):
    return seats.nomination(nomination.id)


# ---- Proposing


def test_leader_deputy_and_secretary_are_told_of_a_proposal(make, scene):
    coordinator = make.scope(ScopeKind.COORDINATOR, county_id=make.office_of(scene.council).county_id)

    nomination = propose(make, scene, email="Nye@Eksempel.no")

    assert (nomination.state, nomination.email) == (NominationState.PROPOSED, "nye@eksempel.no")
    assert told(EventKind.REPRESENTATIVE_PROPOSED) == {
        scene.leader.id: Reason.LEADER,
        scene.deputy.id: Reason.LEADER,
        scene.secretary.id: Reason.SECRETARY,
    }
    assert coordinator.id not in told(EventKind.REPRESENTATIVE_PROPOSED)


def test_the_coordinator_is_told_where_nobody_runs_the_council(make, scene):
    county = make.county()
    seat = make.seat(make.council(office=make.office(county=county)), organisation=scene.organisation)
    coordinator = make.coordinator(county)

    propose(make, scene, seat=seat)

    assert told(EventKind.REPRESENTATIVE_PROPOSED) == {coordinator.id: Reason.COORDINATOR}


def test_the_coordinator_is_told_where_the_only_leader_is_who_proposes(make, scene):
    county = make.county()
    council = make.council(office=make.office(county=county))
    leader = make.scope(
        ScopeKind.ORGANISATION_CONTACT, person=make.leader(council), organisation_id=scene.organisation.id
    )
    coordinator = make.coordinator(county)

    propose(make, scene, by=leader, seat=make.seat(council, organisation=scene.organisation))

    assert told(EventKind.REPRESENTATIVE_PROPOSED) == {coordinator.id: Reason.COORDINATOR}


def test_a_name_is_proposed_once_until_it_is_decided(make, scene):
    first = propose(make, scene)

    with pytest.raises(Invalid) as refused:
        propose(make, scene, name="  nye   NAVNESEN ")
    assert refused.value.field == "name"

    propose(make, scene, name="En Annen")
    with transaction():
        nominations.withdraw_nomination(make.actor(scene.contact), again(first))
    assert propose(make, scene).id != first.id


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"email": "a@b"}, "email"),
        ({"start": clock.today() - timedelta(days=1)}, "start"),
        ({"reason": "Fødselsnummeret er 17054012373."}, "reason"),
    ],
)
def test_a_proposal_that_breaks_a_rule_is_refused_beside_its_field(make, scene, given, field):
    with pytest.raises(Invalid) as refused:
        propose(make, scene, **given)

    assert refused.value.field == field
    assert db.session.scalar(select(Nomination.id)) is None


def test_only_the_contact_of_the_seats_organisation_proposes(make, scene):
    other = make.scope(ScopeKind.ORGANISATION_CONTACT, organisation_id=make.organisation().id)
    for person in (other, scene.leader, scene.secretary, make.person()):
        with pytest.raises(NotFound):
            propose(make, scene, by=person)


def test_nobody_is_proposed_for_a_seat_that_is_out_of_use(make, scene):
    yesterday = clock.today() - timedelta(days=1)
    gone = make.seat(scene.council, organisation=scene.organisation, valid_to=yesterday)
    ended = make.council(valid_to=yesterday, heir_id=scene.council.id)

    for seat in (gone, make.seat(ended, organisation=scene.organisation)):
        with pytest.raises(Conflict):
            propose(make, scene, seat=seat)


@pytest.mark.parametrize(
    ("side", "organisations", "ends", "sees", "proposes"),
    [
        (Side.USER, {5}, None, True, True),
        (Side.USER, {6}, None, False, False),
        (Side.USER, set(), None, False, False),
        (Side.STAFF, {5}, None, False, False),
        (Side.USER, {5}, -1, True, False),
        (Side.USER, {5}, 0, True, False),
    ],
)
def test_who_sees_and_who_proposes_as_a_table(side, organisations, ends, sees, proposes):
    day = clock.today()
    last = None if ends is None else day + timedelta(days=ends)
    seat = Seat(side=side, organisation_id=5, valid_from=day, council=Council(valid_from=day, valid_to=last))
    actor = Actor(person_id=7, organisations=frozenset(organisations))

    assert policy.can_see_nominations(actor, seat) == policy.can_withdraw(actor, seat) == sees
    assert policy.can_nominate(actor, seat, day) == proposes


@pytest.mark.parametrize(("begins", "ends", "may"), [(0, 0, True), (-9, -1, False), (1, None, False), (0, None, True)])
def test_a_seat_takes_proposals_from_its_first_day_to_its_last(begins, ends, may):
    day = clock.today()
    last = None if ends is None else day + timedelta(days=ends)
    here = Council(valid_from=day)
    seat = Seat(side=Side.USER, organisation_id=5, valid_from=day + timedelta(days=begins), valid_to=last, council=here)

    assert policy.can_nominate(Actor(person_id=7, organisations=frozenset({5})), seat, day) == may


# ---- Deciding


def test_no_needs_a_reason_and_is_told_to_who_proposed(make, scene):
    nomination = propose(make, scene, email="nye@eksempel.no")
    leader = make.actor(scene.leader)

    with pytest.raises(Invalid) as refused, transaction():
        nominations.decline_nomination(leader, scene.council, again(nomination), reason=" ")
    council = councils.council_by_id(scene.council.id)
    with transaction():
        nominations.decline_nomination(leader, council, again(nomination), reason=NOT_NOW)

    row = again(nomination)
    assert refused.value.field == "reason"
    assert (row.state, row.decline_reason, row.email) == (NominationState.DECLINED, NOT_NOW, None)
    assert (row.decided_by_id, row.decided_at is not None) == (scene.leader.id, True)
    assert told(EventKind.NOMINATION_DECIDED) == {scene.contact.id: Reason.ORGANISATION}


def test_who_does_not_run_the_council_decides_nothing(make, scene):
    nomination = propose(make, scene)
    placing = Placing(Invitee(NAME), rank=0, start=clock.today(), end=None, nomination_id=nomination.id)

    def accept(actor, council):
        appointments.appoint_to_seat(actor, council, seats.seat(council.id, scene.seat.id), placing)

    def decline(actor, council):
        nominations.decline_nomination(actor, council, again(nomination), reason=NOT_NOW)

    for person in (scene.contact, make.leader(make.council()), make.director(make.office_of(scene.council))):
        for act in (accept, decline):
            with pytest.raises(Denied), transaction():
                act(make.actor(person), councils.council_by_id(scene.council.id))

    assert again(nomination).state is NominationState.PROPOSED
    assert told(EventKind.NOMINATION_DECIDED) == {}


def test_what_is_withdrawn_cannot_be_decided(make, scene):
    nomination = propose(make, scene, email="nye@eksempel.no")
    colleague = make.scope(ScopeKind.ORGANISATION_CONTACT, organisation_id=scene.organisation.id)

    with transaction():
        nominations.withdraw_nomination(make.actor(colleague), again(nomination))
    for act in (
        lambda: nominations.accept_nomination(make.actor(scene.leader), scene.council, again(nomination)),
        lambda: nominations.decline_nomination(
            make.actor(scene.leader), scene.council, again(nomination), reason=NOT_NOW
        ),
        lambda: nominations.withdraw_nomination(make.actor(scene.contact), again(nomination)),
    ):
        with pytest.raises(Conflict), transaction():
            act()

    row = again(nomination)
    assert (row.state, row.email) == (NominationState.WITHDRAWN, None)
    assert told(EventKind.NOMINATION_DECIDED) == {}


@pytest.mark.parametrize("locale", list(Locale))
def test_the_letters_name_nobody_and_keep_the_reason_on_the_page(make, scene, locale):
    first, second = propose(make, scene), propose(make, scene, name="Annen Navnesen")
    leader = make.actor(scene.leader)
    with transaction():
        nominations.accept_nomination(leader, scene.council, again(first))
        nominations.decline_nomination(leader, scene.council, again(second), reason=NOT_NOW)

    addresses = set()
    for matter in load_notices(db.session.scalars(select(Notice.id))):
        mail = Mail(id=42, letter="notice", address="x", locale=locale, data={}, person=None)
        with in_language_of(mail):
            letter = compose_notice(mail, matter, to=matter.person)
        for part in (letter.subject, letter.text, letter.html):
            assert "Navnesen" not in part
            assert NOT_NOW not in part
            assert REASON not in part
        addresses.add(notice_text.link_of(matter))

    assert addresses == {
        f"http://localhost/utvalg/{scene.council.slug}/styre#proposals",
        f"http://localhost/plasser/{scene.seat.id}/forslag",
    }


def test_the_letter_says_whether_somebody_is_appointed(make, scene):
    first, second = propose(make, scene), propose(make, scene, name="Annen Navnesen")
    leader = make.actor(scene.leader)
    with transaction():
        nominations.accept_nomination(leader, scene.council, again(first))
        nominations.decline_nomination(leader, scene.council, again(second), reason=NOT_NOW)

    mine = select(Notice.id).where(Notice.person_id == scene.contact.id)
    said = [notice_text.first_line(matter) for matter in load_notices(db.session.scalars(mine))]

    assert said == [
        "Den dere foreslo til utvalg A, er oppnevnt.",
        "Den dere foreslo til utvalg A, blir ikke oppnevnt nå. Begrunnelsen står på siden.",
    ]


# ---- The pages


def form(**changed):
    return {"name": NAME, "email": "", "start": clock.today().isoformat(), "reason": REASON, **changed}


def test_a_contact_proposes_the_council_appoints_and_the_contact_reads_it(make, visit, scene):
    contact, leader = visit(scene.contact), visit(scene.leader)
    address = f"/plasser/{scene.seat.id}/forslag"

    assert address in contact.get("/min-side").text
    assert "har ingen representant nå." in contact.get(address).text
    contact.post(address, form(email="nye@eksempel.no"))
    assert "Venter på utvalget" in contact.follow().text
    nomination = db.session.scalars(select(Nomination)).one()
    manage = leader.get(f"/utvalg/{scene.council.slug}/styre").text
    appoint = f"/utvalg/{scene.council.slug}/styre/plass/{scene.seat.id}?forslag={nomination.id}"
    page = leader.get(appoint).text
    leader.post(
        appoint, {"name": NAME, "email": "nye@eksempel.no", "rank": "0", "start": form()["start"], "locale": "nb"}
    )
    after = leader.follow().text

    assert NAME in manage
    assert REASON in manage
    assert appoint in manage
    assert f'value="{NAME}"' in page
    assert 'value="nye@eksempel.no"' in page
    assert "Forslag fra organisasjonene" not in after
    person = db.session.scalars(select(Person).where(Person.email == "nye@eksempel.no")).one()
    assert (
        db.session.scalars(select(Appointment.seat_id).where(Appointment.person_id == person.id)).one() == scene.seat.id
    )
    assert again(nomination).state is NominationState.ACCEPTED
    assert "Oppnevnt" in contact.get(address).text


def test_a_contact_reads_why_not(make, visit, scene):
    nomination = propose(make, scene)
    leader, contact = visit(scene.leader), visit(scene.contact)
    address = f"/utvalg/{scene.council.slug}/styre/forslag/{nomination.id}/si-nei"

    assert address in leader.get(f"/utvalg/{scene.council.slug}/styre").text
    assert NAME in leader.get(address).text
    assert leader.post(address, {"reason": ""}).status_code == 422
    leader.post(address, {"reason": NOT_NOW})
    assert leader.last.status_code == 303
    page = contact.get(f"/plasser/{scene.seat.id}/forslag").text

    assert NOT_NOW in page
    assert "Ikke nå" in page
    assert "Trekk forslaget" not in page
    assert leader.get(address).status_code == 409


def test_a_contact_takes_a_proposal_back(make, visit, scene):
    nomination = propose(make, scene)
    contact = visit(scene.contact)

    assert "Trekk forslaget" in contact.get(f"/plasser/{scene.seat.id}/forslag").text
    contact.post(f"/forslag/{nomination.id}/trekk")
    assert "Forslaget er trukket." in contact.follow().text

    assert contact.post(f"/forslag/{nomination.id}/trekk").status_code == 409
    stale = f"/utvalg/{scene.council.slug}/styre/plass/{scene.seat.id}?forslag={nomination.id}"
    assert visit(scene.leader).get(stale).status_code == 409
    assert NAME not in visit(scene.leader).get(f"/utvalg/{scene.council.slug}/styre").text


def test_an_appointment_that_is_refused_leaves_the_proposal_open(make, visit, scene):
    nomination = propose(make, scene)
    make.appointment(scene.seat, make.person("Sitter Alt"))
    leader = visit(scene.leader)
    address = f"/utvalg/{scene.council.slug}/styre/plass/{scene.seat.id}?forslag={nomination.id}"

    assert (
        leader.post(address, {"name": NAME, "rank": "0", "start": form()["start"], "locale": "nb"}).status_code == 422
    )

    assert again(nomination).state is NominationState.PROPOSED


def test_a_proposal_for_another_seat_or_council_is_not_there(make, visit, scene):
    nomination = propose(make, scene)
    other = make.council()
    manager = make.leader(other)
    elsewhere = make.seat(scene.council)

    seat = f"/utvalg/{scene.council.slug}/styre/plass/{elsewhere.id}?forslag={nomination.id}"
    decline = f"/utvalg/{other.slug}/styre/forslag/{nomination.id}/si-nei"

    assert visit(scene.leader).get(seat).status_code == 404
    assert visit(manager).get(decline).status_code == 404
    assert visit(manager).post(decline, {"reason": NOT_NOW}).status_code == 404


def test_the_appointment_begins_when_the_organisation_wished_and_as_holder_when_the_seat_is_free_then(
    make, visit, scene
):
    last = clock.today() + timedelta(days=20)
    make.appointment(scene.seat, make.person("Går Ut"), valid_to=last)
    contact = visit(scene.contact).get(f"/plasser/{scene.seat.id}/forslag").text
    wished = last + timedelta(days=1)
    nomination = propose(make, scene, start=wished)

    page = visit(scene.leader).get(
        f"/utvalg/{scene.council.slug}/styre/plass/{scene.seat.id}?forslag={nomination.id}"
    ).text  # fmt: skip

    assert f'value="{wished:%d.%m.%Y}"' in contact
    assert "Går Ut er representant for" in contact
    assert f'value="{wished:%d.%m.%Y}"' in page
    assert '<option selected value="0">' in page


def test_a_number_of_a_person_is_stopped_and_a_warning_is_confirmed_once(make, visit, scene):
    contact = visit(scene.contact)
    address = f"/plasser/{scene.seat.id}/forslag"

    assert contact.post(address, form(reason="Nummeret er 17054012373.")).status_code == 422
    assert "Teksten kan ikke sendes slik den er" in contact.last.text
    assert contact.post(address, form(reason="Ring 912 34 567 om dette.")).status_code == 422
    seen = contact.last.text.split('name="seen_warnings" value="')[1].split('"')[0]
    contact.post(address, form(reason="Ring 912 34 567 om dette.", seen_warnings=seen))

    assert contact.last.status_code == 303


def test_a_seat_out_of_use_shows_what_came_of_it_and_no_form(make, visit, scene):
    propose(make, scene)
    scene.seat.valid_to = clock.today() - timedelta(days=1)
    db.session.commit()

    page = visit(scene.contact).get(f"/plasser/{scene.seat.id}/forslag").text

    assert "Plassen er ikke i bruk lenger." in page
    assert NAME in page
    assert "Send forslaget" not in page
    assert "forslag=" not in visit(scene.leader).get(f"/utvalg/{scene.council.slug}/styre").text


# ---- Min side


def home(visit, person):
    page = visit(person).get("/min-side").text
    check_page(page, "/min-side")
    return page


def primary(page):
    return page.split('data-variant="primary"')[0].rsplit('href="', 1)[1].split('"')[0]


def test_the_primary_button_of_a_contact_leads_to_the_seat_that_needs_it_most(make, visit, scene):
    soon = make.seat(make.council(name="Utvalg B"), organisation=scene.organisation)
    make.appointment(soon, make.person(), valid_to=clock.today() + timedelta(days=25))

    empty_first = primary(home(visit, scene.contact))
    propose(make, scene)
    then_the_next = home(visit, scene.contact)
    propose(make, scene, seat=soon)
    waiting = home(visit, scene.contact)

    assert empty_first == f"/plasser/{scene.seat.id}/forslag"
    assert primary(then_the_next) == f"/plasser/{soon.id}/forslag"
    assert then_the_next.count("Forslag sendt") == then_the_next.count("Foreslå noen") == 1
    assert waiting.count("Forslag sendt") == 2
    assert "Foreslå noen" not in waiting


def test_a_seat_that_is_filled_or_will_be_asks_for_nobody(make, visit, scene):
    last = clock.today() + timedelta(days=25)
    make.appointment(scene.seat, make.person("Går Ut"), valid_to=last)
    make.appointment(scene.seat, make.person("Kommer Inn"), valid_from=last + timedelta(days=1))
    make.appointment(make.seat(make.council(), organisation=scene.organisation), make.person())

    page = home(visit, scene.contact)

    assert "Foreslå noen" not in page
    assert "Den neste er oppnevnt." in page


def test_pages_with_proposals_take_eight_statements_at_most_however_many_there_are(make, visit, scene, count_queries):
    visitors = {
        "/min-side": visit(scene.contact),
        f"/plasser/{scene.seat.id}/forslag": visit(scene.contact),
        f"/utvalg/{scene.council.slug}/styre": visit(scene.leader),
    }
    propose(make, scene)
    few = {}
    for path, visitor in visitors.items():
        visitor.get(path)
        with count_queries() as statements:
            visitor.get(path)
        few[path] = len(statements)

    for number in range(20):
        propose(make, scene, name=f"Person {number}")
        propose(make, scene, seat=make.seat(scene.council, organisation=scene.organisation))
    for path, visitor in visitors.items():
        with count_queries() as statements:
            visitor.get(path)
        assert len(statements) == few[path] <= 8, "\n".join(statements)
