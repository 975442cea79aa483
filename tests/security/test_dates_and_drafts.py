"""Dates have an end and are asked again when far; a form begins with whatever was stored of it, readable or not."""

import secrets
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from app.core import clock, days, workdays
from app.database import db, transaction
from app.models.councils import Seat
from app.models.followups import FollowUp
from app.models.meetings import Meeting
from app.models.people import Draft
from tests.house.walk import cases, expectations
from tests.security.reading import fill, forms_of
from tests.security.test_evil_texts import FORMS

WHAT_NO_FORM_SENDS = {
    "promise_due": "32.13.2026",
    "promise_date_by": [["2027-01-01"]],
    "change_on": {"day": 1},
    "stance": "maybe",
    "label": 7,
    "theme": "a_theme_that_is_gone",
    "kind": None,
    "ask": ["question", "change"],
    "channel": True,
    "place": "3-999999",
    "seat": 99999999999999999999,
    "to": "office-²",
    "title": ["A title", "in two"],
    "text": 12.5,
    "body": "Det jeg skrev\x00.",
    "promise_what": "Åpent til 18",
    "drop_file": False,
}
STORED = [WHAT_NO_FORM_SENDS, [], "text", None, 7, {"promise_due": None}, {"promise_due": "9999-99-99"}]


def far_year() -> int:
    return clock.today().year + 4


def ask_to_plan(world, **typed):
    path = f"/utvalg/{world.things['council'].slug}/moter/nytt"
    return world.ask("leader", "POST", path, data={"clock_time": "10.00", "place": "Storgata 1", **typed})


def planned(world):
    with world.app.app_context():
        return [clock.local_day(at) for at in db.session.scalars(select(Meeting.starts_at))]


def test_a_date_beyond_two_years_is_asked_again_and_taken_when_it_is_meant(world):
    day = f"{far_year()}-03-01"

    asked = ask_to_plan(world, day=day)
    not_yet = planned(world)
    another = ask_to_plan(world, day=f"{far_year()}-03-02", day_sure=day)
    still_not = planned(world)
    meant = ask_to_plan(world, day=day, day_sure=day)

    assert (asked.status_code, another.status_code, meant.status_code) == (422, 422, 303)
    assert "mer enn to år fram i tid" in asked.text
    assert f'name="day_sure" value="{day}"' in " ".join(asked.text.split())
    assert date(far_year(), 3, 1) not in not_yet + still_not
    assert date(far_year(), 3, 1) in planned(world)


def test_what_was_confirmed_stays_confirmed_when_the_form_comes_back_for_something_else(world):
    day = f"{far_year()}-03-01"

    answer = ask_to_plan(world, day=day, day_sure=day, place="")

    assert answer.status_code == 422
    assert f'value="{day}" checked' in answer.text
    assert "mer enn to år" not in answer.text


@pytest.mark.parametrize("years", [11, 100, 7973])
def test_no_date_beyond_ten_years_is_taken_however_it_is_confirmed(world, years):
    day = f"{clock.today().year + years:04}-03-01"

    answer = ask_to_plan(world, day=day, day_sure=day)

    assert answer.status_code == 422
    assert "mer enn ti år fram i tid" in answer.text
    assert 'name="day_sure"' not in answer.text


def test_every_field_for_a_date_in_every_form_has_both_ends(world):
    """A date a year beyond the end, and one of the year 27, in each date field of each page."""
    fields = 0
    beyond = days.years_after(clock.today(), 11).isoformat()
    for case, role in FORMS:
        path = case.path(world)
        for form in forms_of(world.ask(role, "GET", path).text):
            for field in [one for one in form.fields if one.kind == "date"]:
                fields += 1
                for day in (beyond, "0027-01-01"):
                    data = {**fill(form, "Noe om ordningen"), field.name: day, f"{field.name}_sure": day}
                    answer = world.ask(role, "POST", form.action or path, data=data)
                    assert answer.status_code == 422, (case.name, field.name, day)
                    assert "årstallet" in answer.text, (case.name, field.name)

    assert fields > 8


