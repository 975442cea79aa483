"""Setting up, appointing, handing over and ending: what is written, who is told, who is refused."""

from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.assents.service import proposals
from app.core import clock
from app.core.actor import ANYONE
from app.core.errors import Conflict, Denied, Invalid
from app.core.roles import CouncilRoleKind, OfficeRoleKind, Side
from app.councils import due
from app.councils.queries import councils, places, seats
from app.councils.service import appointments, succession
from app.councils.service import councils as councils_service
from app.councils.service import roles as roles_service
from app.councils.service import seats as seats_service
from app.councils.service.appointments import Placing
from app.councils.service.invitees import Invitee
from app.councils.service.office_roles import Place, end_office_role, name_office_role
from app.councils.service.settings import PROFILES, Settings, by_profile
from app.database import db, transaction
from app.issues.queries import issues
from app.models.assents import ProposalState
from app.models.councils import (
    Appointment,
    Council,
    CouncilLevel,
    CouncilOffice,
    CouncilRole,
    Mandate,
    Nomination,
    NominationState,
    OfficeRole,
    Organisation,
    Profile,
)
from app.models.issues import IssueAudience
from app.models.meetings import Meeting, MeetingState
from app.models.notices import Event, EventKind, Mail, Notice, PrintTask
from app.models.people import Person
from app.models.states import FollowUpKind
from app.notices.commands.outbox import make_letter
from app.notices.queries.notices import load_notices
from app.notices.service.record import record
from app.notices.words import notice_text


def told(kind):
    return list(
        db.session.scalars(
            select(Notice.person_id)
            .join(Event, Event.id == Notice.event_id)
            .where(Event.kind == kind)
            .order_by(Notice.person_id)
        )
    )


def put(make, actor, council, seat, who, *, rank=0, start=None, end=None):
    with transaction():
        placing = Placing(who, rank=rank, start=start or clock.today(), end=end)
        return appointments.appoint_to_seat(make.actor(actor), council, seats.seat(council.id, seat.id), placing)


def appointment_of(council, person):
    found = db.session.scalars(select(Appointment.id).where(Appointment.person_id == person.id)).one()
    return seats.appointment(council.id, found)


def coordinated(make, **given):
    """A council, and a coordinator of its county: their yes is the user side's."""
    county = make.county()
    return make.council(office=make.office(county=county), **given), make.coordinator(county)


def role_given(make, actor, council, kind, who, *, start=None, yes=()):
    """Give a role; where that is only proposed, these say yes, and the last one's must be enough."""
    with transaction():
        given = roles_service.give_role(
            make.actor(actor), council, kind=kind, who=who, side=Side.OTHER, start=start or clock.today()
        )
    for number, person in enumerate(yes, start=1):
        with transaction():
            assert proposals.say_yes_to_proposal(make.actor(person), council, given) is (number == len(yes))
    assert not yes or given.state is ProposalState.IN_FORCE
    return given


# ---- Setting up


def test_a_new_council_has_an_address_a_mandate_and_its_offices(make):
    county = make.county()
    offices = [make.office(county=county, name=name) for name in ("Nav Ås", "Nav Vik")]
    coordinator, neighbour = make.coordinator(county), make.coordinator(county)

    with transaction():
        council = councils_service.set_up_council(
            make.actor(coordinator), Settings(), office_ids=[one.id for one in offices]
        )

    assert council.name == "Brukerutvalget i Nav Vik og Nav Ås"
    assert council.slug == "nav-vik-og-nav-as"
    assert db.session.scalar(select(Mandate.version).where(Mandate.council_id == council.id)) == 1
    assert {one.id for one in councils.council_page(council.slug).offices} == {one.id for one in offices}
    assert told(EventKind.COUNCIL_STARTED) == [neighbour.id]


def test_a_second_council_at_an_office_gets_another_address(make):
    county = make.county()
    office = make.office(county=county, name="Nav Vik")
    actor = make.actor(make.coordinator(county))

    slugs = []
    for _n in range(3):
        with transaction():
            slugs.append(councils_service.set_up_council(actor, Settings(), office_ids=[office.id]).slug)

    assert slugs == ["nav-vik", "nav-vik-2", "nav-vik-3"]


