"""Counts the structure of the code over its syntax tree, the demo apart: python -m scripts.count_structure [--json].

What each line of the table means stands in the docstring of the function that counts it.
"""

import argparse
import ast
import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median

from scripts.prepare import ROOT
from scripts.terminal import carry_out, say

# What a module of a room is called, or a package in the room that it lies in.
KINDS = ("policy", "queries", "service", "due", "forms", "views", "words", "commands", "data", "blueprint")
FLOORS = ("core", "models", "access", "notices", "paper", "search", "web")  # below the rooms, with kinds of their own
APART = ("demo",)
TRANSLATED = frozenset(("_", "_l", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext"))
LONGEST_SUBJECT = 72  # letters of a commit's subject
LONGEST_VIEW = 40  # lines
LARGE, LARGEST = 300, 400  # lines of a module
# How click and WTForms want to be told what is wrong: they show it, and nobody else meets these errors.
TOLD_TO_FRAMEWORKS = frozenset(("ClickException", "UsageError", "ValidationError"))

Function = ast.FunctionDef | ast.AsyncFunctionDef
Graph = Mapping[str, set[str]]


@dataclass(frozen=True)
class Import:
    """One import of a module of ours: where it stands decides when it happens."""

    target: str
    is_hidden: bool  # inside a function
    is_for_types: bool  # under TYPE_CHECKING


@dataclass(frozen=True)
class Module:
    """One file of the app: its dotted name, text and tree."""

    name: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @property
    def parts(self) -> list[str]:
        return self.name.split(".")

    @property
    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    @property
    def public_functions(self) -> Iterator[Function]:
        """Functions of the module and methods of its classes whose names do not begin with an underscore."""
        classes = (one for one in self.tree.body if isinstance(one, ast.ClassDef) and not one.name.startswith("_"))
        for body in (self.tree.body, *(one.body for one in classes)):
            yield from (one for one in body if isinstance(one, Function) and not one.name.startswith("_"))


@dataclass(frozen=True)
class Code:
    """The modules of a package and who imports whom."""

    modules: dict[str, Module]

    @classmethod
    def read(cls, package: Path) -> "Code":
        """Every module under the folder of a package, but those apart."""
        found = {}
        for file in sorted(package.rglob("*.py")):
            parts = list(file.relative_to(package.parent).with_suffix("").parts)
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            if len(parts) < 2 or parts[1] not in APART:
                text = file.read_text(encoding="utf-8")
                found[name] = Module(name, text, ast.parse(text))
        return cls(found)

    @cached_property
    def imports(self) -> dict[str, list[Import]]:
        return {name: list(self._imports(module.tree)) for name, module in self.modules.items()}

    def _imports(self, tree: ast.AST, *, hidden: bool = False, types: bool = False) -> Iterator[Import]:
        for node in ast.iter_child_nodes(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield from (Import(target, hidden, types) for target in self._targets(node))
            for_types = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
            is_function = isinstance(node, Function | ast.Lambda)
            yield from self._imports(node, hidden=hidden or is_function, types=types or for_types)

    def _targets(self, node: ast.Import | ast.ImportFrom) -> Iterator[str]:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in self.modules)
            return
        for alias in node.names:
            target = f"{node.module}.{alias.name}"
            if target in self.modules or node.module in self.modules:
                yield target if target in self.modules else str(node.module)

    def graph(self, *, with_types: bool, with_hidden: bool = False) -> dict[str, set[str]]:
        def counts(one: Import) -> bool:
            return (with_types or not one.is_for_types) and (with_hidden or not one.is_hidden)

        return {name: {one.target for one in found if counts(one)} for name, found in self.imports.items()}


def circles(graph: Graph) -> list[list[str]]:
    """Groups that reach each other (Tarjan's strongly connected components), the largest first."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(one: str) -> None:
        number[one] = low[one] = len(number)
        stack.append(one)
        for other in sorted(graph.get(one, ())):
            if other not in number:
                visit(other)
                low[one] = min(low[one], low[other])
            elif other in stack:
                low[one] = min(low[one], number[other])
        if low[one] == number[one]:
            group = stack[stack.index(one) :]
            del stack[stack.index(one) :]
            if len(group) > 1:
                found.append(sorted(group))

    for one in sorted(graph):
        if one not in number:
            visit(one)
    return sorted(found, key=lambda group: (-len(group), group))


def size(code: Code) -> dict[str, object]:
    """Lines as they stand in the files, comments and empty lines counted."""
    by_lines = sorted(((module.lines, name) for name, module in code.modules.items()), reverse=True)
    return {
        "lines": sum(lines for lines, _name in by_lines),
        "modules": len(by_lines),
        "biggest module": f"{by_lines[0][1]} {by_lines[0][0]}",
        f"modules over {LARGE}": sum(lines > LARGE for lines, _name in by_lines),
        f"modules over {LARGEST}": [f"{name} {lines}" for lines, name in by_lines if lines > LARGEST],
    }


def knots(code: Code) -> dict[str, object]:
    """Circles of modules; and of features, where every import of any module counts for its folder under the app."""
    features: dict[str, set[str]] = defaultdict(set)
    for name, targets in code.graph(with_types=True, with_hidden=True).items():
        for target in targets:
            here, there = name.split(".")[1:2], target.split(".")[1:2]
            if here and there and here != there and all(f"app.{one[0]}" in packages(code) for one in (here, there)):
                features[here[0]].add(there[0])
    hidden = [f"{name} → {one.target}" for name, found in code.imports.items() for one in found if one.is_hidden]
    return {
        "circles of modules": circles(code.graph(with_types=False)),
        "circles with TYPE_CHECKING": circles(code.graph(with_types=True)),
        "circles of features, views counted": circles(features),
        "own imports inside functions": hidden,
    }


def packages(code: Code) -> set[str]:
    return {name.rpartition(".")[0] for name in code.modules}


def views(code: Code) -> dict[str, object]:
    """Functions under a route: `@….route(…)` or `@public(…)`. Their lines go from `def` to the end, no docstring."""
    routed = ((name, one) for name, module in code.modules.items() for one in module.functions if is_view(one))
    found = [(lines_of(one), f"{name}.{one.name}") for name, one in routed]
    return {
        "views": len(found),
        "median lines of a view": median(lines for lines, _name in found) if found else 0,
        f"views over {LONGEST_VIEW}": [f"{name} {lines}" for lines, name in found if lines > LONGEST_VIEW],
    }


def is_view(function: Function) -> bool:
    called = (one.func for one in function.decorator_list if isinstance(one, ast.Call))
    return any(
        (isinstance(one, ast.Attribute) and one.attr == "route") or (isinstance(one, ast.Name) and one.id == "public")
        for one in called
    )


def lines_of(function: Function) -> int:
    first = function.body[0]
    is_docstring = ast.get_docstring(function) is not None
    docstring = (first.end_lineno or 0) - first.lineno + 1 if is_docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def words(code: Code) -> dict[str, object]:
    """Return types of all functions; docstrings of public ones; and `Any`, wherever it is used."""
    every = [one for module in code.modules.values() for one in module.functions]
    public = [one for module in code.modules.values() for one in module.public_functions]
    raising = [(name, one) for name, module in code.modules.items() for one in module.public_functions if raised(one)]
    silent = [f"{name}.{one.name}" for name, one in raising if not says_what_it_raises(one)]
    names = (node for module in code.modules.values() for node in ast.walk(module.tree))
    return {
        "functions with a return type": percent(sum(one.returns is not None for one in every), len(every)),
        "public functions": len(public),
        "with a docstring": percent(sum(ast.get_docstring(one) is not None for one in public), len(public)),
        "public functions that raise": len(raising),
        "of these do not say so": silent,
        "Any": sum(isinstance(node, ast.Name) and node.id == "Any" for node in names),
    }


def raised(function: Function) -> set[str]:
    """The errors that a function raises itself, by the names of their classes.

    Not what it only lets through, and not what click and WTForms ask for.
    """
    found = set()
    for node in own_nodes(function):
        if isinstance(node, ast.Raise) and node.exc is not None:
            error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            if (name := ast.unparse(error).rpartition(".")[2])[:1].isupper():
                found.add(name)
    return found - TOLD_TO_FRAMEWORKS


def own_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Everything in a function but what stands in the functions inside it."""
    for node in ast.iter_child_nodes(tree):
        if not isinstance(node, Function | ast.Lambda | ast.ClassDef):
            yield node
            yield from own_nodes(node)


def says_what_it_raises(function: Function) -> bool:
    """The docstring has the word or names one of the errors."""
    said = ast.get_docstring(function) or ""
    return re.search(r"\brais(es|ed|ing)\b", said, re.IGNORECASE) is not None or any(
        one in said for one in raised(function)
    )


def messages(code: Code) -> dict[str, object]:
    """Texts to translate that stand, letter by letter, in more than one module: which may be changed in one only."""
    where: dict[str, set[str]] = defaultdict(set)
    for name, module in code.modules.items():
        for node in ast.walk(module.tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in TRANSLATED
                and node.args
            ):
                text = node.args[0]
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    where[text.value].add(name)
    shared = {text: sorted(names) for text, names in where.items() if len(names) > 1}
    return {"messages in several modules": [f"{text!r}: {', '.join(names)}" for text, names in sorted(shared.items())]}


def outside_their_kind(names: Iterable[str]) -> list[str]:
    """Modules of a room (app.<room>.…) that are no kind themselves and lie in no package of such a name."""
    found = []
    for name in names:
        parts = name.split(".")[1:]
        if len(parts) > 1 and parts[0] not in FLOORS and not set(parts[1:]) & set(KINDS):
            found.append(name)
    return found


def kinds(code: Code) -> dict[str, object]:
    """A module of a room is a policy, a query …, or lies in a package of that name."""
    return {"modules outside their kind": outside_their_kind(code.modules)}


def tests(code: Code, folder: Path) -> dict[str, object]:
    """Lines of tests against lines of code; and how often one patches an attribute or an item of ours or another's.

    The environment and the working folder are set in tests as they are set outside, so they are no patches.
    """
    texts = [file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*.py"))]
    nodes = [node for text in texts for node in ast.walk(ast.parse(text))]
    count = sum(isinstance(node, Function) and node.name.startswith("test") for node in nodes)
    calls = (ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call))
    patch = re.compile(r"(monkeypatch\.(set|del)(attr|item)|(.*\.)?patch(\.(object|dict|multiple))?)")
    patches = sum(patch.fullmatch(call) is not None for call in calls)
    lines = sum(len(text.splitlines()) for text in texts)
    code_lines = sum(module.lines for module in code.modules.values())
    return {
        "tests": count,
        "lines of tests per line of code": round(lines / code_lines, 2) if code_lines else 0,
        "patches per test": round(patches / count, 3) if count else 0,
    }


def commits(root: Path) -> dict[str, object]:
    """Of the whole history, merges apart."""
    log = ["git", "log", "--no-merges", "--format=%s%x00%b%x1e"]
    said = subprocess.run(log, cwd=root, capture_output=True, text=True, check=False).stdout
    found = [one.strip().split("\0") for one in said.split("\x1e") if one.strip()]
    lengths = [len(subject) for subject, *_body in found]
    return {
        "commits": len(found),
        "median letters of a subject": median(lengths) if lengths else 0,
        f"subjects over {LONGEST_SUBJECT}": sum(length > LONGEST_SUBJECT for length in lengths),
        "commits with a body": sum(any(part.strip() for part in body) for _subject, *body in found),
    }


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"


def count(root: Path) -> dict[str, object]:
    """Every line of the table, in its order. A list is what is to be mended; the table shows how long it is."""
    code = Code.read(root / "app")
    over_code: Sequence[Callable[[Code], dict[str, object]]] = (size, knots, views, words, messages, kinds)
    counted: dict[str, object] = {}
    for part in over_code:
        counted |= part(code)
    return counted | tests(code, root / "tests") | commits(root)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.count_structure", description=__doc__)
    parser.add_argument("--json", action="store_true", help="everything, for a program")
    parser.add_argument("--list", action="store_true", help="name what stands behind each number that should be 0")
    given = parser.parse_args()
    counted = count(ROOT)
    if given.json:
        say(json.dumps(counted, ensure_ascii=False, indent=2))
        return 0
    for name, value in counted.items():
        say(f"{name:36} {len(value) if isinstance(value, list) else value}")
        if given.list and isinstance(value, list):
            for one in value:
                say(f"    {' → '.join(one) if isinstance(one, list) else one}")
    return 0


if __name__ == "__main__":
    sys.exit(carry_out(main))
