"""What a form asks for is done in one transaction, and a refusal stands where its writer looks."""

import pytest
from sqlalchemy import func, select

from app.core import clock
from app.core.errors import Conflict, Invalid
from app.database import db, is_writing
from app.models.people import Heartbeat
from app.web.fields import Line
from app.web.forms import Form, GuardedForm


class NameForm(Form):
    name = Line("Navn", missing="Skriv navnet.")


class StoryForm(GuardedForm):
    name = Line("Navn", guarded=True, missing="Skriv navnet.")


@pytest.fixture
def posted(app, clean):
    """What was typed as the name, posted."""
    with app.test_request_context(method="POST", data={"name": "Fylket"}):
        yield


def add() -> None:
    assert is_writing()
    db.session.add(Heartbeat(name="carried", at=clock.now()))


def refuse() -> None:
    add()
    raise Invalid("Navnet er brukt.", field="name")


def added() -> int:
    return db.session.scalar(select(func.count()).where(Heartbeat.name == "carried"))


def test_what_is_done_is_told_apart_from_what_is_not_also_when_the_act_gives_nothing_back(posted):
    assert NameForm().carry_out(add) is not None
    assert added() == 1


def test_a_refusal_stands_beside_its_field_and_nothing_is_stored(posted):
    form = NameForm()

    assert form.carry_out(refuse) is None
    assert form.name.errors == ["Navnet er brukt."]
    assert added() == 0


def test_what_is_no_fault_of_the_form_is_raised(posted):
    def too_late() -> None:
        raise Conflict("Det er avgjort.")

    with pytest.raises(Conflict):
        NameForm().carry_out(too_late)


def test_nothing_is_done_with_a_form_that_is_not_whole(app, clean):
    with app.test_request_context(method="POST", data={"name": ""}):
        form = NameForm()

        assert form.carry_out(add) is None
        assert form.name.errors
        assert added() == 0


def test_nothing_is_done_before_the_writer_has_confirmed_what_the_guard_warns_of(app, clean):
    with app.test_request_context(method="POST", data={"name": "Min nabo Kari Nordmann har diagnosen diabetes."}):
        form = StoryForm()

        assert form.carry_out(add) is None
        assert form.findings
        assert added() == 0
