"""The main job: post → mail → answer → action → claim → "hjalp det?" → confirm, each in their own browser."""

from datetime import timedelta

from sqlalchemy import select

from app.core import clock
from app.database import db
from app.models.followups import FollowUp, FollowUpKind, FollowUpState, IssueState
from app.models.issues import Issue, Outcome
from tests.browser.conftest import link_in, look_again

BODY = (
    "Publikumsmottaket er åpent fra klokka tolv til to. Folk som er avhengige av transport, eller som har uregelmessig "
    "døgnrytme, rekker det ikke. Flere organisasjoner forteller om det samme."
)


def world(make):
    """A council with a leader and a representative, and its office's director."""
    office = make.office(name="Nav Tønsberg", slug="nav-tonsberg")
    council = make.council(office=office, name="Brukerutvalget ved Nav Tønsberg", slug="nav-tonsberg")
    leader = make.leader(council, name="Marit Eksempel")
    author = make.representative(council, name="Randi Oppdikt")
    director = make.director(office, name="Hanne Figur")
    return leader, author, director


def test_the_whole_round(make, desk, postman, deliver):
    leader, author, director = world(make)

    # A representative posts from a browser.
    her = desk(author)
    her.open("/min-side")
    her.follow("Nytt innspill")
    her.fill("Hva skjer?", BODY)
    her.fill("Kort tittel", "Kontoret er bare åpent to timer midt på dagen")
    her.field("Tema").select_option("apning")
    her.press("Se over")
    her.press("Send inn")
    her.sees("20 arbeidsdager")
    look_again()
    issue = db.session.scalars(select(Issue)).one()
    assert issue.state is IssueState.WITH_OFFICE

    # The director answers from the mail and promises something.
    deliver()
    (mail,) = [one for one in postman.to(director) if issue.reference in one["Subject"]]
    his = desk(director)
    his.open(link_in(mail, "/innspill/"))
    if his.page.url.rstrip("/").split("/")[-2] != "svar":
        his.follow("Svar")
    his.pick("Ja, vi følger opp")
    his.fill("Svar til utvalget", "Takk. Vi prøver åpent til klokka 18 hver torsdag i et halvt år.")
    his.fill("Hva skal gjøres?", "Åpent til klokka 18 hver torsdag")
    his.fill("Hvem gjør det?", "Leder i mottaket")
    his.fill("Når skal det være gjort?", (clock.today() + timedelta(days=30)).isoformat())
    his.press("Send svaret")
    look_again()
    assert db.session.scalars(select(Issue)).one().state is IssueState.IN_ACTION
    action = db.session.scalars(select(FollowUp).where(FollowUp.kind == FollowUpKind.ACTION)).one()
    assert action.what == "Åpent til klokka 18 hver torsdag"

    # The author is told; the list of what the council waits for shows the action.
    deliver()
    assert any("nytt svar" in one["Subject"] for one in postman.to(author))
    her.open("/venter")
    her.sees("Åpent til klokka 18 hver torsdag")

    # The office says it is done.
    his.open(f"/innspill/{issue.reference}/gjort/{action.id}")
    his.fill("Hva er endret?", "Mottaket har hatt åpent til klokka 18 de siste fire torsdagene.")
    his.fill("Hvor?", "Publikumsmottaket i Tønsberg")
    his.fill("Fra hvilken dag?", clock.today().isoformat())
    his.fill("Hvordan merker brukerne det?", "Det står på døra og på nettsiden.")
    his.press("Meld det gjort")
    look_again()
    assert db.session.scalars(select(Issue)).one().state is IssueState.CLAIMED_DONE

    # "Hjalp det?" — from the mail, without signing in; opening changes nothing.
    deliver()
    (question,) = [one for one in postman.to(author) if "/hjalp-det/" in one.get_body(("plain",)).get_content()]
    stranger = desk()
    stranger.open(link_in(question, "/hjalp-det/"))
    assert BODY not in stranger.page.content()
    stranger.pick("Ja, det hjalp")
    stranger.press("Send svaret")

    # The council's leader confirms, and the issue closes as solved.
    lead = desk(leader)
    lead.open(f"/innspill/{issue.reference}/hjalp/{action.id}")
    lead.pick("Ja, det hjalp")
    lead.fill("Hva har utvalget sett?", "Tre av oss har vært innom etter klokka 16. Det virker.")
    lead.page.get_by_label("Lukk innspillet samtidig").check()
    lead.press("Send utvalgets svar")
    look_again()
    issue = db.session.scalars(select(Issue)).one()
    assert issue.outcome is Outcome.SOLVED
    assert db.session.get(FollowUp, action.id).state is FollowUpState.DONE

    # Everybody concerned was told.
    deliver()
    assert any(issue.reference in one["Subject"] for one in postman.to(director)[-1:])
    assert len(postman.to(author)) >= 3
    lead.open(f"/innspill/{issue.reference}")
    lead.sees("Hjalp – bekreftet av utvalget")
