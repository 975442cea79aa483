"""Scripts off: the whole job can be done; what scripts add is comfort."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from app.core import clock
from app.database import db
from app.models.issue_enums import Outcome
from app.models.issues import Issue, Support
from app.models.outcomes import OutcomeQuestion
from app.models.states import FollowUpState, IssueState, OutcomeWord
from tests.browser.conftest import Desk, look_again
from tests.browser.test_round import (
    BODY,
    PROMISE,
    TITLE,
    Mails,
    claim,
    confirm,
    only,
    say_whether_it_helped,
    the_action,
)
from tests.browser.test_round import world as people


@pytest.fixture(params=["390-light"])
def view(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def plain(desk: Callable[..., Desk]) -> Callable[..., Desk]:
    return partial(desk, java_script_enabled=False)


def write(her: Desk, title: str) -> None:
    """As far as the page that looks it over."""
    her.open("/min-side")
    her.follow("Nytt innspill")
    her.fill("Hva skjer?", BODY)
    her.fill("Kort tittel", title)
    her.field("Tema").select_option("apning")
    her.press("Se over")
    her.sees(BODY)


def answer(his: Desk, reference: str) -> None:
    his.open(f"/innspill/{reference}")
    his.follow("Svar")
    his.pick("Ja, vi følger opp")
    his.fill("Svar til utvalget", "Vi prøver.")
    his.pick("Svaret gjelder den statlige delen av Nav")
    his.fill("Hva skal gjøres?", PROMISE)
    his.fill("Hvem gjør det?", "Mottaket")
    his.fill("Når skal det være gjort?", (clock.today() + timedelta(days=20)).isoformat())
    his.press("Send svaret")
    assert the_action().state is FollowUpState.RUNNING


def test_post_join_answer_claim_say_whether_it_helped_and_confirm(make, plain, postman, deliver):
    leader, author, director = people(make)
    mails = Mails(postman, deliver)

    write(her := plain(author), TITLE)
    her.press("Send inn")
    issue = only(Issue)
    assert (issue.title, issue.state) == (TITLE, IssueState.WITH_OFFICE)

    # Who writes the same sees it on the page that looks it over, and joins instead; the text becomes an example.
    write(lead := plain(leader), "Kontoret har åpent bare to timer")
    lead.press(f"Bli med i stedet: {TITLE}")
    lead.press("Samme hos oss")
    support = only(Support)
    assert (support.person_id, support.issue_id) == (leader.id, issue.id)
    assert support.example
    assert only(Issue).id == issue.id

    answer(his := plain(director), issue.reference)
    claim(his, issue.reference)
    say_whether_it_helped(plain(), mails.link(author, "/hjalp-det/"))
    look_again()
    words = db.session.scalars(select(OutcomeQuestion.word).order_by(OutcomeQuestion.id)).all()
    assert words.count(OutcomeWord.SOLVED) == 1

    confirm(lead, f"/innspill/{issue.reference}")
    assert only(Issue).outcome is Outcome.SOLVED
