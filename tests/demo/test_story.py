"""The demo story: replayed by the real services, it ends where the story says it ends."""

from sqlalchemy import func, select

from app.database import db
from app.demo import story
from app.models.issues import Issue
from app.models.notices import Mail


def test_the_story_ends_as_it_is_told_and_is_loaded_once(app, clean):
    runner = app.test_cli_runner()
    refused = runner.invoke(args=["demo"])
    assert refused.exit_code == 1
    assert "import-registers" in refused.output
    runner.invoke(args=["import-registers"])
    assert runner.invoke(args=["demo"]).exit_code == 0

    told = {one["title"]: one["expect"] for one in story.read().issues if one["expect"]["state"]}
    found = {
        issue.title: {"state": issue.state, "outcome": issue.outcome}
        for issue in db.session.scalars(select(Issue).where(Issue.title.in_(told)))
    }
    assert found == {title: {"state": e["state"], "outcome": e["outcome"]} for title, e in told.items()}
    assert "already" in runner.invoke(args=["demo"]).output

    # A demo does not begin with hundreds of letters.
    waiting = select(func.count()).select_from(Mail).where(Mail.sent_at.is_(None), Mail.dropped_at.is_(None))
    assert db.session.scalar(waiting) < 20
