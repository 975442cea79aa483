"""What a screen reader is given: the accessibility tree of the pages of the round, in order and with names."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_round import BODY, world


@pytest.fixture(params=["390-light"])
def view(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_posting(make, desk):
    _leader, author, _director = world(make)
    page = desk(author).open("/innspill/nytt")

    expect(page.locator("main")).to_match_aria_snapshot(
        """
        - heading "Nytt innspill" [level=1]
        - list "Steg":
          - listitem: Skriv
          - listitem: Se over
          - listitem: Sendt
        - textbox "Hva skjer?"
        - textbox "Kort tittel"
        - combobox "Tema"
        - group:
          - heading "Mer (valgfritt)" [level=2]
        - button "Se over"
        """
    )


def test_a_form_that_came_back_begins_with_what_is_wrong(make, desk):
    _leader, author, _director = world(make)
    her = desk(author)
    her.open("/innspill/nytt")
    her.press("Se over")

    expect(her.page.locator("main")).to_match_aria_snapshot(
        """
        - group:
          - heading /Rett disse \\d feilene/ [level=2]
          - list:
            - listitem:
              - link "Skriv hva som skjer."
            - listitem:
              - link "Skriv en kort tittel."
            - listitem:
              - link
        - heading "Nytt innspill" [level=1]
        """
    )
    assert "ds-error-summary" in her.page.evaluate("document.activeElement.className")


def test_answering(make, desk):
    _leader, author, director = world(make)
    council_id = make.actor(author).seats[0].council_id
    issue = make.issue(make.council_of(council_id), author=author, title="Kontoret er bare åpent to timer", body=BODY)
    answer = make.owed(issue)
    page = desk(director).open(f"/innspill/{issue.reference}/svar/{answer.id}")

    expect(page.locator("main")).to_match_aria_snapshot(
        """
        - group "Hvem sin tur det er":
          - paragraph: Venter på svar fra kontoret
          - paragraph: "Det er din tur: svar utvalget"
          - paragraph: /Frist/
        - heading "Kontoret er bare åpent to timer" [level=1]
        - group "Hva svarer dere?":
          - radio "Ja, vi følger opp"
          - radio "Vi følger opp en del av det"
          - radio "Nei, vi følger ikke opp"
          - radio "Vi sender det videre"
          - radio "Vi trenger å vite mer først"
        - textbox "Svar til utvalget"
        - button "Send svaret"
        """
    )


def test_min_side_of_who_answers(make, desk):
    _leader, author, director = world(make)
    council_id = make.actor(author).seats[0].council_id
    issue = make.issue(make.council_of(council_id), author=author, title="Kontoret er bare åpent to timer")
    make.owed(issue)
    page = desk(director).open("/min-side")

    expect(page.locator("main")).to_match_aria_snapshot(
        """
        - heading "Hei, Hanne Figur" [level=1]
        - region "Dette venter på deg":
          - heading "Dette venter på deg" [level=2]
          - list:
            - listitem:
              - paragraph:
                - link /Kontoret er bare åpent to timer.*Svar utvalget/
        """
    )
