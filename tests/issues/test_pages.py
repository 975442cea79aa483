"""The pages of the issues as people meet them."""

from app.database import db
from app.models.followups import IssueState
from app.models.issues import Issue
from app.models.themes import Theme

WORDS = {
    "title": "Åpningstiden passer ikke for dem som jobber",
    "body": "Kontoret har åpent fra 10 til 12. Folk i arbeid rekker det ikke.",
    "theme": Theme.APNING.value,
    "kind": "problem",
    "language": "nb",
    "form_key": "a-key-of-its-own",
}


def words(council, office, **more):
    return {**WORDS, "place": f"{council.id}-{office.id}", **more}


def newest() -> Issue | None:
    return db.session.query(Issue).order_by(Issue.id.desc()).first()


def test_an_issue_is_written_looked_over_and_sent_in_two_pages(make, visit):
    council = make.council()
    office = make.office_of(council)
    make.director(office)
    browser = visit(make.representative(council))

    assert browser.get("/innspill/nytt").status_code == 200
    look = browser.post("/innspill/nytt", words(council, office, act="look"))
    assert "Se over innspillet" in look.text
    assert newest() is None
    browser.post("/innspill/nytt", words(council, office, act="send"))
    receipt = browser.follow()

    issue = newest()
    assert issue.state is IssueState.WITH_OFFICE
    assert issue.reference in receipt.text
    assert "Kontoret har frist til" in receipt.text
    page = browser.get(f"/innspill/{issue.reference}")
    assert WORDS["body"] in page.text
    assert "Venter på svar fra Nav-leder" in page.text
