"""The log says what was done and by which request, and nothing of what somebody wrote or who it is."""

import io
import json
import logging
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from app.core import clock, logs
from app.core.logs import JsonLine, ReadableLine, sane_id
from app.database import db
from app.models.councils import Appointment
from app.worker import Worker
from tests.test_scripts import free_port

ROOT = Path(__file__).resolve().parents[2]
TUESDAY = datetime(2026, 3, 10, 8, 0, tzinfo=clock.OSLO)
UUID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
SECRETS = ("ola.nordmann@example.no", "Rullestolrampen", "Kvefjordgata", "t0ken-of-a-link")


@pytest.fixture
def lines():
    """Everything that is logged, as production writes it; reading empties it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLine())
    root, ours = logging.getLogger(), logging.getLogger(logs.OURS)
    root.addHandler(handler)
    ours.setLevel(logging.INFO)

    def read():
        written = stream.getvalue().splitlines()
        stream.seek(0)
        stream.truncate()
        return [json.loads(line) for line in written]

    yield read
    root.removeHandler(handler)
    ours.setLevel(logging.NOTSET)


def test_a_line_says_what_was_done_and_the_answer_says_by_which_request(visit, lines):
    answer = visit(None).get("/om?q=Rullestolrampen", headers={"X-Request-ID": UUID})

    (line,) = lines()
    assert answer.headers.getlist("X-Request-ID") == [UUID]
    assert line.pop("ms") >= 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line.pop("time"))
    assert line == {
        "level": "info",
        "logger": "app.web.request_log",
        "request_id": UUID,
        "message": "Answered",
        "endpoint": "site.about",
        "method": "GET",
        "status": 200,
    }


def test_what_is_posted_searched_for_or_stands_in_an_address_is_in_no_line(make, visit, lines):
    council = make.council()
    member, stranger = visit(make.representative(council)), visit(None)

    member.get("/innspill?q=Kvefjordgata")
    member.post("/innspill/nytt", {"title": "Rullestolrampen", "text": "Kvefjordgata 1", "email": SECRETS[0]})
    stranger.get("/logg-inn/t0ken-of-a-link?next=/innspill/Rullestolrampen")
    stranger.post("/logg-inn", {"email": SECRETS[0], "password": "Rullestolrampen"})
    stranger.get("/utvalg/Rullestolrampen")
    stranger.get("/Kvefjordgata", headers={"User-Agent": "Kvefjordgata", "Referer": "http://localhost/t0ken-of-a-link"})

    written = lines()
    done = [(line["endpoint"], line["method"], line["status"]) for line in written if line["message"] == "Answered"]
    assert done == [
        ("issues.index", "GET", 200),
        ("issues.post", "POST", 422),
        ("accounts.sign_in_by_link", "GET", 404),
        ("accounts.sign_in", "POST", 422),
        ("councils.show", "GET", 404),
        (None, "GET", 404),
    ]
    assert len({line["request_id"] for line in written}) == len(done)
    assert [secret for secret in SECRETS if secret in json.dumps(written, ensure_ascii=False)] == []


@pytest.mark.parametrize(
    "given", [None, "", "short", "ola.nordmann@example.no", "Ola Nordmann fra Kvefjord", f"{UUID}\n{UUID}", "a" * 65]
)
def test_what_could_be_more_than_an_id_is_replaced_by_a_new_one(given):
    assert re.fullmatch(r"[0-9a-f]{32}", sane_id(given))
    assert sane_id(given) != sane_id(given)


def test_a_refusal_at_the_door_and_a_static_file_have_an_id_and_only_the_refusal_a_line(app, lines):
    refused = app.test_client().get("/om", headers={"Host": "demo.example.no"})
    with app.test_client().get("/static/dist/manifest.json") as static:
        assert re.fullmatch(r"[0-9a-f]{32}", static.headers["X-Request-ID"])

    assert [(line["endpoint"], line["status"]) for line in lines()] == [(None, 403)]
    assert re.fullmatch(r"[0-9a-f]{32}", refused.headers["X-Request-ID"])


def test_everything_said_in_a_request_carries_its_id_and_nothing_said_after_it_does(app, lines):
    log = logging.getLogger("app.issues")
    with logs.as_part_of(UUID):
        log.error("Within")
    log.error("After")

    assert [(line["message"], line["request_id"]) for line in lines()] == [("Within", UUID), ("After", None)]


def test_an_error_is_told_by_its_kind_and_place_and_never_by_its_text(lines):
    try:
        raise LookupError("ola.nordmann@example.no")
    except LookupError:
        logging.getLogger("app.issues").exception("Unexpected error at %s", "issues.post")

    (line,) = lines()
    assert line["message"] == "Unexpected error at issues.post"
    assert re.fullmatch(r"LookupError at test_request_log\.py:\d+", line["error"])


@pytest.mark.parametrize(
    ("name", "said", "written"),
    [
        ("gunicorn.error", ("Error handling request %s", "/logg-inn/t0ken-of-a-link"), "Error handling request"),
        (
            "gunicorn.error",
            ("Invalid request from ip=192.0.2.7: /logg-inn/t0ken-of-a-link",),
            "Invalid request from ip",
        ),
        ("sqlalchemy.pool", ("Exception for ola.nordmann@example.no",), "Exception for ola.nordmann"),
        ("app.worker", ("Failed: %s", "followups"), "Failed: followups"),
    ],
)
def test_of_what_others_log_only_the_words_before_a_value_are_written(name, said, written, lines):
    logging.getLogger(name).error(*said)

    assert [line["message"] for line in lines()] in ([written], [])


def test_a_developer_reads_the_same_in_one_plain_line():
    record = logging.LogRecord("app.web.request_log", logging.INFO, "", 0, "Answered", None, None)
    record.act = {"endpoint": "site.about", "status": 200}

    with logs.as_part_of(UUID):
        line = ReadableLine().format(record)

    assert re.fullmatch(
        r"\d\d:\d\d:\d\d INFO app\.web\.request_log 7c9e6679 Answered endpoint=site\.about status=200", line
    )


def test_a_run_of_the_worker_has_an_id_and_says_how_much_each_room_did(app, make, lines):
    member = make.representative(make.council())
    seated = db.session.scalars(select(Appointment).where(Appointment.person_id == member.id)).one()
    seated.valid_to = TUESDAY.date() + timedelta(days=20)
    db.session.commit()

    with time_machine.travel(TUESDAY, tick=False):
        Worker(app).once()

    done = [line for line in lines() if line["message"] == "Done"]
    assert [(line["room"], line["count"], line["failed"]) for line in done if line["room"] == "councils"] == [
        ("councils", 1, 0)
    ]
    assert len({line["request_id"] for line in done}) == 1


# --- A real server ---------------------------------------------------------------------------------------------------


def test_gunicorn_writes_json_lines_without_an_address_even_with_an_access_log(tmp_path):
    port = free_port()
    command = [str(Path(sys.executable).parent / "gunicorn"), "--bind", f"127.0.0.1:{port}", "--access-logfile", "-"]
    settings = {
        "MEDVIRK_ENV": "production",
        "SECRET_KEY": "Xk2-w9Q_7tLr4VbN8zHs1MfYc6PdJe3GuA5oRi0Tq",
        "DATABASE_URL": f"sqlite:///{tmp_path}/log.db",
        "PUBLIC_URL": "https://medvirk.example.no",
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_TLS": "none",
        "MAIL_SENDER": "Medvirk <medvirk@example.no>",
        "CONTACT_EMAIL": "kontakt@example.no",
        "OWNER_NAME": "Etaten",
        "OWNER_ADDRESS": "Storgata 1, 0155 Oslo",
        "OWNER_PHONE": "22 33 44 55",
        "PRIVACY_OFFICER": "personvernombud@example.no",
        "ACCESSIBILITY_STATEMENT": "https://uustatus.no/nb/erklaringer/publisert/4f1e",
        "INSTANCE_PATH": str(tmp_path),
    }
    process = subprocess.Popen(
        [*command, "--no-control-socket", "wsgi:app"], cwd=ROOT, env={**os.environ, **settings},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        until_answered(port, "/static/dist/manifest.json")
        until_answered(port, "/logg-inn/t0ken-of-a-link?q=Rullestolrampen")
    finally:
        process.send_signal(signal.SIGTERM)
        access, said = process.communicate(timeout=30)

    written = [json.loads(line) for line in said.splitlines()]
    done = [line for line in written if line["message"] == "Answered"]
    assert [(line["endpoint"], line["method"], line["status"]) for line in done] == [
        ("accounts.sign_in_by_link", "GET", 503)
    ]
    assert any(line["message"].startswith("Listening at: http://127.0.0.1") for line in written)
    assert done[0]["request_id"] in access
    assert [secret for secret in (*SECRETS, "127.0.0.1 ", "logg-inn") if secret in access + said] == []


def until_answered(port, path):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": "medvirk.example.no"})
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("It does not answer.")
