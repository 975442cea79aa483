"""The user side is made by the user side: every door tried by those who are not, and the yes that opens it."""

import re
from contextlib import suppress
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from sqlalchemy import select

from app.accounts.service.invitations import InvitedTo, invite_address
from app.assents import due
from app.assents.service import paper_yes, proposals
from app.core import clock
from app.core.errors import Denied, DomainError, Invalid
from app.core.roles import CouncilRoleKind, OfficeRoleKind, ScopeKind, Side
from app.core.workdays import add_workdays
from app.councils import due as council_due
from app.councils.queries import places, seats
from app.councils.service import (
    appointments,
    councils,
    member_addresses,
    members_file,
    nominations,
    office_roles,
    roles,
    scopes,
    settings,
    succession,
)
from app.councils.service import seats as seats_service
from app.councils.service.invitees import Invitee
from app.councils.service.settings import Settings
from app.database import db, transaction
from app.followups.service import verdicts
from app.meetings import service as meetings
from app.models.assents import Asked, Proposal, ProposalAct, ProposalState
from app.models.councils import Appointment, Council, CouncilRole, LedBy, NominationState, Seat
from app.models.files import StoredFile
from app.models.notices import Event, EventKind, Mail
from app.models.people import Locale, Person
from app.models.states import FollowUpKind, FollowUpState, Verdict
from tests.councils.sides import (
    again,
    appointment_of,
    as_,
    at,
    leading,
    people,
    placing,
    run,
    seat_of,
    slip,
    somebody_proposed,
    told,
)
from tests.followups.chain import load

A_YEAR = timedelta(days=365)


# ---- The attack, door by door


def doors(town):
    """Each way to touch the user side: what is called, as who runs the council calls it."""
    council, make = town.council, town.make
    seat = seat_of(town.member)
    free = make.seat(council)
    mandate = {"name": "", "mandate": "Mandat"}
    heir = make.council(office=make.office(county=town.county))
    place = seats.seat_label(seat)
    plan = members_file.Plan([members_file.Member(2, "Ola", "ola@x.no", place, Side.USER, 1, clock.today(), None)])
    return {
        "a new user seat": (seats_service.add_seat, {"organisation": "Ny forening", "side": Side.USER, "voting": True}),
        "a seat less": (seats_service.remove_seat, {"seat": free}),
        "a person on a free seat": (appointments.appoint_to_seat, {"seat": free, "placing": placing()}),
        "a substitute": (appointments.appoint_to_seat, {"seat": seat, "placing": placing(rank=1)}),
        "an appointment ended": (
            appointments.end_appointment,
            {"appointment": appointment_of(town.member), "on": clock.today(), "reason": "Ny"},
        ),
        "a term prolonged": (
            appointments.end_appointment,
            {"appointment": appointment_of(town.member), "on": clock.today() + A_YEAR, "reason": ""},
        ),
        "the leader's role to another": (
            roles.give_role,
            {
                "kind": CouncilRoleKind.LEADER,
                "who": Invitee(person_id=town.member.id),
                "side": Side.USER,
                "start": clock.today(),
            },
        ),
        "the leader's role to Nav": (
            roles.give_role,
            {
                "kind": CouncilRoleKind.LEADER,
                "who": Invitee("Nils Nav", "nils@nav.example"),
                "side": Side.NAV,
                "start": clock.today(),
            },
        ),
        "a deputy": (
            roles.give_role,
            {
                "kind": CouncilRoleKind.DEPUTY,
                "who": Invitee(person_id=town.other.id),
                "side": Side.USER,
                "start": clock.today(),
            },
        ),
        "the leader without the role": (roles.end_role, {"role": leading(council)}),
        "settings": (councils.change_settings, {"settings": Settings(led_by=LedBy.NAV, answer_days=60), **mandate}),
        "a file of members": (members_file.add_members, {"made": plan}),
        "the end of the council": (succession.end_council, {"heir": heir, "on": clock.today()}),
    }


DOORS = (
    "a new user seat",
    "a seat less",
    "a person on a free seat",
    "a substitute",
    "an appointment ended",
    "a term prolonged",
    "the leader's role to another",
    "the leader's role to Nav",
    "a deputy",
    "the leader without the role",
    "settings",
    "a file of members",
    "the end of the council",
)


def as_it_is(council: Council) -> list[object]:
    """Everything that the user side consists of, read anew."""
    db.session.expire_all()
    rows = []
    for model in (Seat, Appointment, CouncilRole):
        for row in db.session.scalars(select(model).order_by(model.id)):
            rows.append([getattr(row, column.key) for column in model.__table__.columns])
    now = db.session.get_one(Council, council.id)
    rows.append([getattr(now, key) for key in (*settings.OF_THE_USER_SIDE, "profile", "valid_to", "heir_id")])
    return rows


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["secretary", "director", "administrator", "stranger"])
def test_nobody_else_makes_the_user_side_theirs_by_any_door(town, door, who):
    act, given = doors(town)[door]
    before, known = as_it_is(town.council), people()

    with suppress(Denied):
        as_(town.make, getattr(town, who), act, town.council, **given)

    assert as_it_is(town.council) == before
    assert people() == known
    assert list(db.session.scalars(select(Mail).where(Mail.letter == "invitation"))) == []


