"""A kind of event costs three places: the enum, the rule, the happening. What is recorded can be loaded and seen."""

import ast
from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules
from typing import get_args

import pytest

from app.access import sight
from app.core.actor import ANYONE
from app.database import transaction
from app.models.notices import EventKind, Reason
from app.models.states import FollowUpKind
from app.notices import kinds
from app.notices.kinds import table
from app.notices.kinds.loaded import Recorded, Thing
from app.notices.kinds.reminders import REMINDERS
from app.notices.kinds.table import HAPPENINGS, ROOMS
from app.notices.kinds.topics import TOPICS, Topic
from app.notices.policy.sight import WITH_ITS_ISSUE
from app.notices.queries.notices import TABLES
from app.notices.queries.recipients import RESOLVERS
from app.notices.rules import REASONS, RULES, Who
from app.notices.service.record import record
from app.notices.words.notice_text import WHY
from tests.house.source import dotted, modules

# Where a kind is written down, and where a demo invents events.
ITS_PLACES = ("app/models/notices.py", "app/notices/rules.py", "app/notices/kinds/", "app/demo/")
KIND_NAMES = {f"EventKind.{kind.name}" for kind in EventKind}


def missing(names: Iterable[str]) -> list[str]:
    """What kinds of event lack, told to whoever adds one."""
    named = list(names)
    return [
        *(f"{one}: app/notices/rules.py has no Rule that says who is told" for one in named if one not in RULES),
        *(f"{one}: app/notices/kinds/ has no Happening with what is said" for one in named if one not in HAPPENINGS),
    ]


def test_every_kind_of_event_has_a_rule_and_a_happening():
    lacking = missing(EventKind)

    assert lacking == [], "\n".join(lacking)


def test_a_made_up_kind_is_told_what_is_missing():
    assert missing(["tea_served"]) == [
        "tea_served: app/notices/rules.py has no Rule that says who is told",
        "tea_served: app/notices/kinds/ has no Happening with what is said",
    ]


def test_a_kind_stands_in_one_room_and_every_room_is_gathered():
    rooms = [import_module(f"{kinds.__name__}.{one.name}") for one in iter_modules(kinds.__path__)]

    assert {one for one in rooms if hasattr(one, "HAPPENINGS")} - {table} == set(ROOMS)
    assert sum(len(room.HAPPENINGS) for room in ROOMS) == len(HAPPENINGS)


def of_kinds(node: ast.AST) -> int:
    """How many kinds of event a dictionary, a set, a list or a tuple names."""
    match node:
        case ast.Dict(keys=held) | ast.Set(elts=held) | ast.List(elts=held) | ast.Tuple(elts=held):
            return sum(isinstance(one, ast.Attribute) and dotted(one) in KIND_NAMES for one in held)
        case _:
            return 0


def test_no_other_module_keeps_a_table_of_kinds():
    tables = [
        module.at(node)
        for module in modules()
        if not module.name.startswith(ITS_PLACES)
        for node in ast.walk(module.tree)
        if of_kinds(node) > 1
    ]

    assert tables == []


def test_every_kind_of_event_is_recorded_by_somebody():
    written = {
        node.attr
        for module in modules()
        if not module.name.startswith(ITS_PLACES)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and dotted(node.value) in ("EventKind", "K")
    }

    assert {kind.name for kind in EventKind} - written == set()


def test_whatever_is_recorded_can_be_loaded_and_has_a_rule_of_sight():
    assert set(TABLES.values()) == set(get_args(Recorded))
    assert set(get_args(Thing)) - {*sight.RULES, *WITH_ITS_ISSUE} == set()


def test_a_row_that_no_letter_could_be_about_is_not_recorded(make):
    seat = make.seat(make.council())

    with pytest.raises(TypeError, match="Seat is not in Recorded"), transaction():
        record(EventKind.COUNCIL_STARTED, ANYONE, about=seat)


def test_every_word_of_the_table_of_who_is_told_means_somebody_and_gives_a_reason():
    assert set(RESOLVERS) == set(Who)
    assert set(REASONS) == set(Who)
    assert set(WHY) == set(Reason)


def test_every_topic_has_a_name_and_a_reminder_says_another_thing_for_each_kind_of_what_is_owed():
    assert set(TOPICS) == set(Topic)
    assert set(REMINDERS) == set(FollowUpKind)
