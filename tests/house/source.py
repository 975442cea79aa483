"""The code as a text to be read: every module of the app as a syntax tree, every template as words."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FunctionType

from app.core.actor import Actor

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
TEMPLATES = ROOT / "templates"
# Templates are read without their comments: a comment may name what the page must not.
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
# What Jinja computes, apart from the words on screen.
CODE = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}", re.DOTALL)
STRINGS = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")

# What an actor is asked of a part that they have: by policies and by sight, which say what follows from it.
ROLE_QUESTIONS = frozenset(
    name
    for name, given in vars(Actor).items()
    if isinstance(given, property | FunctionType) and not name.startswith("_")
    if "bool" in str(getattr(given, "fget", given).__annotations__["return"])
) - {"is_authenticated"} | {"side_in"}


@dataclass(frozen=True)
class Module:
    """One file of the app."""

    path: Path
    tree: ast.Module

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 0)}"

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Every call with its dotted name: `db.session.commit`, `transaction`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and (name := dotted(node.func)):
                yield name, node


@cache
def modules() -> tuple[Module, ...]:
    return tuple(Module(path, ast.parse(path.read_text(encoding="utf-8"))) for path in sorted(APP.rglob("*.py")))


@cache
def templates() -> dict[str, str]:
    """Name as Jinja knows it → text without comments."""
    return {
        path.relative_to(TEMPLATES).as_posix(): COMMENT.sub("", path.read_text(encoding="utf-8"))
        for path in sorted(TEMPLATES.rglob("*"))
        if path.suffix in (".html", ".txt")
    }


@cache
def given_to_templates() -> dict[str, set[str]]:
    """The names of the values that views give, by template."""
    given: dict[str, set[str]] = {}
    for module in modules():
        for name, call in module.calls():
            if name.endswith(("render_template", "form_page")) and call.args:
                words = {keyword.arg for keyword in call.keywords if keyword.arg}
                words |= {"form"} if name.endswith("form_page") else set()
                for constant in ast.walk(call.args[0]):
                    if isinstance(constant, ast.Constant) and constant.value in templates():
                        given.setdefault(str(constant.value), set()).update(words)
    return given


def template_code(text: str) -> str:
    """What a template asks and computes: its expressions and statements without the words in quotation marks."""
    parts = ("".join(part or "" for part in found) for found in CODE.findall(text))
    return "\n".join(STRINGS.sub('""', part) for part in parts)


def markup(text: str) -> str:
    """A template's HTML without what Jinja computes."""
    return CODE.sub("", text)


def dotted(node: ast.AST) -> str:
    """`a.b.c` of an expression, or nothing when it is more than a name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    if isinstance(node, ast.Call):
        inner = dotted(node.func)
        return f"{inner}()" if inner else ""
    return ""