def test_a_mandate_is_written_in_the_language_of_the_council(make):
    county = make.county()
    office = make.office(county=county)

    with transaction():
        council = councils_service.set_up_council(
            make.actor(make.coordinator(county)), Settings(language="nn"), office_ids=[office.id], name="Utvalet"
        )

    assert council.name == "Utvalet"
    assert councils.council_page(council.slug).mandates[0].text


def test_a_region_s_council_is_set_up_by_a_coordinator_within_the_region(make):
    county, region = make.county(), make.region(name="Nav Nord")
    make.office(county=county, region=region)

    with transaction():
        council = councils_service.set_up_council(make.actor(make.coordinator(county)), Settings(), region_id=region.id)
    with pytest.raises(Denied), transaction():
        councils_service.set_up_council(make.actor(make.coordinator()), Settings(), region_id=region.id)

    assert (council.level, council.slug) == ("region", "nav-nord-region")


def test_an_administrator_sets_up_a_central_council_and_a_coordinator_does_not_reach_it(make):
    county = make.county()
    coordinator, administrator = make.coordinator(county), make.scope("administrator")

    with transaction():
        central = councils_service.set_up_council(
            make.actor(administrator), Settings(), wide=CouncilLevel.CENTRAL, name="Sentralt brukerutvalg"
        )
    make.council(office=make.office(county=county), parent_id=central.id)
    with pytest.raises(Denied), transaction():
        councils_service.set_up_council(
            make.actor(coordinator), Settings(), wide=CouncilLevel.SPECIAL, name="Hjelpemidler"
        )

    assert (central.level, central.slug) == ("central", "sentralt-brukerutvalg")
    assert "organ for Nav." in councils.council_page(central.slug).mandates[0].text
    assert not make.actor(coordinator).coordinates(central.id)


@pytest.mark.parametrize(("name", "offices", "field"), [("", 0, "name"), ("Sentralt", 1, "wide")])
def test_a_central_council_has_a_name_and_no_office(make, name, offices, field):
    office_ids = [make.office().id for _n in range(offices)]

    with pytest.raises(Invalid) as refused, transaction():
        councils_service.set_up_council(
            make.actor(make.scope("administrator")),
            Settings(),
            wide=CouncilLevel.CENTRAL,
            name=name,
            office_ids=office_ids,
        )

    assert refused.value.field == field


def test_a_region_s_council_can_have_a_central_one_above_it_and_never_the_other_way_round_too(make):
    central = make.council(offices=[], level=CouncilLevel.CENTRAL, name="Sentralt")
    regional = make.council(offices=[], level=CouncilLevel.REGION, nav_region_id=make.region().id, name="Regionalt")
    make.council(name="Ved et kontor")
    actor = make.actor(make.scope("administrator"))

    def under(council, parent):
        with transaction():
            councils_service.change_settings(
                actor, council, Settings(parent_id=parent.id), name=council.name, mandate=""
            )

    under(regional, central)
    with pytest.raises(Invalid) as refused:
        under(central, regional)

    assert refused.value.field == "parent"
    assert [name for _id, name in councils.possible_parents(actor)] == ["Regionalt", "Sentralt"]


def test_a_coordinator_puts_no_council_under_one_of_a_region_far_away(make):
    county = make.county()
    near, far = make.office(county=county), make.office(county=make.county())
    above, elsewhere = (
        make.council(offices=[], level=CouncilLevel.REGION, nav_region_id=office.nav_region_id, name=name)
        for office, name in ((near, "Nær"), (far, "Fjern"))
    )
    council = make.council(office=near)
    actor = make.actor(make.coordinator(county))

    with pytest.raises(Invalid), transaction():
        councils_service.change_settings(
            actor, council, Settings(parent_id=elsewhere.id), name=council.name, mandate=""
        )
    council = db.session.get(Council, council.id)
    with transaction():
        councils_service.change_settings(actor, council, Settings(parent_id=above.id), name=council.name, mandate="")

    assert (council.parent_id, actor.coordinates(elsewhere.id)) == (above.id, False)
    assert [name for _id, name in councils.possible_parents(actor)] == ["Nær"]


# ---- Profiles


