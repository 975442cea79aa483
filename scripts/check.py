"""make test: every check that must hold, all of them run, and one line about each at the end."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from scripts import postgres
from scripts.prepare import House, prepare
from scripts.terminal import Stop, carry_out, say

USUAL_VIEWS = ("390-light", "1280-dark")
ALL_VIEWS = (*USUAL_VIEWS, "390-dark", "1280-light")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
LONGEST_STEP = 1200
# What asks no database, or only shows what any database holds, says the same the second time.
TESTED_ONCE = (
    "tests/core",
    "tests/test_components.py",
    "tests/test_scripts.py",
    "tests/house/test_code.py",
    "tests/house/test_templates.py",
    "tests/house/test_language.py",
    "tests/house/test_english.py",
    "tests/house/test_fields.py",
    "tests/house/test_order.py",
    "tests/house/test_hidden.py",  # each of its pages is asked for by everybody on both, and so is hidden text searched
    "tests/notices/test_letters.py",  # how letters read; test_contents.py, test_outbox.py and others load them on both
    "tests/notices/test_year.py",  # the same clocks 365 times: each is asked on both by the tests of its own room
    "tests/issues/test_offers.py",  # rights are plain Python; that rows and rights agree, test_sight.py asks of both
    "tests/files/test_documents.py",
    "tests/files/test_pictures.py",
    "tests/councils/test_table_file.py",
    "tests/security/test_doors.py",  # tokens, headers and redirects of pages that test_routes.py opens on both
    "tests/security/test_evil_texts.py",
)
SETTINGS = (
    "DATABASE_URL",
    "TEST_DATABASE_URL",
    "SECRET_KEY",
    "PUBLIC_URL",
    "WEB_WORKERS",
    "MEDVIRK_ENV",
    "FLASK_DEBUG",
)


@dataclass(frozen=True)
class Outcome:
    name: str
    state: str
    seconds: float = 0.0
    bring: str = ""


@dataclass
class Report:
    """Runs steps one after the other, lets their output through, and remembers how each went."""

    house: House
    scratch: Path
    outcomes: list[Outcome] = field(default_factory=list)

    def step(self, name: str, *commands: Sequence[str], settings: Mapping[str, str] | None = None) -> None:
        say(f"\n--- {name}")
        started = time.monotonic()
        passed = all(self._passes(command, settings or {}) for command in commands)
        self.outcomes.append(Outcome(name, "ok" if passed else "failed", time.monotonic() - started))

    def missing(self, name: str, *, bring: str) -> None:
        self.outcomes.append(Outcome(name, "missing", bring=bring))

    def failed(self, name: str, sentence: str) -> None:
        say(f"\n--- {name}\n{sentence}")
        self.outcomes.append(Outcome(name, "failed"))

    def _passes(self, command: Sequence[str], settings: Mapping[str, str]) -> bool:
        words = [self.house.program(command[0]), *command[1:]]
        environment = {**self._environment(), **settings}
        try:
            done = subprocess.run(
                words, cwd=self.house.root, env=environment, stdin=subprocess.DEVNULL, timeout=LONGEST_STEP, check=False
            )
        except subprocess.TimeoutExpired:
            say(f"It was stopped after {LONGEST_STEP // 60} minutes.")
            return False
        except OSError as error:
            say(f"{command[0]} does not start: {error.strerror}.")
            return False
        return done.returncode == 0

    def _environment(self) -> dict[str, str]:
        """Without the settings of the house that the caller's shell may hold: a test sets its own.

        And without its wish for no bytecode: hundreds of processes begin here, and each would compile all it imports.
        """
        clean = {
            name: value
            for name, value in self.house.environment().items()
            if name not in (*SETTINGS, "PYTHONDONTWRITEBYTECODE") and not name.startswith("MAIL_")
        }
        return {**clean, "MEDVIRK_ENV": "test", "INSTANCE_PATH": str(self.scratch / "instance")}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make test", description=__doc__)
    parser.add_argument("--static", action="store_true", help="lint, types and contracts only")
    parser.add_argument("--all-views", action="store_true", help="all four views, and every role on both databases")
    wanted = parser.parse_args()
    house = House()
    started = time.monotonic()
    prepare(house, for_tests=True)
    with tempfile.TemporaryDirectory(prefix="medvirk-") as scratch:
        report = Report(house, Path(scratch))
        static_checks(report)
        if not wanted.static:
            checks_on_sqlite(report)
            checks_on_postgres(report, all_roles=wanted.all_views)
            browser_checks(report, ALL_VIEWS if wanted.all_views else USUAL_VIEWS)
    return summary(report.outcomes, time.monotonic() - started, missing_fails=os.environ.get("CI") == "true")


def static_checks(report: Report) -> None:
    report.step("lint", ["ruff", "check", "."])
    report.step("format", ["ruff", "format", "--check", "."])
    report.step("types", ["mypy"])
    report.step("import contracts", ["lint-imports", "--no-logo"])
    report.step("templates", ["djlint", "--lint", "--quiet", "templates"])
    report.step("translations", ["python", "-m", "scripts.check_translations"])


def checks_on_sqlite(report: Report) -> None:
    database = report.scratch / "check.db"
    migrations(report, "migrations (SQLite)", f"sqlite:///{database}")
    report.step("tests (SQLite)", [*pytest("not browser"), "tests"])


def checks_on_postgres(report: Report, *, all_roles: bool) -> None:
    names = ("migrations (PostgreSQL)", "tests (PostgreSQL)")
    programs = postgres.find_programs()
    if programs is None:
        for name in names:
            report.missing(name, bring="sudo apt-get install postgresql")
        return
    with ExitStack() as until_done:
        try:
            url = until_done.enter_context(postgres.server(programs, ["check", "test"]))
        except Stop as stop:
            for name in names:
                report.failed(name, str(stop))
            return
        migrations(report, names[0], url.format(database="check"))
        settings = {"TEST_DATABASE_URL": url.format(database="test"), "WALK_ALL_ROLES": "1" if all_roles else ""}
        without = [f"--ignore={path}" for path in TESTED_ONCE]
        report.step(names[1], [*pytest("not browser"), "tests", *without], settings=settings)


def browser_checks(report: Report, views: Sequence[str]) -> None:
    name = f"browser ({', '.join(views)})"
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if chromium is None:
        report.missing(name, bring="sudo apt-get install chromium")
        return
    settings = {"CHROMIUM": chromium, "BROWSER_VIEWS": " ".join(views)}
    report.step(name, [*pytest("browser"), "tests/browser"], settings=settings)


def migrations(report: Report, name: str, database_url: str) -> None:
    flask = ["flask", "--app", "wsgi", "db"]
    report.step(name, [*flask, "upgrade"], [*flask, "check"], settings={"DATABASE_URL": database_url})


def pytest(marks: str) -> list[str]:
    # Each worker begins with its own half: what a file makes once is then made once, and not by each of them.
    return ["pytest", "-n", "2", "--dist", "worksteal", "-m", marks]


def summary(outcomes: Sequence[Outcome], seconds: float, *, missing_fails: bool) -> int:
    """Print one line a step; what is missing last, with the one command that brings it."""
    say("\n--- Summary")
    for outcome in outcomes:
        took = "" if outcome.state == "missing" else f"{outcome.seconds:7.1f} s"
        say(f"{outcome.state:8} {outcome.name:32} {took}".rstrip())
    say(f"{'all':8} {'':32} {seconds:7.1f} s")
    failed = any(outcome.state == "failed" for outcome in outcomes)
    lacking = [outcome for outcome in outcomes if outcome.state == "missing"]
    for bring in dict.fromkeys(outcome.bring for outcome in lacking):
        names = ", ".join(outcome.name for outcome in lacking if outcome.bring == bring)
        say(f"Missing: {names}. Bring it with: {bring}")
    return 1 if failed or (lacking and missing_fails) else 0


if __name__ == "__main__":
    sys.exit(carry_out(main))
