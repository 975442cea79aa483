"""Wherever a person writes, one person's number is refused beside its field, and nothing of it is stored."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.errors import Invalid
from app.core.guard import refuse
from app.database import db, transaction
from app.models.issues import Issue
from app.models.meetings import Meeting
from app.models.people import Person
from app.models.summaries import Summary
from app.summaries import service as summaries

NUMBER = "159086 95043"  # of the synthetic series with month + 80
REFUSED = "Dette ser ut som et fødselsnummer. Ta det bort."
PERIOD = {"period_from": "2026-08-01", "period_to": "2026-10-31"}
HIDDEN_IN_A_SUMMARY = [
    "Se 159086&#32;95043 her",
    "Se 1**59**086 95043 her",
    "Se 159086[95043](https://example.no) her",
    "Se 15908695&#48;43 her",
    "Se 1590869504&#51; her",
    "| født | siste fem |\n|---|---|\n| 159086 | 95043 |",
    "Se 159086\\\n95043 her",
    "Se 1590[8695](https://example.no/en/lang/adresse/til/noe)043 her",
    "Se 15[90][a]8695043 her\n\n[a]: https://example.no/2026/11/21",
    "Se `159086` `95043` her",
    "Se 159086&ZeroWidthSpace;95043 her",
]


def test_ones_own_name_is_no_number(make, visit):
    person = make.person()
    name = person.name

    answer = visit(person).post("/min-konto", {"name": f"Kari {NUMBER}", "locale": "nb"})

    assert answer.status_code == 422
    assert REFUSED in answer.text
    assert NUMBER in answer.text
    assert db.session.get_one(Person, person.id).name == name


def test_nobody_is_invited_by_a_number(make, visit):
    council = make.council()
    seat = make.seat(council)
    leader = make.leader(council)

    answer = visit(leader).post(
        f"/utvalg/{council.slug}/styre/plass/{seat.id}",
        {"name": f"Kari {NUMBER}", "email": "kari@eksempel.no", "rank": "0", "locale": "nb"}
        | {"start": clock.today().isoformat()},
    )

    assert answer.status_code == 422
    assert REFUSED in answer.text
    assert db.session.scalar(select(Person).where(Person.email == "kari@eksempel.no")) is None


def test_no_meeting_is_held_at_a_number(make, visit):
    council = make.council()
    day = (clock.today() + timedelta(days=20)).strftime("%d.%m.%Y")

    answer = visit(make.leader(council)).post(
        f"/utvalg/{council.slug}/moter/nytt", {"day": day, "clock_time": "10.30", "place": f"Hos Kari {NUMBER}"}
    )

    assert answer.status_code == 422
    assert REFUSED in answer.text
    assert db.session.scalar(select(Meeting)) is None


def test_an_emergency_telephone_is_no_persons_number(make, visit):
    office = make.office()

    answer = visit(make.director(office)).post(f"/kontor/{office.slug}/vakttelefon", {"phone": NUMBER})

    assert answer.status_code == 422
    assert REFUSED in answer.text


@pytest.mark.parametrize("text", HIDDEN_IN_A_SUMMARY)
def test_the_public_page_of_a_summary_is_what_the_guard_reads(make, visit, text):
    coordinator = make.coordinator()

    answer = visit(coordinator).post("/sammendrag/nytt", {"title": "Høsten", "text": text, **PERIOD})

    assert answer.status_code == 422
    assert REFUSED in answer.text
    assert db.session.scalar(select(Summary)) is None
    with pytest.raises(Invalid), transaction():
        summaries.start_summary(
            make.actor(coordinator), title="Høsten", text=text, period_from=clock.today(), period_to=clock.today()
        )


def test_a_text_that_stops_comes_back_with_where_one_persons_case_goes(make, visit):
    council = make.council()
    issue = make.issue(council)

    answer = visit(make.representative(council)).post(
        f"/innspill/{issue.reference}/kommentar",
        {"text": f"Se {NUMBER}.", "tag": "experience", "audience": "user_side"},
    )

    assert answer.status_code == 422
    assert "Teksten kan ikke sendes slik den er" in answer.text
    assert "Klage på vedtak" in answer.text
    assert "Gå videre uten å endre" not in answer.text
    assert f"Se {NUMBER}." in answer.text


def test_a_title_neither_turns_round_nor_holds_what_nobody_sees(make, visit):
    council = make.council()
    representative = make.representative(council)
    issue = make.issue(council, author=representative)

    visit(representative).post(
        f"/innspill/{issue.reference}/rediger",
        {"title": "Åpent\u202e til\u200b 18\x00", "body": "En\n\n\n\n\n\n\n\n\u2066to\r\ntre", "themes": "1"},
    )

    kept = db.session.get_one(Issue, issue.id)
    assert "\u202e" not in kept.title
    assert (kept.title, kept.body) == ("Åpent til 18", "En\n\n\nto\ntre")


def test_the_refusal_names_the_first_field_that_cannot_be_sent():
    with pytest.raises(Invalid) as refusal:
        refuse({"title": "Åpent", "reason": None, "text": NUMBER, "more": NUMBER})

    assert refusal.value.field == "text"
