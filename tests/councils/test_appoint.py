"""The first people of a house, named by a command: invited, told, with their rights from today until taken away."""

import pytest
from sqlalchemy import select

from app.core.roles import ScopeKind
from app.database import db
from app.models.councils import Scope
from app.models.notices import Event, EventKind, Mail
from app.models.people import Person


@pytest.fixture
def command(app, clean):
    def run(*words):
        done = app.test_cli_runner().invoke(args=["appoint", *words])
        db.session.expire_all()
        return done

    return run


def actor_of(make, address):
    return make.actor(db.session.scalars(select(Person).where(Person.email == address)).one())


def test_the_first_administrator_is_invited_and_may_set_up_councils(command, make, visit):
    done = command("Kari@Eksempel.no", "--name", "Kari Eksempel", "--as", "administrator")

    assert done.exit_code == 0, done.output
    assert actor_of(make, "kari@eksempel.no").is_administrator
    assert "invitation" in db.session.scalars(select(Mail.letter)).all()
    assert db.session.scalars(select(Event.kind)).all() == [EventKind.APPOINTMENT_STARTED]
    person = db.session.scalars(select(Person)).one()
    assert visit(person).get("/utvalgene/nytt").status_code == 200
    assert visit(person).get("/varsler").status_code == 200


def test_a_coordinator_has_a_county_and_a_contact_an_organisation(command, make):
    county, organisation = make.county(), make.organisation()

    coordinator = command("a@eksempel.no", "--as", "coordinator", "--county", county.number)
    contact = command("b@eksempel.no", "--as", "organisation_contact", "--organisation", organisation.name)

    assert (coordinator.exit_code, contact.exit_code) == (0, 0)
    assert actor_of(make, "a@eksempel.no").counties == {county.id}
    assert actor_of(make, "b@eksempel.no").organisations == {organisation.id}


@pytest.mark.parametrize(
    "words",
    [
        ("--as", "coordinator"),
        ("--as", "coordinator", "--county", "99"),
        ("--as", "organisation_contact", "--organisation", "Finnes ikke"),
        ("--as", "moderator", "--end"),
    ],
)
def test_what_is_missing_or_unknown_is_told_and_nothing_is_written(command, words):
    done = command("a@eksempel.no", *words)

    assert done.exit_code == 1
    assert "Nothing was changed" in done.output
    assert db.session.scalars(select(Person)).all() == []


def test_what_is_not_an_address_is_refused(command):
    assert command("kari", "--as", "moderator").exit_code == 1


def test_nobody_is_given_the_same_twice(command):
    command("a@eksempel.no", "--as", "moderator")

    assert command("a@eksempel.no", "--as", "moderator").exit_code == 1
    assert len(db.session.scalars(select(Scope)).all()) == 1


def test_the_rights_end_at_once_and_the_history_stays(command, make):
    command("a@eksempel.no", "--as", "moderator")

    assert command("a@eksempel.no", "--as", "moderator", "--end").exit_code == 0

    assert not actor_of(make, "a@eksempel.no").is_moderator
    assert db.session.scalars(select(Scope.kind)).all() == [ScopeKind.MODERATOR]
    assert db.session.scalars(select(Event.kind).order_by(Event.id)).all()[-1] is EventKind.APPOINTMENT_ENDED


@pytest.mark.parametrize("address", ["øyvind@eksempel.no", "kari", "Kari <kari@eksempel.no>"])
def test_an_address_no_letter_can_be_sent_to_is_refused_with_the_sentence_of_the_forms(command, address):
    done = command(address, "--as", "administrator")

    assert done.exit_code != 0
    assert "e-postadresse" in done.output or "særtegn foran @" in done.output
    assert db.session.scalars(select(Person)).all() == []
