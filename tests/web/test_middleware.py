"""What every request passes: a demo for this machine alone, one name in production, and headers on every answer."""

import re
from urllib.parse import unquote

import pytest
from sqlalchemy import event, select

from app.core import clock
from app.core.roles import ScopeKind
from app.database import db, transaction
from app.models.people import Heartbeat
from app.web.middleware import Middleware, is_untrusted
from app.web.security import HEADERS, own_path

EVIL = "evil.example"


@pytest.fixture
def door(app, monkeypatch):
    """As it stands in production, for the host name of the tests; and nothing is noted yet."""
    stands = app.wsgi_app.inner
    assert isinstance(stands, Middleware)
    monkeypatch.setattr(stands, "noted_at", None)
    monkeypatch.setitem(app.config, "MODE", "production")
    monkeypatch.setitem(app.config, "DEMO_PUBLIC", True)
    return stands


def asked(path):
    """The address as a browser sends it; the test client would take what follows `//` for a host."""
    plain, _sign, query = path.partition("?")
    return {"PATH_INFO": unquote(plain), "QUERY_STRING": query, "REQUEST_URI": path, "RAW_URI": path}


def ask(app, path="/om", *, method="GET", **options):
    answer = app.test_client().open("/", method=method, buffered=True, environ_overrides=asked(path), **options)
    answer.close()
    return answer


# --- A demo is for this machine ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/demo", "/healthz", "/static/dist/manifest.json", "/finnes-ikke"])
@pytest.mark.parametrize(
    "options",
    [
        {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}},
        {"environ_base": {"REMOTE_ADDR": ""}},  # a socket: a proxy stands before it
        {"headers": {"Host": "demo.example.no"}},
        {"headers": {"Host": "127.0.0.1.example.no"}},
        {"headers": {"X-Forwarded-For": "192.0.2.7"}},
        {"headers": {"Forwarded": "for=192.0.2.7"}},
        {"headers": {"X-Real-IP": "192.0.2.7"}},
    ],
    ids=["another machine", "a socket", "another name", "a name that looks like it", "XFF", "Forwarded", "X-Real-IP"],
)
def test_a_demo_answers_nobody_but_its_own_machine_however_it_was_started(app, clean, path, options):
    answer = ask(app, path, **options)

    assert answer.status_code == 403
    assert "DEMO_PUBLIC=yes" in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST"])
def test_a_demo_answers_whoever_sits_at_the_machine(app, clean, host):
    assert ask(app, headers={"Host": host}).status_code == 200


def test_a_demo_that_is_told_to_be_public_answers_everybody(app, clean, monkeypatch):
    monkeypatch.setitem(app.config, "DEMO_PUBLIC", True)

    assert ask(app, headers={"Host": EVIL}, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200


# --- One host name in production -----------------------------------------------------------------------------------


@pytest.mark.parametrize("host", [EVIL, "127.0.0.1", "localhost.evil.example", "localhost@evil.example", "[", ""])
@pytest.mark.parametrize("path", ["/", "/logg-inn", "/static/dist/manifest.json", "//x", "/healthz/"])
def test_in_production_another_host_name_gets_no_page(app, clean, door, host, path):
    answer = ask(app, path, headers={"Host": host})

    assert answer.status_code == 421
    assert "Location" not in answer.headers
    assert EVIL not in answer.text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "localhost:8443", "localhost."])
def test_in_production_the_houses_own_name_is_answered(app, clean, door, host):
    assert ask(app, headers={"Host": host}).status_code == 200


def test_a_monitor_may_ask_for_the_health_by_address(app, clean, door):
    assert ask(app, "/healthz", headers={"Host": "127.0.0.1:8000"}).json["database"] == "ok"


# --- Redirects -----------------------------------------------------------------------------------------------------


def addresses(app):
    """Each address of the house, written so that the router or a view would send the browser on."""
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods:
            plain = re.sub(r"<[^>]*>", "1", rule.rule)
            doubled = plain.replace("/", "//")
            yield from (f"/{plain}", doubled, f"{plain}/", f"{plain}//{EVIL}")
            yield from (f"//{EVIL}{plain}", f"/%5C{EVIL}{plain}", f"{plain}?next=//{EVIL}/")


def test_no_redirect_or_error_page_leads_where_the_request_says(app, clean, monkeypatch):
    monkeypatch.setitem(app.config, "DEMO_PUBLIC", True)
    client, seen = app.test_client(), set()
    for path in addresses(app):
        headers = {"Host": EVIL, "X-Forwarded-Host": EVIL, "Referer": f"http://{EVIL}/"}
        answer = client.get("/", headers=headers, environ_overrides=asked(path))

        if 300 <= answer.status_code < 400:
            seen.add(answer.status_code)
            assert re.match(r"/(?![/\\])", answer.headers["Location"]), path
            assert f"//{EVIL}" not in answer.headers["Location"].partition("?")[0], path
        assert not re.search(rf"(href|action|src)=\"(https?:)?[/\\]{{2}}{EVIL}", answer.text), path
        assert f"http://{EVIL}" not in answer.text, path
    assert {302, 308} <= seen


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ("/min-side?a=1#b", "/min-side?a=1#b"),
        ("http://evil.example/om?a=1", "/om?a=1"),
        ("http://evil.example", "/"),
        ("//evil.example/om", "/om"),
        ("http://evil.example//evil.example/om", "/evil.example/om"),
        ("/\\evil.example/om", "/om"),
        ("///evil.example", "/evil.example"),
        ("//[", "/"),
        ("", ""),
    ],
)
def test_an_address_is_turned_into_a_path_of_ours(said, own):
    assert own_path(said) == own


