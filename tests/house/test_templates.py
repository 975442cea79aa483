"""Every template compiles, imports only what it uses, and keeps to what the content security policy lets run."""

import re

import pytest
from jinja2 import nodes

from app.core.roles import CouncilRoleKind, OfficeRoleKind, ScopeKind
from tests.house.source import ROLE_QUESTIONS, markup, template_code, templates

NAMES = sorted(templates())
FORBIDDEN = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "hx-on": re.compile(r"hx-on"),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "js: in htmx": re.compile(r"[\"'\s]js:"),
    "a filter in hx-trigger": re.compile(r"hx-trigger\s*=\s*[\"'][^\"']*\["),
    "a script in the page": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
}
# Mails are no pages: a mail program knows no style sheet, and no policy applies there.
MAILS = "emails/"
# Frozen, cleaned HTML that the house itself made: each with its own test that script is gone.
CLEANED = {"summaries/_prose.html"}
ROLES = {member.value for kind in (CouncilRoleKind, OfficeRoleKind, ScopeKind) for member in kind}


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles(app, name):
    app.jinja_env.get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_uses_what_it_imports(app, name):
    tree = app.jinja_env.parse(templates()[name])
    named = [alias for node in tree.find_all(nodes.FromImport) for alias in node.names]
    imported = {alias[1] if isinstance(alias, tuple) else alias for alias in named}
    imported |= {node.target for node in tree.find_all(nodes.Import)}
    used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}

    assert imported - used == set()


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith((MAILS, "layouts/email"))])
def test_a_template_holds_nothing_that_the_policy_refuses_to_run(name):
    html = markup(templates()[name])

    assert {what for what, pattern in FORBIDDEN.items() if pattern.search(html)} == set()


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".html")])
def test_a_template_escapes_everything(name):
    unescaped = re.search(r"\|\s*safe\b|\{%-?\s*autoescape\s+false", templates()[name])

    assert (unescaped is not None) == (name in CLEANED)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_asks_no_role_by_its_name(name):
    code = template_code(templates()[name])
    quoted = {
        word
        for word in ROLES
        if re.search(rf"[=!]=\s*[\"']{word}[\"']|[\"']{word}[\"']\s*(?:[=!]=|in\b)", templates()[name])
    }

    assert quoted == set()
    assert {word for word in ROLE_QUESTIONS if re.search(rf"\b{word}\b", code)} == set()


def test_every_macro_that_a_template_imports_exists(app):
    missing = []
    for name, text in templates().items():
        for node in app.jinja_env.parse(text).find_all(nodes.FromImport):
            source = node.template.as_const()
            macros = (
                {m.name for m in app.jinja_env.parse(templates()[source]).find_all(nodes.Macro)} if source else set()
            )
            wanted = {alias[0] if isinstance(alias, tuple) else alias for alias in node.names}
            missing += [f"{name}: {word} from {source}" for word in wanted - macros]

    assert missing == []