@pytest.mark.parametrize("door", DOORS)
def test_what_a_secretary_proposes_is_asked_of_the_leader_and_done_with_their_yes(town, door):
    act, given = doors(town)[door]
    before = as_it_is(town.council)
    who = town.administrator if door == "the end of the council" else town.secretary
    proposal = as_(town.make, who, act, town.council, **given)
    assert isinstance(proposal, Proposal)
    assert (proposal.state, proposal.asked) == (ProposalState.PROPOSED, Asked.LEADERS)
    assert told(EventKind.PROPOSAL_ASKED) == {town.leader.id}

    done = as_(town.make, town.leader, proposals.say_yes_to_proposal, town.council, proposal)

    assert done
    assert as_it_is(town.council) != before
    assert db.session.get_one(Proposal, proposal.id).state is ProposalState.IN_FORCE
    assert told(EventKind.PROPOSAL_DECIDED) == {who.id}


@pytest.mark.parametrize("who", ["secretary", "director", "administrator", "stranger"])
def test_whoever_is_not_of_the_user_side_says_no_yes_to_a_proposal(town, who):
    proposal = somebody_proposed(town)

    with pytest.raises(DomainError) as refused:
        as_(town.make, getattr(town, who), proposals.say_yes_to_proposal, town.council, proposal)

    assert refused.value.status in (403, 404)
    assert db.session.get_one(Proposal, proposal.id).state is ProposalState.PROPOSED


def test_the_takeover_of_a_council_ends_at_its_first_step(town, visit):
    """A Nav secretary makes a seat, puts a second address of theirs on it, leads with it, confirms and closes."""
    browser = visit(town.secretary)
    slug = town.council.slug
    browser.post(
        f"/utvalg/{slug}/styre/ny-plass", {"other_organisation": "Venner av Nav", "side": "user", "voting": "y"}
    )
    assert "/forslag/" in browser.last.headers["Location"]
    assert "Venner av Nav" not in visit(town.member).get(f"/utvalg/{slug}").text

    free = town.make.seat(town.council)
    answer = browser.post(
        f"/utvalg/{slug}/styre/plass/{free.id}",
        {
            "name": "Min andre",
            "email": "andre@privat.example",
            "rank": "0",
            "start": clock.today().isoformat(),
            "locale": "nb",
        },
    )
    assert "/forslag/" in answer.headers["Location"]
    assert db.session.scalar(select(Person).where(Person.email == "andre@privat.example")) is None

    issue = town.make.issue(town.council, author=town.member)
    row = town.make.owed(issue, FollowUpKind.ACTION, what="Åpne til 18", state=FollowUpState.CLAIMED)
    with pytest.raises(Denied):
        as_(town.make, town.secretary, verdicts.confirm_action, load(row.id), verdict=Verdict.CONFIRMED)


def test_an_invitation_to_a_second_address_waits_and_names_the_account_behind_a_known_one(town, visit):
    spy = town.make.person("Nils Nav", email="nils@nav.example")
    typed = placing("Kari Nordmann", spy.email)

    proposal = as_(
        town.make, town.secretary, appointments.appoint_to_seat, town.council, town.make.seat(town.council), typed
    )

    page = visit(town.leader).get(f"/utvalg/{town.council.slug}/forslag/{proposal.id}").text
    assert "Nils Nav blir medlem" in page
    assert "Kari Nordmann" not in page


def test_a_representative_is_not_taken_from_the_user_side_by_a_role_at_the_office(town):
    for kind in (OfficeRoleKind.STAND_IN, OfficeRoleKind.ASSISTANT):
        with pytest.raises(Invalid) as refused:
            as_(
                town.make,
                town.director,
                office_roles.name_office_role,
                places.office(town.office.slug),
                kind=kind,
                place=office_roles.Place(office_id=town.office.id),
                who=Invitee(town.leader.name, town.leader.email),
                title="",
                start=clock.today(),
            )
        assert refused.value.field == "name"
    assert town.make.actor(town.leader).leads_for_users(town.council.id)


def test_a_representative_is_not_taken_from_the_user_side_by_a_seat_of_another(town):
    for side in (Side.NAV, Side.MUNICIPALITY, Side.STAFF, Side.OTHER):
        seat = town.make.seat(town.council, side=side)
        with pytest.raises(Invalid):
            as_(
                town.make,
                town.secretary,
                appointments.appoint_to_seat,
                town.council,
                seat,
                placing(town.leader.name, town.leader.email),
            )
    assert town.make.actor(town.leader).leads_for_users(town.council.id)


