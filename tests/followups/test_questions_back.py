"""An office's question back is a question: nowhere shown or counted as an answer."""

from sqlalchemy import select

from app.database import db, transaction
from app.followups.service import answers
from app.followups.service.answers import Words
from app.models import states
from app.models.followups import Answer
from tests.followups.chain import load, town


def asked(make):
    here = town(make)
    with transaction():
        answers.ask_back(make.actor(here.director), load(here.owed.id), words=Words(text="Hvilken dag gjelder det?"))
    return here, f"/innspill/{here.issue.reference}"


def test_a_question_back_stands_as_a_question_and_is_no_official_answer(make, visit):
    here, address = asked(make)

    page = visit(here.leader).get(address).text

    assert "Spørsmål fra kontoret" in page
    assert "Hvilken dag gjelder det?" in page
    assert "Offisielt svar" not in page


def test_the_answer_after_the_question_is_the_one_official_answer(make, visit):
    here, address = asked(make)
    leader = visit(here.leader)
    row = here.row(states.FollowUpKind.CLARIFICATION)
    leader.post(f"{address}/svar/{row.id}", {"text": "Torsdager."})
    here.answer()

    page = leader.get(address).text

    assert page.count("Offisielt svar") == 1


def test_a_question_that_is_corrected_is_no_answer_in_the_history_either(make, visit):
    here, address = asked(make)
    with transaction():
        said = db.session.scalars(select(Answer)).one()
        answers.correct_answer(
            make.actor(here.director), said, load(here.owed.id), text="Hvilke dager?", note="Flertall."
        )

    page = visit(here.leader).get(f"{address}?vis=alt").text

    assert "Spørsmålet ble rettet" in page
    assert "Svaret ble rettet" not in page
    assert "Offisielt svar" not in page


def test_a_letter_on_paper_says_that_nobody_has_answered_yet(make, visit):
    here, address = asked(make)

    letter = visit(here.secretary).get(f"{address}/brev").text

    assert "Spørsmål fra kontoret" in letter
    assert "Kontoret har ikke svart ennå." in letter
