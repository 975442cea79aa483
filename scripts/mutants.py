"""make mutants: changes rules one at a time and says which changes no test noticed.

A bounded number of small changes (a condition negated, `and` for `or`, `<` for `<=`, a number one higher …) to the
policies, the rules of sight and of who somebody is, and the clocks, drawn by a seed and spread over the modules. Each
is made in a copy of the project and met by the tests of its own room only, so a survivor may still be caught elsewhere:
read the line, and write the test where the rule's other tests stand.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path

from scripts.prepare import ROOT
from scripts.terminal import Stop, carry_out, say

RULES = (
    *("app/core/workdays.py", "app/core/clock.py"),
    *("app/access/actors.py", "app/access/sight.py", "app/access/validity.py"),
    *("app/*/policy.py", "app/*/policy/*.py"),
)
FIRST = ("test_policy.py", "test_rules.py", "test_workdays.py")  # tables without a database: they notice most, at once
# The tests of a room lie in the folder of its name; these ask for its rules as well.
MORE_TESTS = {
    "access": ("tests/house/test_sight.py", "tests/councils/test_terms.py"),
    "core": ("tests/followups/test_deadlines.py",),
}
LEFT_OUT = (".git", ".venv", "node_modules", "instance", "__pycache__", ".*_cache", "browser")

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
CONTRARIES = {ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn}
CALLS = {"and_": "or_", "or_": "and_", "min": "max", "max": "min", "any": "all", "all": "any"}
BUILT_IN = {"min", "max", "any", "all"}


@dataclass(frozen=True)
class Mutant:
    """One change: where, what stood there, and what stands there now. `node` and `turn` find it again."""

    file: Path
    line: int
    before: str
    after: str
    node: int  # in the order of ast.walk
    turn: int  # which of the changes to that node

    @property
    def room(self) -> str:
        return self.file.parts[1]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}  {self.before}  →  {self.after}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.mutants", description=__doc__)
    parser.add_argument("--number", type=int, default=20, help="how many changes (20)")
    parser.add_argument("--seconds", type=int, default=180, help="the longest that the tests of one may take (180)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="the same seed draws the same changes")
    parser.add_argument("--only", default="", metavar="PART", help="only modules with this in their path")
    given = parser.parse_args()
    drawn = draw(given.number, given.seed, given.only)
    if not drawn:
        raise Stop("No module of that name has rules and tests.")
    say(f"{len(drawn)} changes, drawn by --seed {given.seed}.")
    left: dict[str, list[Mutant]] = {"survived": [], "took too long": []}
    with tempfile.TemporaryDirectory(prefix="medvirk-mutants-") as scratch:
        copied = Path(scratch) / "tree"
        shutil.copytree(ROOT, copied, ignore=shutil.ignore_patterns(*LEFT_OUT))
        require_green(copied, drawn[0].room, given.seconds)
        for number, mutant in enumerate(drawn, 1):
            verdict = judge(copied, mutant, given.seconds)
            say(f"{number:3} {verdict:14} {mutant}")
            left.get(verdict, []).append(mutant)
    say(f"\n{len(left['survived'])} survived, {len(left['took too long'])} took too long.")
    for verdict, mutants in left.items():
        say("\n".join(f"{verdict}: {mutant}" for mutant in mutants) or f"None {verdict}.")
    return 0


def draw(number: int, seed: int, only: str) -> list[Mutant]:
    """So many changes, as evenly over the modules as their number allows."""
    files = sorted({file.relative_to(ROOT) for pattern in RULES for file in ROOT.glob(pattern)})
    chance = random.Random(seed)
    by_file = []
    for file in files:
        if only in str(file) and tests_of(file.parts[1]):
            found = list(mutants(file, (ROOT / file).read_text(encoding="utf-8")))
            by_file.append(chance.sample(found, len(found)))
    chance.shuffle(by_file)
    turns = chain.from_iterable(zip_longest(*by_file))
    return [mutant for mutant in turns if mutant is not None][:number]


# --- What is changed --------------------------------------------------------------------------------------------------


def mutants(file: Path, source: str) -> Iterator[Mutant]:
    """Every change to a module."""
    tree = ast.parse(source)
    known = names_in(tree)
    for number, node in enumerate(ast.walk(tree)):
        for turn, new in enumerate(changed(node, known)):
            before, after = (ast.unparse(one).splitlines()[0] for one in (node, new))
            yield Mutant(file, getattr(node, "lineno", 0), before, after, number, turn)


def mutated(source: str, mutant: Mutant) -> str:
    """The module with that one change."""
    tree = ast.parse(source)
    node = list(ast.walk(tree))[mutant.node]
    new = changed(node, names_in(tree))[mutant.turn]
    return ast.unparse(ast.fix_missing_locations(Put(node, new).visit(tree)))


def names_in(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | BUILT_IN


def changed(node: ast.AST, known: set[str]) -> list[ast.AST]:
    """What may stand in the place of a node."""
    match node:
        case ast.If(test=test) | ast.IfExp(test=test) if not has_its_contrary(test):
            return [with_(node, test=ast.UnaryOp(ast.Not(), test))]
        case ast.Return(value=ast.Compare() | ast.BoolOp() as value) if not has_its_contrary(value):
            return [with_(node, value=ast.UnaryOp(ast.Not(), value))]
        case ast.BoolOp(op=op, values=values):
            other = ast.Or() if isinstance(op, ast.And) else ast.And()
            fewer = [values[:at] + values[at + 1 :] for at in range(len(values))]
            return [with_(node, op=other), *(with_(node, values=some) if len(some) > 1 else some[0] for some in fewer)]
        case ast.Compare(ops=[op], comparators=[_]) if type(op) in COMPARISONS:
            return [with_(node, ops=[COMPARISONS[type(op)]()])]
        case ast.UnaryOp(op=ast.Not()):
            return [node.operand]
        case ast.Call(func=ast.Name(id=name)) if CALLS.get(name) in known:
            return [with_(node, func=ast.Name(CALLS[name], ast.Load()))]
        case ast.Constant(value=int(number)) if not isinstance(number, bool):
            return [with_(node, value=number + 1)]
    return []


def has_its_contrary(test: ast.expr) -> bool:
    """Is the contrary among the changes to the node itself? Then negating what stands around it is no other change."""
    match test:
        case ast.UnaryOp(op=ast.Not()):
            return True
        case ast.Compare(ops=[op], comparators=[_]):
            return type(op) in CONTRARIES
    return False


def with_(node: ast.AST, **fields: object) -> ast.AST:
    """A copy of a node with other fields."""
    new = copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


class Put(ast.NodeTransformer):
    """Puts one node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