@pytest.mark.parametrize(
    ("before", "wished", "expected"),
    [
        ({}, {}, ("simple", 20, 10)),
        ({}, {"profile": "rules"}, ("rules", 30, 10)),
        ({}, {"statement_days": 25}, ("own", 25, 10)),
        ({}, {"profile": "rules", "clarification_days": 12}, ("own", 30, 12)),
        ({}, {"profile": "rules", "statement_days": 30}, ("rules", 30, 10)),
        ({}, {"profile": "own"}, ("own", 20, 10)),
        ({"profile": "own", "statement_days": 25}, {"profile": "simple", "statement_days": 25}, ("simple", 20, 10)),
        ({"profile": "own", "statement_days": 25}, {"profile": "own", "statement_days": 20}, ("own", 20, 10)),
    ],
)
def test_a_profile_decides_what_is_not_changed_beside_it_and_a_change_makes_it_one_s_own(before, wished, expected):
    def settings(given):
        return Settings(**{**given, "profile": Profile(given.get("profile", "simple"))})

    made = by_profile(settings(wished), settings(before))

    assert (made.profile, made.statement_days, made.clarification_days) == expected


def test_the_defaults_of_a_council_are_the_profile_simple():
    assert all(value == asdict(Settings())[key] for key, value in PROFILES[Profile.SIMPLE].items())
    assert PROFILES[Profile.SIMPLE].keys() == PROFILES[Profile.RULES].keys()


def test_a_changed_setting_is_stored_with_the_profile_that_it_makes(make):
    council = make.council(statement_days=20)
    actor = make.actor(make.leader(council))

    with transaction():
        councils_service.change_settings(actor, council, Settings(profile=Profile.RULES), name="", mandate="")
    by_rules = (council.profile, council.statement_days)
    with transaction():
        wished = replace(Settings(), profile=Profile.RULES, statement_days=15, confirmation_days=30)
        councils_service.change_settings(actor, council, wished, name="", mandate="")

    assert by_rules == (Profile.RULES, 30)
    assert (council.profile, council.statement_days) == (Profile.OWN, 15)
    assert council.name


# ---- Reach


def test_nobody_sets_up_a_council_in_a_county_that_is_not_theirs(make):
    office = make.office()
    for person in (make.coordinator(), make.person(), make.director(office)):
        with pytest.raises(Denied), transaction():
            councils_service.set_up_council(make.actor(person), Settings(), office_ids=[office.id])

    assert db.session.scalar(select(Council.id)) is None


def test_a_closed_office_gets_no_council(make):
    county = make.county()
    office = make.office(county=county, valid_to=clock.today())

    with pytest.raises(Invalid), transaction():
        councils_service.set_up_council(make.actor(make.coordinator(county)), Settings(), office_ids=[office.id])


# ---- Seats


def test_a_suggested_organisation_is_taken_into_the_register_when_a_seat_is_its(make):
    council = make.council()
    leader = make.leader(council)

    with transaction():
        seat = seats_service.add_seat(make.actor(leader), council, organisation="WayBack", side=Side.USER, voting=True)

    organisation = db.session.get(Organisation, seat.organisation_id)
    assert organisation.name == "WayBack"


def test_a_seat_needs_an_organisation_or_a_name(make):
    council = make.council()

    with pytest.raises(Invalid) as refused, transaction():
        seats_service.add_seat(make.actor(make.leader(council)), council, side=Side.USER, voting=True)

    assert refused.value.field == "organisation"


def test_a_seat_goes_when_it_is_empty_and_not_before(make):
    council, coordinator = coordinated(make)
    member = make.representative(council)
    seat = seats.seats(council.id)[0]

    with pytest.raises(Conflict), transaction():
        seats_service.remove_seat(make.actor(coordinator), council, seat)
    council, seat = councils.council_by_id(council.id), seats.seat(council.id, seat.id)
    one = appointment_of(council, member)
    with transaction():
        yesterday = clock.today() - timedelta(days=1)
        appointments.end_appointment(make.actor(coordinator), council, one, on=yesterday, reason="")
    fields = {"seat_id": seat.id, "name": "Ny Person", "start": clock.today(), "at": clock.now()}
    proposed = make._add(Nomination(**fields, proposed_by_id=member.id))
    db.session.commit()
    with pytest.raises(Conflict), transaction():
        seats_service.remove_seat(make.actor(coordinator), council, seat)
    with transaction():
        decided = db.session.get_one(Nomination, proposed.id)
        decided.state, decided.decided_at = NominationState.WITHDRAWN, clock.now()
    council, seat = councils.council_by_id(council.id), seats.seat(council.id, seat.id)
    with transaction():
        seats_service.remove_seat(make.actor(coordinator), council, seat)

    assert seats.seats(council.id) == []
    assert db.session.get(Appointment, one.id) is not None


