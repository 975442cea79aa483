"""Every kind of page in the views that people with large text, small screens or paper have: nothing is cut or covered.

Each page is loaded once; text size, width, spacing and medium are changed around it.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextvars import Context
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import CDPSession, Page
from werkzeug.exceptions import HTTPException

from app.models.people import Person
from scripts.page_lines import links_of_page
from tests.browser.conftest import Desk
from tests.conftest import Visitor

FAULTS = Path(__file__).with_name("faults.js").read_text(encoding="utf-8")
DARK_ON_PAPER = Path(__file__).with_name("dark_on_paper.js").read_text(encoding="utf-8")
# Text size that the browser's owner has set, and width of the window, in CSS pixels.
LARGE_ON_A_PHONE = (32, 390)
LARGE_AT_A_DESK = (24, 1440)  # the fewest letters to a line with which tables are still tables
SMALLEST = (16, 320)
# WCAG 1.4.12. A sheet of the reader's own: the policy of the page has no say in it.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
                     p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
IS_SET = """([text, width]) =>
  innerWidth === width && getComputedStyle(document.documentElement).fontSize === `${text}px`"""
# Milliseconds after which a fault counts: on a busy machine a text size comes to some rules a frame later.
SETTLED = 500
WALKERS = (
    None,
    "marit.eksempel",
    "hanne.figur",
    "oyvind.skisse",
    "turid.koordinat",
    "mona.upartisk",
    "ali.maskinrom",
)
# Files, and what is made for those who build.
NOT_PAGES = ("/static/", "/demo", "/komponenter", "/sprak/", "/nn/", "/en/")


def kinds_of_pages(app: Flask, told: dict[str, Person], visit: Callable[..., Visitor]) -> dict[str | None, list[str]]:
    """For each walker the pages to look at: the first one met of each kind that nobody before met."""
    addresses = app.url_map.bind("localhost")
    seen: set[str] = set()
    found: dict[str | None, list[str]] = {}
    for key in WALKERS:
        found[key] = []
        for kind, path in pages_of(visit(told[key] if key else None), addresses):
            if kind not in seen:
                seen.add(kind)
                found[key].append(path)
    return found


def pages_of(visitor: Visitor, addresses: object) -> Iterator[tuple[str, str]]:
    """Kind and address of the pages that one comes to by links, breadth first and one of each kind."""
    waiting = deque(["/min-side" if visitor.person else "/"])
    met, read = set(waiting), set[str]()
    while waiting:
        path = waiting.popleft()
        try:
            kind = addresses.match(urlsplit(path).path, return_rule=True)[0].rule  # type: ignore[attr-defined]
        except HTTPException:
            continue
        if kind in read:
            continue
        read.add(kind)
        answer = Context().run(visitor.client.get, path)  # of its own, as in Visitor
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        yield kind, path
        for link in links_of_page(answer.text):
            link = link.partition("#")[0]
            if link.startswith("/") and not link.startswith(NOT_PAGES) and link not in met:
                met.add(link)
                waiting.append(link)


def faults_of(page: Page, session: CDPSession) -> Iterator[str]:
    for view, (text, width), spaced in (
        ("200 % on a phone", LARGE_ON_A_PHONE, False),
        ("24 px text", LARGE_AT_A_DESK, False),
        ("320 px, spaced", SMALLEST, True),
    ):
        session.send("Page.setFontSizes", {"fontSizes": {"standard": text, "fixed": round(text * 0.8)}})
        page.set_viewport_size({"width": width, "height": 844})
        page.wait_for_function(IS_SET, arg=[text, width])
        if spaced:
            page.evaluate(SPACED)
        if page.evaluate(FAULTS):
            page.wait_for_timeout(SETTLED)
            for fault in page.evaluate(FAULTS):
                yield f"{urlsplit(page.url).path} ({view}): {fault}"
    page.evaluate("() => { document.adoptedStyleSheets = [] }")
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    page.emulate_media(media="print", color_scheme="dark")
    for fault in page.evaluate(DARK_ON_PAPER):
        yield f"{urlsplit(page.url).path} (on paper): {fault}"
    page.emulate_media(media="screen", color_scheme="light")


@pytest.mark.parametrize("view", ["390-light"])
@pytest.mark.parametrize("half", [0, 1])
def test_no_kind_of_page_is_cut_covered_or_dark_on_paper(app, told, visit, desk: Callable[..., Desk], view, half):
    """In two halves, for two workers."""
    faults, looked_at = list[str](), 0
    for key, paths in kinds_of_pages(app, told, visit).items():
        page = desk(told[key] if key else None).page
        session = page.context.new_cdp_session(page)
        for path in paths[half::2]:
            page.goto(app.config["PUBLIC_URL"] + path)
            looked_at += 1
            faults += faults_of(page, session)

    assert faults == [], "\n" + "\n".join(faults)
    assert looked_at > 30  # the walk came around


PRIMARY, SECONDARY = ".ds-button[data-variant=primary]", ".ds-button[data-variant=secondary]"


@pytest.mark.parametrize("view", ["390-light"])
def test_in_forced_colours_the_primary_button_is_not_like_the_others(app, desk: Callable[..., Desk], view: str):
    page = desk(forced_colors="active").open("/komponenter")

    grounds = [
        page.locator(kind).first.evaluate("e => getComputedStyle(e).backgroundColor") for kind in (PRIMARY, SECONDARY)
    ]

    assert grounds[0] != grounds[1]
