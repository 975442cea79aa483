"""The list of issues, and one issue, taken out of the house: what the filters show, and nothing one may not see."""

import csv
import io
from html import unescape
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.core import clock
from app.database import db
from app.issues.queries import issue_list
from app.models.comments import Comment
from app.models.councils import Seat
from app.models.followups import Answer, Claim
from app.models.issue_enums import CommentAudience, CommentTag, Outcome
from app.models.issues import Support
from app.models.outcomes import OutcomeQuestion
from app.models.states import FollowUpKind, FollowUpState, IssueState, Occasion, OutcomeWord, Stance
from app.models.themes import Theme
from tests.paper.reading import Read


def rows_of(response, ending):
    if ending == "csv":
        text = response.data.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    return [list(row) for row in load_workbook(io.BytesIO(response.data)).active.iter_rows(values_only=True)]


@pytest.fixture
def council(make):
    council = make.council(name="Brukerutvalget i Grenland")
    author = make.representative(council)
    for number in range(25):
        theme = Theme.TELEFON if number % 5 else Theme.APNING
        make.issue(council, author=author, title=f"Sak {number:02}", theme=theme)
    db.session.commit()
    return council


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_file_holds_all_pages_of_what_the_filters_show(make, visit, council, ending):
    reader = visit(make.representative(council))

    head, *rows = rows_of(reader.get(f"/innspill.{ending}"), ending)
    _head, *some = rows_of(reader.get(f"/innspill.{ending}?tema=apning&etter=3"), ending)

    assert head[:3] == ["Innspill", "Tittel", "Tema"]
    assert [row[1] for row in rows] == [f"Sak {number:02}" for number in reversed(range(25))]
    assert [row[1] for row in some] == ["Sak 20", "Sak 15", "Sak 10", "Sak 05", "Sak 00"]
    assert f"/innspill.{ending}?tema=apning" in reader.get("/innspill?tema=apning").text


def test_a_row_says_what_the_list_says(make, visit, council):
    issue = make.issue(council, title="=1+1", state=IssueState.CLOSED, outcome=Outcome.PARTLY, closed_at=clock.now())
    late = make.issue(council, title="Lang kø", sent_at=clock.now())
    make.owed(late, due=clock.today().replace(year=clock.today().year - 1))
    db.session.commit()

    head, *rows = rows_of(visit(make.representative(council)).get("/innspill.xlsx"), "xlsx")
    found = {row[1]: dict(zip(head, row, strict=True)) for row in rows}

    assert found["=1+1"]["Innspill"] == issue.reference
    assert found["=1+1"]["Hvordan det går"] == "Hjalp delvis"
    assert found["=1+1"]["Avsluttet den"].date() == clock.today()
    assert found["Lang kø"]["Hvordan det går"] == "For sent"
    assert found["Lang kø"]["Frist"].year == clock.today().year - 1


def test_what_one_may_not_see_and_what_is_hidden_is_not_in_the_file(make, visit, council):
    hidden = make.issue(council, title="Navnet på en ansatt", hidden_at=clock.now())
    db.session.commit()

    own = visit(make.representative(council)).get("/innspill.csv").text
    strange = visit(make.representative(make.council())).get("/innspill.csv").text

    assert hidden.title not in own
    assert "Skjult innspill" in own
    assert "Sak" not in strange


def test_a_list_too_long_for_a_file_asks_to_be_filtered(make, visit, council, monkeypatch):
    monkeypatch.setattr(issue_list, "MOST_IN_A_FILE", 20)
    reader = visit(make.representative(council))

    sent_back = reader.get("/innspill.xlsx")

    assert sent_back.status_code == 303
    assert "Filtrer den først." in reader.get(sent_back.headers["Location"]).text
    assert reader.get("/innspill.xlsx?tema=apning").status_code == 200


SAID = {
    "body": "Mottaket stenger klokka tolv.",
    "wanted": "Åpent til fire én dag i uka. #panic($x$) *b*",
    "answer": "Vi prøver åpent til seks på torsdager.",
    "claim": "Døra er åpen til seks.",
    "inner": "Dette sier vi bare til hverandre.",
    "outer": "Når begynner det?",
    "hushed": "Veilederen heter det samme som byen.",
    "example": "Hos oss står folk ute og venter.",
    "seat": "Bare hver andre torsdag.",
}