# ---- Appointments


def test_somebody_new_is_invited_and_told_of_the_seat_in_the_same_letter(make):
    council, coordinator = coordinated(make)
    leader, seat = make.leader(council), make.seat(council)

    one = put(make, coordinator, council, seat, Invitee("Kari Eksempel", "Kari@Eksempel.no"))

    person = db.session.get(Person, one.person_id)
    letter = db.session.scalars(select(Mail).where(Mail.person_id == person.id)).one()
    written = make_letter(letter.id, letter.letter)
    assert person.email == "kari@eksempel.no"
    assert letter.letter == "invitation"
    assert [(to["council_id"], to["seat_id"]) for to in letter.data["to"]] == [(council.id, seat.id)]
    assert council.name.lower() in written.text.lower()
    assert seat.organisation.name in written.text
    assert told(EventKind.APPOINTMENT_STARTED) == [leader.id]
    assert make.actor(person).holds_user_seat(council.id)


def test_somebody_known_is_not_made_twice(make):
    council = make.council()
    known = make.person(email="ola@eksempel.no")

    one = put(make, make.leader(council), council, make.seat(council), Invitee("Ola", "OLA@eksempel.no"), rank=1)

    assert one.person_id == known.id


def test_somebody_without_an_address_can_sit(make):
    council = make.council()

    one = put(make, make.leader(council), council, make.seat(council), Invitee("Per Papir"))

    assert db.session.get(Person, one.person_id).email is None


@pytest.mark.parametrize(
    ("start", "end", "clashes"), [(0, None, True), (-5, 3, True), (11, None, False), (5, 9, True), (-9, -2, False)]
)
def test_two_cannot_hold_one_place_at_the_same_time(make, start, end, clashes):
    council = make.council()
    seat, day = make.seat(council), clock.today()
    make.appointment(seat, make.person(), valid_from=day, valid_to=day + timedelta(days=10))
    leader = make.leader(council)
    span = {"start": day + timedelta(days=start), "end": day + timedelta(days=end) if end is not None else None}

    if not clashes:
        assert put(make, leader, council, seat, Invitee("Ny"), **span).id
        return
    with pytest.raises(Invalid) as refused:
        put(make, leader, council, seat, Invitee("Ny"), **span)
    assert refused.value.field == "rank"


@pytest.mark.parametrize("role", ["leader", "secretary"])
def test_nobody_gives_oneself_a_seat(make, role):
    council = make.council()
    person = getattr(make, role)(council)

    with pytest.raises(Denied):
        put(make, person, council, make.seat(council), Invitee("Meg", person.email))


@pytest.mark.parametrize("role", ["leader", "secretary"])
def test_nobody_gives_oneself_a_role(make, role):
    council = make.council()
    person = getattr(make, role)(council)

    with pytest.raises(Denied):
        role_given(make, person, council, CouncilRoleKind.DEPUTY, Invitee(person_id=person.id))


def test_an_ended_appointment_takes_the_rights_and_leaves_the_row(make):
    council = make.council()
    member, leader = make.representative(council), make.leader(council)
    one = appointment_of(council, member)

    with transaction():
        appointments.end_appointment(
            make.actor(leader), council, one, on=clock.today() - timedelta(days=1), reason="Ny oppnevning"
        )

    assert not make.actor(member).is_member(council.id)
    assert told(EventKind.APPOINTMENT_ENDED) == [member.id]
    assert one.ended_reason == "Ny oppnevning"


