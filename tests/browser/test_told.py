"""What one just did is told where one is; menus close behind whoever leaves them."""

import pytest

FOCUSED = "document.activeElement.className"
NEAR = """document.activeElement.getBoundingClientRect().bottom < innerHeight
  && document.querySelector('.flashes + #folg') !== null"""


@pytest.fixture
def author(make):
    return make.representative(make.council())


@pytest.mark.parametrize("view", ["390-light"])
def test_who_begins_to_follow_is_told_there_and_keeps_the_place(make, author, desk, view):
    issue = make.issue(author=author, body="Det er lang kø. " * 200)
    me = desk(author)
    me.open(f"/innspill/{issue.reference}")

    me.press("Følg innspillet")

    assert me.page.evaluate(FOCUSED) == "flashes"
    assert me.page.get_by_text("Du følger innspillet. Du får varsel når noe skjer.").is_visible()
    assert me.page.evaluate(NEAR), "the message is far from the button"


@pytest.mark.parametrize("view", ["390-light"])
def test_a_search_says_in_the_title_how_many_it_found(author, desk, view):
    me = desk(author)

    me.open("/innspill?q=finnesikke")

    assert me.page.title().startswith("Ingen innspill") or me.page.title().startswith("0 innspill")


@pytest.mark.parametrize("view", ["390-light"])
def test_tab_past_the_last_line_of_the_phone_menu_closes_it(author, desk, view):
    me = desk(author)
    me.open("/om")
    me.page.get_by_role("button", name="Meny").click()

    me.page.locator("#site-menu :is(a, button, summary):visible").last.focus()
    me.page.keyboard.press("Tab")

    assert me.page.locator("#site-menu:popover-open").count() == 0


@pytest.mark.parametrize("view", ["1280-light"])
def test_the_menu_of_languages_closes_when_one_goes_on(author, desk, view):
    me = desk(author)
    me.open("/om")
    me.page.get_by_text("Bokmål").first.click()

    me.page.locator("[data-menu][open] a").last.focus()
    me.page.keyboard.press("Tab")

    assert me.page.locator("[data-menu][open]").count() == 0
