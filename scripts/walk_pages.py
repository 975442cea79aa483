"""Walks every page of a tree's own demo and writes each down as lines that two trees can be compared by.

Run by scripts/compare_pages.py, in a process of its own whose PYTHONPATH is the tree. The clock stands still, so that
two walks of the same code write the same. Pages are what the visitor and each demo person reach by following links
from the front page and Min side; then come the mails that the worker sends, and what the links in them open.
"""

import argparse
import os
import re
import socket
import sys
from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import time_machine
from aiosmtpd.controller import Controller
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from app import create_app
from scripts.page_lines import hidden_value, lines_of_json, lines_of_page, links_of_page, values_of_buttons

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # a Tuesday
LATER = (0, 1, 3, 7, 14, 30, 60)  # calendar days after which the worker is asked what it has to send
BEGINNINGS = ("/", "/min-side")
FOR_THE_VISITOR = ("/", "/nn/", "/en/")
HEADERS = ("Content-Type", "Location", "Cache-Control", "Content-Security-Policy", "Content-Disposition")
APART = ("/static/", "/demo", "/healthz")  # of these only /demo itself is walked, as the visitor
VISITOR = "visitor"


class Walk:
    """One walk: who has read what, and where it is written down."""

    def __init__(self, app: Flask, folder: Path, but: Collection[str], *, same: int, readers: int) -> None:
        self.app = app
        self.folder = folder
        self.but = but
        self.same = same
        self.readers = readers
        self.read_by: Counter[str] = Counter()
        self.addresses = app.url_map.bind("localhost")

    def go(self, who: str, client: FlaskClient, beginnings: Iterable[str]) -> None:
        """Breadth first. An address that enough others have read is left out, once enough of its kind were read."""
        waiting = deque(beginnings)
        met, of_kind = set(waiting), Counter[str]()
        while waiting:
            path = waiting.popleft()
            kind = self.kind(path)
            if self.read_by[path] >= self.readers and of_kind[kind] >= self.same:
                continue
            of_kind[kind] += 1
            self.read_by[path] += 1
            answer = client.get(path)
            self.write(who, path, answer)
            for link in links(path, answer):
                if link not in met:
                    met.add(link)
                    waiting.append(link)

    def kind(self, path: str) -> str:
        """The rule that an address follows; addresses of one rule are pages of one kind."""
        try:
            rule, _values = self.addresses.match(urlsplit(path).path, return_rule=True)
        except HTTPException:
            return path
        return rule.rule

    def write(self, who: str, path: str, answer: TestResponse) -> None:
        headers = [f"{name}: {answer.headers[name]}" for name in HEADERS if name in answer.headers]
        self.put(who, path, [str(answer.status_code), *headers, "", *self.body(answer)])

    def body(self, answer: TestResponse) -> list[str]:
        if answer.mimetype == "text/html":
            return lines_of_page(answer.text, self.but)
        if answer.mimetype == "application/json":
            return lines_of_json(answer.text)
        if (answer.mimetype or "").startswith("text/") or answer.mimetype == "application/atom+xml":
            return answer.text.splitlines()
        return [f"{len(answer.data)} bytes, SHA-256 {sha256(answer.data).hexdigest()}"]

    def put(self, who: str, name: str, lines: Iterable[str]) -> None:
        place = self.folder / who / f"{file_name(name)}.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("\n".join(lines) + "\n", encoding="utf-8")


def file_name(name: str) -> str:
    quoted = quote(name, safe="")
    return quoted if len(quoted) <= 180 else f"{quoted[:160]}-{sha256(name.encode()).hexdigest()[:16]}"


def links(path: str, answer: TestResponse) -> Iterator[str]:
    """The addresses of ours that an answer leads to, without what stands after #."""
    found = [answer.headers["Location"]] if "Location" in answer.headers else []
    if answer.mimetype == "text/html":
        found += links_of_page(answer.text)
    for link in found:
        whole = urlsplit(urljoin(f"http://localhost{path}", link))
        if whole.netloc == "localhost" and not whole.path.startswith(APART):
            yield f"{whole.path}?{whole.query}" if whole.query else whole.path


# --- The demo -------------------------------------------------------------------------------------------------------