@pytest.mark.parametrize("days", [-2, -400])
def test_an_end_is_not_written_far_into_the_past(make, days):
    council = make.council()
    member, secretary = make.representative(council), make.secretary(council)
    one = db.session.scalars(select(Appointment).where(Appointment.person_id == member.id)).one()

    with pytest.raises(Invalid) as refused, transaction():
        appointments.end_appointment(
            make.actor(secretary), council, one, on=clock.today() + timedelta(days=days), reason=""
        )

    assert refused.value.field == "on"


def test_an_appointment_that_has_not_begun_is_called_off_without_a_day_of_rights(make):
    council, coordinator = coordinated(make)
    seat, person = make.seat(council), make.person()
    begins = clock.today() + timedelta(days=30)
    make.appointment(seat, person, valid_from=begins)
    one = appointment_of(council, person)

    with transaction():
        appointments.end_appointment(make.actor(coordinator), council, one, on=clock.today(), reason="")

    assert db.session.scalar(select(Appointment.id)) is None
    assert told(EventKind.APPOINTMENT_ENDED) == [person.id]
    assert put(make, coordinator, council, seat, Invitee("En Annen"), start=begins).id


def test_an_appointment_that_began_today_is_not_called_off(make):
    council = make.council()
    one = make.appointment(make.seat(council), make.person(), valid_from=clock.today())

    with pytest.raises(Invalid) as refused, transaction():
        appointments.end_appointment(
            make.actor(make.secretary(council)), council, one, on=clock.today() - timedelta(days=1), reason=""
        )

    assert refused.value.field == "on"


@pytest.mark.parametrize("known", [True, False])
def test_an_appointment_that_is_over_is_told_as_over_to_whoever_uses_medvirk_and_once(make, known):
    council, coordinator = coordinated(make)
    seat = make.seat(council)
    person = make.person(joined_at=clock.now()) if known else None
    who = Invitee("Kari Før", person.email if person else "kari@eksempel.no")
    year, yesterday = clock.today() - timedelta(days=365), clock.today() - timedelta(days=1)

    put(make, coordinator, council, seat, who, start=year, end=yesterday)
    for case in due.due(clock.now() + timedelta(days=1)):
        with transaction():
            case()

    assert db.session.scalars(select(Event.kind)).all() == [EventKind.APPOINTMENT_ENDED]
    assert told(EventKind.APPOINTMENT_ENDED) == ([person.id] if person else [])
    assert len(db.session.scalars(select(Mail.id)).all()) == len(told(EventKind.APPOINTMENT_ENDED))


# ---- Roles


def test_a_role_handed_over_ends_the_day_before_the_new_one_begins(make):
    council = make.council()
    old, heir, secretary = make.leader(council), make.representative(council), make.secretary(council)
    start = clock.today() + timedelta(days=7)

    role_given(make, secretary, council, CouncilRoleKind.LEADER, Invitee(person_id=heir.id), start=start, yes=[old])

    ended, given = (
        db.session.scalars(select(CouncilRole).where(CouncilRole.person_id == one.id)).one() for one in (old, heir)
    )
    assert ended.valid_to == start - timedelta(days=1)
    assert (given.side, given.valid_from) == (Side.USER, start)
    assert make.actor(old).runs(council.id)
    assert not make.actor(heir).runs(council.id)


def test_a_leader_may_hand_the_role_to_another(make):
    council = make.council()
    old, heir = make.leader(council), make.representative(council)

    role_given(make, old, council, CouncilRoleKind.LEADER, Invitee(person_id=heir.id))

    assert make.actor(heir).runs(council.id)
    assert not make.actor(old).runs(council.id)
    assert told(EventKind.APPOINTMENT_ENDED) == []  # the old leader did it


def test_whoever_loses_a_role_to_another_is_told_of_which_and_where(make):
    council, coordinator = coordinated(make)
    old, heir, holder = make.leader(council), make.representative(council), make.representative(council)

    for days in (7, 0):  # the second time the heir's own coming role gives way to an earlier one
        start = clock.today() + timedelta(days=days)
        role_given(
            make, coordinator, council, CouncilRoleKind.LEADER, Invitee(person_id=heir.id), start=start, yes=[holder]
        )

    ended = db.session.scalars(select(Event).where(Event.kind == EventKind.APPOINTMENT_ENDED).order_by(Event.id)).all()
    last_days = [(clock.today() + timedelta(days=days - 1)).isoformat() for days in (7, 0)]
    assert [one.data for one in ended] == [
        {"role": "leader", "place": council.name, "last_day": day} for day in last_days
    ]
    assert set(told(EventKind.APPOINTMENT_ENDED)) == {old.id}