def test_the_address_of_a_representative_is_changed_with_the_user_sides_yes_only(town):
    silent = town.make.representative(town.council, joined_at=None)
    act = as_(
        town.make,
        town.secretary,
        member_addresses.change_address,
        town.council,
        appointment_of(silent),
        email="ny@eksempel.no",
    )
    assert db.session.get_one(Person, silent.id).email == silent.email != "ny@eksempel.no"

    as_(town.make, town.leader, proposals.say_yes_to_proposal, town.council, act)

    assert db.session.get_one(Person, silent.id).email == "ny@eksempel.no"
    assert "email" not in db.session.get_one(Proposal, act.id).details


def test_whoever_has_been_in_medvirk_changes_the_own_address(town):
    with pytest.raises(Invalid) as refused:
        as_(
            town.make,
            town.leader,
            member_addresses.change_address,
            town.council,
            appointment_of(town.member),
            email="annen@eksempel.no",
        )

    assert refused.value.field == "email"


# ---- Whose yes is enough


def nominated(make, contact, seat, name, email):
    return as_(make, contact, nominations.nominate, seat, name=name, email=email, start=clock.today(), reason="")


def test_without_a_leader_two_holders_say_yes(make):
    council = make.council()
    one, two, secretary = make.representative(council), make.representative(council), make.secretary(council)
    proposal = as_(make, secretary, appointments.appoint_to_seat, council, make.seat(council), placing())
    assert told(EventKind.PROPOSAL_ASKED) == {one.id, two.id}

    assert not as_(make, one, proposals.say_yes_to_proposal, council, proposal)
    assert not as_(make, one, proposals.say_yes_to_proposal, council, proposal)  # the same twice is one
    assert as_(make, two, proposals.say_yes_to_proposal, council, proposal)


def test_the_only_holder_decides_and_the_page_says_so(make, visit):
    council = make.council()
    one, secretary = make.representative(council), make.secretary(council)
    proposal = as_(make, secretary, appointments.appoint_to_seat, council, make.seat(council), placing())

    assert as_(make, one, proposals.say_yes_to_proposal, council, proposal)

    assert "Avgjort av én" in visit(one).get(f"/utvalg/{council.slug}/forslag/{proposal.id}").text


def test_the_person_concerned_has_no_say_and_one_of_two_is_not_enough_then(make):
    council = make.council()
    one, two, secretary = make.representative(council), make.representative(council), make.secretary(council)
    proposal = as_(
        make, secretary, appointments.end_appointment, council, appointment_of(one), on=clock.today(), reason=""
    )

    with pytest.raises(Denied):
        as_(make, one, proposals.say_yes_to_proposal, council, proposal)
    assert not as_(make, two, proposals.say_yes_to_proposal, council, proposal)


def test_the_contact_says_yes_for_the_seat_of_the_organisation_and_for_no_other(make):
    council = make.council()
    secretary, ours, theirs = make.secretary(council), make.seat(council), make.seat(council)
    contact = make.scope(ScopeKind.ORGANISATION_CONTACT, organisation_id=ours.organisation_id)
    of_ours = as_(make, secretary, appointments.appoint_to_seat, council, ours, placing())
    of_theirs = as_(make, secretary, appointments.appoint_to_seat, council, theirs, placing("Per", "per@x.no"))

    assert as_(make, contact, proposals.say_yes_to_proposal, council, of_ours)
    with pytest.raises(DomainError) as refused:
        as_(make, contact, proposals.say_yes_to_proposal, council, of_theirs)
    assert refused.value.status in (403, 404)


def test_whoever_has_a_part_on_another_side_is_never_counted(make):
    county = make.county()
    office = make.office(county=county)
    council, seat = make.council(office=office), None
    seat = make.seat(council)
    secretary = make.secretary(council)
    director = make.director(office)
    make.scope(ScopeKind.ORGANISATION_CONTACT, person=secretary, organisation_id=seat.organisation_id)
    make.scope(ScopeKind.COORDINATOR, person=director, county_id=county.id)
    make.appointment(make.seat(council), director)

    proposal = as_(make, secretary, appointments.appoint_to_seat, council, seat, placing())

    assert isinstance(proposal, Proposal)
    for person in (secretary, director):
        with pytest.raises(Denied):
            as_(make, person, proposals.say_yes_to_proposal, council, proposal)


def test_a_leader_and_a_coordinator_have_said_yes_by_proposing(town):
    for person in (town.leader, town.coordinator):
        seat = as_(
            town.make,
            person,
            seats_service.add_seat,
            town.council,
            organisation="Forening",
            side=Side.USER,
            voting=True,
        )
        assert isinstance(seat, Seat)


