"""Words and dates come in the language in force, whatever was asked for before."""

from datetime import UTC, date, datetime

import pytest
from flask import render_template_string
from flask_babel import force_locale, lazy_gettext, ngettext
from flask_babel import gettext as _

from app.language import format_date, format_datetime
from app.web.filters import moment_text
from tests.reading import NO_BREAK, as_read


@pytest.fixture(autouse=True)
def context(app):
    with app.test_request_context():
        yield


def in_each(say) -> list[str]:
    said = []
    for locale in ("nb", "nn", "en", "nb", "nn"):
        with force_locale(locale):
            said.append(str(say()))
    return said


def test_a_word_follows_the_forced_language_and_comes_back(app):
    lazy = lazy_gettext("Hvem gjelder det?")

    assert in_each(lambda: _("Hvem gjelder det?"))[:2] == ["Hvem gjelder det?", "Kven gjeld det?"]
    assert in_each(lambda: lazy) == in_each(lambda: _("Hvem gjelder det?"))
    assert _("Hvem gjelder det?") == "Hvem gjelder det?"
    with force_locale("nn"):
        assert _("Hvem gjelder det?") == "Kven gjeld det?"
        with force_locale("nb"):
            assert _("Hvem gjelder det?") == "Hvem gjelder det?"
        assert _("Hvem gjelder det?") == "Kven gjeld det?"


def test_a_template_says_the_same_as_the_code_and_escapes_what_fills_a_gap(app):
    def shown():
        return render_template_string('{{ _("Hvem gjelder det?") }} {{ _("Hei, %(name)s", name="<b>") }}')

    assert in_each(shown)[:2] == ["Hvem gjelder det? Hei, &lt;b&gt;", "Kven gjeld det? Hei, &lt;b&gt;"]


def test_numbers_take_the_form_of_the_language(app):
    said = in_each(lambda: ngettext("%(num)d arbeidsdag igjen", "%(num)d arbeidsdager igjen", 2))

    assert said[:2] == ["2 arbeidsdager igjen", "2 arbeidsdagar att"]


def test_a_day_and_an_instant_are_called_as_the_language_calls_them(app):
    midnight_in_norway = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)

    days = in_each(lambda: format_date(date(2026, 3, 3), "EEEE d. MMMM y"))
    moments = in_each(lambda: format_datetime(midnight_in_norway, "EEEE d. MMMM HH.mm"))

    assert [as_read(day) for day in days[:3]] == ["tirsdag 3. mars 2026", "tysdag 3. mars 2026", "Tuesday 3 March 2026"]
    assert days[3:] == days[:2]
    assert [as_read(at) for at in moments[:3]] == [
        "tirsdag 3. mars 00.00",
        "tysdag 3. mars 00.00",
        "Tuesday 3 March 00.00",
    ]


def test_a_day_is_never_parted_from_its_month_nor_an_hour_from_what_says_it_is_one(app):
    noon = datetime(2026, 3, 3, 11, 0, tzinfo=UTC)

    said = in_each(lambda: moment_text(noon))

    assert said[:3] == [f"3.{NO_BREAK}mars 2026 kl.{NO_BREAK}12.00"] * 2 + [f"3{NO_BREAK}March 2026, 12:00"]
