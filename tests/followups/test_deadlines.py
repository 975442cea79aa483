"""Dates are moved once by the office itself, in time and not far; all else is asked of the user side, and explained."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core import clock, workdays
from app.core.errors import Conflict, Invalid
from app.database import db, transaction
from app.followups.service import answers, claims, extensions, owners, send_on, verdicts
from app.followups.service.answers import Promise
from app.models.followups import FollowUp, MissingDate, Slip
from app.models.issues import Issue
from app.models.notices import EventKind
from app.models.states import FollowUpKind, SlipState
from tests.followups.chain import EVIDENCE, load, told, town

WHY = "Vi må spørre huseier."


@pytest.fixture
def on(monkeypatch):
    """Sets the day."""
    return lambda day: monkeypatch.setattr(clock, "now", lambda: clock.start_of(day) + timedelta(hours=10))


def extend(here, row, due, by=None):
    with transaction():
        return extensions.extend_date(here.make.actor(by or here.director), load(row.id), due=due, reason=WHY)


def states(row):
    return list(db.session.scalars(select(Slip.state).where(Slip.follow_up_id == row.id).order_by(Slip.id)))


def answer_of_the_office(here):
    return here.owed, here.director


def promise_of_the_office(here):
    return here.promised(), here.director


def answer_of_a_municipality(here):
    host = here.make.municipality()
    chief = here.make.municipal_director(host)
    issue = db.session.get_one(Issue, here.issue.id)
    row = here.make.owed(issue, municipality_id=host.id)
    db.session.commit()
    return row, chief


def answer_of_a_region(here):
    region = here.make.region()
    row = here.make.owed(db.session.get_one(Issue, here.issue.id), nav_region_id=region.id)
    chief = here.make.regional_director(region)
    db.session.commit()
    return row, chief


OWED = [answer_of_the_office, promise_of_the_office, answer_of_a_municipality, answer_of_a_region]


@pytest.mark.parametrize("owed", OWED, ids=lambda one: one.__name__)
def test_an_office_moves_a_date_by_itself_by_its_councils_own_answer_period_and_not_a_day_more(make, owed):
    here = town(make)
    make.council_of(here.issue.council_id).answer_days = 12
    db.session.commit()
    row, chief = owed(here)
    last = workdays.add_workdays(row.due, 12)

    assert not extend(here, row, last + timedelta(days=1), by=chief)
    assert (load(row.id).due, load(row.id).asked_due) == (row.due, last + timedelta(days=1))
    with transaction():
        extensions.answer_extension(make.actor(here.leader), load(row.id), yes=False)
    assert extend(here, row, last, by=chief)

    assert (load(row.id).due, load(row.id).original_due) == (last, row.original_due)
    assert states(row) == [SlipState.REFUSED, SlipState.MOVED]


@pytest.mark.parametrize("owed", OWED, ids=lambda one: one.__name__)
def test_a_date_that_has_passed_is_moved_with_the_yes_of_the_user_side_alone(make, on, owed):
    here = town(make)
    row, chief = owed(here)
    on(workdays.add_workdays(row.due, 1))
    due = workdays.add_workdays(row.due, 3)

    assert not extend(here, row, due, by=chief)

    assert load(row.id).due == row.due
    assert load(row.id).is_late(clock.today())
    assert told(EventKind.EXTENSION_ASKED) == {here.leader.id}
    with transaction():
        extensions.answer_extension(make.actor(here.leader), load(row.id), yes=True)
    assert (load(row.id).due, load(row.id).original_due) == (due, row.original_due)


def test_on_the_last_day_itself_the_date_has_not_passed(make, on):
    here = town(make)
    on(here.owed.due)

    assert extend(here, here.owed, workdays.add_workdays(here.owed.due, 1))


def test_a_date_that_the_user_side_has_moved_is_not_moved_again_by_the_office_alone(make):
    here = town(make)
    far = workdays.add_workdays(here.owed.due, 40)
    extend(here, here.owed, far)
    with transaction():
        extensions.answer_extension(make.actor(here.leader), load(here.owed.id), yes=True)

    assert not extend(here, here.owed, workdays.add_workdays(far, 1))
    assert load(here.owed.id).due == far


def test_what_was_moved_before_the_rule_stays_where_it_is(make):
    """Rows from before: moved far and late by the office alone."""
    here = town(make)
    far = date(clock.today().year + 4, 1, 15)
    row = load(here.owed.id)
    row.put_off(far, clock.now())
    db.session.commit()

    assert load(row.id).due == far
    assert not extend(here, row, far + timedelta(days=1))


# ---- Promises without a date


def without_date(here, days=14):
    here.answer(promise=Promise(what="Ny skranke", who="Nav-leder", date_by=clock.today() + timedelta(days=days)))
    return here.row(FollowUpKind.ACTION)


def set_date(here, row, due, **more):
    with transaction():
        return extensions.set_date(here.make.actor(here.director), load(row.id), due, **more)


def test_a_promise_that_stood_without_a_date_says_so_after_the_date_has_come(make, visit, on):
    here = town(make)
    action = without_date(here)
    began, date_by = clock.today(), action.due
    on(workdays.add_workdays(began, 3))
    due = clock.today() + timedelta(days=60)
    assert set_date(here, action, due)

    row = db.session.scalars(select(MissingDate)).one()
    assert (row.promised_on, row.date_by, row.came_on, row.due) == (began, date_by, clock.today(), due)
    page = visit(here.leader).get(f"/innspill/{here.issue.reference}").text
    assert "uten dato. Datoen ble satt" in page


def test_the_date_that_was_missing_lies_after_today(make):
    here = town(make)
    action = without_date(here)

    with pytest.raises(Invalid) as refused:
        set_date(here, action, clock.today())

    assert refused.value.field == "due"
    assert set_date(here, action, clock.today() + timedelta(days=1))


def test_a_date_that_comes_too_late_is_asked_for_with_a_reason(make, visit, on):
    here = town(make)
    action = without_date(here)
    on(workdays.add_workdays(action.due, 4))
    due = clock.today() + timedelta(days=400)

    with pytest.raises(Invalid) as refused:
        set_date(here, action, due)
    assert refused.value.field == "reason"
    assert not set_date(here, action, due, reason=WHY)
    assert (load(action.id).due, load(action.id).awaits_date) == (action.due, True)
    assert load(action.id).is_late(clock.today())
    with pytest.raises(Conflict):
        set_date(here, action, due, reason=WHY)
    with transaction():
        extensions.answer_extension(make.actor(here.leader), load(action.id), yes=True)

    row = load(action.id)
    assert (row.due, row.original_due, row.awaits_date) == (due, action.due, False)
    page = visit(here.leader).get(f"/innspill/{here.issue.reference}").text
    assert "4 arbeidsdager etter fristen" in page


def test_the_day_by_which_a_date_will_come_is_not_put_off(make):
    here = town(make)
    action = without_date(here)

    with pytest.raises(Conflict):
        extend(here, action, action.due + timedelta(days=7))


def test_a_contested_claim_gives_a_promise_without_a_date_the_date_of_the_council(make, visit):
    here = town(make)
    action = without_date(here)
    with transaction():
        claims.claim_done(make.actor(here.director), load(action.id), EVIDENCE)
    with transaction():
        verdicts.contest_claim(make.actor(here.leader), load(action.id), reason="Det er som før.", days=20)

    assert not load(action.id).awaits_date
    assert db.session.scalars(select(MissingDate.due)).one() == load(action.id).due
    assert "Utvalget satte fristen til" in visit(here.leader).get(f"/innspill/{here.issue.reference}").text


# ---- Ten years


@pytest.mark.parametrize("field", ["due", "date_by"])
def test_nothing_is_promised_for_a_day_more_than_ten_years_ahead(make, field):
    here = town(make)
    today = clock.today()

    with pytest.raises(Invalid) as refused:
        here.answer(promise=Promise(what="Nytt bygg", who="Nav-leder", **{field: date(today.year + 10, 12, 31)}))

    assert refused.value.field == f"promise_{field}"


def test_no_other_date_lies_more_than_ten_years_ahead_either(make):
    here = town(make)
    far = date(clock.today().year + 11, 1, 2)
    with pytest.raises(Invalid):
        extend(here, here.owed, far)
    action = without_date(here)
    with pytest.raises(Invalid):
        set_date(here, action, far)
    with transaction():
        claims.claim_done(make.actor(here.director), load(action.id), EVIDENCE)
    with pytest.raises(Invalid), transaction():
        verdicts.contest_claim(make.actor(here.leader), load(action.id), reason="Det er som før.", due=far)


# ---- What the page says


def test_the_page_explains_how_a_moved_date_was_counted_and_how_late_it_was_moved(make, visit, on):
    here = town(make)
    began = here.owed.started_on
    on(workdays.add_workdays(here.owed.due, 16))
    extend(here, here.owed, workdays.add_workdays(here.owed.due, 30))
    with transaction():
        extensions.answer_extension(make.actor(here.leader), load(here.owed.id), yes=True)
    issue = visit(here.leader).get(f"/innspill/{here.issue.reference}").text
    listed = visit(here.leader).get("/venter").text

    for page in (issue, listed):
        assert f"20 arbeidsdager regnet fra {began.day}. " in page
        assert ", 16 arbeidsdager etter fristen." in page
    assert "Utvalget sa ja." in issue


def test_a_date_moved_in_time_is_not_called_late(make, visit):
    here = town(make)
    extend(here, here.owed, workdays.add_workdays(here.owed.due, 5))
    page = visit(here.leader).get(f"/innspill/{here.issue.reference}").text

    assert "20 arbeidsdager regnet fra" in page
    assert "Flyttet fra" in page
    assert "etter fristen" not in page


def test_the_form_says_until_when_the_office_may_move_the_date_by_itself(make, visit, on):
    here = town(make)
    address = f"/innspill/{here.issue.reference}/frist/{here.owed.id}"
    assert "selv flytte fristen én gang, til senest" in visit(here.director).get(address).text

    on(workdays.add_workdays(here.owed.due, 1))
    late = visit(here.director).get(address).text
    assert "Fristen har gått ut. Nå må utvalget godkjenne" in late
    assert "Spør utvalget" in late


# ---- Rules that nothing held


def test_a_later_date_lies_after_today_also_when_the_old_one_has_passed(make, on):
    here = town(make)
    on(workdays.add_workdays(here.owed.due, 10))

    for due in (clock.today(), clock.today() - timedelta(days=1)):
        with pytest.raises(Invalid) as refused:
            extend(here, here.owed, due)
        assert refused.value.field == "due"
    assert not extend(here, here.owed, clock.today() + timedelta(days=1))


def test_taking_over_what_was_sent_on_gives_a_fresh_clock_that_moves_once(make):
    """Not the sender's: whoever takes it over has moved nothing yet."""
    here = town(make)
    other = make.council()
    office = make.office_of(other)
    chief = make.director(office)
    extend(here, here.owed, workdays.add_workdays(here.owed.due, 2))
    with transaction():
        words = answers.Words(text="Dette er deres.")
        offer = send_on.send_on(
            make.actor(here.director), load(here.owed.id), to=owners.Owner(office_id=office.id), words=words
        )
    with transaction():
        send_on.accept_answer_duty(make.actor(chief), load(offer.id))

    row = db.session.get_one(FollowUp, offer.id)
    assert extend(here, row, workdays.add_workdays(row.due, 20), by=chief)
