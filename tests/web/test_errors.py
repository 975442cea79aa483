"""What a refused person is told: a sentence that says what is so, and no question to the database for its sake."""

import pytest
from sqlalchemy import event

from app.core.errors import Conflict, Denied, Invalid, NotFound
from app.database import db
from tests.followups.chain import town

ANSWER = {"stance": "follows_up", "label": "both", "text": "Vi prøver åpent til 18.", "without_promise": "1"}


@pytest.mark.parametrize("error", [Conflict, Denied, Invalid, NotFound])
def test_a_refusal_without_a_sentence_of_its_own_says_that_of_its_kind(app, error):
    with app.app_context():
        assert error().text == str(error.words) != ""
        assert error("Møtet er avlyst.", detail="held").text == "Møtet er avlyst."


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (403, "Siden finnes, men rollen din gir ikke lov til å gjøre dette."),
        (404, "Siden finnes ikke, eller du har ikke tilgang."),
        (409, "Et svar er allerede sendt av"),
    ],
)
def test_the_page_of_a_refusal_says_what_is_so_and_asks_nothing_of_the_database(
    make, visit, count_queries, status, said
):
    here = town(make)
    here.answer()
    who = visit({403: here.member, 404: make.person(), 409: here.director}[status])
    ended = []

    def note(_connection):
        ended.append(len(asked))

    event.listen(db.engine, "rollback", note)
    with count_queries() as asked:
        answer = who.post(f"/innspill/{here.issue.reference}/svar/{here.owed.id}", ANSWER)
    event.remove(db.engine, "rollback", note)

    assert answer.status_code == status
    assert said in answer.text
    assert asked[ended[0] :] == []


def test_whoever_may_not_is_told_why_on_the_page(make, visit):
    answer = visit(make.person()).get("/innspill/nytt")

    assert answer.status_code == 403
    assert "Du er ikke representant i et brukerutvalg nå." in answer.text
