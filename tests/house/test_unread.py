"""Nothing stands in the app that the app does not read: no function, property, column or field for tests alone."""

import ast
import importlib
import re
from collections import Counter
from collections.abc import Iterator
from enum import Enum

from tests.house.source import Module, modules, templates

# A decorator hands these to somebody who calls them: an address, an event of a library, an act by its name.
CALLED_BY = re.compile(
    r"\.(route|get|post|command|listens_for|expression|user_loader|carries_out|before_request|after_request|record_once"
    r"|errorhandler|app_context_processor|app_template_filter|app_template_test|teardown_appcontext|app_errorhandler)\b"
)
# Found by the beginning of their names: by WTForms, and by the replay of the demo's story.
FOUND_BY_NAME = ("validate_", "do_")
# What is read from outside the app, or by what is not built yet.
READ_ELSEWHERE = {
    "create_app",  # by wsgi.py
    "widths",  # by paper.typ, with everything else that a paper says
    "done_by_id",  # evidence: who posted a letter on paper
    "consent_noted",  # evidence: that whoever an issue was registered for agreed
    "cast_at",  # evidence: when somebody voted
    "advice_id",  # what is owed because of advice: comes with the meetings
    "impl",  # by SQLAlchemy; the next two by WTForms
    "field_flags",
    "wrap_formdata",
}


def definitions(module: Module) -> Iterator[tuple[str, ast.AST]]:
    """Every name that a module, a class or a model gives to something."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node
        if isinstance(node, ast.Module | ast.ClassDef) and not is_enum(module, node):
            for line in node.body:
                targets = line.targets if isinstance(line, ast.Assign) else [getattr(line, "target", None)]
                yield from ((one.id, line) for one in targets if isinstance(one, ast.Name))


def is_enum(module: Module, node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and issubclass(found(module, node.name) or object, Enum)


def found(module: Module, name: str) -> type | None:
    thing = getattr(importlib.import_module(module.name.removesuffix(".py").replace("/", ".")), name, None)
    return thing if isinstance(thing, type) else None


def reads() -> Counter[str]:
    """How often each name is read: in code, by its name as a word in quotation marks, in a template."""
    counted: Counter[str] = Counter()
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                counted[node.id if isinstance(node, ast.Name) else node.attr] += 1
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                counted.update(re.findall(r"\w+", node.value) if " " not in node.value else ())
    for text in templates().values():
        counted.update(re.findall(r"\w+", text))
    return counted


def inherited(module: Module) -> set[str]:
    """What a class of a library asks its subclasses for: a method of a field, a hook of a server."""
    names: set[str] = set()
    for node in module.tree.body:
        kind = found(module, node.name) if isinstance(node, ast.ClassDef) else None
        for base in kind.__mro__[1:] if kind else ():
            if not base.__module__.startswith("app."):
                names.update(dir(base))
    return names


def is_called_by_others(node: ast.AST) -> bool:
    return any(CALLED_BY.search(f".{ast.unparse(one)}") for one in getattr(node, "decorator_list", ()))


def test_everything_in_the_app_is_read_by_the_app():
    read = reads()
    unread = [
        f"{module.at(node)} {name}"
        for module in modules()
        for name, node in definitions(module)
        if not read[name]
        and not name.startswith(("__", *FOUND_BY_NAME))
        and not is_called_by_others(node)
        and name not in READ_ELSEWHERE | inherited(module)
    ]

    assert unread == []
