"""Whatever is sent in a field, a query, a header or a file, in whatever shape: an answer, never an error of ours.

Generated from the forms of the pages and the names that the code reads. An exception rises through the test client.
"""

import ast
import io
import re
from itertools import cycle, islice

import pytest

from tests.house.source import modules
from tests.house.walk import SIGN_IN, Case, cases, expectations, met
from tests.security.reading import PageForm, fill, forms_of
from tests.security.test_evil_texts import FORMS

# In every field at once.
NASTY = ["²", "\u0663", "9" * 25, "a\x00b\x01", "9999-12-31", "x" * 5000]
# One at a time, by turns, in a form that is well filled in otherwise.
ALONE = [
    *NASTY,
    *(
        "①",
        "-1",
        "1e999",
        "NaN",
        "3-²",
        "²:00",
        "24:61",
        "1_0",
        "9" * 400,
        "\x00",
        "%",
        "\u202e",
        "[1]",
        "{",
        "office-²",
    ),
    *("0027-01-01", "2027-02-30", "10000-01-01", "31.02.2027", "24.12.26"),
]
PER_FIELD = 1
DOORS = {"accounts.ask_link", "accounts.forgot_password"}  # they lead to the sign-in page
OF_THE_LAYOUT = {"/logg-ut"}  # it stands on every page, and whoever sends it sends nothing more
BAD_BYTES = b"%ED%A0%80=%FF%FE&a%00=%C3%28&%=%&csrf_token=%FF&="
HEADERS = {
    "Referer": "http://[",
    "Origin": "http://[",
    "Accept-Language": "²;q=²,*;q=NaN",
    "Accept": "²/²;q=1e999",
    "Range": "bytes=²-",
    "If-None-Match": '"²',
    "If-Modified-Since": "32 Foo 99999 99:99:99",
    "Cookie": "medvirk=²; session=.eJ; =",
    "X-Forwarded-For": "²",
}


def names(form: PageForm) -> list[str]:
    return list(dict.fromkeys(one.name for one in form.fields if one.name))


def shapes(form: PageForm, good: dict[str, str]):
    """The same form, sent in ways no browser sends it."""
    every = names(form)
    yield {"data": {}}
    yield {"data": {name: [good.get(name, "1"), good.get(name, "2")] for name in every}}
    yield {"data": dict.fromkeys(every, "%")}  # a file as a text
    yield {"data": {name: (io.BytesIO(b"%PDF-1.4"), "x.pdf") for name in every}}  # a text as a file
    yield {"data": {name: (io.BytesIO(b"x"), "") for name in every}}
    for name in every:
        yield {"data": {key: value for key, value in good.items() if key != name}}
    yield {"data": BAD_BYTES, "content_type": "application/x-www-form-urlencoded"}
    yield {"data": b"[1, {}]", "content_type": "application/json"}
    yield {"data": b"--x", "content_type": "multipart/form-data; boundary=x"}


def posts(form: PageForm, shift: int):
    good = fill(form, "Noe å si om ordningen")
    for value in NASTY:
        yield {"data": dict.fromkeys(names(form), value)}
    values = islice(cycle(ALONE), shift, None)
    for name in names(form):
        for value in islice(values, PER_FIELD):
            yield {"data": {**good, name: value}}
    yield from shapes(form, good)


@pytest.mark.parametrize(
    ("number", "case", "role"),
    [(number, *one) for number, one in enumerate(FORMS)],
    ids=lambda value: value.name if isinstance(value, Case) else str(value),
)
def test_no_form_breaks_on_what_is_sent(world, number, case, role):
    path = case.path(world)

    for form in forms_of(world.ask(role, "GET", path).text):
        if form.action in OF_THE_LAYOUT:
            continue
        for sent in posts(form, number):
            answer = world.ask(role, "POST", form.action or path, **sent)
            assert answer.status_code < 500, sent
            assert met(answer) != SIGN_IN or role == "visitor" or case.endpoint in DOORS, "nobody is left to send it"
        world.restore()


def names_in_queries() -> set[str]:
    """Every name that the code takes from a query string."""
    calls = [node for module in modules() for node in ast.walk(module.tree) if isinstance(node, ast.Call)]
    read = {
        call.args[0].value
        for call in calls
        if call.args
        and isinstance(call.args[0], ast.Constant)
        and ast.unparse(call.func) in ("request.args.get", "request.values.get", "key_asked")
    }
    return {str(name) for name in read} | {"q", "tema", "stand", "kontor", "utvalg", "tid", "fase", "mine"}


PAGES = [
    (case, next(role for role, what in expectations(case).items() if what == "page"))
    for case in cases()
    if case.method == "GET" and "page" in expectations(case).values()
]


@pytest.mark.parametrize("value", NASTY)
def test_no_page_breaks_on_what_its_address_asks_for(world, value):
    asked = dict.fromkeys(names_in_queries(), value)

    assert {"etter", "rolle", "kommune", "vis"} <= set(asked)
    for case, role in PAGES[NASTY.index(value) % 3 :: 3]:
        answer = world.ask(role, "GET", case.path(world), query_string=asked)
        assert answer.status_code < 500 or case.endpoint == "site.health", case.name


def test_no_page_breaks_on_its_headers_or_on_bytes_that_are_no_text(world):
    for case, role in PAGES:
        path = case.path(world)
        for sent in ({"headers": HEADERS}, {"query_string": BAD_BYTES.decode("ascii")}):
            answer = world.ask(role, "GET", path, **sent)
            assert answer.status_code < 500 or case.endpoint == "site.health", case.name
        answer = world.ask("visitor", "POST", path, headers=HEADERS, data={"a": "b"})
        assert answer.status_code < 500, case.name


@pytest.mark.parametrize("word", ["²", "%00", "%FF", "a%00b", "9" * 400, "%ED%A0%80", "[", "%2e%2e", "x" * 3000])
def test_no_address_breaks_whatever_stands_in_it(world, word):
    rules = [rule for rule in world.app.url_map.iter_rules() if rule.arguments and "GET" in rule.methods]

    for rule in rules:
        path = re.sub("<[^>]+>", word, rule.rule)
        assert world.ask("coordinator", "GET", path).status_code < 500, path
