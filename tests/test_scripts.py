"""The commands behind make: what they say when they cannot go on, what they leave behind, and how they stop."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from app.config import SETTINGS
from app.demo.data import story
from app.demo.queries.doors import FIRST_ROUND
from scripts import count_structure, mutants, services
from scripts.check import Outcome, Report, browser_checks, summary
from scripts.check_translations import fault_of
from scripts.compare_pages import compare
from scripts.page_lines import lines_of_page
from scripts.postgres import find_programs
from scripts.prepare import ROOT, House, fingerprint, is_made
from scripts.run import BEGIN_WITH, Address, bring_database_up, demo_secret, free_mail_port
from scripts.services import Service, serve
from scripts.terminal import Stop

SLEEP = (sys.executable, "-c", "import time; time.sleep(60)")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What a fresh clone holds, as far as the commands read it before they fetch anything."""
    folder = tmp_path / "clone"
    shutil.copytree(ROOT / "scripts", folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    for file in (ROOT / "Makefile", *ROOT.glob("requirements*.txt")):
        shutil.copy(file, folder)
    return folder


def make_run(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    python = {} if "PATH" in settings else {"PYTHON": base_python()}
    of_this_run = {"HOST", "PORT", "MAKEFLAGS", "MAKELEVEL", *(setting.name for setting in SETTINGS)}
    caller = {name: value for name, value in os.environ.items() if name not in of_this_run}
    environment = {**caller, **python, **settings}
    make = shutil.which("make")
    assert make
    return subprocess.run([make, "run"], cwd=folder, env=environment, capture_output=True, text=True, timeout=60)


def base_python() -> str:
    """The Python that made our .venv: a venv's own Python cannot always make another."""
    return str(Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}")


def sentences(done: subprocess.CompletedProcess[str]) -> list[str]:
    """What was said on standard error, but for make's own closing line."""
    return [line for line in done.stderr.splitlines() if not re.match(r"make(\[\d+\])?: ", line)]


# --- make run cannot go on -----------------------------------------------------------------------------------------


def test_a_taken_port_is_named_with_the_way_out_before_anything_is_made(clone: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        done = make_run(clone, PORT=str(port))

    assert done.returncode != 0
    assert sentences(done) == [
        f"Port {port} on 127.0.0.1 cannot be used (Address already in use); choose another: make run PORT={port + 1}"
    ]
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"PORT": "http"}, "PORT must be a number from 1 to 65535, and is 'http'."),
        ({"PORT": "70000"}, "PORT must be a number from 1 to 65535, and is '70000'."),
        ({"HOST": "192.0.2.1"}, "HOST is '192.0.2.1', and this machine has no such address."),
        (
            {"HOST": "0.0.0.0", "PORT": "18766"},
            (
                "HOST is '0.0.0.0', which lets others than this machine into the demo, and it signs anybody in without "
                "a password: say DEMO_PUBLIC=yes as well if that is meant."
            ),
        ),
        (
            {"MEDVIRK_ENV": "production", "PORT": "18765"},
            "make run is the demo, and MEDVIRK_ENV is 'production': unset it, or read docs/operations.md.",
        ),
    ],
)
def test_a_wrong_setting_is_one_plain_sentence(clone: Path, settings: Mapping[str, str], sentence: str) -> None:
    done = make_run(clone, **settings)

    assert done.returncode != 0
    assert sentences(done) == [sentence]
    assert not (clone / ".venv").exists()


