"""The rules that stand on their own: settle by truth table, every move, who may by table, words and dates."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from types import SimpleNamespace

import pytest

from app.core import clock, language_detection, workdays
from app.core.actor import Actor, Membership, SeatHeld
from app.core.errors import Conflict
from app.core.roles import Side
from app.core.workdays import add_workdays
from app.followups import policy
from app.followups.words import dates
from app.models.followups import FollowUp, MissingDate, Slip
from app.models.issues import Issue
from app.models.states import MOVES, FollowUpKind, FollowUpState, IssueState, state_from_follow_ups
from tests.followups.chain import nav_led, town
from tests.reading import as_read

K, S = FollowUpKind, FollowUpState


def rows(**given):
    return [SimpleNamespace(kind=K(kind), state=S(state)) for kind, states in given.items() for state in states.split()]


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({}, IssueState.OPEN),
        ({"answer": "running"}, IssueState.WITH_OFFICE),
        ({"answer": "paused"}, IssueState.WITH_OFFICE),
        ({"answer": "done"}, IssueState.ANSWERED),
        ({"answer": "handed_on"}, IssueState.OPEN),
        ({"answer": "dropped"}, IssueState.OPEN),
        ({"answer": "handed_on running"}, IssueState.WITH_OFFICE),
        ({"answer": "done running"}, IssueState.WITH_OFFICE),
        ({"answer": "done", "action": "running"}, IssueState.IN_ACTION),
        ({"answer": "done", "action": "paused"}, IssueState.IN_ACTION),
        ({"answer": "done", "action": "claimed"}, IssueState.CLAIMED_DONE),
        ({"answer": "done", "action": "claimed running"}, IssueState.IN_ACTION),
        ({"answer": "done", "action": "claimed done"}, IssueState.CLAIMED_DONE),
        ({"answer": "done", "action": "done"}, IssueState.ANSWERED),
        ({"answer": "done", "action": "dropped"}, IssueState.ANSWERED),
        ({"answer": "running", "action": "claimed"}, IssueState.WITH_OFFICE),
        ({"answer": "dropped", "action": "claimed"}, IssueState.CLAIMED_DONE),
        ({"statement": "running"}, IssueState.OPEN),
        ({"answer": "done", "confirmation": "running"}, IssueState.ANSWERED),
        ({"raise_reply": "running", "clarification": "running"}, IssueState.OPEN),
    ],
)
def test_the_state_of_an_issue_follows_from_what_is_owed(given, state):
    assert state_from_follow_ups(rows(**given)) is state


ALLOWED = {
    **{(kind, S.RUNNING): {S.PAUSED, S.HANDED_ON, S.DROPPED, S.DONE} for kind in K if kind is not K.ACTION},
    **{(kind, S.PAUSED): {S.RUNNING, S.DROPPED} for kind in K},
    (K.ACTION, S.RUNNING): {S.PAUSED, S.HANDED_ON, S.DROPPED, S.CLAIMED},
    (K.ACTION, S.CLAIMED): {S.DONE, S.RUNNING, S.DROPPED},
}


@pytest.mark.parametrize(("kind", "before", "after"), product(K, S, S))
def test_every_move_is_allowed_or_refused_as_the_table_says(kind, before, after):
    if before is S.CLAIMED and kind is not K.ACTION:
        assert before not in MOVES[kind].table
        return
    row = FollowUp(kind=kind, state=before)
    now = clock.now()

    if after in ALLOWED.get((kind, before), set()):
        row.move(after, now)
        assert row.state is after
    else:
        with pytest.raises(Conflict):
            row.move(after, now)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("director", {"answer", "extend", "ask_municipality"}),
        ("stand_in", {"answer", "extend", "ask_municipality"}),
        ("leader", {"judge", "state", "clarify", "ask_municipality"}),
        ("member", {"judge", "state", "clarify", "ask_municipality"}),
        ("secretary", {"state", "clarify", "ask_municipality"}),
    ],
)
def test_who_may_what_is_a_table(make, who, may):
    here = town(make)
    actor = make.actor(getattr(here, who))
    issue = here.issue
    office = {"office_id": issue.office_id}
    council = {"council_id": issue.council_id}
    running = {"state": S.RUNNING, "offered": False}

    found = {
        "answer": policy.can_answer(actor, FollowUp(kind=K.ANSWER, **running, **office)),
        "extend": policy.can_extend(actor, FollowUp(kind=K.ANSWER, **running, **office)),
        "judge": policy.can_judge(actor, FollowUp(kind=K.ACTION, state=S.CLAIMED, **office), issue),
        "state": policy.can_state(actor, FollowUp(kind=K.STATEMENT, **running, **council)),
        "clarify": policy.can_clarify(actor, FollowUp(kind=K.CLARIFICATION, **running, **council), issue),
        "ask_municipality": policy.can_ask_municipality(actor, issue),
    }

    assert {name for name, allowed in found.items() if allowed} == may


@pytest.mark.parametrize("who", ["director", "secretary"])
def test_where_nav_leads_only_user_seats_judge(make, who):
    here = nav_led(make)
    claimed = FollowUp(kind=K.ACTION, state=S.CLAIMED, office_id=here.issue.office_id)

    assert not policy.can_judge(make.actor(getattr(here, who)), claimed, here.issue)
    assert policy.can_judge(make.actor(here.member), claimed, here.issue)


DAY = date(2026, 3, 2)
OFFICE = Actor(person_id=7, offices=frozenset({3}))
HELPER = Actor(person_id=7, assisted=frozenset({3}))
BOTH = Actor(person_id=7, offices=frozenset({3}), assisted=frozenset({3}))
HOLDER = Actor(person_id=7, memberships={1: Membership(Side.USER, (SeatHeld(5, 1, Side.USER, True, 0, "FFO", None),))})
SECOND = Actor(person_id=7, memberships={1: Membership(Side.USER, (SeatHeld(5, 1, Side.USER, True, 1, "FFO", None),))})
NEXT = FollowUp(id=12, kind=K.ANSWER, state=S.RUNNING, round=2, parent_id=11)
BESIDE = [
    FollowUp(id=13, kind=K.ANSWER, state=S.RUNNING, round=2, parent_id=10, office_id=4),
    FollowUp(id=14, kind=K.ANSWER, state=S.DONE, round=1, parent_id=11, office_id=4),
]


def owes(**given):
    plain = {"id": 11, "kind": K.ANSWER, "state": S.RUNNING, "round": 1, "offered": False, "awaits_date": False}
    return FollowUp(**{**plain, "office_id": 3, **given})


def case(state=IssueState.WITH_OFFICE, **given):
    return Issue(**{"council_id": 1, "office_id": 3, "author_id": 8, "sent_at": clock.now(), "state": state, **given})


@pytest.mark.parametrize(
    ("actor", "given", "may"),
    [
        (OFFICE, {}, {"answer", "extend"}),
        (OFFICE, {"state": S.PAUSED}, set()),
        (OFFICE, {"offered": True}, {"take_over"}),
        (OFFICE, {"offered": True, "state": S.PAUSED}, set()),
        (OFFICE, {"asked_due": DAY}, {"answer"}),
        (OFFICE, {"kind": K.ACTION}, {"extend", "claim"}),
        (OFFICE, {"kind": K.ACTION, "awaits_date": True}, {"claim", "set_date"}),
        (OFFICE, {"kind": K.ACTION, "awaits_date": True, "asked_due": DAY}, {"claim"}),
        (OFFICE, {"kind": K.ACTION, "awaits_date": True, "state": S.PAUSED}, set()),
        (OFFICE, {"kind": K.CLARIFICATION}, set()),
        (OFFICE, {"office_id": 4}, set()),
        (HELPER, {}, {"draft"}),
        (HELPER, {"offered": True}, set()),
        (HELPER, {"state": S.PAUSED}, set()),
        (HELPER, {"kind": K.ACTION}, set()),
        (BOTH, {}, {"answer", "extend"}),
        (HOLDER, {"asked_due": DAY}, {"grant"}),
        (HOLDER, {"asked_due": DAY, "state": S.PAUSED}, {"grant"}),
        (HOLDER, {"asked_due": DAY, "state": S.DROPPED}, set()),
        (HOLDER, {}, set()),
    ],
)
def test_what_can_be_done_with_what_is_owed_follows_from_how_it_stands(actor, given, may):
    row = owes(**given)
    found = {
        "answer": policy.can_answer(actor, row),
        "draft": policy.can_draft(actor, row),
        "take_over": policy.can_take_over(actor, row),
        "extend": policy.can_extend(actor, row),
        "set_date": policy.can_set_date(actor, row),
        "claim": policy.can_claim(actor, row),
        "grant": policy.can_grant(actor, row, case()),
    }

    assert {name for name, allowed in found.items() if allowed} == may


@pytest.mark.parametrize(
    ("actor", "state", "given", "may"),
    [
        (HOLDER, IssueState.ANSWERED, {}, {"contest", "ask_municipality"}),
        (SECOND, IssueState.ANSWERED, {}, set()),
        (HOLDER, IssueState.ANSWERED, {"round": 2}, {"ask_municipality"}),
        (HOLDER, IssueState.ANSWERED, {"state": S.RUNNING}, {"ask_municipality"}),
        (HOLDER, IssueState.ANSWERED, {"kind": K.STATEMENT}, {"ask_municipality"}),
        (HOLDER, IssueState.IN_ACTION, {}, {"ask_municipality"}),
        (HOLDER, IssueState.HELD, {}, set()),
        (HOLDER, IssueState.CLOSED, {}, set()),
        (OFFICE, IssueState.ANSWERED, {}, {"promise", "claim_unpromised", "ask_municipality"}),
        (OFFICE, IssueState.IN_ACTION, {}, {"promise", "ask_municipality"}),
        (OFFICE, IssueState.ANSWERED, {"state": S.RUNNING}, {"ask_municipality"}),
        (OFFICE, IssueState.ANSWERED, {"kind": K.ACTION}, {"ask_municipality"}),
        (OFFICE, IssueState.HELD, {}, set()),
        (OFFICE, IssueState.CLOSED, {}, set()),
    ],
)
def test_what_follows_an_answer_depends_on_how_the_issue_stands(actor, state, given, may):
    row, issue = owes(**{"state": S.DONE, **given}), case(state)
    found = {
        "contest": policy.can_contest_answer(actor, row, issue, [row, *BESIDE]),
        "promise": policy.can_promise(actor, row, issue),
        "claim_unpromised": policy.can_claim_unpromised(actor, issue, [row, *BESIDE]),
        "ask_municipality": policy.can_ask_municipality(actor, issue),
    }

    assert {name for name, allowed in found.items() if allowed} == may
    assert not policy.can_contest_answer(actor, row, issue, [row, NEXT])
    assert not policy.can_ask_municipality(actor, case(state, sent_at=None))


def test_whether_it_helped_is_said_by_the_holder_of_the_seat_and_by_no_substitute():
    assert policy.can_say_outcome(HOLDER, 5)
    assert not policy.can_say_outcome(HOLDER, 6)
    assert not policy.can_say_outcome(SECOND, 5)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Vi kan ikke gjøre mer nå, men dere får vite det fra oss.", "nb"),
        ("Vi kan ikkje gjere meir no, men de får vite det frå oss.", "nn"),
        ("Takk.", None),
        ("Ikke, ikkje.", None),
    ],
)
def test_bokmaal_and_nynorsk_are_told_apart(text, found):
    assert language_detection.written_in(text) == found


def owed(start, days, **given):
    due = add_workdays(start, days)
    plain = {
        "kind": K.ANSWER,
        "round": 1,
        "awaits_date": False,
        "pauses": [],
        "moved": [],
        "missing_dates": [],
        "original_due": due,
    }
    return SimpleNamespace(**{**plain, "started_on": start, "days": days, "due": due, **given})


def test_a_date_is_explained_with_its_holidays_and_pauses(app):
    easter = owed(
        date(2026, 3, 23),
        10,
        pauses=[SimpleNamespace(from_day=date(2026, 3, 24), to_day=date(2026, 3, 26))],
    )
    with app.test_request_context():
        words = as_read(dates.how_it_was_counted(easter, july_pause=False))

    assert words.startswith("10 arbeidsdager regnet fra 23. mars 2026.")
    assert "Skjærtorsdag 2. april, Langfredag 3. april" in words
    assert "Fristen var satt på pause 24. mars–26. mars" in words


def test_a_moved_date_names_the_first_one(app):
    at = datetime(2026, 3, 23, 10, tzinfo=UTC)
    slip = Slip(from_due=date(2026, 3, 30), to_due=date(2026, 4, 20), at=at)
    moved = owed(date(2026, 3, 2), 20, moved=[slip], due=date(2026, 4, 20))
    with app.test_request_context():
        words = as_read(dates.how_it_was_counted(moved, july_pause=False))
        short = as_read(dates.how_it_was_counted(moved, july_pause=False, moves=False))

    counted = "20 arbeidsdager regnet fra 2. mars 2026."
    assert words == f"{counted} Flyttet fra 30. mars 2026 til 20. april 2026."
    assert short == f"{counted} Fristen er flyttet én gang. Den første var 30. mars 2026."


def test_a_promise_without_a_date_says_when_the_date_comes(app):
    with app.test_request_context():
        missing = MissingDate(promised_on=date(2026, 3, 2), date_by=date(2026, 3, 9))
        words = as_read(dates.how_it_was_counted(owed(date(2026, 3, 2), 5, missing_dates=[missing]), july_pause=False))

    assert words == "Lovet 2. mars 2026 uten dato. Innen 9. mars 2026 skal tiltaket få en dato."


def test_late_is_a_matter_of_the_day_and_never_of_what_stands_still():
    today = date(2026, 3, 2)
    row = FollowUp(state=S.RUNNING, due=today)

    assert not row.is_late(today)
    assert row.is_late(today + timedelta(days=1))
    row.state = S.PAUSED
    assert not row.is_late(today + timedelta(days=1))


def test_every_holiday_of_a_century_that_is_no_weekend_has_its_name_in_the_catalogue():
    skipped = workdays.explain_due(date(1990, 1, 1), 1, date(2099, 12, 31)).skipped_holidays

    named = {one for _day, name in skipped for one in name.split(workdays.TWO_ON_ONE_DAY)}

    assert named == set(dates.HOLIDAYS)
