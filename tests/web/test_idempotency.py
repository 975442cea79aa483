"""The second press on a button that no script holds back does nothing that the first one has not done."""

import pytest
from sqlalchemy import func, select

from app.database import db
from app.models.councils import Seat
from app.models.meetings import Meeting
from app.models.notices import Event, Mail
from app.models.summaries import Summary
from tests.filling import as_opened

FORMS = {
    "a summary": (
        "/sammendrag/nytt",
        "text",
        Summary,
        {"title": "Høsten", "text": "Om året.", "period_from": "2026-01-01", "period_to": "2026-06-30"},
    ),
    "a meeting": (
        "/utvalg/{council}/moter/nytt",
        "place",
        Meeting,
        {"place": "Rådhuset", "day": "2026-12-15", "clock_time": "10.00"},
    ),
    "a seat": (
        "/utvalg/{council}/styre/ny-plass",
        "title",
        Seat,
        {"title": "Kommunens plass", "side": "municipality", "voting": "y"},
    ),
}


def how_many(*models):
    return [db.session.scalar(select(func.count()).select_from(model)) for model in models]


@pytest.fixture
def opened_form(make, visit, request):
    """A form of this kind, filled in, and who may send it."""
    path, field, model, typed = FORMS[request.param]
    county = make.county()
    council = make.council(office=make.office(county=county))
    visitor = visit(make.coordinator(county) if model is Summary else make.leader(council))
    path = path.format(council=council.slug)
    return visitor, path, {**as_opened(visitor.get(path), field), **typed}, model


@pytest.mark.parametrize("opened_form", FORMS, indirect=True)
def test_a_form_that_is_sent_twice_is_sent_once_and_answered_alike(opened_form):
    visitor, path, form, model = opened_form
    first = visitor.post(path, form)
    assert first.status_code == 303
    done = how_many(model, Event, Mail)

    second = visitor.post(path, form)

    assert how_many(model, Event, Mail) == done
    assert (second.status_code, second.headers["Location"]) == (303, first.headers["Location"])


@pytest.mark.parametrize("opened_form", ["a seat"], indirect=True)
def test_another_text_or_another_opening_is_another_sending(opened_form):
    visitor, path, form, model = opened_form
    [before] = how_many(model)

    visitor.post(path, form)
    visitor.post(path, {**form, "title": "Fylkets plass"})
    visitor.post(path, {**form, "opened": as_opened(visitor.get(path), "title")["opened"]})

    assert how_many(model) == [before + 3]


@pytest.mark.parametrize("opened_form", ["a seat"], indirect=True)
def test_a_form_that_was_refused_may_be_sent_again(opened_form):
    visitor, path, form, model = opened_form
    [before] = how_many(model)

    assert visitor.post(path, {**form, "side": ""}).status_code == 422
    assert visitor.post(path, form).status_code == 303

    assert how_many(model) == [before + 1]
