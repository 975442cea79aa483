"""The main job: post → agenda → vote → advice → answer → claim → "hjalp det?" → confirm → summary, and every mail."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage

from sqlalchemy import select

from app.core import clock
from app.core.roles import ScopeKind
from app.database import db
from app.models.councils import Council
from app.models.followups import FollowUp
from app.models.issue_enums import Outcome
from app.models.issues import Issue
from app.models.people import Delivery, DeliveryWish, Person
from app.models.states import FollowUpKind, FollowUpState, IssueState
from app.models.summaries import Summary
from app.models.votes import Choice, RollEntry, Vote, VoteState
from app.notices.kinds.topics import Topic
from tests.browser.conftest import Desk, link_in, look_again
from tests.notices.conftest import Postman

BODY = (
    "Publikumsmottaket er åpent fra klokka tolv til to. Folk som er avhengige av transport, eller som har uregelmessig "
    "døgnrytme, rekker det ikke. Flere organisasjoner forteller om det samme."
)
TITLE = "Kontoret er bare åpent to timer midt på dagen"
QUESTION = "Skal utvalget rå kontoret til å holde åpent til klokka 18 hver torsdag?"
ADVICE = "Utvalget rår Nav Tønsberg til å holde åpent til klokka 18 hver torsdag."
PROMISE = "Åpent til klokka 18 hver torsdag"
SUMMARY = """## Åpningstid

Utvalget ved Nav Tønsberg sa at to timer midt på dagen er **for lite**.

- Kontoret holder nå åpent til klokka 18 hver torsdag.
- Utvalget har bekreftet at det hjalp.
"""


def world(make):
    """A council with a leader and a representative, and its office's director."""
    office = make.office(name="Nav Tønsberg", slug="nav-tonsberg")
    council = make.council(office=office, name="Brukerutvalget ved Nav Tønsberg", slug="nav-tonsberg")
    leader = make.leader(council, name="Marit Eksempel")
    author = make.representative(council, name="Randi Oppdikt")
    director = make.director(office, name="Hanne Figur")
    return leader, author, director


@dataclass
class Mails:
    """What has come to somebody, over real SMTP."""

    postman: Postman
    deliver: Callable[[], None]

    def newest(self, to: Person, page: str) -> EmailMessage:
        """The newest mail to somebody that leads to such a page."""
        self.deliver()
        found = [mail for mail in self.postman.to(to) if page in mail.get_body(("plain",)).get_content()]
        assert found, f"{to.name} has no mail that leads to {page}: {[mail['Subject'] for mail in self.postman.mails]}"
        return found[-1]

    def link(self, to: Person, page: str) -> str:
        return link_in(self.newest(to, page), page)


def only(kind):
    look_again()
    return db.session.scalars(select(kind)).one()


def the_action():
    look_again()
    return db.session.scalars(select(FollowUp).where(FollowUp.kind == FollowUpKind.ACTION)).one()


def post(her: Desk) -> str:
    """A representative writes, looks it over, and sends. Returns the reference."""
    her.open("/min-side")
    her.follow("Nytt innspill")
    her.fill("Hva skjer?", BODY)
    her.fill("Kort tittel", TITLE)
    her.field("Tema").select_option("apning")
    her.press("Se over")
    her.press("Send inn")
    her.sees("20 arbeidsdager")
    assert only(Issue).state is IssueState.WITH_OFFICE
    return str(only(Issue).reference)


def put_on_agenda(lead: Desk, reference: str) -> None:
    """The leader plans a meeting, and brings the issue to it."""
    lead.open("/utvalg/nav-tonsberg/moter")
    lead.follow("Planlegg møte")
    lead.fill("Dato", (clock.today() + timedelta(days=7)).isoformat())
    lead.fill("Klokkeslett", "10.00")
    lead.fill("Sted", "Møterom 2 ved Nav Tønsberg")
    lead.press("Planlegg møtet")
    lead.open(f"/innspill/{reference}/flere-valg")
    lead.follow("Sett på sakslista")
    lead.press("Sett på sakslista")
    lead.sees(f"Innspill {reference}")


def vote(lead: Desk, ballots: dict[Person, tuple[Desk, str]], mails: Mails) -> None:
    """The leader asks; each comes from the mail and says for or against; more for than against is a majority."""
    lead.press("Start avstemning om sak", role="link", exact=False)
    lead.fill("Hva stemmes det over?", QUESTION)
    lead.press("Start avstemningen")
    for person, (at, choice) in ballots.items():
        at.open(mails.link(person, "/avstemninger/"))
        at.pick(choice)
        at.press("Stem")
        at.sees("Stemmen din er registrert.")
    lead.open(lead.page.url)
    lead.press("Avslutt avstemningen")
    lead.sees("2 for, 1 mot, 0 avstår")
    lead.sees("Flertall")
    closed = only(Vote)
    assert (closed.state, closed.adopted) == (VoteState.CLOSED, True)
    said = sorted(db.session.scalars(select(RollEntry.choice)))
    assert said == sorted([Choice.FOR, Choice.FOR, Choice.AGAINST])


def advise(lead: Desk) -> None:
    """What the majority said becomes the council's advice, on the agenda item."""
    lead.open("/utvalg/nav-tonsberg/moter")
    lead.page.locator("main article a").first.click()
    lead.press("Skriv inn rådet i sak", role="link", exact=False)
    lead.fill("Utvalgets råd", ADVICE)
    lead.press("Lagre rådet")
    lead.sees(ADVICE)
    lead.sees("Flertall")


