"""The list of issues, and one issue, taken out of the house: what the filters show, and nothing one may not see."""

import csv
import io

import pytest
from openpyxl import load_workbook

from app.core import clock
from app.database import db
from app.issues.queries import issue_list
from app.models.issue_enums import Outcome
from app.models.states import IssueState
from app.models.themes import Theme


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
    assert found["=1+1"]["Avsluttet"].date() == clock.today()
    assert found["Lang kø"]["Hvordan det går"] == "Over fristen"
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
