"""The place of a module says its kind, and a module of each kind is refused what its kind may not hold."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.places import BREAKS, FLOORS, KINDS, REFUSED, kind_of, refused_in, room_of
from tests.house.source import APP, ROOT, Module, modules

MOST_MODULES_IN_ONE_HEAP = 8  # a room with more has packages


def test_every_module_of_a_room_lies_in_the_place_of_its_kind():
    misplaced = [
        module.name
        for module in modules()
        if room_of(module) not in FLOORS and kind_of(module) is None
        if module.path != APP / room_of(module) / "__init__.py"
    ]

    assert misplaced == []


def test_a_room_of_many_modules_keeps_them_in_packages():
    heaps = {
        folder.name: count
        for folder in APP.iterdir()
        if folder.name not in FLOORS and (count := len(list(folder.glob("[!_]*.py")))) > MOST_MODULES_IN_ONE_HEAP
    }

    assert heaps == {}


@pytest.mark.parametrize("kind", sorted(REFUSED))
def test_no_module_holds_what_its_kind_may_not(kind):
    of_kind = [module for module in modules() if kind_of(module) == kind]

    assert of_kind
    assert {module.name: held for module in of_kind if (held := refused_in(kind, module.tree))} == {}


@pytest.mark.parametrize(("kind", "rule"), [(kind, rule) for kind in sorted(REFUSED) for rule in sorted(REFUSED[kind])])
def test_a_forbidden_line_in_a_module_of_each_kind_is_refused(kind, rule):
    sound = next(module for module in modules() if kind_of(module) == kind and module.path.name != "__init__.py")

    broken = ast.parse(f"{sound.path.read_text(encoding='utf-8')}\n{BREAKS[rule]}\n")

    assert rule in refused_in(kind, broken)


def one_of(kind: str) -> Module:
    """A module of the kind in a room that keeps the kind in a package, where there is one."""
    found = [module for module in modules() if kind_of(module) == kind and module.path.name != "__init__.py"]
    return max(found, key=lambda module: len(module.path.parts))


def test_the_import_contracts_see_a_forbidden_import_in_each_kind(tmp_path: Path):
    """On a copy of the code: what the contracts name are places, in a package as well as in a single module."""
    shutil.copytree(APP, tmp_path / "app", ignore=shutil.ignore_patterns("static", "translations", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    broken = {kind: one_of(kind).name for kind in ("policy", "queries", "service", "words", "due")}
    for name in broken.values():
        file = tmp_path / name
        file.write_text(
            f"{file.read_text(encoding='utf-8')}\nfrom app.web.forms import Form  # noqa\n", encoding="utf-8"
        )

    told = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode != 0
    for name in broken.values():
        assert f"{name.removesuffix('.py').replace('/', '.')} -> app.web.forms" in told.stdout, told.stdout


def test_every_kind_is_somebodys():
    assert {kind_of(module) for module in modules()} >= set(KINDS) - {"data"}