def answer(his: Desk, address: str) -> None:
    """The director answers from the mail and promises something."""
    his.open(address)
    if his.page.url.rstrip("/").split("/")[-2] != "svar":
        his.follow("Svar")
    his.pick("Ja, vi følger opp")
    his.fill("Svar til utvalget", "Takk. Vi prøver åpent til klokka 18 hver torsdag i et halvt år.")
    his.pick("Svaret gjelder den statlige delen av Nav")
    his.fill("Hva skal gjøres?", PROMISE)
    his.fill("Hvem gjør det?", "Leder i mottaket")
    his.fill("Når skal det være gjort?", (clock.today() + timedelta(days=30)).isoformat())
    his.press("Send svaret")
    assert only(Issue).state is IssueState.IN_ACTION
    assert the_action().what == PROMISE


def claim(his: Desk, reference: str) -> None:
    """The office says it is done."""
    his.open(f"/innspill/{reference}/gjort/{the_action().id}")
    his.fill("Hva er endret?", "Mottaket har hatt åpent til klokka 18 de siste fire torsdagene.")
    his.fill("Hvor?", "Publikumsmottaket i Tønsberg")
    his.fill("Fra hvilken dag?", clock.today().isoformat())
    his.fill("Hvordan merker brukerne det?", "Det står på døra og på nettsiden.")
    his.press("Meld at tiltaket er gjort")
    assert only(Issue).state is IssueState.CLAIMED_DONE


def say_whether_it_helped(stranger: Desk, address: str) -> None:
    """From the mail, without signing in; the page does not tell the story."""
    stranger.open(address)
    assert BODY not in stranger.page.content()
    stranger.pick("Ja, det hjalp")
    stranger.press("Send svaret")


def confirm(lead: Desk, address: str) -> None:
    """The council's leader confirms from the mail, and the issue closes as solved."""
    lead.open(address)
    if "/hjalp/" not in lead.page.url:
        lead.follow("Avgjør om det hjalp")
    lead.pick("Ja, det hjalp")
    lead.fill("Hva har utvalget sett?", "Tre av oss har vært innom etter klokka 16. Det virker.")
    lead.page.get_by_label("Avslutt innspillet samtidig").check()
    lead.press("Lagre avgjørelsen")
    assert only(Issue).outcome is Outcome.SOLVED
    assert the_action().state is FollowUpState.DONE
    lead.sees("Hjalp – bekreftet av utvalget")


def summarise(writer: Desk, publisher: Desk) -> None:
    """A coordinator writes in Markdown; another of the county reads it through and publishes it."""
    writer.open("/sammendrag")
    writer.follow("Skriv sammendrag")
    writer.fill("Tittel", "Åpningstid ved Nav Tønsberg")
    writer.fill("Fra og med", (clock.today() - timedelta(days=30)).isoformat())
    writer.fill("Til og med", clock.today().isoformat())
    writer.fill("Sammendraget", SUMMARY)
    writer.press("Lagre utkast")
    publisher.open("/sammendrag")
    publisher.follow("Åpningstid ved Nav Tønsberg")
    assert publisher.page.get_by_role("heading", name="Åpningstid", exact=True).count() == 1
    publisher.press("Publiser")
    publisher.sees("Sammendraget er publisert.")
    assert only(Summary).published_at is not None


def test_the_whole_round(make, desk, postman, deliver):
    leader, author, director = world(make)
    council, mails = db.session.scalars(select(Council)).one(), Mails(postman, deliver)
    member = make.representative(council, name="Tor Tenkt")
    county_id = make.office_of(council).county_id
    writers = [make.scope(ScopeKind.COORDINATOR, county_id=county_id) for _ in range(2)]
    make._add(DeliveryWish(person_id=author.id, kind=Topic.SUMMARIES, delivery=Delivery.NOW))
    her, lead, his = desk(author), desk(leader), desk(director)

    reference = post(her)
    put_on_agenda(lead, reference)
    ballots = {leader: (lead, "For"), author: (her, "For"), member: (desk(member), "Mot")}
    vote(lead, ballots, mails)
    advise(lead)

    answer(his, mails.link(director, f"/innspill/{reference}/svar/"))
    her.open("/venter")
    her.sees(PROMISE)
    claim(his, reference)
    say_whether_it_helped(desk(), mails.link(author, "/hjalp-det/"))
    confirm(lead, mails.link(leader, f"/innspill/{reference}"))

    summarise(*(desk(writer) for writer in writers))
    everybody_was_told(mails, author, director)
    reader = desk()
    reader.open(mails.link(author, "/sammendrag/"))
    assert reader.page.locator(".prose strong").inner_text() == "for lite"


def everybody_was_told(mails: Mails, author: Person, director: Person) -> None:
    """What lies in the letter boxes when the round has ended."""
    mails.deliver()
    to_author, to_director = (
        [mail["Subject"].rpartition(": ")[2] for mail in mails.postman.to(person)] for person in (author, director)
    )
    for happened in ("på sakslista", "avstemning", "råd fra utvalget", "nytt svar fra ", "avsluttet"):
        assert any(said.startswith(happened) for said in to_author)
    for happened in ("sendt til ", "råd fra utvalget", "avsluttet"):
        assert any(said.startswith(happened) for said in to_director)
    assert to_author[-1] == "Nytt sammendrag"