@pytest.fixture
def told(make):
    """An issue on which everybody has said something, and one comment is hidden."""
    council = make.council(name="Brukerutvalget i Grenland")
    office = make.office_of(council)
    author, leader = make.representative(council), make.leader(council)
    director, contact = make.director(office), make.coordinator()
    issue = make.issue(
        council, author=author, title="Dør", body=SAID["body"], wanted=SAID["wanted"], sent_at=clock.now()
    )
    seat = db.session.scalars(select(Seat).where(Seat.council_id == council.id)).first()
    by = {"by_name": "Hanne Figur", "by_title": "Nav-leder", "at": clock.now(), "person_id": director.id}
    answer = make.owed(issue, state=FollowUpState.DONE, ended_at=clock.now())
    db.session.add(Answer(follow_up_id=answer.id, stance=Stance.FOLLOWS_UP, text=SAID["answer"], language="nn", **by))
    action = make.owed(issue, FollowUpKind.ACTION, state=FollowUpState.CLAIMED, what="Åpne døra", who="Mottaket")
    evidence = {"what_changed": SAID["claim"], "where": "Mottaket", "since": clock.today(), "how_noticed": "Skilt"}
    db.session.add(Claim(follow_up_id=action.id, **evidence, **by))
    for key, audience in (("inner", CommentAudience.USER_SIDE), ("outer", CommentAudience.OFFICE)):
        db.session.add(comment(issue, author, SAID[key], audience))
    db.session.add(comment(issue, author, SAID["hushed"], CommentAudience.OFFICE, hidden_at=clock.now()))
    asked = {"occasion": Occasion.CLAIM, "asked_at": clock.now(), "answered_at": clock.now(), "person_id": author.id}
    db.session.add(
        OutcomeQuestion(
            issue_id=issue.id,
            follow_up_id=action.id,
            seat_id=seat.id,
            word=OutcomeWord.PARTLY,
            text=SAID["seat"],
            **asked,
        )
    )
    supported = {"seat_id": seat.id, "person_id": author.id, "office_id": office.id, "at": clock.now()}
    db.session.add(Support(issue_id=issue.id, example=SAID["example"], **supported))
    db.session.commit()
    return SimpleNamespace(issue=issue, author=author, leader=leader, director=director, contact=contact)


def comment(issue, person, text, audience, **given):
    tag = {"tag": CommentTag.EXPERIENCE, "by_title": "HLF"}
    return Comment(issue_id=issue.id, person_id=person.id, text=text, audience=audience, at=clock.now(), **tag, **given)


@pytest.mark.parametrize("who", ["author", "leader", "director"])
def test_the_pdf_of_an_issue_says_what_its_page_says_to_the_same_reader(visit, told, who):
    reader = visit(getattr(told, who))
    page = " ".join(unescape(reader.get(f"/innspill/{told.issue.reference}").text).split())

    paper = Read(reader.get(f"/innspill/{told.issue.reference}/pdf").data).text

    on_page = {key for key, text in SAID.items() if text in page}
    assert {key for key, text in SAID.items() if text in paper} == on_page
    assert {"body", "wanted", "answer", "claim", "outer", "example"} <= on_page
    assert ("inner" in on_page, "seat" in on_page) == (who != "director", who != "director")
    assert "hushed" not in on_page
    assert "Teksten er skjult av moderator." in paper


def test_the_pdf_of_an_issue_is_for_whoever_sees_it(make, visit, told):
    address = f"/innspill/{told.issue.reference}/pdf"

    assert visit(make.representative(make.council())).get(address).status_code == 404
    assert visit(told.contact).get(address).status_code == 404
    assert visit(None).get(address).status_code == 302
    told.issue.hidden_at = clock.now()
    db.session.commit()
    hidden = Read(visit(told.leader).get(address).data)
    assert SAID["body"] not in hidden.text
    assert hidden.title == f"Innspill {told.issue.reference}: Skjult innspill"


def test_the_pdf_of_an_issue_is_tagged_and_each_text_says_its_language(visit, told):
    response = visit(told.leader).get(f"/innspill/{told.issue.reference}/pdf")
    paper = Read(response.data)

    assert response.headers["Content-Disposition"] == f"attachment; filename=innspill-{told.issue.reference}.pdf"
    assert (paper.is_tagged, paper.says_pdf_ua, paper.language) == (True, True, "nb")
    assert paper.title == f"Innspill {told.issue.reference}: Dør"
    assert {"H1", "H2", "H3"} <= {tag.kind for tag in paper.tags}
    assert "nn" in {tag.language for tag in paper.tags}


def test_the_pdf_of_an_issue_says_whose_turn_it_is_to_nobody_in_particular(visit, told):
    paper = Read(visit(told.leader).get(f"/innspill/{told.issue.reference}/pdf").data).text

    assert "Det er din tur" not in paper
    assert "Kontoret sier det er gjort." in paper


def test_the_pdf_of_an_issue_asks_the_same_for_one_comment_and_for_many(visit, told, count_queries):
    reader, address = visit(told.leader), f"/innspill/{told.issue.reference}/pdf"
    reader.get(address)
    with count_queries() as few:
        reader.get(address)
    for number in range(30):
        db.session.add(comment(told.issue, told.author, f"Kommentar {number}", CommentAudience.OFFICE))
    db.session.commit()
    with count_queries() as many:
        reader.get(address)

    assert len(few) == len(many) <= 8