def test_a_sitting_leader_goes_by_the_own_yes_or_by_two_others_or_by_one_and_the_coordinator(town):
    make, council = town.make, town.council
    deputy = make.representative(council)
    make.role(council, deputy, CouncilRoleKind.DEPUTY, side=Side.USER)

    def ousting():
        return as_(make, town.secretary, roles.end_role, council, leading(council))

    proposal = ousting()
    assert not as_(make, deputy, proposals.say_yes_to_proposal, council, proposal)  # a deputy alone does not
    assert as_(make, town.member, proposals.say_yes_to_proposal, council, proposal)
    leading(council).valid_to = None
    db.session.commit()
    proposal = ousting()
    assert not as_(make, town.coordinator, proposals.say_yes_to_proposal, council, proposal)  # nor a coordinator alone
    assert as_(make, town.member, proposals.say_yes_to_proposal, council, proposal)
    leading(council).valid_to = None
    db.session.commit()
    proposal = ousting()
    assert as_(make, town.leader, proposals.say_yes_to_proposal, council, proposal)


def test_a_leader_hands_the_role_over_alone(town):
    given = as_(
        town.make,
        town.leader,
        roles.give_role,
        town.council,
        kind=CouncilRoleKind.LEADER,
        who=Invitee(person_id=town.member.id),
        side=Side.USER,
        start=clock.today(),
    )

    assert isinstance(given, CouncilRole)
    assert town.make.actor(town.member).leads_for_users(town.council.id)


@pytest.mark.parametrize("side", [Side.OTHER, Side.STAFF, Side.USER])
def test_a_leader_who_sits_nowhere_is_refused_beside_the_side(town, side):
    with pytest.raises(Invalid) as refused:
        as_(
            town.make,
            town.leader,
            roles.give_role,
            town.council,
            kind=CouncilRoleKind.LEADER,
            who=Invitee("Ukjent", "ukjent@x.no"),
            side=side,
            start=clock.today(),
        )

    assert refused.value.field == "side"


@pytest.mark.parametrize(("led_by", "side"), [(LedBy.USERS, "user"), (LedBy.NAV, "nav")])
def test_the_side_of_a_role_is_asked_openly_and_follows_the_council(make, visit, led_by, side):
    council = make.council(led_by=led_by)

    page = visit(make.secretary(council)).get(f"/utvalg/{council.slug}/styre/ny-rolle").text

    asked = page.split("Hvem representerer personen?")[1].split("</fieldset>")[0]
    [chosen] = [box for box in re.findall(r"<input[^>]*>", asked) if "checked" in box]
    assert f'value="{side}"' in chosen


def test_a_nomination_is_the_organisations_yes_to_just_that_person(town):
    make, council = town.make, town.council
    seat = make.seat(council)
    contact = make.scope(ScopeKind.ORGANISATION_CONTACT, organisation_id=seat.organisation_id)
    wanted = as_(
        make, contact, nominations.nominate, seat, name="Kari Ny", email="kari@x.no", start=clock.today(), reason=""
    )

    other = as_(
        make,
        town.secretary,
        appointments.appoint_to_seat,
        council,
        seat,
        placing("Kari Ny", "annen@x.no", nomination_id=wanted.id),
    )
    assert isinstance(other, Proposal)
    short = placing("Kari Ny", "kari@x.no", nomination_id=wanted.id, end=clock.today())
    assert isinstance(as_(make, town.secretary, appointments.appoint_to_seat, council, seat, short), Proposal)

    same = placing("Kari Ny", "kari@x.no", nomination_id=wanted.id)
    assert isinstance(as_(make, town.secretary, appointments.appoint_to_seat, council, seat, same), Appointment)
    assert db.session.get_one(type(wanted), wanted.id).state is NominationState.ACCEPTED


def test_who_nominates_oneself_has_not_said_yes(town):
    make, council = town.make, town.council
    seat = make.seat(council)
    contact = make.scope(ScopeKind.ORGANISATION_CONTACT, organisation_id=seat.organisation_id)
    own = as_(
        make,
        contact,
        nominations.nominate,
        seat,
        name=contact.name,
        email=contact.email,
        start=clock.today(),
        reason="",
    )

    made = as_(
        make,
        town.secretary,
        appointments.appoint_to_seat,
        council,
        seat,
        placing(contact.name, contact.email, nomination_id=own.id),
    )

    assert isinstance(made, Proposal)


def test_a_secretary_refuses_no_nomination_alone(town):
    make, council = town.make, town.council
    seat = make.seat(council)
    contact = make.scope(ScopeKind.ORGANISATION_CONTACT, organisation_id=seat.organisation_id)
    wanted = nominated(make, contact, seat, "Kari", "")
    wanted = db.session.get_one(type(wanted), wanted.id, options=[])
    wanted.seat = seat

    proposal = as_(make, town.secretary, nominations.decline_nomination, council, wanted, reason="Vi har nok.")

    assert db.session.get_one(type(wanted), wanted.id).state is NominationState.PROPOSED
    with pytest.raises(DomainError) as refused:
        as_(make, contact, proposals.say_yes_to_proposal, council, proposal)
    assert refused.value.status in (403, 404)
    assert as_(make, town.leader, proposals.say_yes_to_proposal, council, proposal)
    assert db.session.get_one(type(wanted), wanted.id).state is NominationState.DECLINED


