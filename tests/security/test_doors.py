"""What every door holds to: tokens on what is posted, headers on what is answered, limits, and redirects that stay."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask, abort

from app import create_app
from app.core.markdown import to_html
from app.councils.views.members_file import EXCEL
from app.database import db
from app.extensions import limiter
from app.web.security import CONTENT_SECURITY_POLICY, safe_next
from tests.house.walk import Case, cases, expectations
from tests.house.world import World

# The one POST without a token: a mail program presses it for its reader, and the signed address is the proof.
WITHOUT_TOKEN = {"inbox.unsubscribe"}
POSTS = [case for case in cases() if case.method == "POST" and case.endpoint not in WITHOUT_TOKEN]
PAGES = [case for case in cases() if case.method == "GET"]
OWN_POLICY = {"files.download", "demo.postbox_body"}
PRIVATE = "no-store"
# Saved and not shown by a browser, which would read a page in them.
FILES = {EXCEL, "application/pdf"}
ABROAD = [
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/%0d%0aSet-Cookie:a=b\r\nX: y",
    "\x00/min-side",
    " //evil.example",
]


def name_of(value):
    return value.name if isinstance(value, Case) else None


def first_role(case: Case, *, but: tuple[str, ...] = ()) -> str | None:
    meets = expectations(case)
    wanted = ("page", "done", "goes", "invalid")
    return next((role for role in meets if meets[role] in wanted and role not in but), None)


@pytest.fixture
def tokens(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def production(app: Flask, country: World) -> Iterator[Flask]:
    """The same house as people meet it: no test mode, secure cookies, limits on."""
    limits = {"RATELIMIT_ENABLED": True, "RATELIMIT_STORAGE_URI": "memory://"}
    own = {"TESTING": False, "MODE": "production", "SESSION_COOKIE_SECURE": True, "WTF_CSRF_ENABLED": False}
    other = create_app({**app.config, **limits, **own})
    yield other
    limiter.reset()
    limiter.enabled = False
    with other.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("case", POSTS, ids=name_of)
def test_nothing_is_posted_without_a_token(world, tokens, case):
    role = first_role(case) or "leader"

    answer = world.ask(role, "POST", case.path(world), data={"text": "Skrevet uten merke"})

    # A page of ours comes back filled in; another site's is refused. Either way nothing was done.
    allowed = {400, 403, 404, 409, 422}
    came_back = answer.status_code in (302, 303) and ("kept=" in answer.location or "/logg-inn" in answer.location)
    assert answer.status_code in allowed or came_back, (answer.status_code, answer.location)


def test_the_one_door_without_a_token_is_the_unsubscribe_of_a_mail(world, tokens):
    path = f"/avmeld/{world.things['unsubscribe_token']}"

    answer = world.ask("visitor", "POST", path, data={"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200


@pytest.mark.parametrize("case", PAGES, ids=name_of)
def test_every_answer_carries_the_headers(world, case):
    role = first_role(case) or "visitor"

    answer = world.ask(role, "GET", case.path(world))

    headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    if case.endpoint not in OWN_POLICY:
        assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    if role != "visitor":
        assert PRIVATE in headers["Cache-Control"]


def test_the_policy_lets_nothing_run_that_is_not_ours():
    rules = dict(rule.split(" ", 1) for rule in CONTENT_SECURITY_POLICY.split("; "))

    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert rules["form-action"] == "'self'"
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "*" not in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("path", ["/", "/finnes-ikke", "/innspill", "/static/finnes-ikke.css"])
def test_a_visitor_gets_the_policy_everywhere(world, path):
    answer = world.ask("visitor", "GET", path)

    if path.startswith("/static"):
        assert answer.status_code == 404
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("case", PAGES, ids=name_of)
def test_no_page_holds_what_the_policy_refuses(world, case):
    answer = world.ask(first_role(case) or "visitor", "GET", case.path(world))
    if answer.mimetype in FILES:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        return
    html = answer.text

    assert re.findall(r"<[^>]*\s(?:on[a-z]+|style)\s*=\s*[\"']", html) == []
    assert re.findall(r"<script(?![^>]*\ssrc=\"/static/)", html) == []
    assert "javascript:" not in html


@pytest.mark.parametrize("target", ABROAD)
def test_nothing_leads_abroad(target):
    assert safe_next(target, "/min-side") == "/min-side"


@pytest.mark.parametrize("target", ["/innspill", "/innspill/2026-0001?etter=3", "/utvalg/nav-skien#plasser"])
def test_our_own_pages_are_led_to(target):
    assert safe_next(target, "/min-side") == target


@pytest.mark.parametrize("target", ABROAD)
@pytest.mark.parametrize(
    ("method", "path", "name", "role"),
    [
        ("GET", "/logg-inn", "next", "member"),
        ("GET", "/sprak/nn", "til", "visitor"),
        ("POST", "/sprak/nn", "til", "visitor"),
        ("POST", "/sprak/nn", "til", "member"),
    ],
)
def test_no_address_redirects_abroad(world, method, path, name, role, target):
    for options in ({"query_string": {name: target}}, {"data": {name: target}} if method == "POST" else {}):
        location = world.ask(role, method, path, **options).headers.get("Location", "/")
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))
        assert "\n" not in location


def test_a_referrer_from_abroad_is_no_way_back(world):
    answer = world.ask("visitor", "POST", "/sprak/nn", headers={"Referer": "https://evil.example/a"})

    assert answer.headers["Location"].startswith("/")


def test_the_cookie_is_secure_and_out_of_reach(production):
    client = production.test_client()
    answer = client.get("/logg-inn", base_url="https://localhost")
    posted = client.post("/logg-inn", data={"email": "a@b.no", "password": "x"}, base_url="https://localhost")

    cookies = [value for one in (answer, posted) for value in one.headers.getlist("Set-Cookie")]
    assert cookies == [] or all({"Secure", "HttpOnly"} <= set(one.split("; ")) for one in cookies)
    with client.session_transaction(base_url="https://localhost") as session:
        session["flash"] = "x"
    set_now = client.get("/logg-inn", base_url="https://localhost").headers
    assert set_now["Strict-Transport-Security"].startswith("max-age=")


def test_a_sign_in_sets_a_cookie_that_scripts_and_other_sites_do_not_get(production, world):
    client = production.test_client()
    path = "/logg-inn/nonce-for-sign_in"

    answer = client.post(path, base_url="https://localhost")

    assert answer.status_code == 303
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("medvirk=")
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))


@pytest.mark.parametrize("path", ["/om", "/nn/om", "/en/om", "/", "/personvern"])
def test_a_page_without_a_form_sets_no_cookie(world, path):
    assert "Set-Cookie" not in world.ask("visitor", "GET", path).headers


def typed(megabytes):
    """A form with one very long text in it."""
    return {
        "data": b"body=" + b"a" * (megabytes * 1024 * 1024),
        "content_type": "application/x-www-form-urlencoded",
    }


def test_a_body_that_is_too_large_gets_a_page_that_says_so(world):
    answer = world.ask("author", "POST", "/innspill/nytt", **typed(13))

    assert answer.status_code == 413
    assert "for stor" in answer.text


def test_a_text_longer_than_its_field_is_told_so_and_is_not_lost(world):
    fields = {"title": "Låst dør", "body": "Døra er låst. " * 1000, "theme": "apning"}
    answer = world.ask("author", "POST", "/innspill/nytt", data=fields)

    assert answer.status_code == 422
    assert "høyst" in answer.text
    assert answer.text.count("Døra er låst.") >= 1000


def test_whoever_is_too_fast_reads_why_and_what_to_do(production, world):
    client = production.test_client()
    answers = [client.post("/logg-inn/lenke", data={"email": "noen@example.org"}) for _ in range(40)]

    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert "Vent et minutt" in refused[0].text


def test_an_error_page_leaks_nothing(production, monkeypatch):
    def broken():
        raise RuntimeError("secret of /srv/medvirk and SELECT password_hash FROM person")

    monkeypatch.setitem(production.view_functions, "site.about", broken)
    answer = production.test_client().get("/om")

    assert answer.status_code == 500
    assert "<h1" in answer.text
    for leak in ("secret", "SELECT", "Traceback", "RuntimeError", "site-packages", ".py"):
        assert leak not in answer.text


@pytest.mark.parametrize(
    "path", ["/innspill/2026-9999", "/utvalg/finnes-ikke", "/filer/" + "a" * 32, "/filer/..%2f..%2fetc"]
)
@pytest.mark.parametrize("role", ["visitor", "member"])
def test_what_is_not_there_is_refused_the_same_way_as_what_one_may_not_see(production, world, role, path):
    world.app, own = production, world.app
    try:
        answer = world.ask(role, "GET", path)
    finally:
        world.app = own

    assert answer.status_code in ((302, 404) if role == "visitor" else (404,))
    assert "Traceback" not in answer.text


def test_a_server_says_nothing_of_what_it_runs_on(production):
    answer = production.test_client().get("/om")

    assert "X-Powered-By" not in answer.headers
    assert "Werkzeug" not in answer.headers.get("Server", "")


def test_error_pages_exist_for_what_people_meet(production):
    def refused():
        abort(403)

    production.view_functions["site.about"] = refused

    assert "<h1" in production.test_client().get("/om").text


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[trykk her](javascript:alert(1))",
        "[trykk her](data:text/html;base64,PHNjcmlwdD4=)",
        "![bilde](x onerror=alert(1))",
        '<img src=x onerror="alert(1)">',
        "<a href='javascript:alert(1)'>her</a>",
        "<iframe src=//evil.example></iframe>",
        "<style>body{display:none}</style>",
        "[a](<javascript:alert(1)>)",
        "[a]: javascript:alert(1)\n\n[a]",
        "<svg/onload=alert(1)>",
        "```\n</code><script>alert(1)</script>\n```",
    ],
)
def test_a_summary_written_in_markdown_holds_no_script(text):
    html = to_html(text)

    assert re.search(r"<(?:script|iframe|style|svg|object|embed|form)\b", html, re.IGNORECASE) is None
    assert re.search(r"<[^>]*\s(?:href|src)\s*=\s*[\"']?\s*(?:javascript|data|vbscript):", html, re.IGNORECASE) is None
    assert re.search(r"<[^>]*\son[a-z]+\s*=", html, re.IGNORECASE) is None
