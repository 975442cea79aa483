"""Every page as it is sent: its HTML is right, its title is its own, and a link's name leads to one place."""

import json
import re
import shutil
import subprocess
from collections import defaultdict
from html import unescape
from pathlib import Path

import pytest

from tests.house.source import ROOT
from tests.house.walk import cases, expectations

WALKERS = (
    "leader",
    "director",
    "coordinator",
    "administrator",
    "author",
    "secretary",
    "moderator",
    "contact",
    "visitor",
)
EACH = 2  # walkers by whom a page is read, when so many can
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
HREF = re.compile(r'\bhref="([^"]*)"')
LABEL = re.compile(r'\baria-label="([^"]*)"')
TAG = re.compile(r"<[^>]+>")
# These have names of their own, which tell their links from others.
NAMED = re.compile(r'<nav\b.*?</nav>|<details class="text-menu">.*?</details>', re.DOTALL)


@pytest.fixture(scope="module")
def pages(country):
    """(walker, address) → the page."""
    country.restore()
    read = {}
    for case in cases():
        if case.method != "GET":
            continue
        meets = expectations(case)
        path = case.path(country)
        for role in [role for role in WALKERS if meets[role] == "page"][:EACH]:
            answer = country.ask(role, "GET", path)
            if answer.mimetype == "text/html":
                read[role, path] = answer.text
    return read


def test_no_two_pages_of_one_walker_share_a_title(pages):
    titled = defaultdict(set)
    for (role, path), html in pages.items():
        titled[role, " ".join(TITLE.search(html)[1].split())].add(path)

    alike = [f"{title}: {sorted(paths)}" for title, paths in titled.items() if len(paths) > 1]
    assert alike == [], "\n".join(alike)


def test_a_links_name_leads_to_one_place_on_a_page(pages):
    wrong = []
    for (role, path), html in pages.items():
        leads = defaultdict(set)
        for attributes, inside in LINK.findall(NAMED.sub("", html)):
            label = LABEL.search(attributes)
            name = " ".join(unescape(label[1] if label else TAG.sub(" ", inside)).split())
            leads[name].add(HREF.search(attributes)[1].partition("#")[0])
        wrong += [f"{role} {path}: {name} → {sorted(to)}" for name, to in leads.items() if len(to) > 1]

    assert wrong == [], "\n".join(wrong)


def test_the_html_of_every_page_is_right(pages, tmp_path):
    for number, ((role, path), html) in enumerate(pages.items()):
        name = f"{number:03} {role} {path.strip('/').replace('/', '_')[:60]}.html"
        (tmp_path / name).write_text(html, encoding="utf-8")

    found = validate(tmp_path)

    assert found == [], "\n".join(found)


def validate(folder: Path) -> list[str]:
    """What html-validate finds, by the rules in its file, a line each."""
    node = shutil.which("node")
    assert node, "No Node.js here. `make test` names the command that brings it."
    program = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
    rules = Path(__file__).with_name("html_validate.json")
    report = folder / "found.json"  # a pipe would be cut off
    words = [node, str(program), "--config", str(rules), "--formatter", f"json={report}", "--ext", "html", str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode in (0, 1), done.stderr
    return [
        f"{Path(page['filePath']).stem}: {fault['ruleId']}: {fault['message']} ({fault['selector']})"
        for page in json.loads(report.read_text(encoding="utf-8"))
        for fault in page["messages"]
    ]