def test_a_new_contacts_yes_counts_when_others_have_had_five_working_days(town):
    make, council = town.make, town.council
    seat = seat_of(town.member)
    with transaction():
        reach = scopes.Reach(ScopeKind.ORGANISATION_CONTACT, organisation_id=seat.organisation_id)
        given = scopes.give_scope(reach, email="kontakt@x.no", name="Ny Kontakt")
    contact = db.session.get_one(Person, given.person_id)
    assert told(EventKind.SCOPE_GIVEN) == {town.leader.id, town.coordinator.id}
    proposal = as_(make, town.secretary, appointments.appoint_to_seat, council, seat, placing(rank=1))
    with pytest.raises(Denied):
        as_(make, contact, proposals.say_yes_to_proposal, council, proposal)

    assert again(given).counts_from == add_workdays(clock.today(), 5)
    again(given).counts_from = clock.today()
    db.session.commit()

    assert as_(make, contact, proposals.say_yes_to_proposal, council, proposal)


def test_where_nobody_is_to_be_told_a_coordinator_sets_up_a_council_at_once(make):
    county = make.county()
    with transaction():
        given = scopes.give_scope(scopes.Reach(ScopeKind.COORDINATOR, county_id=county.id), email="ny@x.no", name="Ny")

    assert given.counts_from is None


# ---- Asking, refusing, lapsing, paper


def test_a_refusal_has_a_reason_that_the_proposer_reads(town, visit):
    proposal = somebody_proposed(town)
    path = f"/utvalg/{town.council.slug}/forslag/{proposal.id}"

    assert visit(town.leader).post(f"{path}/nei", {"reason": ""}).status_code == 422
    assert visit(town.leader).post(f"{path}/nei", {"reason": "Plassen er lovet bort."}).status_code == 303

    assert "Plassen er lovet bort." in visit(town.secretary).get(path).text
    assert "email" not in db.session.get_one(Proposal, proposal.id).details["who"]


def test_a_proposal_waits_on_min_side_of_those_who_can_answer_and_of_nobody_else(town, visit):
    somebody_proposed(town)

    for person, sees in ((town.leader, True), (town.member, True), (town.director, False), (town.secretary, False)):
        assert ("Svar på forslag som gjelder brukersiden" in visit(person).get("/min-side").text) is sees, person.name


def test_what_is_proposed_does_not_exist_for_others(town, visit):
    proposal = somebody_proposed(town)
    path = f"/utvalg/{town.council.slug}/forslag/{proposal.id}"

    for person in (town.director, town.stranger, town.make.representative(town.make.council())):
        assert visit(person).get(path).status_code == 404
    assert "Kari Ny" not in visit(None).get(f"/utvalg/{town.council.slug}").text


def test_the_next_in_line_is_asked_after_five_working_days_and_it_lapses_after_forty(town, monkeypatch):
    proposal = somebody_proposed(town)
    start = clock.today()

    def later(days):
        day = add_workdays(start, days)
        monkeypatch.setattr(clock, "now", lambda: at(day))
        run(clock.now())
        return db.session.get_one(Proposal, proposal.id, populate_existing=True)

    assert later(4).asked is Asked.LEADERS
    assert later(5).asked is Asked.HOLDERS
    assert told(EventKind.PROPOSAL_ASKED) == {town.leader.id, town.member.id, town.other.id}
    assert later(10).asked is Asked.COORDINATORS
    assert later(39).state is ProposalState.PROPOSED
    assert later(40).state is ProposalState.LAPSED
    assert told(EventKind.PROPOSAL_DECIDED) == {town.secretary.id}
    assert list(due.due(clock.now())) == []


def test_a_signed_slip_counts_after_five_working_days_unless_somebody_objects(town, monkeypatch):
    make, council = town.make, town.council
    on_paper = make.leader(make.council(), email=None)  # somebody elsewhere signs nothing here
    first = as_(make, town.secretary, appointments.appoint_to_seat, council, make.seat(council), placing())
    second = as_(
        make, town.secretary, appointments.appoint_to_seat, council, make.seat(council), placing("Per", "per@x.no")
    )
    with pytest.raises(Invalid):
        as_(
            make,
            town.secretary,
            paper_yes.register_slip,
            council,
            first,
            signers=[on_paper.id],
            signed_on=clock.today(),
        )
    for one in (first, second):
        as_(
            make,
            town.secretary,
            paper_yes.register_slip,
            council,
            one,
            signers=[town.leader.id],
            signed_on=clock.today(),
        )
    assert told(EventKind.SLIP_REGISTERED) == {town.leader.id}
    as_(make, town.leader, paper_yes.object_to_slip, second)

    day = add_workdays(clock.today(), 5)
    before = add_workdays(clock.today(), 4)
    for when in (before, day):
        monkeypatch.setattr(clock, "now", lambda when=when: at(when))
        run(clock.now())
        if when == before:
            assert db.session.get_one(Proposal, first.id, populate_existing=True).state is ProposalState.PROPOSED

    assert db.session.get_one(Proposal, first.id, populate_existing=True).state is ProposalState.IN_FORCE
    assert db.session.get_one(Proposal, second.id, populate_existing=True).state is ProposalState.PROPOSED