def test_a_role_taken_away_ends_at_once(make):
    council = make.council()
    secretary = make.secretary(council)
    role = db.session.scalars(select(CouncilRole).where(CouncilRole.person_id == secretary.id)).one()

    with transaction():
        roles_service.end_role(make.actor(make.leader(council)), council, role)

    assert not make.actor(secretary).runs(council.id)


# ---- Office roles


def test_a_new_director_follows_the_old_one_and_the_council_s_leader_is_told(make):
    county = make.county()
    office = make.office(county=county)
    old, leader = make.director(office), make.leader(make.council(office=office))

    with transaction():
        name_office_role(
            make.actor(make.coordinator(county)),
            places.office(office.slug),
            kind=OfficeRoleKind.DIRECTOR,
            place=Place(office_id=office.id),
            who=Invitee("Ny Leder", "ny@eksempel.no"),
            title="Nav-leder",
            start=clock.today(),
        )

    assert office.id not in make.actor(old).offices
    new = db.session.scalars(select(Person).where(Person.email == "ny@eksempel.no")).one()
    assert office.id in make.actor(new).offices
    invitation = db.session.scalars(select(Mail).where(Mail.person_id == new.id)).one()
    assert (invitation.letter, [one["role"] for one in invitation.data["to"]]) == ("invitation", ["director"])
    assert told(EventKind.APPOINTMENT_STARTED) == [leader.id]
    assert told(EventKind.APPOINTMENT_ENDED) == sorted([old.id, leader.id])
    place = {"role": "director", "place": office.name, "office": office.id}
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    assert db.session.scalars(select(Event.data).order_by(Event.id)).all() == [{**place, "last_day": yesterday}, place]


def test_a_director_names_helpers_at_the_own_office_only(make):
    office, other = make.office(), make.office()
    director, stand_in = make.director(office), make.director(office, OfficeRoleKind.STAND_IN)

    def name(person, at, kind):
        with transaction():
            return name_office_role(
                make.actor(person),
                places.office(at.slug),
                kind=kind,
                place=Place(office_id=at.id),
                who=Invitee("Med Hjelper"),
                title="",
                start=clock.today(),
            )

    assert name(director, office, OfficeRoleKind.ASSISTANT).id
    for person, at, kind in (
        (director, other, OfficeRoleKind.ASSISTANT),
        (director, office, OfficeRoleKind.DIRECTOR),
        (stand_in, office, OfficeRoleKind.STAND_IN),
    ):
        with pytest.raises(Denied):
            name(person, at, kind)


def test_a_municipal_director_leads_only_a_municipality_the_office_serves(make):
    county = make.county()
    office, foreign = make.office(county=county), make.municipality(county)

    with pytest.raises(Invalid), transaction():
        name_office_role(
            make.actor(make.coordinator(county)),
            places.office(office.slug),
            kind=OfficeRoleKind.MUNICIPAL_DIRECTOR,
            place=Place(municipality_id=foreign.id),
            who=Invitee("Kommune Direktør"),
            title="",
            start=clock.today(),
        )


def test_a_director_takes_a_helper_away_but_not_oneself(make):
    office = make.office()
    director, helper = make.director(office), make.director(office, OfficeRoleKind.ASSISTANT)
    roles = {one.person_id: one for one in db.session.scalars(select(OfficeRole))}

    with transaction():
        end_office_role(make.actor(director), places.office(office.slug), roles[helper.id])
    with pytest.raises(Denied), transaction():
        end_office_role(make.actor(director), places.office(office.slug), roles[director.id])

    assert office.id not in make.actor(helper).assisted


