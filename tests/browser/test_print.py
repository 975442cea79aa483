"""On paper: how many pages it takes, that nothing is cut, and that it is black on white, whatever the screen was."""

from dataclasses import dataclass
from datetime import timedelta

import pypdfium2
import pytest
from playwright.sync_api import Page

from app.core import clock
from app.core.text import squash
from app.database import db
from app.models.states import FollowUpKind
from tests.browser.conftest import Desk

TITLE = (
    "Timer blir satt opp på nett uten at den som ikke har BankID, får vite hvor en kan ringe eller møte opp i stedet"
)
PROMISE = (
    "Kontoret lager et ark med telefonnummer og åpningstider, og legger det ved alle innkallinger som går i posten"
)
MARGIN = 40  # points; both margins are 16 mm
# Elements with text of their own that are neither black on white nor hidden, as they will be printed.
PALE = """() => {
  const light = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    return a === 0 ? 255 : 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const own = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  return [...document.querySelectorAll('body, body *')].filter((e) => {
    const style = getComputedStyle(e);
    const shown = e.checkVisibility() && e.getClientRects().length;
    return shown && ((own(e) && light(style.color) > 110) || light(style.backgroundColor) < 240);
  }).map((e) => `${e.tagName}.${e.className}: ${getComputedStyle(e).color} on ${getComputedStyle(e).backgroundColor}`);
}"""


@dataclass
class Printed:
    """What came out of the printer."""

    texts: list[str]  # page by page, each on one line
    filled: list[float]  # how far down the text of each page goes, as a share of its height
    cut: list[str]  # letters that stand in the margins or outside

    @property
    def text(self) -> str:
        return " ".join(self.texts)


def printed(page: Page) -> Printed:
    document = pypdfium2.PdfDocument(page.pdf(format="A4", print_background=True))
    made = Printed([], [], [])
    for sheet in document:
        width, height = sheet.get_size()
        words = sheet.get_textpage()
        boxes = [(words.get_text_range(at, 1), words.get_charbox(at)) for at in range(words.count_chars())]
        inked = [(sign, box) for sign, box in boxes if sign.strip() and box[2] > box[0]]
        body = [box for _sign, box in inked if box[1] > MARGIN]  # without the number of the page
        made.texts.append(squash(words.get_text_range()))
        made.filled.append(1 - min((box[1] for box in body), default=height) / height)
        made.cut += [sign for sign, box in inked if box[0] < MARGIN or box[2] > width - MARGIN]
    return made


def is_black_on_white(page: Page) -> None:
    page.emulate_media(media="print", reduced_motion="no-preference")  # else each colour changes only after a moment
    assert page.evaluate(PALE) == []
    page.emulate_media(media="screen")


@pytest.fixture
def council(make):
    office = make.office(name="Nav Nedre Eiker og Øvre Sandsvær")
    council = make.council(office=office, name="Brukerutvalget i Nav Nedre Eiker og Øvre Sandsvær")
    author = make.representative(council)
    for number in range(18):
        issue = make.issue(council, author=author, title=f"{TITLE} {number:02}", sent_at=clock.now())
        due = clock.today() + timedelta(days=number * 7 - 40)
        if number % 3:
            make.owed(issue, due=due)
        else:
            make.owed(issue, kind=FollowUpKind.ACTION, due=due, what=PROMISE, who="Leder i mottaket")
    db.session.commit()
    return council


def test_a_list_of_eighteen_rows_takes_two_pages_with_every_column(make, desk, council):
    screen: Desk = desk(make.leader(council))
    screen.open(f"/utvalg/{council.slug}/venter")

    paper = printed(screen.page)

    assert len(paper.texts) <= 2
    assert all(f"{TITLE} {number:02}" in paper.text for number in range(18))
    assert paper.text.count("For sent") + paper.text.count("Venter") == 18
    assert f"{TITLE} 00" in paper.texts[0]  # the first page is not the heading alone
    assert [text.count("Hva Siden Frist Status") for text in paper.texts] == [1] * len(paper.texts)
    assert paper.cut == []
    for word in ("Skriv ut", "Excel", "Filtrer", "Slik er fristen regnet", "Om Medvirk", "Meld fra"):
        assert word not in paper.text
    is_black_on_white(screen.page)


def test_one_issue_fills_its_pages(make, desk, council):
    author = make.representative(council)
    body = "\n\n".join(f"Avsnitt {number}. {TITLE}. {PROMISE}." for number in range(14))
    issue = make.issue(council, author=author, title=TITLE, body=body, sent_at=clock.now())
    make.owed(issue)
    db.session.commit()
    screen: Desk = desk(make.leader(council))
    screen.open(f"/innspill/{issue.reference}")

    paper = printed(screen.page)

    assert len(paper.texts) <= 2
    assert all(share > 0.75 for share in paper.filled[:-1])
    assert "Avsnitt 13." in paper.text
    assert paper.cut == []
    for word in ("Meld fra", "Flere valg", "Legg til kommentar", "Følg innspillet"):
        assert word not in paper.text
    is_black_on_white(screen.page)


def test_the_page_of_a_council_and_its_letters_print_as_they_stand(make, desk, council):
    screen: Desk = desk(make.leader(council))

    screen.open(f"/utvalg/{council.slug}")
    paper = printed(screen.page)

    assert council.name in paper.texts[0]
    assert len(paper.texts) <= 2
    assert paper.cut == []
    is_black_on_white(screen.page)