# --- Headers of every answer ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/om", 200),
        ("HEAD", "/om", 200),
        ("GET", "/static/dist/manifest.json", 200),
        ("POST", "/static/dist/manifest.json", 405),
        ("GET", "/static/finnes-ikke.js", 404),
        ("GET", "/static/../app/config.py", 404),
        ("GET", "/min-side", 302),
        ("GET", "/utvalg//nav-skien", 308),
        ("GET", "/healthz", 503),
        ("GET", "/finnes-ikke", 404),
        ("DELETE", "/om", 405),
    ],
)
def test_every_answer_carries_the_headers_once(app, clean, method, path, status):
    answer = ask(app, path, method=method)

    assert answer.status_code == status
    for name, value in HEADERS:
        assert answer.headers.getlist(name) == [value]
    assert "Strict-Transport-Security" not in answer.headers


def test_what_has_not_changed_since_carries_them_too_and_https_its_own(app, clean):
    first = ask(app, "/static/dist/manifest.json", base_url="https://localhost")
    again = ask(app, "/static/dist/manifest.json", headers={"If-Modified-Since": first.headers["Last-Modified"]})

    assert first.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert again.status_code == 304
    assert again.headers["X-Content-Type-Options"] == "nosniff"


# --- Headers of a proxy that is not trusted ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "proxies", "untrusted"),
    [
        ({}, 0, False),
        ({}, 1, False),
        ({"X_FORWARDED_FOR": "192.0.2.7"}, 0, True),
        ({"FORWARDED": "for=192.0.2.7"}, 0, True),
        ({"X_FORWARDED_PROTO": "https"}, 0, True),
        ({"X_FORWARDED_FOR": "192.0.2.7"}, 1, False),
        ({"X_FORWARDED_FOR": "192.0.2.7, 192.0.2.8"}, 1, True),
        ({"X_FORWARDED_FOR": "192.0.2.7"}, 2, True),
        ({"FORWARDED": "for=192.0.2.7"}, 1, True),
        ({"X_FORWARDED_FOR": "192.0.2.7", "X_REAL_IP": "192.0.2.7"}, 1, False),
    ],
)
def test_headers_are_those_of_as_many_proxies_as_are_trusted_or_they_are_not(headers, proxies, untrusted):
    assert is_untrusted({f"HTTP_{name}": value for name, value in headers.items()}, proxies) is untrusted


def noted():
    db.session.expire_all()
    return list(db.session.scalars(select(Heartbeat.name)))


def test_a_forgotten_proxy_is_told_of_on_the_page_of_operations_and_is_no_fault(app, make, visit, door, monkeypatch):
    administrator = make.scope(ScopeKind.ADMINISTRATOR)
    make._add(Heartbeat(name="worker", at=clock.now()))
    reader = visit(administrator)
    assert "PROXIES=" not in reader.get("/drift").text
    assert visit(None).get("/healthz").json["untrusted_forwarded_seconds_ago"] is None

    ask(app, headers={"X-Forwarded-For": "192.0.2.7"})

    page = reader.get("/drift").text
    assert "Står Medvirk bak en omvendt proxy?" in page
    assert "innstillingen PROXIES=0" in page
    assert "192.0.2.7" not in page
    health = visit(None).get("/healthz")
    assert (health.status_code, health.json["untrusted_forwarded_seconds_ago"]) == (200, 0)
    monkeypatch.setitem(app.config, "PROXIES", 1)  # mended: what was seen before says nothing of it
    assert "PROXIES=" not in reader.get("/drift").text


def test_whoever_sends_such_headers_again_and_again_writes_once(app, clean, door):
    begun = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: begun.append(given[2]))
    for _ in range(5):
        ask(app, "/static/dist/manifest.json", headers={"X-Forwarded-For": EVIL * 99, "Forwarded": "x"})

    assert noted() == ["forwarded_0"]
    assert len([one for one in begun if one.startswith("INSERT INTO heartbeat")]) == 1


def test_the_note_neither_disturbs_a_page_nor_fails_with_the_database(app, make, visit, door, monkeypatch):
    person = make.person()
    reader = visit(person)
    monkeypatch.setattr(door, "noted_at", None)
    with transaction():
        make._add(Heartbeat(name="worker", at=clock.now()))

    assert reader.get("/min-konto", headers={"X-Forwarded-For": "192.0.2.7"}).status_code in (200, 302)
    reader.last.close()

    assert "forwarded_0" in noted()