def demo(folder: Path, mail_port: int) -> Flask:
    os.environ.update(
        MEDVIRK_ENV="demo",
        SECRET_KEY="the same for both trees, so that signed links are",
        INSTANCE_PATH=str(folder),
        DATABASE_URL=f"sqlite:///{folder / 'demo.db'}",
        PUBLIC_URL="http://localhost",
        RATE_LIMITS="off",
        MAIL_PORT=str(mail_port),
        MAIL_TLS="none",
    )
    app = create_app()
    for command in (["db", "upgrade"], ["import-registers"], ["demo"]):
        invoke(app, command)
    return app


def invoke(app: Flask, command: list[str]) -> None:
    done = app.test_cli_runner().invoke(args=command)
    if done.exit_code:
        raise SystemExit(f"flask {' '.join(command)}: {done.output}{done.exception or ''}")


def signed_in(app: Flask, key: str) -> FlaskClient:
    client = app.test_client()
    token = hidden_value(client.get("/demo").text, "csrf_token")
    answer = client.post("/demo", data={"person": key, "csrf_token": token})
    if answer.status_code != 303:
        raise SystemExit(f"/demo does not sign {key} in: {answer.status}")
    return client


def free_port() -> int:
    """Any: the demo's usual one may be taken by the walk of the other tree."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


# --- Mails ----------------------------------------------------------------------------------------------------------


class Catcher:
    """What aiosmtpd hands mails to."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        self.mails.append(BytesParser(policy=policy.default).parsebytes(envelope.content))
        return "250 OK"


def read_mails(walk: Walk, catcher: Catcher) -> None:
    """Every letter that the story's past and the coming weeks cause, and the pages that their links open.

    The demo drops the letters of its past, so that it does not begin with hundreds of them; here they are sent.
    """
    engine = create_engine(walk.app.config["SQLALCHEMY_DATABASE_URI"])
    with engine.begin() as connection:
        connection.execute(text("UPDATE mail SET dropped_at = NULL, dropped_reason = NULL WHERE sent_at IS NULL"))
    engine.dispose()
    for days in LATER:
        with time_machine.travel(START + timedelta(days=days), tick=False):
            invoke(walk.app, ["worker", "--once"])
            mails, catcher.mails = catcher.mails, []
            write_mails(walk, days, mails)
            walk.go(f"links-of-mails-day-{days}", walk.app.test_client(), sorted(links_of_mails(mails)))


def write_mails(walk: Walk, days: int, mails: list[EmailMessage]) -> None:
    numbers = Counter[str]()
    for mail in sorted(mails, key=lambda mail: (str(mail["To"]), str(mail["Subject"]), parts(mail))):
        name = f"{mail['To']} {mail['Subject']}"
        numbers[name] += 1
        headers = [f"{header}: {mail[header]}" for header in ("From", "To", "Reply-To", "Subject") if mail[header]]
        walk.put(f"mails-day-{days}", f"{name} {numbers[name]}", [*headers, "", *parts(mail)])


def parts(mail: EmailMessage) -> list[str]:
    lines = []
    for part in mail.walk():
        if part.get_content_type() == "text/plain":
            lines += part.get_content().splitlines()
        elif part.get_content_type() == "text/html":
            lines += lines_of_page(part.get_content())
    return lines


def links_of_mails(mails: list[EmailMessage]) -> set[str]:
    found = (re.findall(r"http://localhost(/[^\s<>\"]*)", part.get_content()) for mail in mails for part in mail.walk()
             if part.get_content_type() == "text/plain")  # fmt: skip
    return {link.partition("#")[0] for links in found for link in links}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pages are written down; the demo lies beside it")
    parser.add_argument("--same", type=int, required=True)
    parser.add_argument("--readers", type=int, required=True)
    parser.add_argument("--but", nargs="*", default=[])
    parser.add_argument("--people", nargs="*", default=[])
    given = parser.parse_args()
    instance = given.folder / "instance"
    instance.mkdir(parents=True)
    catcher, port = Catcher(), free_port()
    controller = Controller(catcher, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with time_machine.travel(START, tick=False):
            app = demo(instance, port)
            walk = Walk(app, given.folder / "pages", given.but, same=given.same, readers=given.readers)
            walk.go(VISITOR, app.test_client(), FOR_THE_VISITOR)
            page = app.test_client().get("/demo")
            walk.write(VISITOR, "/demo", page)
            for key in given.people or dict.fromkeys(values_of_buttons(page.text, "person")):
                walk.go(key, signed_in(app, key), BEGINNINGS)
        read_mails(walk, catcher)
    finally:
        controller.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
