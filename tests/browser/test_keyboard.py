"""By keyboard alone, from signing in to the confirmed outcome; what has focus is to be seen at every stop."""

from collections.abc import Callable
from datetime import date

from playwright.sync_api import Page
from sqlalchemy import select

from app.accounts.service.passwords import hash_password
from app.core import clock
from app.database import db
from app.models.issue_enums import Outcome
from app.models.issues import Issue
from app.models.outcomes import OutcomeQuestion
from app.models.people import Person
from app.models.states import FollowUpState, IssueState, OutcomeWord
from app.models.themes import Theme
from tests.browser.conftest import Desk, look_again
from tests.browser.test_round import BODY, PROMISE, Mails, only, the_action, world

PASSWORD = "en lang setning til prøve 26"
NAME = """() => {
  const at = document.activeElement;
  const label = at.labels && at.labels.length ? at.labels[0].innerText : '';
  return (label || at.getAttribute('aria-label') || at.innerText || at.value || '').trim().slice(0, 60);
}"""
# How wide the ring is around what has focus, in pixels: its outline, or a shadow that spreads without blur.
RING = """() => {
  const style = getComputedStyle(document.activeElement);
  const lengths = (style.boxShadow.match(/-?[0-9.]+px/g) || []).map(parseFloat);
  const spreads = lengths.filter((_, place) => place % 4 === 3);
  return Math.max(style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth), ...spreads, 0);
}"""
SEEN = 2
FURTHEST = 60


def go_to(page: Page, name: str) -> None:
    """Press Tab until what is called `name` has focus; every stop on the way must be visible."""
    met = []
    for _ in range(FURTHEST):
        page.keyboard.press("Tab")
        met.append(page.evaluate(NAME))
        if page.evaluate("document.activeElement !== document.body"):
            assert page.evaluate(RING) >= SEEN, f"{met[-1]!r} on {page.url} has focus, and nobody can see it"
        if met[-1].startswith(name):
            return
    raise AssertionError(f"{name!r} is not to be reached with Tab on {page.url}; met: {met}")


def write(page: Page, label: str, text: str) -> None:
    go_to(page, label)
    page.keyboard.type(text)


def write_day(page: Page, label: str, day: date) -> None:
    """A date is typed part by part; which part is first is the browser's choice, so both have the same number."""
    write(page, label, day.strftime("%d%m%Y"))


def same_numbers(*, after: bool) -> date:
    """The next or the last 5 May, 6 June, 7 July …"""
    today = clock.today()
    days = [date(year, month, month) for year in (today.year - 1, today.year, today.year + 1) for month in range(1, 13)]
    return min(day for day in days if day > today) if after else max(day for day in days if day <= today)


def choose(page: Page, label: str) -> None:
    go_to(page, label)
    page.keyboard.press("Space")


def enter(at: Desk, name: str) -> None:
    """Go to a link or button, press Enter, and look the next page over."""
    go_to(at.page, name)
    with at.page.expect_navigation():
        at.page.keyboard.press("Enter")
    at.check()


def sign_in(at: Desk, person: Person) -> Desk:
    at.open("/logg-inn")
    write(at.page, "E-post", person.email or "")
    write(at.page, "Passord", PASSWORD)
    enter(at, "Logg inn")
    return at


def post(her: Desk) -> str:
    enter(her, "Nytt innspill")
    her.page.keyboard.press("Tab")
    assert her.page.evaluate(NAME) == "Hopp til innholdet"
    her.page.keyboard.press("Enter")
    write(her.page, "Hva skjer?", BODY)
    write(her.page, "Kort tittel", "Åpent til klokka 18 én dag i uka")
    go_to(her.page, "Tema")
    her.page.keyboard.press("ArrowDown")
    enter(her, "Se over")
    enter(her, "Send inn")
    issue = only(Issue)
    assert (issue.title, issue.theme) == ("Åpent til klokka 18 én dag i uka", Theme.APNING)
    return str(issue.reference)


def answer(his: Desk) -> None:
    enter(his, "Svar utvalget")
    choose(his.page, "Ja, vi følger opp")
    write(his.page, "Svar til utvalget", "Vi prøver åpent til klokka 18 hver torsdag.")
    choose(his.page, "Svaret gjelder den statlige delen av Nav")
    write(his.page, "Hva skal gjøres?", PROMISE)
    write(his.page, "Hvem gjør det?", "Leder i mottaket")
    write_day(his.page, "Når skal det være gjort?", same_numbers(after=True))
    enter(his, "Send svaret")
    action = the_action()
    assert (action.state, action.due) == (FollowUpState.RUNNING, same_numbers(after=True))


def claim(his: Desk) -> None:
    enter(his, "Meld at tiltaket er gjort")
    write(his.page, "Hva er endret?", "Mottaket har hatt åpent til klokka 18 de siste fire torsdagene.")
    write(his.page, "Hvor?", "Publikumsmottaket i Tønsberg")
    write_day(his.page, "Fra hvilken dag?", same_numbers(after=False))
    write(his.page, "Hvordan merker brukerne det?", "Det står på døra og på nettsiden.")
    enter(his, "Meld at tiltaket er gjort")
    assert only(Issue).state is IssueState.CLAIMED_DONE


def say_whether_it_helped(stranger: Desk, address: str) -> None:
    stranger.open(address)
    choose(stranger.page, "Ja, det hjalp")
    enter(stranger, "Send svaret")


def confirm(lead: Desk, reference: str) -> None:
    lead.open(f"/innspill/{reference}")
    enter(lead, "Avgjør om det hjalp")
    choose(lead.page, "Ja, det hjalp")
    write(lead.page, "Hva har utvalget sett?", "Tre av oss har vært innom. Det virker.")
    choose(lead.page, "Avslutt innspillet samtidig")
    enter(lead, "Lagre avgjørelsen")
    assert only(Issue).outcome is Outcome.SOLVED


def test_the_whole_job_by_keyboard_alone(make, desk: Callable[..., Desk], postman, deliver):
    leader, author, director = world(make)
    for person in (leader, author, director):
        person.password_hash = hash_password(PASSWORD)
    db.session.commit()

    reference = post(sign_in(desk(), author))
    answer(his := sign_in(desk(), director))
    claim(his)
    say_whether_it_helped(desk(), Mails(postman, deliver).link(author, "/hjalp-det/"))
    look_again()
    assert db.session.scalars(select(OutcomeQuestion.word)).all() == [OutcomeWord.SOLVED]
    confirm(sign_in(desk(), leader), reference)