def test_an_old_python_is_told_what_is_needed(clone: Path, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sh", "dirname"):
        (programs / name).symlink_to(shutil.which(name) or "")
    old = programs / "python3"
    old.write_text('#!/bin/sh\ncase "$2" in *exit*) exit 1;; *) echo "Python 3.9";; esac\n')
    old.chmod(0o755)

    done = make_run(clone, PATH=str(programs), PYTHON="")

    assert done.returncode != 0
    assert len(sentences(done)) == 1
    assert sentences(done)[0].startswith("Medvirk needs Python 3.11 or newer, and only Python 3.9 was found. Install")


def test_a_python_without_venv_is_told_which_package_brings_it(clone: Path, tmp_path: Path) -> None:
    (tmp_path / "ensurepip.py").write_text("raise ImportError('as on a bare Debian')\n")

    done = make_run(clone, PORT=str(free_port()), PYTHONPATH=str(tmp_path))

    assert done.returncode != 0
    assert len(sentences(done)) == 1
    assert "sudo apt-get install python3." in sentences(done)[0]
    assert not (clone / ".venv").exists()


def test_without_network_the_next_try_begins_anew(clone: Path) -> None:
    closed = {"PIP_INDEX_URL": "https://127.0.0.1:9/simple", "PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1"}

    done = make_run(clone, PORT=str(free_port()), PIP_FIND_LINKS="", **closed)

    assert done.returncode != 0
    assert sentences(done) == [
        "No network: could not fetch the installer. Check the connection or proxy and run the same command again."
    ]
    assert (clone / ".venv-begun").exists()
    assert not (clone / ".venv" / ".made-from").exists()


def test_a_stamp_holds_only_for_the_same_sources(tmp_path: Path) -> None:
    lock, stamp = tmp_path / "lock", tmp_path / "stamp"
    lock.write_text("one")
    stamp.write_text(fingerprint([lock]))
    assert is_made(stamp, fingerprint([lock]))

    lock.write_text("two")

    assert not is_made(stamp, fingerprint([lock]))
    with pytest.raises(Stop, match="absent is missing"):
        fingerprint([tmp_path / "absent"])


# --- Settings of the demo ------------------------------------------------------------------------------------------


def test_the_demos_secret_is_made_once_and_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path))
    monkeypatch.delenv("SECRET_KEY", raising=False)

    first, second = demo_secret(House()), demo_secret(House())

    assert first == second
    assert len(first) >= 32
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_database_that_is_up_to_date_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, instance = tmp_path / "house", tmp_path / "instance"
    monkeypatch.setenv("INSTANCE_PATH", str(instance))
    for folder in (root / "migrations" / "versions", root / "app" / "councils" / "data", instance):
        folder.mkdir(parents=True)
    (root / "migrations" / "versions" / "0001.py").write_text("")
    python = root / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\necho once >> {tmp_path / 'ran'}\ntouch {instance / 'medvirk.db'}\n")
    python.chmod(0o755)

    def start(**settings: str) -> int:
        bring_database_up(House(root), settings)
        return len((tmp_path / "ran").read_text().split())

    assert (start(), start()) == (1, 1)
    (root / "migrations" / "versions" / "0002.py").write_text("")
    assert (start(), start()) == (2, 2)
    assert start(DATABASE_URL="postgresql:///elsewhere") == 3
    (instance / "medvirk.db").unlink()
    assert start() == 4


def test_the_people_to_begin_with_are_in_the_demo() -> None:
    people = {person["key"]: person["name"] for person in story.read_story().people}

    assert [name for name, _part in BEGIN_WITH] == [people[key] for key in FIRST_ROUND]


def test_the_mail_catcher_gets_a_port_that_is_free() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_mail_port()))

        assert free_mail_port() != other.getsockname()[1]


@pytest.mark.parametrize(
    ("host", "url", "is_open"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000", False),
        ("localhost", "http://localhost:8000", False),
        ("0.0.0.0", "http://127.0.0.1:8000", True),
        ("::1", "http://[::1]:8000", False),
    ],
)
def test_the_address_shown_is_one_a_browser_here_can_open(host: str, url: str, is_open: bool) -> None:
    address = Address(host, 8000)

    assert (address.url, address.is_open_to_others) == (url, is_open)