def test_letters_about_office_roles_read_well_where_no_council_follows_the_office(make, app):
    office = make.office()
    director, helper = make.director(office), make.director(office, OfficeRoleKind.ASSISTANT)
    role = db.session.scalars(select(OfficeRole).where(OfficeRole.person_id == helper.id)).one()
    with transaction():
        name_office_role(
            make.actor(director),
            places.office(office.slug),
            kind=OfficeRoleKind.STAND_IN,
            place=Place(office_id=office.id),
            who=Invitee("Stig Stedfortreder"),
            title="",
            start=clock.today(),
        )
    with transaction():
        end_office_role(make.actor(director), places.office(office.slug), role)

    with app.test_request_context():
        notices = db.session.scalars(select(Notice.id).order_by(Notice.id))
        said = [(notice_text.subject_of(one), notice_text.first_line(one)) for one in load_notices(notices)]

    assert said == [
        (
            f"{office.name}: du har fått rollen stedfortreder",
            f"Du har fått rollen stedfortreder i {office.name}.",
        ),
        (
            f"{office.name}: rollen din er avsluttet",
            f"Rollen din som medarbeider som skriver utkast i {office.name} er avsluttet.",
        ),
    ]


# ---- Ending


def test_a_council_that_ends_leaves_everything_to_its_heir(make):
    county = make.county()
    council, heir = (make.council(office=make.office(county=county)) for _n in range(2))
    child = make.council(parent_id=council.id)
    office = make.office_of(council)
    director, member, reader = make.director(office), make.representative(council), make.representative(heir)
    waiting, closed = make.issue(council, author=member), make.issue(council, author=member)
    closed.close("noted", clock.now())
    owed = make.owed(waiting, FollowUpKind.STATEMENT, council_id=council.id)
    due = owed.due

    with transaction():
        waits = succession.end_council(make.actor(make.coordinator(county)), council, heir=heir, on=clock.today())

    moved = db.session.scalars(select(Event.data).where(Event.kind == EventKind.COUNCIL_ENDED)).one()
    assert (waits, moved) == (None, {"heir": heir.id, "issues": 1})
    assert (waiting.council_id, waiting.born_council_id, closed.council_id) == (heir.id, council.id, heir.id)
    assert (owed.council_id, owed.due) == (heir.id, due)
    takes_over, before = (db.session.get(IssueAudience, (waiting.id, one.id)) for one in (heir, council))
    assert takes_over.since == before.since  # the heir reads what the ended council read
    assert db.session.get(CouncilOffice, (heir.id, office.id)) is not None
    assert heir.id in make.actor(director).councils
    assert told(EventKind.COUNCIL_ENDED) == [member.id]
    db.session.refresh(child)
    assert child.parent_id == heir.id
    assert (council.heir_id, council.valid_to) == (heir.id, clock.today())
    assert make.actor(reader).councils


def test_letters_that_wait_for_paper_go_to_the_heir_s_secretary_the_last_one_too(make):
    county = make.county()
    council, heir = (make.council(office=make.office(county=county)) for _n in range(2))
    on_paper = make.representative(council, email=None)
    with transaction():
        earlier = record(EventKind.APPOINTMENT_ENDING, ANYONE, council_id=council.id, to=[on_paper.id])
        posted = record(EventKind.APPOINTMENT_ENDING, ANYONE, council_id=council.id, to=[on_paper.id], key="posted")
        done = db.session.scalars(select(PrintTask).where(PrintTask.event_id == posted.id)).one()
        done.done_at = clock.now()

    with transaction():
        succession.end_council(make.actor(make.coordinator(county)), council, heir=heir, on=clock.today())

    tasks = {task.event_id: task.council_id for task in db.session.scalars(select(PrintTask))}
    ended = db.session.scalars(select(Event.id).where(Event.kind == EventKind.COUNCIL_ENDED)).one()
    assert tasks == {earlier.id: heir.id, ended: heir.id, posted.id: council.id}


def test_leader_and_secretary_without_a_seat_hear_that_the_council_ends(make):
    county = make.county()
    council, heir = (make.council(office=make.office(county=county)) for _n in range(2))
    member, leader, secretary = make.representative(council), make.person(), make.secretary(council)
    make.role(council, leader, CouncilRoleKind.LEADER)

    with transaction():
        succession.end_council(make.actor(make.coordinator(county)), council, heir=heir, on=clock.today())

    assert told(EventKind.COUNCIL_ENDED) == sorted([member.id, leader.id, secretary.id])