def test_a_row_with_a_date_of_the_year_9999_builds_no_calendar_of_it(world):
    """Rows from before the bound are shown as any other."""
    reference = world.things["sent"].reference
    with world.app.app_context(), transaction():
        db.session.execute(update(FollowUp).values(due=date(9999, 12, 31), original_due=date(9999, 12, 31)))
        db.session.execute(update(Seat).values(valid_from=date(1, 1, 1)))
    workdays._workdays.cache_clear()

    for path in (f"/innspill/{reference}", "/venter", "/min-side", "/innspill"):
        assert world.ask("leader", "GET", path).status_code == 200, path

    assert workdays._workdays.cache_info().currsize < 500


def answer_form():
    case = next(case for case in cases() if case.endpoint == "followups.answer" and case.method == "GET")
    return case, next(role for role, what in expectations(case).items() if what == "page" and role == "director")


def stored(world, role, form, path, fields, **more):
    """A draft of this form, with these fields."""
    key = secrets.token_urlsafe(18)
    with world.app.app_context(), transaction():
        row = Draft(key=key, person_id=world.people[role].id, form=form, path=path, fields=fields, **more)
        row.saved_at = clock.now()
        db.session.add(row)
    return key


@pytest.mark.parametrize("fields", STORED)
@pytest.mark.parametrize("whose", ["director", "assistant"])
def test_an_answer_begins_with_whatever_draft_there_is(world, fields, whose):
    case, role = answer_form()
    path = case.path(world)
    offered = {"subject": path.rstrip("/").split("/")[-1], "offered_at": clock.now()} if whose == "assistant" else {}
    key = stored(world, whose, case.endpoint, path, fields, **offered)

    asked = "begynn=utkast" if whose == "assistant" else f"utkast={key}"
    for address in (path, f"{path}?{asked}"):
        page = world.ask(role, "GET", address)
        assert page.status_code == 200
    assert world.ask(whose, "GET", f"/utkast/{key}").status_code == 200

    if fields is WHAT_NO_FORM_SENDS:
        assert 'value="Åpent til 18"' in page.text
        assert "Når skal det være gjort? «32.13.2026»" in page.text
        assert 'value="32.13.2026"' not in page.text


@pytest.mark.parametrize("fields", STORED)
@pytest.mark.parametrize(
    ("role", "form", "path"),
    [
        ("author", "issues.post", "/innspill/nytt"),
        ("leader", "issues.register", "/innspill/pa-vegne"),
        ("director", "issues.ask", "/innspill/spor-utvalget"),
        ("director", "issues.announce", "/innspill/varsle-endring"),
    ],
)
def test_an_issue_begins_with_whatever_draft_there_is(world, fields, role, form, path):
    key = stored(world, role, form, path, fields)

    page = world.ask(role, "GET", f"{path}?utkast={key}")

    assert page.status_code == 200
    assert world.ask(role, "GET", f"/innspill/utkast/{key}/se-over").status_code in (200, 302)
    if fields is WHAT_NO_FORM_SENDS:
        assert "Det jeg skrev." in page.text
        assert "kan ikke leses. Fyll ut på nytt: " in page.text


def test_an_offered_draft_is_sent_with_a_new_date_all_the_same(world):
    case, role = answer_form()
    path = case.path(world)
    fields = {"stance": "follows_up", "text": "Vi åpner mottaket før lunsj fra mars.", "promise_due": "i mars"}
    offered = {"subject": path.rstrip("/").split("/")[-1], "offered_at": clock.now()}
    stored(world, "assistant", case.endpoint, path, fields, **offered)

    form = next(one for one in forms_of(world.ask(role, "GET", path).text) if len(one.fields) > 5)
    kept = {one.name: one.value for one in form.fields if one.name and one.kind not in ("button", "file", "checkbox")}
    promise = {"label": "state", "promise_what": "Åpent", "promise_who": "Nav-leder"}
    day = (clock.today() + timedelta(days=40)).isoformat()
    answer = world.ask(role, "POST", path, data={**kept, **promise, "promise_due": day})

    assert kept["text"].strip() == "Vi åpner mottaket før lunsj fra mars."
    assert answer.status_code == 303