# --- Services live and die together --------------------------------------------------------------------------------


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Every process that serve() starts, to see afterwards whether it is gone."""
    processes: list[subprocess.Popen[bytes]] = []
    start = services.start

    def start_and_remember(*arguments: object) -> subprocess.Popen[bytes]:
        processes.append(start(*arguments))  # type: ignore[arg-type]
        return processes[-1]

    monkeypatch.setattr(services, "start", start_and_remember)
    yield processes
    assert processes
    assert all(process.poll() is not None for process in processes)


def web(port: int) -> Service:
    return Service("web server", (sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"))


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def test_when_one_service_dies_all_stop_and_its_name_is_told(
    tmp_path: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    port, seen = free_port(), []
    dying = Service("worker", (sys.executable, "-c", "import time, sys; time.sleep(0.5); sys.exit(3)"))

    with pytest.raises(Stop, match=re.escape("The worker stopped by itself (exit code 3), so everything was stopped.")):
        serve(
            [web(port), Service("mail catcher", SLEEP), dying], f"http://127.0.0.1:{port}/",
            folder=tmp_path, environment=os.environ, ready=lambda: seen.append("ready"),
        )  # fmt: skip

    assert seen == ["ready"]
    assert len(started) == 3


def test_an_interrupt_ends_even_a_service_that_does_not_listen(
    tmp_path: Path, started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "SECONDS_TO_STOP", 0.5)
    port = free_port()
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"

    def interrupt() -> None:
        time.sleep(0.3)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        serve(
            [web(port), Service("worker", (sys.executable, "-c", deaf))], f"http://127.0.0.1:{port}/",
            folder=tmp_path, environment=os.environ, ready=interrupt,
        )  # fmt: skip


def test_a_service_that_cannot_start_stops_the_others(tmp_path: Path, started: list[subprocess.Popen[bytes]]) -> None:
    port = free_port()

    with pytest.raises(Stop, match=r"The worker does not start: /nowhere: No such file or directory"):
        serve(
            [web(port), Service("worker", ["/nowhere"])], f"http://127.0.0.1:{port}/",
            folder=tmp_path, environment=os.environ, ready=lambda: None,
        )  # fmt: skip


# --- make test -----------------------------------------------------------------------------------------------------


def test_what_is_missing_stands_last_with_the_command_that_brings_it(capsys: pytest.CaptureFixture[str]) -> None:
    bring = "sudo apt-get install postgresql"
    outcomes = [Outcome("lint", "ok", 1.0), Outcome("migrations", "missing", bring=bring)]

    code = summary([*outcomes, Outcome("tests", "missing", bring=bring)], 2.0, missing_fails=False)

    assert code == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"Missing: migrations, tests. Bring it with: {bring}"


def test_without_chromium_the_browser_tests_are_missing_not_passed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    report = Report(House(), tmp_path)

    browser_checks(report, ["390-light"])

    assert report.outcomes == [Outcome("browser (390-light)", "missing", bring="sudo apt-get install chromium")]


def test_a_step_runs_in_a_clean_environment_and_all_its_commands_must_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql:///somebodys")
    monkeypatch.setenv("MAIL_SERVER", "smtp.example.no")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    report = Report(House(), tmp_path)
    unwanted = {"DATABASE_URL", "MAIL_SERVER", "PYTHONDONTWRITEBYTECODE"}
    clean = f"import os; assert not {unwanted} & set(os.environ) and os.environ['ASKED'] == 'yes'"

    report.step("clean", ["python", "-c", clean], settings={"ASKED": "yes"})
    report.step("half", ["python", "-c", ""], ["python", "-c", "raise SystemExit(1)"])
    report.step("absent", ["no-such-program"])

    assert [outcome.state for outcome in report.outcomes] == ["ok", "failed", "failed"]


@pytest.mark.parametrize(
    ("state", "in_ci", "code"), [("ok", True, 0), ("failed", False, 1), ("missing", False, 0), ("missing", True, 1)]
)
def test_a_failed_step_fails_the_run_and_a_missing_one_does_so_in_ci(state: str, in_ci: bool, code: int) -> None:
    assert summary([Outcome("lint", "ok"), Outcome("tests", state)], 1.0, missing_fails=in_ci) == code


def test_a_named_folder_of_postgresql_programs_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BIN", str(tmp_path))

    assert find_programs() == tmp_path


@pytest.mark.parametrize(
    ("translation", "flags", "fault"),
    [
        (None, (), "missing"),
        ("", (), "empty"),
        ("%(count)s svar", ("fuzzy",), "fuzzy"),
        ("svara", (), "other gaps than the text"),
        ("%(number)s svar", (), "other gaps than the text"),
        ("%(count)s svar frå kontoret", (), None),
    ],
)
def test_a_translation_is_finished_or_told_why_not(translation: str | None, flags: tuple[str], fault: str) -> None:
    wanted, nynorsk = Catalog(), Catalog(locale="nn")
    text = wanted.add("%(count)s svar")
    if translation is not None:
        nynorsk.add("%(count)s svar", translation, flags=flags)

    assert fault_of(text, nynorsk.get("%(count)s svar")) == fault


# --- python -m scripts.count_structure ------------------------------------------------------------------------------

TINY_HOUSE = {
    "app/__init__.py": "",
    "app/core/__init__.py": "",
    "app/core/clock.py": "from typing import Any\n\n\ndef now() -> Any:\n    return 0\n",
    "app/issues/__init__.py": "",
    "app/issues/policy.py": 'def can(a):\n    """Raises Denied, always."""\n    raise Denied\n',
    "app/issues/speaking.py": "from app.issues import policy\n\nA = _('Send')\n\n\ndef say():\n    raise Conflict(A)\n",
    "app/issues/views/__init__.py": "",
    "app/issues/views/claim.py": (
        "from app.meetings import queries\n\n\n"
        '@bp.route(\'/a\')\n@login_required\ndef show():\n    """What it is for.\n\n    More.\n    """\n'
        "    title = _('Send')\n    return title\n"
    ),
    "app/meetings/__init__.py": "",
    "app/meetings/queries.py": (
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from app.meetings.service import act\n\n\n"
        "def page():\n    from app.issues import policy\n    return policy\n"
    ),
    "app/meetings/service.py": "from app.meetings import queries\n",
    "app/demo/__init__.py": "never counted = (\n",
    "tests/test_all.py": "def test_one(monkeypatch):\n    monkeypatch.setattr(a, 'b', 1)\n\n\ndef test_two():\n    0\n",
}


def test_the_structure_of_a_tiny_house_is_counted(tmp_path: Path) -> None:
    for name, text in TINY_HOUSE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    counted = count_structure.count(tmp_path)

    assert {name: value for name, value in counted.items() if name in EXPECTED} == EXPECTED


EXPECTED = {
    "lines": 37,
    "modules": 11,
    "biggest module": "app.issues.views.claim 12",
    "modules over 300": 0,
    "circles of modules": [],
    "circles with TYPE_CHECKING": [["app.meetings.queries", "app.meetings.service"]],
    "circles of features, views counted": [["issues", "meetings"]],
    "own imports inside functions": ["app.meetings.queries → app.issues.policy"],
    "views": 1,
    "median lines of a view": 3,
    "functions with a return type": "20 %",
    "public functions": 5,
    "with a docstring": "40 %",
    "public functions that raise": 2,
    "of these do not say so": ["app.issues.speaking.say"],
    "Any": 1,
    "messages in several modules": ["'Send': app.issues.speaking, app.issues.views.claim"],
    "modules outside their kind": ["app.issues.speaking"],
    "tests": 2,
    "lines of tests per line of code": 0.16,
    "patches per test": 0.5,
    "commits": 0,
}


def test_commits_are_counted_by_their_subjects_and_bodies(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        who = ["-c", "user.name=N", "-c", "user.email=n@example.no", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True)

    git("init")
    git("commit", "--allow-empty", "-m", "Say why")
    git("commit", "--allow-empty", "-m", "S" * 73, "-m", "Because.")

    assert count_structure.commits(tmp_path) == {
        "commits": 2,
        "median letters of a subject": 40,
        "subjects over 72": 1,
        "commits with a body": 1,
    }


# --- python -m scripts.compare_pages --------------------------------------------------------------------------------


def test_a_page_is_the_same_whatever_its_source_looks_like_and_whenever_it_is_made() -> None:
    one = """<p class="a" id="b">Send <b>now</b>
      </p><input name="csrf_token" value="12"><link href="/static/dist/app-I4SM4VD3.css">"""
    other = """<p id="b"  class='a'>
      Send
      <b>now</b></p>   <input name="csrf_token" value="34"><link href="/static/dist/app-AAAAAAAA.css">"""

    assert lines_of_page(one) == lines_of_page(other)


@pytest.mark.parametrize(
    "other",
    [
        "<p>Send <b>then</b></p><pre>a  b</pre>",
        "<p>Send<b>now</b></p><pre>a  b</pre>",
        "<p class='soft'>Send <b>now</b></p><pre>a  b</pre>",
        "<p>Send <i>now</i></p><pre>a  b</pre>",
        "<p>Send <b>now</b></p><pre>a b</pre>",
    ],
)
def test_a_page_with_another_word_space_or_tag_differs(other: str) -> None:
    assert lines_of_page("<p>Send <b>now</b></p><pre>a  b</pre>") != lines_of_page(other)


def test_a_named_region_is_left_out_with_all_that_is_in_it() -> None:
    page = "<p>Before <span class='menu soft'>a<b>b<br></b></span> after</p>"

    assert lines_of_page(page, ["menu"]) == lines_of_page("<p>Before after</p>")


def test_pages_that_differ_are_shown_and_those_on_one_side_only_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, texts in {"before": ("same", "one", "gone"), "after": ("same", "two", None)}.items():
        (tmp_path / name / "pages" / "visitor").mkdir(parents=True)
        for number, text in enumerate(texts):
            if text is not None:
                (tmp_path / name / "pages" / "visitor" / f"%2F{number}.txt").write_text(f"200\n{text}\n")

    code = compare(tmp_path / "before", tmp_path / "after", most=20)
    same = compare(tmp_path / "before", tmp_path / "before", most=20)

    assert (code, same) == (1, 0)
    assert capsys.readouterr().out.splitlines() == [
        *("", "=== visitor: /1", "@@ -1,2 +1,2 @@", " 200", "-one", "+two"),
        "only before: visitor: /2",
        "2 pages and mails in both, 1 differ; 1 only before, 0 only after.",
        "3 pages and mails in both, 0 differ; 0 only before, 0 only after.",
    ]


# --- make mutants ---------------------------------------------------------------------------------------------------


def test_a_rule_is_changed_in_one_place_at_a_time() -> None:
    source = "def can(a, b):\n    if a.of < 3:\n        return max(a, b)\n    return a and not b\n"

    changes = list(mutants.mutants(Path("app/issues/policy.py"), source))

    assert {(one.line, one.before, one.after) for one in changes} == {
        (2, "if a.of < 3:", "if not a.of < 3:"),
        (2, "a.of < 3", "a.of <= 3"),
        (2, "3", "4"),
        (3, "max(a, b)", "min(a, b)"),
        (4, "return a and (not b)", "return not (a and (not b))"),
        (4, "a and (not b)", "a or not b"),
        (4, "a and (not b)", "a"),
        (4, "a and (not b)", "not b"),
        (4, "not b", "b"),
    }
    others = [mutants.mutated(source, one) for one in changes]
    assert len(set(others)) == len(changes)
    assert "    if a.of <= 3:\n        return max(a, b)\n    return a and (not b)" in "\n".join(others)


def test_no_change_is_made_twice_in_other_words() -> None:
    source = "def can(a, b):\n    if a is b:\n        return a == b\n    return 1 if not a else 2\n"

    changes = list(mutants.mutants(Path("app/issues/policy.py"), source))

    assert len({mutants.mutated(source, one) for one in changes}) == len(changes) == 5


def test_the_same_seed_draws_the_same_changes_from_as_many_modules_as_can_be() -> None:
    drawn = mutants.draw(8, 1, "")

    assert [str(one) for one in drawn] == [str(one) for one in mutants.draw(8, 1, "")]
    assert len({one.file for one in drawn}) == 8


def test_the_tests_that_are_done_in_a_second_are_asked_first() -> None:
    asked = mutants.tests_of("councils")

    assert asked[0] == "tests/councils/test_policy.py"
    assert sorted(asked) == sorted(f"tests/councils/{file.name}" for file in ROOT.glob("tests/councils/test_*.py"))
    assert mutants.tests_of("no such room") == []


# --- The licence ---------------------------------------------------------------------------------------------------


def test_every_file_that_names_the_licence_names_the_same() -> None:
    package, lock = (json.loads((ROOT / name).read_text()) for name in ("package.json", "package-lock.json"))
    readme = (ROOT / "README.md").read_text()
    named = {
        "LICENSE": (ROOT / "LICENSE").read_text().split(" License\n")[0],
        "package.json": package["license"],
        "package-lock.json": lock["packages"][""]["license"],
        "pyproject.toml": (ROOT / "pyproject.toml")
        .read_text()
        .partition("SPDX-License-Identifier: ")[2]
        .split("\n")[0],
        "README.md": readme.partition("## Licence and data\n\n")[2].split(",")[0],
    }

    assert named == dict.fromkeys(named, "MIT")


# --- docs/operations.md --------------------------------------------------------------------------------------------


def test_the_settings_table_says_what_config_reads() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.*?) \| (.*?) \| (.*?) \|$", table_of_settings(), re.MULTILINE)

    assert [(name, about, default, required) for name, about, default, required in rows] == [
        (s.name, s.about, s.default or "–", "yes" if s.required else "no") for s in SETTINGS
    ]


def table_of_settings() -> str:
    text = (ROOT / "docs" / "operations.md").read_text()
    return text.split("## Settings", 1)[1].split("\n## ", 1)[0]
