"""The demo story: replayed by the real services, it ends where the story says it ends."""

from sqlalchemy import func, select

from app.core import clock
from app.core.workdays import is_workday
from app.database import db
from app.demo.data import story
from app.models.followups import FollowUp
from app.models.issues import Issue
from app.models.meetings import Meeting
from app.models.notices import Mail
from app.models.states import FollowUpKind


def test_the_story_ends_as_it_is_told_and_is_loaded_once(app, clean):
    runner = app.test_cli_runner()
    refused = runner.invoke(args=["demo"])
    assert refused.exit_code == 1
    assert "import-registers" in refused.output
    runner.invoke(args=["import-registers"])
    assert runner.invoke(args=["demo"]).exit_code == 0

    told = {one["title"]: one["expect"] for one in story.read_story().issues if one["expect"]["state"]}
    found = {
        issue.title: {"state": issue.state, "outcome": issue.outcome}
        for issue in db.session.scalars(select(Issue).where(Issue.title.in_(told)))
    }
    assert found == {title: {"state": e["state"], "outcome": e["outcome"]} for title, e in told.items()}
    assert "already" in runner.invoke(args=["demo"]).output

    # Nobody promises anything for a weekend, or meets in one.
    promised = db.session.scalars(select(FollowUp.due).where(FollowUp.kind == FollowUpKind.ACTION)).all()
    met = [clock.local_day(at) for at in db.session.scalars(select(Meeting.starts_at))]
    assert [day for day in (*promised, *met) if not is_workday(day)] == []

    # A demo does not begin with hundreds of letters.
    waiting = select(func.count()).select_from(Mail).where(Mail.sent_at.is_(None), Mail.dropped_at.is_(None))
    assert db.session.scalar(waiting) < 20