def test_a_slip_that_comes_to_its_day_when_the_seat_is_taken_lapses_and_is_not_tried_each_minute(town, monkeypatch):
    make, council = town.make, town.council
    seat = make.seat(council)
    proposal = as_(make, town.secretary, appointments.appoint_to_seat, council, seat, placing())
    slip(town, proposal, town.leader)
    as_(make, town.coordinator, appointments.appoint_to_seat, council, seat, placing("Per Først", "per@x.no"))

    day = add_workdays(clock.today(), 5)
    monkeypatch.setattr(clock, "now", lambda: at(day))
    run(clock.now())

    assert db.session.get_one(Proposal, proposal.id, populate_existing=True).state is ProposalState.LAPSED
    assert told(EventKind.PROPOSAL_DECIDED) == {town.secretary.id}
    assert list(due.due(clock.now())) == []


def test_a_slip_is_registered_with_its_paper_and_not_without(town, visit):
    proposal = somebody_proposed(town)
    path = f"/utvalg/{town.council.slug}/forslag/{proposal.id}/papir"
    typed = {"signers": str(town.leader.id), "signed_on": clock.today().isoformat()}

    assert visit(town.secretary).post(path, typed).status_code == 422
    paper = {"attachment": (BytesIO(b"Underskrevet av lederen"), "lapp.txt")}
    assert visit(town.secretary).post(path, {**typed, **paper}, content_type="multipart/form-data").status_code == 303

    [stored] = db.session.scalars(select(StoredFile).where(StoredFile.proposal_id == proposal.id)).all()
    assert visit(town.leader).get(f"/filer/{stored.key}").status_code == 200
    assert visit(town.director).get(f"/filer/{stored.key}").status_code == 404


def test_where_nobody_can_say_yes_two_administrators_need_a_signed_letter(make):
    council = make.council()
    first, second = make.scope(ScopeKind.ADMINISTRATOR), make.scope(ScopeKind.ADMINISTRATOR)
    seat = make.seat(council)
    proposal = as_(make, first, appointments.appoint_to_seat, council, seat, placing())
    assert proposal.asked is Asked.ADMINISTRATORS
    assert told(EventKind.PROPOSAL_ASKED) == {second.id}

    given = {"sender": "Mental Helse", "signed_on": clock.today()}
    assert not as_(make, first, paper_yes.register_letter, council, proposal, **given)
    with pytest.raises(DomainError) as refused:
        as_(make, first, paper_yes.register_letter, council, proposal, **given)
    assert refused.value.status == 409
    assert as_(make, second, paper_yes.register_letter, council, proposal, **given)
    assert appointment_of(db.session.scalars(select(Person).where(Person.email == "kari@eksempel.no")).one())


def test_administrators_have_no_letter_where_somebody_can_answer(town):
    proposal = as_(
        town.make,
        town.administrator,
        appointments.appoint_to_seat,
        town.council,
        town.make.seat(town.council),
        placing(),
    )

    with pytest.raises(DomainError) as refused:
        as_(
            town.make,
            town.administrator,
            paper_yes.register_letter,
            town.council,
            proposal,
            sender="X",
            signed_on=clock.today(),
        )

    assert refused.value.status == 409


# ---- Ways that need nobody's yes


def test_a_representative_resigns_alone_and_the_leaders_role_ends_with_the_seat(town, visit):
    one = appointment_of(town.leader)
    contact = town.make.scope(ScopeKind.ORGANISATION_CONTACT, organisation_id=seat_of(town.leader).organisation_id)

    page = visit(town.leader)
    assert "Trekk deg" in page.get("/min-konto/verv").text
    assert page.post(f"/min-konto/verv/{one.id}/trekk-deg", {"on": clock.today().isoformat()}).status_code == 303

    assert db.session.get_one(Appointment, one.id).valid_to == clock.today()
    assert leading(town.council).valid_to == clock.today()
    assert {contact.id, town.coordinator.id} <= told(EventKind.APPOINTMENT_ENDED)


def test_somebody_who_presses_twice_resigns_once_and_is_told_so_with_a_day_that_can_be_read(town, visit):
    page, path = visit(town.member), f"/min-konto/verv/{appointment_of(town.member).id}/trekk-deg"
    last, after = (clock.today() + timedelta(days=days) for days in (20, 40))
    assert page.post(path, {"on": last.isoformat()}).status_code == 303

    again, later = (page.post(path, {"on": day.isoformat()}) for day in (last, after))

    assert (again.status_code, later.status_code) == (409, 422)
    for answer in (again, later):
        assert re.search(r"Oppnevningen din går ut \d+\. [a-z]+ \d{4}\.", answer.text)
    events = select(Event.id).where(Event.kind == EventKind.APPOINTMENT_ENDED)
    assert len(db.session.scalars(events).all()) == 1
    with time_machine.travel(clock.now() + timedelta(days=21)):
        assert "Oppnevningen er avsluttet allerede." in page.get(path).text


