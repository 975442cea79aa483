"""The ladder, pure: which day each step falls on, and that only the newest due one is taken."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.workdays import add_workdays, is_workday
from app.models.states import FollowUpKind as Kind
from app.notices.policy.ladder import LADDER, NOTHING, To, due_steps, step_key

BEGAN = date(2026, 2, 2)
DUE = date(2026, 3, 2)  # a Monday
NONE: frozenset[int] = frozenset()


def steps(kind):
    return [(step.days, step.to) for step in LADDER[kind]]


def test_the_ladders_are_those_of_the_table():
    owners = (To.OWNER, To.STAND_IN)
    everybody = (*owners, To.LEADER, To.OTHER_OWNER)
    late = [(5, everybody), (10, (To.COORDINATOR,))]
    assert steps(Kind.ANSWER) == [(-5, owners), (-1, owners), (1, owners), *late]
    assert steps(Kind.ACTION) == [(-5, owners), (1, owners), *late]
    assert steps(Kind.CLARIFICATION) == [(-2, (To.OWNER,)), (1, (To.OWNER,))]
    for kind in (Kind.CONFIRMATION, Kind.STATEMENT, Kind.RAISE_REPLY):
        assert steps(kind) == [(days, (To.OWNER,)) for days in (-5, 1, 10)]


@pytest.mark.parametrize(
    ("today", "step"),
    [
        (date(2026, 2, 20), None),
        (date(2026, 2, 23), -5),
        (date(2026, 2, 27), -1),
        (date(2026, 3, 2), -1),
        (date(2026, 3, 3), 1),
        (date(2026, 3, 9), 5),
        (date(2026, 3, 16), 10),
    ],
)
def test_a_step_is_due_from_its_working_day_on(today, step):
    asked = due_steps(Kind.ANSWER, DUE, started_on=BEGAN, today=today, done=NONE)

    assert (asked.step.days if asked.step else None) == step


def test_after_an_outage_only_the_newest_is_taken_and_the_older_ones_are_passed_over():
    asked = due_steps(Kind.ANSWER, DUE, started_on=BEGAN, today=date(2026, 3, 9), done={-5})

    assert asked.step is not None
    assert asked.step.days == 5
    assert [step.days for step in asked.skipped] == [-1, 1]


def test_a_step_is_taken_once():
    assert due_steps(Kind.ANSWER, DUE, started_on=BEGAN, today=date(2026, 3, 3), done={-5, -1, 1}) == NOTHING


def test_a_step_from_before_the_clock_began_was_never_owed():
    asked = due_steps(Kind.ACTION, DUE, started_on=date(2026, 2, 25), today=date(2026, 3, 3), done=NONE)

    assert asked.step is not None
    assert asked.step.days == 1
    assert asked.skipped == ()


def test_nobody_is_reminded_on_the_day_on_which_the_clock_began():
    began = LADDER[Kind.ANSWER][0].day(DUE)

    assert due_steps(Kind.ANSWER, DUE, started_on=began, today=began, done=NONE) == NOTHING
    assert due_steps(Kind.ANSWER, DUE, started_on=began - timedelta(days=1), today=began, done=NONE) != NOTHING


def test_steps_count_by_working_days_over_easter():
    due = date(2026, 4, 8)  # Wednesday after Easter
    assert due_steps(Kind.ANSWER, due, started_on=BEGAN, today=date(2026, 3, 27), done=NONE).step is not None
    assert LADDER[Kind.ANSWER][1].day(due) == date(2026, 4, 7)
    assert LADDER[Kind.ANSWER][0].day(due) == date(2026, 3, 27)


@given(
    kind=st.sampled_from(list(Kind)),
    due=st.dates(date(2025, 1, 1), date(2028, 12, 31)),
    length=st.integers(1, 60),
    away=st.sets(st.integers(0, 120)),
    july=st.booleans(),
)
def test_whatever_days_the_worker_is_away_no_step_comes_twice_backwards_or_on_a_day_of_rest(
    kind, due, length, away, july
):
    began = due - timedelta(days=length)
    done: set[int] = set()
    taken: list[int] = []
    for number in range(length + 60):
        today = began + timedelta(days=number)
        if number in away:
            continue
        asked = due_steps(kind, due, started_on=began, today=today, done=done, july_pause=july)
        if asked.step is None:
            continue
        assert is_workday(today, july_pause=july)
        assert asked.step.day(due, july_pause=july) <= today
        taken.append(asked.step.days)
        done |= {asked.step.days, *(step.days for step in asked.skipped)}

    assert taken == sorted(set(taken))


def test_the_key_names_follow_up_day_and_step():
    assert step_key(12, DUE, -5) == "reminder:12:2026-03-02:-5"
    assert add_workdays(DUE, -5) == date(2026, 2, 23)
