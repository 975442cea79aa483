"""By keyboard alone: a representative signs in and posts, a director answers; focus is always to be seen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from app.accounts.passwords import hash_password
from app.database import db
from app.models.followups import Answer, Stance
from app.models.issues import Issue
from app.models.themes import Theme
from tests.browser.conftest import look_again
from tests.browser.test_round import BODY, world

PASSWORD = "en lang setning til prøve 26"
NAME = """() => {
  const at = document.activeElement;
  const label = at.labels && at.labels.length ? at.labels[0].innerText : '';
  return (label || at.getAttribute('aria-label') || at.innerText || at.value || '').trim().slice(0, 60);
}"""
OUTLINE = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
}"""


def go_to(page: Page, name: str) -> None:
    """Press Tab until what is called `name` has focus; every stop on the way must be visible."""
    met = []
    for _ in range(60):
        page.keyboard.press("Tab")
        met.append(page.evaluate(NAME))
        if met[-1].startswith(name):
            assert page.evaluate(OUTLINE), f"{name!r} has focus, and nobody can see it"
            return
    pytest.fail(f"{name!r} is not to be reached with Tab; met: {met}")


def press_enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def sign_in(page: Page, base: str, email: str) -> None:
    page.goto(f"{base}/logg-inn")
    go_to(page, "E-post")
    page.keyboard.type(email)
    go_to(page, "Passord")
    page.keyboard.type(PASSWORD)
    press_enter(page)


def test_post_and_answer_by_keyboard_alone(make, desk: Callable, app):
    _leader, author, director = world(make)
    author.password_hash = director.password_hash = hash_password(PASSWORD)
    db.session.commit()
    base = app.config["PUBLIC_URL"]

    her = desk().page
    sign_in(her, base, author.email)
    go_to(her, "Nytt innspill")
    press_enter(her)
    her.keyboard.press("Tab")
    assert her.evaluate(NAME) == "Hopp til innholdet"
    her.keyboard.press("Enter")
    go_to(her, "Hva skjer?")
    her.keyboard.type(BODY)
    go_to(her, "Kort tittel")
    her.keyboard.type("Åpent til klokka 18 én dag i uka")
    go_to(her, "Tema")
    her.keyboard.press("ArrowDown")
    go_to(her, "Se over")
    press_enter(her)
    go_to(her, "Send inn")
    press_enter(her)
    look_again()
    issue = db.session.scalars(select(Issue)).one()
    assert (issue.title, issue.theme) == ("Åpent til klokka 18 én dag i uka", Theme.APNING)

    his = desk().page
    sign_in(his, base, director.email)
    go_to(his, "Svar utvalget")
    press_enter(his)
    go_to(his, "Ja, vi følger opp")
    his.keyboard.press("ArrowDown")
    his.keyboard.press("ArrowDown")
    go_to(his, "Svar til utvalget")
    his.keyboard.type("Vi har ikke folk til det nå.")
    go_to(his, "Hvorfor ikke?")
    his.keyboard.type("Bemanningen er låst ut året. Vi ser på det igjen i januar.")
    go_to(his, "Send svaret")
    press_enter(his)
    look_again()
    assert db.session.scalars(select(Answer)).one().stance is Stance.DOES_NOT
