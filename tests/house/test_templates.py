"""Every template compiles, names only what is there, and keeps to what the content security policy lets run."""

import re
from functools import cache

import pytest
from jinja2 import DictLoader, Environment, nodes

from app.core.roles import CouncilRoleKind, OfficeRoleKind, ScopeKind
from app.web import components
from tests.house.source import ROLE_QUESTIONS, given_to_templates, markup, template_code, templates

NAMES = sorted(templates())
PARSER = Environment(extensions=["jinja2.ext.i18n"])
# Shows every component, so it is no use of one.
SHOWN = "site/components.html"
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
def test_a_template_uses_what_it_imports(name):
    used = {node.name for node in tree(name).find_all(nodes.Name) if node.ctx == "load"}

    assert imports_of(name) - used == set()


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
    assert {word for word in ROLE_QUESTIONS if re.search(rf"\.{word}\b", code)} == set()
    assert set(re.findall(r"\bactor\(\)\.(\w+)", code)) <= {"is_authenticated", "name", "person_id"}


def test_a_component_is_one_macro_named_as_its_file():
    """What begins with an underscore is the file's own: Jinja hands it to nobody."""
    wrong = [
        name
        for name in NAMES
        if name.startswith(components.FOLDER)
        and [f"{components.FOLDER}{macro}.html" for macro in macros_of(name) if not macro.startswith("_")] != [name]
    ]

    assert wrong == []


def test_no_template_imports_a_component():
    """They are known to every template, see app/web/components.py."""
    imports = {
        name: node.template.as_const()
        for name in NAMES
        for node in tree(name).find_all((nodes.FromImport, nodes.Import))
        if node.template.as_const().startswith(components.FOLDER)
    }

    assert imports == {}


def test_a_template_calls_only_what_is_there(app):
    given = {word for words in given_to_templates().values() for word in words} | set(app.jinja_env.globals)
    unknown = []
    for name in NAMES:
        local = {node.name for node in tree(name).find_all(nodes.Name) if node.ctx in ("store", "param")}
        known = given | local | macros_of(name) | imports_of(name) | {"caller"}
        unknown += [f"{name}: {word}" for word in called(name) - known]

    assert unknown == []


def test_every_component_is_used(app):
    used = {word for name in NAMES if name != SHOWN for word in called(name)}

    assert set(components.component_names(app.jinja_env)) - used == set()


def test_no_page_is_given_a_value_by_the_name_of_a_component_that_it_uses(app):
    """The value would stand for the component."""
    known = set(components.component_names(app.jinja_env))
    hidden = {
        f"{name}: {word}"
        for name, words in given_to_templates().items()
        for part in drawn_with(name)
        for word in words & known & called(part)
    }

    assert hidden == set()


def test_every_macro_that_a_template_imports_exists():
    missing = []
    for name in NAMES:
        for node in tree(name).find_all(nodes.FromImport):
            source = node.template.as_const()
            wanted = {alias[0] if isinstance(alias, tuple) else alias for alias in node.names}
            missing += [f"{name}: {word} from {source}" for word in wanted - macros_of(source)]

    assert missing == []


@cache
def tree(name):
    return PARSER.parse(templates()[name])


def macros_of(name):
    return {macro.name for macro in tree(name).find_all(nodes.Macro)}


def imports_of(name):
    named = [alias for node in tree(name).find_all(nodes.FromImport) for alias in node.names]
    modules = {node.target for node in tree(name).find_all(nodes.Import)}
    return modules | {alias[1] if isinstance(alias, tuple) else alias for alias in named}


def called(name):
    """What a template calls by a plain name: components, macros, functions."""
    calls = [call.node for call in tree(name).find_all(nodes.Call)]
    return {node.name for node in calls if isinstance(node, nodes.Name)}


def drawn_with(name):
    """A template with those that it extends and includes, which are drawn with the same values."""
    others = [node.template for node in tree(name).find_all((nodes.Extends, nodes.Include))]
    named = {constant.value for other in others for constant in constants(other)} & set(NAMES)
    return {name}.union(*(drawn_with(other) for other in named))


def constants(node):
    return [node] if isinstance(node, nodes.Const) else node.find_all(nodes.Const)


def test_a_text_that_may_be_hidden_is_drawn_by_one_macro():
    """The others: the page of a report, what is owed because of a hidden text, and words before they are public."""
    alone = {name for name, text in templates().items() if "hidden_note(" in text} - {"safety/_hidden.html"}

    assert alone == {"safety/_said.html", "safety/show.html", "issues/_entries.html", "issues/publish.html"}


def test_a_template_is_read_without_its_indentation_and_what_fills_it_is_left_alone(app):
    loader = DictLoader({"page.html": "<p>\n    {% if a %}x{% endif %}\n    {{ b }}\n</p>", "mail.txt": "a\n  b"})
    env = app.jinja_env.overlay(loader=loader)

    assert env.get_template("page.html").render(a=True, b="1\n    2") == "<p>\nx 1\n    2\n</p>"
    assert env.get_template("mail.txt").render() == "a\n  b"
