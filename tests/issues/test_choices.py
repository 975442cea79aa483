"""The rarer choices are not laid out all at once, and a letter says each answer once."""

import re

from sqlalchemy import select

from app.database import db, transaction
from app.followups.service import answers, follow_ups
from app.models.followups import Answer
from app.models.states import Stance
from tests.followups.chain import load

MOST_AT_ONCE = 6


def test_a_leader_who_is_the_author_sees_at_most_six_choices_at_once(make, visit):
    council = make.council(parent_id=make.council().id)
    leader = make.leader(council)
    issue = make.issue(council, author=leader, sent_at=None)

    page = visit(leader).get(f"/innspill/{issue.reference}/flere-valg").text
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    at_once = re.sub(r'<details class="fold".*?</details>', "", main, flags=re.DOTALL)

    assert at_once.count('class="card"') <= MOST_AT_ONCE
    assert main.count('class="card"') > MOST_AT_ONCE


def test_a_letter_has_the_corrected_answer_and_not_the_one_it_replaced(make, visit):
    council = make.council()
    secretary, director = make.secretary(council), make.director(make.office_of(council))
    issue = make.issue(council)
    with transaction():
        row = follow_ups.open_answer(issue, days=20)
    with transaction():
        words = answers.Words(text="Vi åpner klokka ti.", reason=None)
        answers.answer_follow_up(
            make.actor(director), load(row.id), stance=Stance.FOLLOWS_UP, words=words, promise=None
        )
    with transaction():
        given = db.session.scalars(select(Answer).where(Answer.follow_up_id == row.id)).one()
        answers.correct_answer(make.actor(director), given, load(row.id), text="Vi åpner klokka ni.", note="Feil tid")

    letter = visit(secretary).get(f"/innspill/{issue.reference}/brev").text

    assert "Vi åpner klokka ni." in letter
    assert "Vi åpner klokka ti." not in letter
