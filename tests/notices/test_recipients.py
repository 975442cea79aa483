"""What a council owes: who hears of it is who may do it; where nobody may, whoever can find somebody."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.actor import ANYONE
from app.core.roles import CouncilRoleKind, ScopeKind, Side
from app.councils.service import succession
from app.database import db, transaction
from app.followups import policy
from app.followups.due import remind_owner
from app.followups.service import answers, claims, extensions
from app.followups.service.answers import Words
from app.models.councils import Appointment, Seat
from app.models.issues import Issue
from app.models.notices import EventKind, Notice, Reason
from app.models.people import Person
from app.models.places import Office
from app.models.states import FollowUpKind, IssueState
from app.notices.policy.ladder import LADDER
from app.notices.queries.recipients import Occasion, owners_with_reason, releasers_in
from app.notices.service.record import record
from tests.followups.chain import EVIDENCE, load, nav_led, told

OURS = [FollowUpKind.CLARIFICATION, FollowUpKind.CONFIRMATION, FollowUpKind.STATEMENT, FollowUpKind.RAISE_REPLY]
LEADER, DEPUTY = CouncilRoleKind.LEADER, CouncilRoleKind.DEPUTY


@pytest.fixture
def council(make):
    """One with a seat of every kind, a Nav secretary, and a coordinator; nobody leads it."""
    county = make.county()
    council = make.council(office=make.office(county=county))
    make.representative(council, name="Første plass")
    make.representative(council, name="Andre plass")
    make.representative(council, name="Vara", rank=1)
    make.representative(council, name="Navs plass", side=Side.NAV)
    make.secretary(council, name="Sekretær")
    make.scope(ScopeKind.COORDINATOR, person=make.person(name="Koordinator"), county_id=county.id)
    return council


def person(name):
    return db.session.scalars(select(Person).where(Person.name == name)).one()


def owed(make, council, kind=FollowUpKind.CONFIRMATION):
    return make.owed(make.issue(make.council()), kind, council_id=council.id)


def names(ids):
    return set(db.session.scalars(select(Person.name).where(Person.id.in_(list(ids)))))


def asked(row):
    """The names of those who are told that it is owed, and why they are."""
    people, reason = owners_with_reason(Occasion(follow_up=row))
    return names(people), reason


@pytest.mark.parametrize("kind", OURS)
@pytest.mark.parametrize(
    ("leads", "hear"),
    [
        ({"Første plass": LEADER}, {"Første plass"}),
        ({"Første plass": LEADER, "Andre plass": DEPUTY}, {"Første plass", "Andre plass"}),
        ({"Første plass": DEPUTY}, {"Første plass", "Andre plass"}),
        ({"Vara": LEADER}, {"Første plass", "Andre plass", "Vara"}),
        ({"Navs plass": LEADER}, {"Første plass", "Andre plass"}),
        ({}, {"Første plass", "Andre plass"}),
    ],
)
def test_the_leader_on_a_user_seat_hears_what_is_owed_else_everybody_who_must_act_together(
    make, council, kind, leads, hear
):
    for name, role in leads.items():
        make.role(council, person(name), role)
    row = owed(make, council, kind)

    assert asked(row) == (hear, Reason.OWES)
    assert all(policy.speaks_for(make.actor(person(name)), council.id) for name in hear)


@pytest.mark.parametrize(("secretary", "hears"), [(True, "Sekretær"), (False, "Koordinator")])
def test_where_nobody_sits_for_the_users_the_next_in_line_hears(make, council, secretary, hears):
    seats = select(Seat.id).where(Seat.side == Side.USER)
    for one in db.session.scalars(select(Appointment).where(Appointment.seat_id.in_(seats))):
        one.valid_to = clock.today() - timedelta(days=1)
    if not secretary:
        db.session.execute(db.text("DELETE FROM council_role"))
    row = owed(make, council)

    assert asked(row) == ({hears}, Reason.FALLBACK)


def test_a_leader_whose_account_is_closed_leaves_it_to_the_others(make, council):
    make.role(council, person("Første plass"), LEADER)
    person("Første plass").active = False

    assert asked(owed(make, council)) == ({"Andre plass"}, Reason.OWES)


def test_whoever_answers_for_the_office_is_not_asked_to_judge_it(make, council):
    office = make.office_of(council)
    both = make.director(office, name="Begge deler")
    make.appointment(make.seat(council), both)

    assert asked(owed(make, council)) == ({"Første plass", "Andre plass"}, Reason.OWES)


@pytest.mark.parametrize("role", [LEADER, DEPUTY])
def test_held_texts_alone_go_to_the_coordinator_where_no_user_leads(make, council, role):
    before = names(releasers_in(council.id))
    make.role(council, person("Første plass"), role)

    assert (before, names(releasers_in(council.id))) == ({"Koordinator"}, {"Første plass"})


def test_news_of_an_issue_of_a_merged_office_go_to_whoever_leads_its_successor(make, council):
    old, new = make.office_of(council), make.office()
    make.director(old, name="Leder av det gamle kontoret")
    make.director(new, name="Leder av det nye kontoret")
    issue = make.issue(council)
    db.session.commit()
    with transaction():
        succession.merge_office(
            ANYONE, db.session.get_one(Office, old.id), successor=db.session.get_one(Office, new.id)
        )
    with transaction():
        record(EventKind.ISSUE_WITHDRAWN, ANYONE, about=db.session.get_one(Issue, issue.id))

    assert names(told(EventKind.ISSUE_WITHDRAWN)) == {"Leder av det nye kontoret"}


# The Nav-led council of the chain: two user seats beside the author's.


@pytest.fixture
def here(make):
    made = nav_led(make)
    office = db.session.get_one(Office, made.issue.office_id)
    make.scope(ScopeKind.COORDINATOR, county_id=office.county_id)
    db.session.commit()
    return made


def user_seats(here):
    return {here.leader.id, here.member.id, here.author}


def test_where_nav_leads_every_user_seat_is_asked_to_confirm_and_reminded(make, here):
    action = here.promised()
    with transaction():
        claims.claim_done(make.actor(here.director), action, EVIDENCE)
    confirmation = here.row(FollowUpKind.CONFIRMATION)
    claimed = told(EventKind.ACTION_CLAIMED)
    with transaction():
        remind_owner(confirmation.id, confirmation.due, step=LADDER[FollowUpKind.CONFIRMATION][0])

    assert claimed == told(EventKind.REMINDER) == user_seats(here)


def test_where_nav_leads_every_user_seat_is_asked_back(make, here):
    with transaction():
        answers.ask_back(make.actor(here.director), load(here.owed.id), words=Words(text="Alle dager?"))

    assert told(EventKind.CLARIFICATION_ASKED) == user_seats(here)


def test_where_nav_leads_every_user_seat_is_asked_for_a_later_date(make, here):
    for days in (7, 21):
        with transaction():
            due = here.owed.due + timedelta(days=days)
            extensions.extend_date(make.actor(here.director), load(here.owed.id), due=due, reason="Huseier er borte.")

    assert told(EventKind.EXTENSION_ASKED) == user_seats(here)
    row = load(here.owed.id)
    assert all(
        policy.can_grant(make.actor(db.session.get_one(Person, one)), row, row.issue) for one in user_seats(here)
    )


def test_the_coordinator_who_reads_a_held_text_for_want_of_a_leader_is_told_as_coordinator(make, council):
    issue = make.issue(council, state=IssueState.HELD)
    with transaction():
        record(EventKind.ISSUE_HELD, ANYONE, about=issue)

    notice = db.session.scalars(select(Notice)).one()
    assert (names([notice.person_id]), notice.reason) == ({"Koordinator"}, Reason.COORDINATOR)