def test_nobody_resigns_for_another(town, visit):
    one = appointment_of(town.leader)

    assert visit(town.secretary).get(f"/min-konto/verv/{one.id}/trekk-deg").status_code == 404


def test_a_leader_who_died_is_registered_by_the_user_side_and_gets_no_letter(town, visit):
    one = appointment_of(town.leader)
    path = f"/utvalg/{town.council.slug}/styre/oppnevning/{one.id}/dod"

    assert visit(town.secretary).post(path).status_code == 403
    assert visit(town.member).post(path).status_code == 303

    assert town.leader.id not in told(EventKind.APPOINTMENT_ENDED)
    assert not town.make.actor(town.leader).leads_for_users(town.council.id)


def test_a_letter_of_resignation_is_for_who_has_no_address(town, visit):
    paper = town.make.representative(town.council, email=None, joined_at=None)
    for person, status in ((paper, 303), (town.member, 422)):
        path = f"/utvalg/{town.council.slug}/styre/oppnevning/{appointment_of(person).id}/trukket-i-brev"
        typed = {
            "on": clock.today().isoformat(),
            "signed_on": clock.today().isoformat(),
            "attachment": (BytesIO(b"Jeg trekker meg"), "brev.txt"),
        }
        assert visit(town.secretary).post(path, typed, content_type="multipart/form-data").status_code == status
    assert appointment_of(paper).valid_to == clock.today()
    assert appointment_of(town.member).valid_to is None
    assert {town.leader.id, town.coordinator.id} <= told(EventKind.APPOINTMENT_ENDED)


# ---- A council from nothing


def test_an_administrator_sets_up_a_council_that_its_coordinator_fills(make, visit):
    county = make.county()
    council = make.council(office=make.office(county=county))
    administrator, coordinator = make.scope(ScopeKind.ADMINISTRATOR), make.coordinator(county)
    proposal = as_(
        make, administrator, seats_service.add_seat, council, organisation="Mental Helse", side=Side.USER, voting=True
    )
    assert as_(make, coordinator, proposals.say_yes_to_proposal, council, proposal)
    seat = db.session.scalars(select(Seat).where(Seat.council_id == council.id)).one()

    one = as_(make, coordinator, appointments.appoint_to_seat, council, seat, placing())
    given = as_(
        make,
        coordinator,
        roles.give_role,
        council,
        kind=CouncilRoleKind.LEADER,
        who=Invitee(person_id=one.person_id),
        side=Side.USER,
        start=clock.today(),
    )

    assert isinstance(given, CouncilRole)


def test_a_council_whose_user_seats_are_all_empty_is_filled_by_its_organisations(make):
    council = make.council()
    seat, secretary = make.seat(council), make.secretary(council)
    contact = make.scope(ScopeKind.ORGANISATION_CONTACT, organisation_id=seat.organisation_id)
    proposal = as_(make, secretary, appointments.appoint_to_seat, council, seat, placing())
    assert told(EventKind.PROPOSAL_ASKED) == {contact.id}

    assert as_(make, contact, proposals.say_yes_to_proposal, council, proposal)


# ---- Letters


def test_somebody_new_gets_one_letter_that_says_what_where_and_by_whom(town):
    seat = town.make.seat(town.council)
    proposal = as_(town.make, town.secretary, appointments.appoint_to_seat, town.council, seat, placing())
    as_(town.make, town.leader, proposals.say_yes_to_proposal, town.council, proposal)
    kari = db.session.scalars(select(Person).where(Person.email == "kari@eksempel.no")).one()

    [letter] = db.session.scalars(select(Mail).where(Mail.person_id == kari.id)).all()

    assert letter.letter == "invitation"
    assert letter.data["inviter"] == town.secretary.id
    assert letter.data["to"][0]["seat_id"] == seat.id


def test_a_second_task_in_the_same_minute_comes_in_the_same_invitation(make):
    with transaction():
        for place in ("Nav Skien", "Nav Porsgrunn"):
            invite_address(email="ny@x.no", name="Ny", locale=Locale.NB, to=InvitedTo(role="director", place=place))

    [letter] = db.session.scalars(select(Mail)).all()

    assert [one["place"] for one in letter.data["to"]] == ["Nav Skien", "Nav Porsgrunn"]


