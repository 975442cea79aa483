"""A real worker process that is killed, or told to stop: no mail is lost, and at most one is repeated for each kill."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from app.database import db
from app.models.people import Heartbeat
from tests.notices.conftest import Postman, mail_rows, make_due, waiting_letter

ROOT = Path(__file__).parent.parent.parent
SECONDS = 30


@pytest.fixture
def start(app: Flask, postman: Postman) -> Callable[..., subprocess.Popen[bytes]]:
    """A worker of its own process on the same database and the same mail server."""
    url = app.config["SQLALCHEMY_DATABASE_URI"].replace("postgresql+psycopg://", "postgresql://")
    environment = {
        **os.environ,
        "MEDVIRK_ENV": "demo",
        "DATABASE_URL": url,
        "INSTANCE_PATH": str(app.config["INSTANCE"]),
        "SECRET_KEY": app.config["SECRET_KEY"],
        "PUBLIC_URL": "http://localhost",
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": str(postman.port),
        "PYTHONPATH": str(ROOT),
    }

    def starting(*options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", *options]
        return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE)

    return starting


def ends(process: subprocess.Popen[bytes]) -> int:
    _out, said = process.communicate(timeout=SECONDS)
    assert b"Traceback" not in said, said.decode()
    return process.returncode


def test_killed_between_the_servers_yes_and_the_commit_one_mail_is_repeated_and_none_is_lost(make, start, postman):
    for _ in range(6):
        waiting_letter(make, make.person())
    db.session.commit()
    process = start()

    def kill_at_the_third() -> None:
        if len(postman.mails) == 3:
            process.kill()
            process.wait()

    postman.when_taken.append(kill_at_the_third)

    assert ends(process) == -signal.SIGKILL
    assert [mail.sent_at is not None for mail in mail_rows()] == [True, True, False, False, False, False]
    make_due()
    assert ends(start("--once")) == 0

    times = Counter(mail["Message-ID"] for mail in postman.mails)
    assert sorted(times.values()) == [1, 1, 1, 1, 1, 2]
    assert all(mail.sent_at for mail in mail_rows())


def test_killed_before_the_server_has_the_mail_nothing_is_repeated(make, start, postman):
    for _ in range(3):
        waiting_letter(make, make.person())
    db.session.commit()
    process = start()

    def kill_at_once() -> None:
        process.kill()
        process.wait()

    postman.when_asked.append(kill_at_once)
    assert ends(process) == -signal.SIGKILL
    postman.when_asked.clear()
    make_due()
    assert ends(start("--once")) == 0

    assert sorted(Counter(mail["Message-ID"] for mail in postman.mails).values()) == [1, 1, 1]


def test_told_to_stop_it_ends_cleanly_and_has_given_a_sign_of_life(make, start, postman):
    waiting_letter(make, make.person())
    db.session.commit()
    process = start()

    until = time.monotonic() + SECONDS
    while not has_beaten() and time.monotonic() < until:
        time.sleep(0.1)
    process.send_signal(signal.SIGTERM)

    assert ends(process) == 0
    assert len(postman.mails) == 1


def has_beaten() -> bool:
    db.session.expire_all()
    found = db.session.get(Heartbeat, "worker") is not None
    db.session.commit()
    return found
