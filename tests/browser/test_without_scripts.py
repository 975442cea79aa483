"""Scripts off: every job can be done; what scripts add is comfort."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.database import db
from app.models.followups import FollowUp, FollowUpKind, FollowUpState
from app.models.issues import Issue, Support
from tests.browser.conftest import look_again
from tests.browser.test_round import BODY, world


@pytest.fixture(params=["390-light"])
def view(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_post_join_answer_and_confirm_without_scripts(make, desk):
    leader, author, director = world(make)
    other = make.issue(title="Kontoret har for kort åpningstid midt på dagen", author=leader, body=BODY)
    council = other.council_id
    assert council

    her = desk(author, java_script_enabled=False)
    her.page.goto(her.app.config["PUBLIC_URL"] + "/min-side")
    her.page.get_by_role("link", name="Nytt innspill").first.click()
    her.fill("Hva skjer?", BODY)
    her.fill("Kort tittel", "Kontoret er bare åpent to timer")
    her.field("Tema").select_option("apning")
    her.page.get_by_role("button", name="Se over").click()
    her.page.get_by_role("button", name="Send inn").click()
    look_again()
    issue = db.session.scalars(select(Issue).where(Issue.author_id == author.id)).one()

    his = desk(director, java_script_enabled=False)
    his.page.goto(his.app.config["PUBLIC_URL"] + f"/innspill/{issue.reference}")
    his.page.get_by_role("link", name="Svar", exact=True).first.click()
    his.pick("Ja, vi følger opp")
    his.fill("Svar til utvalget", "Vi prøver.")
    his.unfold("Ja: hva dere lover")
    his.fill("Hva skal gjøres?", "Åpent på torsdager")
    his.fill("Hvem gjør det?", "Mottaket")
    his.fill("Når skal det være gjort?", (clock.today() + timedelta(days=20)).isoformat())
    his.page.get_by_role("button", name="Send svaret").click()
    look_again()
    action = db.session.scalars(select(FollowUp).where(FollowUp.kind == FollowUpKind.ACTION)).one()
    assert action.state is FollowUpState.RUNNING

    lead = desk(leader, java_script_enabled=False)
    lead.page.goto(lead.app.config["PUBLIC_URL"] + f"/innspill/{issue.reference}/samme-hos-oss")
    lead.page.get_by_role("button", name="Samme hos oss").click()
    look_again()
    assert db.session.scalars(select(Support)).one().person_id == leader.id
