"""Deadlines fall where the law and the calendar say, and can be counted back."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.core.workdays import (
    Count,
    add_workdays,
    explain_due,
    is_workday,
    on_or_after_workday,
    on_or_before_workday,
    workdays_between,
)

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31))
steps = st.integers(min_value=-400, max_value=400)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 1, 1), "Første nyttårsdag"),
        (date(2026, 4, 2), "Skjærtorsdag"),
        (date(2026, 4, 3), "Langfredag"),
        (date(2026, 4, 6), "Andre påskedag"),
        (date(2026, 5, 1), "Arbeidernes dag"),
        (date(2026, 5, 14), "Kristi himmelfartsdag"),
        (date(2026, 5, 25), "Andre pinsedag"),
        (date(2027, 3, 26), "Langfredag"),
        (date(2027, 5, 6), "Kristi himmelfartsdag"),
        (date(2027, 5, 17), "Andre pinsedag og Grunnlovsdag"),
        (date(2026, 12, 25), "Første juledag"),
        (date(2026, 12, 24), None),
        (date(2026, 12, 31), None),
        (date(2026, 4, 1), None),
    ],
)
def test_a_holiday_has_its_norwegian_name(day, name):
    around = explain_due(day - timedelta(days=3), 1, day + timedelta(days=3)).skipped_holidays

    assert dict(around).get(day) == name


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 8, 14), True),  # an ordinary Friday
        (date(2026, 8, 15), False),  # Saturday
        (date(2026, 8, 16), False),  # Sunday
        (date(2026, 4, 1), True),  # Wednesday before Easter
        (date(2026, 4, 2), False),
        (date(2026, 4, 7), True),
        (date(2026, 5, 15), True),  # the Friday after Ascension Day
        (date(2027, 5, 17), False),
        (date(2026, 12, 24), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
        (date(2026, 7, 15), True),
    ],
)
def test_working_days_are_those_of_the_law(day, expected):
    assert is_workday(day) is expected


@pytest.mark.parametrize("day", [date(2026, 7, 1), date(2026, 7, 15), date(2026, 7, 31)])
def test_no_day_in_july_counts_with_the_july_pause(day):
    assert is_workday(day)
    assert not is_workday(day, july_pause=True)


@pytest.mark.parametrize(
    ("start", "number", "due"),
    [
        (date(2026, 8, 14), 1, date(2026, 8, 17)),  # over a weekend
        (date(2026, 8, 15), 1, date(2026, 8, 17)),  # from a Saturday
        (date(2026, 8, 15), 0, date(2026, 8, 17)),
        (date(2026, 8, 14), 0, date(2026, 8, 14)),
        (date(2026, 3, 27), 5, date(2026, 4, 8)),  # over Easter 2026
        (date(2027, 3, 24), 1, date(2027, 3, 30)),  # over Easter 2027
        (date(2026, 5, 13), 1, date(2026, 5, 15)),  # over Ascension Day
        (date(2027, 5, 14), 1, date(2027, 5, 18)),  # over 17 May 2027, Whit Monday too
        (date(2026, 12, 23), 1, date(2026, 12, 24)),
        (date(2026, 12, 23), 2, date(2026, 12, 28)),  # over Christmas
        (date(2026, 12, 30), 2, date(2027, 1, 4)),  # over New Year
        (date(2025, 11, 3), 300, date(2027, 1, 12)),  # over more than a whole year
        (date(2026, 8, 17), -1, date(2026, 8, 14)),
        (date(2026, 8, 15), -1, date(2026, 8, 14)),
        (date(2026, 4, 7), -1, date(2026, 4, 1)),
        (date(2027, 1, 4), -2, date(2026, 12, 30)),
    ],
)
def test_a_deadline_falls_on_the_right_day(start, number, due):
    assert add_workdays(start, number) == due


@pytest.mark.parametrize(
    ("start", "number", "due"),
    [
        (date(2026, 6, 30), 1, date(2026, 8, 3)),
        (date(2026, 6, 22), 20, date(2026, 8, 20)),
        (date(2026, 7, 10), 0, date(2026, 8, 3)),
        (date(2026, 8, 3), -1, date(2026, 6, 30)),
    ],
)
def test_a_deadline_steps_over_july(start, number, due):
    assert add_workdays(start, number, july_pause=True) == due


@pytest.mark.parametrize(
    ("today", "due", "left"),
    [
        (date(2026, 8, 14), date(2026, 8, 14), 0),
        (date(2026, 8, 13), date(2026, 8, 14), 1),
        (date(2026, 4, 1), date(2026, 4, 7), 1),
        (date(2026, 8, 15), date(2026, 8, 14), -1),  # Saturday after a Friday: late at once
        (date(2026, 8, 17), date(2026, 8, 14), -1),
        (date(2026, 8, 18), date(2026, 8, 14), -2),
        (date(2026, 12, 31), date(2027, 1, 4), 1),
        (date(2027, 1, 4), date(2026, 12, 31), -1),
    ],
)
def test_working_days_left_are_signed(today, due, left):
    assert workdays_between(today, due) == left


def test_working_days_left_do_not_count_july_in_the_july_pause():
    assert workdays_between(date(2026, 6, 30), date(2026, 8, 3), july_pause=True) == 1
    assert workdays_between(date(2026, 6, 30), date(2026, 8, 3)) == 24


def test_a_meeting_deadline_on_a_holiday_moves_before_and_minutes_move_after():
    good_friday = date(2026, 4, 3)

    assert on_or_before_workday(good_friday) == date(2026, 4, 1)
    assert on_or_after_workday(good_friday) == date(2026, 4, 7)
    assert on_or_before_workday(date(2026, 4, 1)) == on_or_after_workday(date(2026, 4, 1)) == date(2026, 4, 1)


@given(days, steps, st.booleans())
def test_counting_back_gives_the_number_that_was_added(start, number, july_pause):
    assume(number != 0)

    due = add_workdays(start, number, july_pause=july_pause)

    assert workdays_between(start, due, july_pause=july_pause) == number


@given(days, steps, st.booleans())
def test_a_deadline_is_always_a_working_day(start, number, july_pause):
    assert is_workday(add_workdays(start, number, july_pause=july_pause), july_pause=july_pause)


@given(days, days, steps, steps, st.booleans())
def test_a_later_start_or_more_days_never_gives_an_earlier_deadline(first, second, fewer, more, july_pause):
    first, second = sorted((first, second))
    fewer, more = sorted((fewer, more))

    early = add_workdays(first, fewer, july_pause=july_pause)

    assert early <= add_workdays(second, fewer, july_pause=july_pause)
    assert early <= add_workdays(first, more, july_pause=july_pause)


@given(days, st.integers(min_value=1, max_value=300), st.booleans())
def test_adding_agrees_with_walking_day_by_day(start, number, july_pause):
    walked, left = start, number
    while left:
        walked += timedelta(days=1)
        left -= is_workday(walked, july_pause=july_pause)

    assert add_workdays(start, number, july_pause=july_pause) == walked


@given(days)
def test_the_nearest_working_days_enclose_the_day(day):
    before, after = on_or_before_workday(day), on_or_after_workday(day)

    assert before <= day <= after
    assert is_workday(before)
    assert is_workday(after)
    assert (before == after) is is_workday(day)


def test_a_count_names_the_holidays_that_fell_on_weekdays():
    start = date(2026, 4, 30)
    due = add_workdays(start, 20)

    count = explain_due(start, 20, due)

    assert count == Count(
        start=start,
        days=20,
        due=date(2026, 6, 2),
        skipped_holidays=(
            (date(2026, 5, 1), "Arbeidernes dag"),
            (date(2026, 5, 14), "Kristi himmelfartsdag"),
            (date(2026, 5, 25), "Andre pinsedag"),
        ),
        pauses=(),
        july=False,
    )


def test_a_holiday_inside_a_pause_explains_nothing():
    pause = (date(2026, 5, 12), date(2026, 5, 20))

    count = explain_due(date(2026, 5, 4), 20, date(2026, 6, 15), pauses=[pause])

    assert count.pauses == (pause,)
    assert count.skipped_holidays == ((date(2026, 5, 25), "Andre pinsedag"),)


@pytest.mark.parametrize(
    ("start", "due", "july"),
    [
        (date(2026, 6, 22), date(2026, 8, 14), True),
        (date(2026, 5, 20), date(2026, 6, 30), False),
        (date(2026, 8, 3), date(2026, 8, 31), False),
        (date(2026, 11, 2), date(2027, 8, 13), True),
        (date(2026, 6, 30), date(2026, 7, 1), False),
        (date(2026, 6, 30), date(2026, 7, 2), True),
        (date(2026, 7, 30), date(2026, 8, 3), True),
        (date(2026, 7, 31), date(2026, 8, 3), False),
    ],
)
def test_july_is_named_only_when_it_lay_between(start, due, july):
    assert explain_due(start, 20, due, july_pause=True).july is july
    assert explain_due(start, 20, due).july is False


def test_a_count_over_new_year_names_both_years_holidays():
    count = explain_due(date(2026, 12, 23), 3, date(2027, 1, 4))

    assert [name for _, name in count.skipped_holidays] == ["Første juledag", "Første nyttårsdag"]


def test_a_page_can_count_thousands_of_deadlines():
    starts = [date(2026, 1, 1) + timedelta(days=number % 700) for number in range(5_000)]
    add_workdays(starts[0], 1)

    began = time.process_time()
    for start in starts:
        workdays_between(start, add_workdays(start, 20))

    assert time.process_time() - began < 0.5
