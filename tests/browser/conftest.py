"""The browser's bench: a served house with CSRF on, real mail, people who sign in, and axe after every act."""

import json
import os
import re
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request
from werkzeug.serving import make_server

from app.accounts.views.sessions import new_device
from app.database import db, transaction
from app.demo.data import story
from app.demo.queries import doors
from app.models.people import Person
from app.worker import Worker
from tests.conftest import build_app, empty_tables
from tests.notices.conftest import Postman, free_port, postman

__all__ = ["postman"]

ROOT = Path(__file__).parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Where scripts are off no timer ever rings; axe, which we bring ourselves, sets a few.
AT_ONCE = """window.setTimeout = (act, _after, ...given) => {
  if (typeof act === 'function') Promise.resolve().then(() => act(...given));
  return 1;
}"""
SIZES = {
    "390": {"width": 390, "height": 844},
    "1280": {"width": 1280, "height": 900},
    "320": {"width": 320, "height": 700},
}


def views() -> list[str]:
    return os.environ.get("BROWSER_VIEWS", "390-light 1280-dark").split()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(params=views())
def view(request: pytest.FixtureRequest) -> str:
    """Width and colour scheme, as in "390-light" and others."""
    return str(request.param)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert executable, "No Chromium here. `make test` names the command that brings it."
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    return {
        **browser_type_launch_args,
        "executable_path": executable,
        "chromium_sandbox": False,
        "args": [*quiet, "--disable-component-update", "--disable-sync"],
    }


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The house, served at its PUBLIC_URL as people would meet it."""
    port = free_port()
    app = build_app(tmp_path_factory.mktemp("instance"), PUBLIC_URL=f"http://127.0.0.1:{port}", WTF_CSRF_ENABLED=True)
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield app
    server.shutdown()
    thread.join()
    with app.app_context():
        db.engine.dispose()


@dataclass
class Desk:
    """One person at one browser. Every act is followed by axe; the console must stay silent."""

    app: Flask
    context: BrowserContext
    page: Page
    has_scripts: bool = True
    noise: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self.noise.append(f"error: {error}"))

    def _hear(self, kind: str, text: str) -> None:
        refused = re.search(r"status of (4\d\d)", text)  # the browser notes a 422 page; that is not a fault of ours
        if kind in ("error", "warning") and not refused:
            self.noise.append(f"{kind}: {text}")

    def open(self, path: str) -> Page:
        url = path if path.startswith("http") else self.app.config["PUBLIC_URL"] + path
        self.page.goto(url)
        self.check()
        return self.page

    def press(self, name: str, *, role: str = "button", exact: bool = True, nth: int = 0) -> None:
        """Press what is called `name`, wait for the page it leads to, and look it over."""
        self.page.get_by_role(role, name=name, exact=exact).nth(nth).click()  # type: ignore[arg-type]
        self.page.wait_for_load_state("load")
        self.check()

    def follow(self, name: str, *, exact: bool = True) -> None:
        self.press(name, role="link", exact=exact)

    def fill(self, label: str, text: str) -> None:
        self.field(label).fill(text)

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(re.compile(rf"^{re.escape(label)}"))

    def unfold(self, title: str) -> None:
        self.page.locator("summary", has_text=title).first.click()

    def pick(self, label: str) -> None:
        self.page.get_by_role("radio", name=label, exact=True).check()

    def sees(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for()

    def check(self) -> None:
        """axe finds nothing, nothing sticks out to the side, and the console is silent."""
        if not self.has_scripts:
            self.page.evaluate(AT_ONCE)
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(
            "options => axe.run(document, options).then(r => r.violations.map("
            "v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', ')))",
            {"runOnly": RULES, "preload": self.has_scripts},
        )
        assert not found, f"{self.page.url}: {json.dumps(found, ensure_ascii=False, indent=1)}"
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
            f"{self.page.url} is wider than the screen"
        )
        assert not self.noise, f"{self.page.url}: {self.noise}"


@pytest.fixture
def desk(app: Flask, clean: None, browser: Browser, view: str) -> Iterator[Callable[..., Desk]]:
    """desk(person): that person's browser, signed in; desk(): a visitor's."""
    opened: list[BrowserContext] = []

    def sit(person: Person | None = None, **options: Any) -> Desk:
        width, scheme = view.split("-")
        context = browser.new_context(
            viewport=SIZES[width],  # type: ignore[arg-type]
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
            locale="nb-NO",
            **options,
        )
        context.set_default_timeout(10_000)
        opened.append(context)
        if person is not None:
            context.add_cookies([{"name": "medvirk", "value": cookie(app, person), "url": app.config["PUBLIC_URL"]}])
        return Desk(app, context, context.new_page(), has_scripts=options.get("java_script_enabled", True))

    yield sit
    for context in opened:
        context.close()


def cookie(app: Flask, person: Person) -> str:
    """The session cookie of a device on which the person signed in before."""
    with transaction():
        _device, token = new_device(person, remember=True, label="Chrome, Linux")
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    return str(serializer.dumps({"_user_id": token, "_fresh": True}))


@pytest.fixture
def deliver(app: Flask, postman: Postman) -> Callable[[], None]:
    """Let the worker do what is due now; the mails leave over real SMTP."""

    def send() -> None:
        look_again()
        Worker(app).once()
        look_again()

    return send


def look_again() -> None:
    """Forget what this session has read: the server has written since."""
    db.session.commit()
    db.session.expire_all()


def link_in(mail: Any, text: str) -> str:
    """The address in the plain part of a mail that contains `text`."""
    body = mail.get_body(("plain",)).get_content()
    found = re.search(rf"https?://\S*{re.escape(text)}\S*", body)
    assert found, f"no address with {text!r} in:\n{body}"
    return found.group(0)


@pytest.fixture(scope="session")
def story_file(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo story, loaded once as `make run` loads it, into a database of its own."""
    file = tmp_path_factory.mktemp("story") / "story.db"
    runner = app.test_cli_runner()
    for command in ("import-registers", "demo"):
        done = runner.invoke(args=[command])
        assert done.exit_code == 0, done.output
    with app.app_context():
        copy_database(Path(db.engine.url.database or ""), file)
        empty_tables()
    return file


@pytest.fixture
def told(app: Flask, story_file: Path, clean: None) -> dict[str, Person]:
    """The story as it lies there: key → person."""
    copy_database(story_file, Path(db.engine.url.database or ""))
    look_again()
    return doors.loaded_people(story.read_story())


def copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as given, closing(sqlite3.connect(target)) as taken:
        given.backup(taken)


def own_requests(page: Page) -> list[Request]:
    seen: list[Request] = []
    page.on("request", seen.append)
    return seen
