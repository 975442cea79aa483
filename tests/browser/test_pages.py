"""Every kind of page, as every kind of person, with the real-length texts of the demo story: axe, width, console."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from app.database import db
from app.models.followups import FollowUp
from app.models.issue_enums import Outcome, Visibility
from app.models.issues import Issue
from app.models.meetings import Meeting
from app.models.states import FollowUpKind, FollowUpState, IssueState
from app.models.votes import Vote
from tests.browser.conftest import Desk


def one(*conditions: object) -> Issue:
    return db.session.scalars(select(Issue).where(*conditions).order_by(Issue.id)).first()  # type: ignore[arg-type,return-value]


def owed(kind: FollowUpKind, office_id: int | None) -> tuple[str, int]:
    """Reference and id of something that an office owes."""
    row = db.session.execute(
        select(Issue.reference, FollowUp.id)
        .join(FollowUp, FollowUp.issue_id == Issue.id)
        .where(FollowUp.kind == kind, FollowUp.state == FollowUpState.RUNNING, FollowUp.office_id == office_id)
        .order_by(FollowUp.id)
    ).first()
    assert row is not None
    return row.reference, row.id


PUBLIC = (
    "/",
    "/nn/",
    "/en/",
    "/?q=Tromsø",
    "/?q=finnesikke",
    "/om",
    "/nn/personvern",
    "/en/tilgjengelighet",
    "/logg-inn",
    "/demo",
    "/utvalg/nav-tonsberg",
    "/nn/utvalg/nav-midt-telemark",
    "/en/utvalg/nav-tromso",
    "/sammendrag",
)


def test_pages_for_everybody(told, desk: Callable[..., Desk]):
    visitor = desk()
    for path in PUBLIC:
        visitor.open(path)
    visitor.open(f"/offentlig/{one(Issue.visibility == Visibility.PUBLIC).reference}")
    assert visitor.page.goto(visitor.app.config["PUBLIC_URL"] + "/innspill/2020-9999").status in (200, 404)
    visitor.check()


def test_pages_of_a_representative_and_a_leader(told, desk: Callable[..., Desk]):
    tonsberg = one(Issue.reference.is_not(None)).council_id
    shared = one(Issue.visibility == Visibility.SHARED)
    her = desk(told["randi.oppdikt"])
    for path in [
        "/min-side",
        "/innspill",
        "/innspill?q=telefon",
        "/innspill?q=zzzz",
        "/venter",
        "/varsler",
        "/min-konto",
        "/innspill/nytt",
        f"/innspill/{shared.reference}",
        f"/innspill/{shared.reference}/flere-valg",
        f"/innspill/{shared.reference}/versjoner",
        "/utvalg/nav-tonsberg",
        "/utvalg/nav-tonsberg/moter",
    ]:
        her.open(path)
    her.open(f"/avstemninger/{db.session.scalars(select(Vote.id)).first()}")

    lead = desk(told["marit.eksempel"])
    meeting = db.session.scalars(select(Meeting).where(Meeting.council_id == tonsberg)).first()
    answered = one(Issue.state == IssueState.ANSWERED)
    for path in [
        "/min-side",
        "/utvalg/nav-tonsberg/styre",
        f"/utvalg/nav-tonsberg/moter/{meeting.id}",
        "/utvalg/nav-tonsberg/moter/nytt",
        f"/innspill/{answered.reference}",
    ]:
        lead.open(path)
    for state in IssueState:
        issue = one(Issue.state == state, Issue.council_id == tonsberg)
        if issue is not None:
            lead.open(f"/innspill/{issue.reference}")
            lead.open(f"/innspill/{issue.reference}/flere-valg")
    for outcome in Outcome:
        issue = one(Issue.outcome == outcome, Issue.council_id == tonsberg)
        if issue is not None:
            lead.open(f"/innspill/{issue.reference}")


def test_pages_of_those_who_answer(told, desk: Callable[..., Desk]):
    director = told["hanne.figur"]
    his = desk(director)
    his.open("/min-side")
    his.open("/venter")
    office_id = one(Issue.council_id == one(Issue.id > 0).council_id).office_id
    reference, answer = owed(FollowUpKind.ANSWER, office_id)
    for path in (
        f"/innspill/{reference}",
        f"/innspill/{reference}/svar/{answer}",
        f"/innspill/{reference}/frist/{answer}",
    ):
        his.open(path)
    his.open(f"/innspill/{reference}/svar/{answer}")
    his.press("Send svaret")  # an empty answer comes back with its errors
    assert his.page.title().startswith("Feil:")
    reference, action = owed(FollowUpKind.ACTION, office_id)
    his.open(f"/innspill/{reference}/gjort/{action}")
    his.open("/innspill/spor-utvalget")


def test_pages_of_secretary_coordinator_and_moderator(told, desk: Callable[..., Desk]):
    secretary = desk(told["oyvind.skisse"])
    for path in ("/min-side", "/innspill/pa-vegne", "/brev"):
        secretary.open(path)
    coordinator = desk(told["turid.koordinat"])
    for path in ("/min-side", "/utvalgene", "/sammendrag", "/sammendrag/nytt", "/meldinger"):
        coordinator.open(path)
    moderator = desk(told["mona.upartisk"])
    for path in ("/min-side", "/meldinger"):
        moderator.open(path)


@pytest.mark.parametrize("view", ["390-light"])
def test_an_issue_is_read_out_in_the_order_of_the_chain(told, desk: Callable[..., Desk], view: str):
    """The accessibility tree: title, whose turn, what has happened, and where to take part."""
    her = desk(told["randi.oppdikt"])
    solved = one(Issue.outcome == Outcome.SOLVED)
    her.open(f"/innspill/{solved.reference}")
    tree = headings(her.page)
    assert tree[0] == f"heading {solved.title} level 1"
    assert [line for line in tree if "level 2" in line][:2] != []
    order = [line.removeprefix("heading ").removesuffix(" level 2") for line in tree if "level 2" in line]
    read = ("Saken nå", "Det som har skjedd", "Skriv en kommentar")
    assert [name for name in order if name in read] == list(read)


def headings(page: Page) -> list[str]:
    snapshot = page.locator("main").aria_snapshot()
    return [
        f"heading {name} level {level}" for name, level in re.findall(r'heading "([^"]+)" \[level=(\d)\]', snapshot)
    ]
