"""Script and HTML written into any field of any form come back as text, wherever they are read."""

import pytest

from tests.house.walk import Case, cases, expectations
from tests.house.world import World
from tests.security.reading import EVIL, LET_THROUGH, fill, forms_of

# One who may see each form; the first of these that meets a page there.
WRITERS = ("author", "member", "leader", "director", "municipal_director", "coordinator", "moderator", "nav_leader")


def forms() -> list[tuple[Case, str]]:
    """Every address that shows a page with a form to somebody, and who."""
    posted = {(case.endpoint, case.values) for case in cases() if case.method == "POST"}
    found = []
    for case in cases():
        meets = expectations(case)
        role = next((role for role in (*WRITERS, "visitor") if meets[role] == "page"), None)
        shows_forms_of_others = case.endpoint in ("issues.show", "councils.manage", "safety.show", "meetings.show")
        if case.method == "GET" and role and ((case.endpoint, case.values) in posted or shows_forms_of_others):
            found.append((case, role))
    return found


FORMS = forms()
# Where what was written is read again, by those who read most.
READERS = {
    "leader": ("/min-side", "/innspill", "/venter", "/varsler"),
    "director": ("/min-side", "/innspill", "/venter"),
    "visitor": ("/",),
}


def pages_of(world: World) -> list[tuple[str, str]]:
    things = world.things
    slug = things["council"].slug
    issues = [f"/innspill/{things[name].reference}" for name in ("sent", "shared", "claimed", "answered")]
    return [
        *((role, path) for role, paths in READERS.items() for path in paths),
        *((role, path) for role in ("leader", "director", "author") for path in issues),
        ("visitor", f"/utvalg/{slug}"),
        ("leader", f"/utvalg/{slug}/styre"),
        ("leader", f"/utvalg/{slug}/moter"),
        ("moderator", f"/meldinger/{things['report'].id}"),
    ]


def refuse_raw(html: str, where: str) -> None:
    found = [piece for piece in LET_THROUGH if piece in html]
    assert found == [], (
        f"{where} lets through {found}: …{html[max(0, html.find(found[0]) - 200) :][:400]}…" if found else ""
    )


def holds_evil(world: World) -> bool:
    """Does any row say any of it? If none does, no page can."""
    with world.app.app_context():
        everything = str(world.contents(but=set()))
    return any(piece in everything for piece in LET_THROUGH)


@pytest.mark.parametrize(("case", "role"), FORMS, ids=lambda value: value.name if isinstance(value, Case) else value)
def test_what_is_written_into_a_form_never_runs(world, case, role):
    path = case.path(world)
    shown = world.ask(role, "GET", path)
    assert shown.status_code == 200
    stored = False

    for form in forms_of(shown.text):
        answer = world.ask(
            role, "POST", form.action or path, data=fill(form), headers={"Referer": "http://localhost" + path}
        )
        refuse_raw(answer.text, f"{role} POST {form.action or path}")
        if answer.status_code in (302, 303):
            stored = True
            refuse_raw(world.ask(role, "GET", answer.headers["Location"]).text, f"after {form.action or path}")

    if stored and holds_evil(world):
        for reader, page in pages_of(world):
            refuse_raw(world.ask(reader, "GET", page).text, f"{reader} GET {page}")


def test_forms_are_found_at_all():
    endpoints = {case.endpoint for case, _role in FORMS}

    assert endpoints >= {
        "issues.post",
        "issues.edit",
        "issues.comment",
        "issues.support",
        "followups.answer",
        "followups.claim",
        "followups.judge",
        "safety.report",
        "councils.settings",
        "accounts.settings",
    }


def test_an_evil_issue_is_stored_and_read_as_text_by_everybody(world):
    """The walk above is worth something: what it writes does arrive."""
    page, press = world.ask("author", "GET", "/innspill/nytt"), "look"

    for _step in ("written", "warnings confirmed", "looked over and sent"):
        form = next(form for form in forms_of(page.text) if len(form.fields) > 5)
        filled = {name: value for name, value in fill(form).items() if name != "ask_reading"}  # the office reads it
        answer = world.ask("author", "POST", form.action or "/innspill/nytt", data={**filled, "act": press})
        page = answer
        if answer.status_code == 303:
            page = world.ask("author", "GET", answer.headers["Location"])
            refuse_raw(page.text, answer.headers["Location"])
            if press == "send":
                break
            press = "send"

    assert (answer.status_code, press) == (303, "send")
    assert answer.headers["Location"].endswith("/sendt")
    for role in ("author", "leader", "director"):
        listed = world.ask(role, "GET", "/innspill?q=script")
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in listed.text
        refuse_raw(listed.text, role)


@pytest.mark.parametrize(
    "path",
    [
        "/innspill?q={evil}",
        "/innspill?tema={evil}&stand={evil}&kontor={evil}&utvalg={evil}&tid={evil}&etter={evil}",
        "/?q={evil}",
        "/nn?q={evil}",
        "/logg-inn?next={evil}",
        "/logg-inn?kept={evil}",
        "/innspill/{evil}",
        "/utvalg/{evil}",
        "/sammendrag/{evil}",
        "/hjalp-det/{evil}",
        "/avmeld/{evil}",
        "/finnes-ikke/{evil}",
        "/min-side?flash={evil}",
        "/utvalgene?q={evil}",
    ],
)
@pytest.mark.parametrize("role", ["visitor", "member", "coordinator"])
def test_what_stands_in_an_address_never_runs(world, role, path):
    answer = world.ask(
        role, "GET", path.format(evil="%3Cscript%3Ealert(1)%3C/script%3E%22'%3E%3Cimg src=x onerror=alert(1)%3E")
    )

    assert answer.status_code < 500
    refuse_raw(answer.text, path)


def test_evil_is_what_it_says():
    assert all(piece in EVIL for piece in LET_THROUGH)