# --- Whether it is noticed -------------------------------------------------------------------------------------------


def tests_of(room: str) -> list[str]:
    """The likeliest first; the run ends with the first that fails."""
    files = sorted((ROOT / "tests" / room).glob("test_*.py"), key=lambda file: (file.name not in FIRST, file.name))
    return [*(str(file.relative_to(ROOT)) for file in files), *MORE_TESTS.get(room, ())]


def require_green(tree: Path, room: str, seconds: int) -> None:
    """Raises Stop when even the unchanged copy fails: all would seem to be noticed. One room is asked for all."""
    if run(tree, room, seconds) == "noticed":
        raise Stop(f"The tests of {room} fail without any change.")


def judge(tree: Path, mutant: Mutant, seconds: int) -> str:
    file = tree / mutant.file
    kept = file.read_text(encoding="utf-8")
    file.write_text(mutated(kept, mutant), encoding="utf-8")
    try:
        return run(tree, mutant.room, seconds)
    finally:
        file.write_text(kept, encoding="utf-8")


def run(tree: Path, room: str, seconds: int) -> str:
    """Of the tests of a room: noticed (one fails), survived, or took too long."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        "-m",
        "not browser",
        "-p",
        "no:cacheprovider",
        *tests_of(room),
    ]
    environment = {**os.environ, "MEDVIRK_ENV": "test", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return "took too long"
    return "noticed" if done.returncode else "survived"


if __name__ == "__main__":
    sys.exit(carry_out(main))
