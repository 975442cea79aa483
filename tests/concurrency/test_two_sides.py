"""Two who put people on two sides, or end councils, in one moment: nobody loses a voice, nothing is done twice."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from app.core import clock
from app.core.errors import Conflict
from app.core.roles import OfficeRoleKind, Side
from app.councils.queries import seats as seats_queries
from app.councils.service import members_file
from app.councils.service import seats as seats_service
from app.database import db, hold, transaction
from app.models.councils import Appointment, Council, OfficeRole, Seat
from app.models.people import Person
from tests.concurrency.together import PATIENCE, overtaken, press

PEOPLE = 2


@pytest.fixture
def council(make):
    return make.council()


def typed(person):
    today = clock.today().isoformat()
    return {"name": person.name, "email": person.email, "rank": "0", "start": today, "locale": "nb"}


def file_of(council, text):
    """The press that adds the members of a file, after it has been shown."""
    text = f"navn;e-post;organisasjon;side;rolle;fra;til\n{text}\n"
    plan = members_file.plan_members(council, text, own_email="")
    assert plan.problems == []
    return f"/utvalg/{council.slug}/styre/medlemmer-fra-fil", {"text": text, "seen": plan.fingerprint}


def sides_of(person):
    db.session.rollback()
    query = select(Seat.side).join(Appointment).where(Appointment.person_id == person.id)
    return list(db.session.scalars(query))


def test_nobody_is_put_on_a_seat_of_each_side_at_once(app, make, council):
    person = make.person("Ny Representant", email="ny@eksempel.no")
    leader, secretary = make.leader(council), make.secretary(council)
    seats = make.seat(council), make.seat(council, side=Side.NAV)
    paths = [f"/utvalg/{council.slug}/styre/plass/{seat.id}" for seat in seats]
    db.session.commit()

    answers = press(app, [(leader, paths[0], typed(person)), (secretary, paths[1], typed(person))])

    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert len(sides_of(person)) == 1


def test_nobody_gets_a_user_seat_and_a_role_at_the_office_at_once(app, make, council):
    person = make.person("Ny Representant", email="ny@eksempel.no")
    leader, office = make.leader(council), make.office_of(council)
    director, seat = make.director(office), make.seat(council)
    role = {**typed(person), "kind": OfficeRoleKind.ASSISTANT.value, "municipality": "", "title": ""}
    db.session.commit()

    answers = press(
        app,
        [
            (leader, f"/utvalg/{council.slug}/styre/plass/{seat.id}", typed(person)),
            (director, f"/kontor/{office.slug}/roller", role),
        ],
    )

    assert sorted(answer.status_code for answer in answers) == [303, 422]
    office_roles = db.session.scalars(select(OfficeRole).where(OfficeRole.person_id == person.id)).all()
    assert len(sides_of(person)) + len(office_roles) == 1


def test_a_line_for_nav_does_not_land_on_a_seat_that_was_made_for_the_users_meanwhile(app, make, council):
    leader, secretary = make.leader(council), make.secretary(council)
    path, fields = file_of(council, "Nils Nav;nils@nav.example;Venner;nav;fast")
    leader_id, council_id = leader.id, council.id
    db.session.commit()

    def a_user_seat():
        actor = make.actor(db.session.get_one(Person, leader_id))
        there = db.session.get_one(Council, council_id)
        db.session.commit()
        with transaction():
            seats_service.add_seat(actor, there, title="Venner", side=Side.USER, voting=True)

    answer = overtaken(app, (secretary, path, fields), a_user_seat)

    assert answer.status_code == 422
    assert "Noe er endret siden du så over filen." in answer.text
    db.session.rollback()
    assert db.session.scalar(select(Person).where(Person.email == "nils@nav.example")) is None


def test_a_file_that_is_sent_twice_at_once_adds_its_members_once(app, make, council):
    leader, member = make.leader(council), make.representative(council)
    seat = db.session.scalars(select(Seat).join(Appointment).where(Appointment.person_id == member.id)).one()
    day = f"{clock.today():%d.%m.%Y}"
    path, fields = file_of(council, f"Ola Vara;;{seats_queries.seat_label(seat)};brukersiden;vara 1;{day};{day}")
    db.session.commit()

    answers = press(app, [(leader, path, fields), (leader, path, fields)])

    assert sorted(answer.status_code for answer in answers) == [303, 422]
    db.session.rollback()
    assert db.session.scalar(select(func.count(Appointment.id)).where(Appointment.rank == 1)) == 1


def test_of_two_councils_that_are_each_given_to_the_other_at_once_one_ends(app, make):
    county = make.county()
    first, second = (make.council(office=make.office(county=county)) for _number in range(PEOPLE))
    one, other = make.coordinator(county), make.coordinator(county)
    for council in (first, second, first, second):
        make.issue(council, author=make.representative(council))
    today = clock.today().isoformat()
    db.session.commit()

    answers = press(
        app,
        [
            (one, f"/utvalg/{first.slug}/styre/avslutt", {"heir": str(second.id), "on": today, "seen": "y"}),
            (other, f"/utvalg/{second.slug}/styre/avslutt", {"heir": str(first.id), "on": today, "seen": "y"}),
        ],
    )

    assert sorted(answer.status_code for answer in answers) in ([303, 409], [303, 422])
    db.session.rollback()
    assert db.session.scalar(select(func.count(Council.id)).where(Council.valid_to.is_not(None))) == 1


def test_of_two_who_wait_for_each_other_one_is_told_that_somebody_was_faster(app, make):
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite writes one after another: nobody holds a row that another waits for.")
    rows = [make.council().id, make.council().id]
    db.session.commit()
    both_hold, refused = Barrier(PEOPLE), []

    def take(own: int, others: int) -> None:
        with app.app_context():
            try:
                with transaction():
                    hold(db.session.get_one(Council, own))
                    both_hold.wait(PATIENCE)
                    hold(db.session.get_one(Council, others))
            except Conflict as error:
                refused.append(error.status)

    crowd = [Thread(target=take, args=pair) for pair in (rows, rows[::-1])]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(PATIENCE)

    assert refused == [409]