def test_the_parent_can_be_the_heir_and_does_not_come_under_itself(make):
    county = make.county()
    parent = make.council(office=make.office(county=county))
    council = make.council(office=make.office(county=county), parent_id=parent.id)

    with transaction():
        succession.end_council(make.actor(make.coordinator(county)), council, heir=parent, on=clock.today())

    assert parent.parent_id is None


def test_a_child_that_takes_over_comes_under_what_was_above(make):
    county = make.county()
    top = make.council(office=make.office(county=county))
    council = make.council(office=make.office(county=county), parent_id=top.id)
    child = make.council(parent_id=council.id)

    with transaction():
        succession.end_council(make.actor(make.coordinator(county)), council, heir=child, on=clock.today())

    db.session.refresh(child)
    assert child.parent_id == top.id


def test_a_council_ends_once_and_never_to_itself(make):
    county = make.county()
    council, heir = (make.council(office=make.office(county=county)) for _n in range(2))
    actor = make.actor(make.coordinator(county))

    with pytest.raises(Invalid), transaction():
        succession.end_council(actor, council, heir=council, on=clock.today())
    council, heir = councils.council_by_id(council.id), councils.council_by_id(heir.id)
    with transaction():
        succession.end_council(actor, council, heir=heir, on=clock.today())
    with pytest.raises(Conflict), transaction():
        succession.end_council(actor, council, heir=heir, on=clock.today())


def test_an_ended_council_gets_no_more_members(make):
    council = make.council(valid_to=clock.today() - timedelta(days=1), heir_id=make.council().id)
    seat = make.seat(council)

    with pytest.raises(Conflict):
        put(make, make.scope("administrator"), council, seat, Invitee("Sent Ute"))


def test_nothing_new_goes_into_a_council_from_the_moment_it_is_ended(make):
    county = make.county()
    council, heir = (make.council(office=make.office(county=county)) for _n in range(2))
    person, seat = make.representative(council), make.seat(council)
    invited = make.appointment(make.seat(council), make.person(joined_at=None))
    coordinator = make.actor(make.coordinator(county))
    with transaction():
        succession.end_council(coordinator, council, heir=heir, on=clock.today())
    ended_id, heir_id, seat_id, name = council.id, heir.id, seat.id, heir.name
    new = Invitee("Ny Person")
    acts = (
        lambda one: seats_service.add_seat(coordinator, one, title="Plass", side=Side.USER, voting=True),
        lambda one: put_in(coordinator, one, seats.seat(one.id, seat_id), new),
        lambda one: roles_service.give_role(
            coordinator, one, kind=CouncilRoleKind.OBSERVER, who=new, side=Side.OTHER, start=clock.today()
        ),
        lambda one: appointments.invite_again(coordinator, one, invited),
    )

    for act in acts:
        with pytest.raises(Conflict) as refused, transaction():
            act(councils.council_by_id(ended_id))
        assert refused.value.text == "Utvalget er avsluttet."

    assert issues.places_of([ended_id]) == []
    assert issues.offices_followed([ended_id]) == {}
    assert issues.seats_of(ended_id) == []
    assert [one.council_id for one in issues.places_of([heir_id])] == [heir_id, heir_id]
    assert councils.possible_heirs(make.council(), coordinator) == [(heir_id, name)]
    assert ended_id in make.actor(db.session.get_one(Person, person.id)).councils  # reads what there was


def put_in(actor, council, seat, who):
    appointments.appoint_to_seat(actor, council, seat, Placing(who, rank=0, start=clock.today(), end=None))


def test_a_council_that_ends_cancels_its_planned_meetings(make):
    county = make.county()
    council, heir = (make.council(office=make.office(county=county)) for _n in range(2))
    days = (timedelta(days=-1), timedelta(days=7))
    fields = {"council_id": council.id, "place": "Møterommet", "created_at": clock.now()}
    before, coming = (make._add(Meeting(starts_at=clock.now() + one, **fields)) for one in days)

    with transaction():
        succession.end_council(make.actor(make.coordinator(county)), council, heir=heir, on=clock.today())

    assert (before.state, coming.state) == (MeetingState.PLANNED, MeetingState.CANCELLED)
    assert councils.next_meeting(council.id) is None
