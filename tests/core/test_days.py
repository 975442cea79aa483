"""Days are read as people write them, and bounded."""

from datetime import date

import pytest

from app.core import days, workdays

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("24.12.2026", date(2026, 12, 24)),
        ("1.2.2027", date(2027, 2, 1)),
        ("1. 2. 2027", date(2027, 2, 1)),
        ("2026-12-24", date(2026, 12, 24)),
        ("01.02.2027", date(2027, 2, 1)),
        ("1 2 2027", date(2027, 2, 1)),
        ("15012027", date(2027, 1, 15)),
        ("1. februar 2027", date(2027, 2, 1)),
        ("1 FEB 2027", date(2027, 2, 1)),
        ("01/02/2027", None),
        ("20270201", None),
        ("13.13.2027", None),
        ("1. smørmåned 2027", None),
        ("24.12.26", None),
        ("24/12/2026", None),
        ("31.02.2027", None),
        ("0000-01-01", None),
        ("2026-12-2\u0664", None),
        ("²4.12.2026", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_norwegians_write_it_and_no_other_way(typed, read):
    assert days.read_day(typed) == read


def test_ten_years_are_the_end_and_two_are_asked_again():
    assert not days.is_too_far(date(2036, 11, 30), TODAY)
    assert days.is_too_far(date(2036, 12, 1), TODAY)
    assert not days.is_far(date(2028, 11, 30), TODAY)
    assert days.is_far(date(2028, 12, 1), TODAY)
    assert days.years_after(date(2024, 2, 29), 1) == date(2025, 2, 28)


@pytest.mark.parametrize("far", [date(9999, 12, 31), date(2500, 1, 1), date.min, date(1500, 6, 1)])
def test_no_stored_day_costs_the_working_days_of_thousands_of_years(far):
    """What lies outside of every date of the house is counted to its edge: no more years are ever built."""
    workdays._workdays.cache_clear()

    left = workdays.workdays_between(TODAY, far)
    back = workdays.workdays_between(far, TODAY)
    workdays.explain_due(TODAY, 20, far)
    workdays.add_workdays(far, 10)
    workdays.add_workdays(far, -10)
    workdays.add_workdays(TODAY, 10**9)
    workdays.on_or_before_workday(far)
    workdays.on_or_after_workday(far)

    edge = workdays.LATEST if far > TODAY else workdays.EARLIEST
    assert left == workdays.workdays_between(TODAY, edge)
    assert (left > 0) == (back < 0)
    assert workdays._workdays.cache_info().currsize <= 500
