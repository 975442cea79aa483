"""Habits that keep pages fast (docs/performance.md): what is not shown is not translated, statements are built once."""

import ast

import pytest

from app.database import db
from tests.house.source import modules

WORDS_A_ROW = 12  # on a list: its headings for small screens, the theme, the state, the date


@pytest.fixture
def translated(app, monkeypatch):
    """Every message that is asked for."""
    messages = app.extensions["babel"].instance.domain_instance
    asked, ask = [], messages.message

    def note(string):
        asked.append(string)
        return ask(string)

    monkeypatch.setattr(messages, "message", note)
    return asked


@pytest.fixture
def reader(make, visit):
    council = make.council()
    return council, visit(make.representative(council))


def test_a_row_of_a_list_translates_the_words_that_it_shows(make, reader, translated):
    council, visitor = reader
    numbers = []
    for _round in range(2):
        for _row in range(5):
            make.issue(council)
        db.session.commit()
        visitor.get("/innspill")
        translated.clear()
        visitor.get("/innspill")
        numbers.append(len(translated))

    assert 0 < numbers[1] - numbers[0] <= 5 * WORDS_A_ROW


def test_what_is_built_once_takes_nothing_of_a_reader_and_no_day():
    """A statement that knew a person would keep rights that have ended; one that knew a day would stay in it."""
    found = []
    for module in modules():
        if not module.name.startswith("app/") or module.name.startswith(("app/core/", "app/language.py")):
            continue
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.FunctionDef) or not is_kept(node) or not builds_a_statement(node):
                continue
            names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
            arguments = {ast.unparse(one.annotation) for one in node.args.args if one.annotation}
            if names & {"clock", "current_actor", "Actor"} or any("Select" not in one for one in arguments):
                found.append(module.at(node))

    assert found == []


def is_kept(node: ast.FunctionDef) -> bool:
    return any(ast.unparse(one).split("(")[0] in ("cache", "lru_cache") for one in node.decorator_list)


def builds_a_statement(node: ast.FunctionDef) -> bool:
    kinds = ("Select", "ColumnElement", "ExecutableOption")
    return node.returns is not None and any(kind in ast.unparse(node.returns) for kind in kinds)