def test_a_file_of_members_writes_to_the_leader_once(town):
    lines = [
        members_file.Member(n, f"Person {n}", f"p{n}@x.no", f"Forening {n}", Side.USER, 0, clock.today(), None)
        for n in range(5)
    ]
    deputy = town.make.representative(town.council)
    town.make.role(town.council, deputy, CouncilRoleKind.DEPUTY, side=Side.USER)

    as_(town.make, town.leader, members_file.add_members, town.council, members_file.Plan(lines))

    letters = db.session.scalars(select(Mail.person_id)).all()
    assert letters.count(deputy.id) == letters.count(town.secretary.id) == 1
    assert {
        letters.count(one) for one in db.session.scalars(select(Person.id).where(Person.name.like("Person _")))
    } <= {0, 1}


# ---- Advice


def test_advice_that_a_nav_secretary_writes_is_a_draft_until_the_leader_agrees(town, visit):
    meeting, item = a_meeting(town)
    path = f"/utvalg/{town.council.slug}/moter/{meeting}/saker/{item}/rad"

    place = f"{town.council.id}-{town.make.office_of(town.council).id}"
    answer = visit(town.secretary).post(path, {"text": "Åpne til 18.", "theme": "apning", "place": place})
    assert "/forslag/" in answer.headers["Location"]
    assert "Åpne til 18." not in visit(town.director).get(f"/utvalg/{town.council.slug}/moter/{meeting}").text

    [draft] = db.session.scalars(select(Proposal).where(Proposal.act == ProposalAct.GIVE_ADVICE)).all()
    visit(town.leader).post(f"/utvalg/{town.council.slug}/forslag/{draft.id}/ja")
    assert "Åpne til 18." in visit(town.director).get(f"/utvalg/{town.council.slug}/moter/{meeting}").text


def a_meeting(town):
    start = clock.now() + timedelta(days=7)
    with transaction():
        meeting = meetings.plan_meeting(town.make.actor(town.leader), town.council.id, starts_at=start, place="Nav")
        item = meetings.add_item(town.make.actor(town.leader), meeting, title="Åpningstid")
    return meeting.id, item.id


# ---- Ending a council


def test_an_ending_ahead_is_shown_confirmed_waits_and_can_be_taken_back(town, visit, monkeypatch):
    heir = town.make.council(office=town.make.office(county=town.county), name="Arvingen")
    town.make.issue(town.council, author=town.member)
    ahead = clock.today() + timedelta(days=30)
    browser, path = visit(town.coordinator), f"/utvalg/{town.council.slug}/styre/avslutt"

    browser.post(path, {"heir": heir.id, "on": ahead.isoformat()})
    follows = browser.follow().text
    assert "1 innspill som ikke er avsluttet, flyttes til Arvingen." in follows
    assert f"{town.office.name} får lese det som kommer til Arvingen fra denne dagen" in follows
    browser.post(path, {"heir": heir.id, "on": ahead.isoformat(), "seen": "1"})
    proposal = db.session.scalars(select(Proposal)).one()
    assert proposal.state is ProposalState.CONFIRMED
    assert not db.session.get_one(Council, town.council.id).is_ended

    monkeypatch.setattr(clock, "now", lambda: at(ahead))
    run(clock.now())

    assert db.session.get_one(Council, town.council.id, populate_existing=True).heir_id == heir.id


def test_an_office_that_joins_reads_its_own_and_what_comes_and_nothing_older(town, visit):
    make = town.make
    heir = make.council(office=make.office(county=town.county))
    old = make.issue(heir, posted_at=clock.now() - timedelta(days=90))
    own = make.issue(town.council, author=town.member, office=town.office)
    as_(make, town.coordinator, succession.end_council, town.council, heir=heir, on=clock.today())
    new = make.issue(heir, posted_at=clock.now() + timedelta(seconds=1))
    db.session.commit()

    director = visit(town.director)

    assert director.get(f"/innspill/{old.reference}").status_code == 404
    assert old.title not in director.get("/innspill").text
    assert director.get(f"/innspill/{own.reference}").status_code == 200
    assert director.get(f"/innspill/{new.reference}").status_code == 200
    assert new.title in director.get("/innspill").text


@pytest.mark.parametrize("side", ["nav", "kommune", "ansatte", "andre"])
def test_a_file_takes_nobody_from_the_user_side(town, side):
    head = "navn;e-post;organisasjon;side;rolle;fra;til"
    line = f"{town.leader.name};{town.leader.email};Nav Skien;{side};fast;;"

    made = members_file.plan_members(town.council, f"{head}\n{line}\n", own_email="")

    assert [problem for _line, problem in made.problems] == [
        f"{town.leader.name} sitter på brukersiden i utvalget, og kan ikke sitte for andre samtidig."
    ]


def test_a_leaders_role_ends_when_the_term_runs_out(town):
    yesterday = clock.today() - timedelta(days=1)
    appointment_of(town.leader).valid_to = yesterday
    db.session.commit()

    for case in council_due.due(at(clock.today())):
        with transaction():
            case()

    db.session.expire_all()
    assert leading(town.council).valid_to == yesterday
