"""Gives the demo its past: every act of the story is done by the real services, at the time it happened."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import update

from app.core import clock
from app.database import db, transaction
from app.demo.commands.acts import Stage
from app.demo.commands.people import Cast
from app.demo.data.story import Story
from app.models.notices import Mail, Notice

QUIET = timedelta(days=2)  # what happened before this is not mailed any more
READ = timedelta(days=10)  # and what happened before this has been read

Act = Callable[[], None]


@dataclass(order=True)
class Step:
    """One act and its time; acts of the same day keep the order in which the story tells them."""

    at: datetime
    order: int
    act: Act = field(compare=False)


@dataclass
class Replay:
    """The acts of the story over one cast, in order of time."""

    story: Story
    cast: Cast
    steps: list[Step] = field(default_factory=list)
    now: datetime = field(default_factory=clock.now)
    today: date = field(default_factory=clock.today)

    def run(self) -> None:
        stage = Stage(self.cast, self.today)
        for one in self.story.issues:
            self._plan_issue(stage, one)
        for one in self.story.meetings:
            self._plan_meeting(stage, one)
        for one in self.story.summary:
            self._plan(one["published_days_ago"], stage.publish_summary, one)
        for step in sorted(self.steps):
            with clock.as_if(step.at), transaction():
                step.act()
            db.session.expunge_all()  # each act reads the world as it is, like a request
        with transaction():
            _calm(self.now)

    def _plan(self, days_ago: int, act: Callable[..., None], *given: Any) -> None:
        order = len(self.steps)
        at = clock.start_of(self.today - timedelta(days=days_ago)) + timedelta(hours=9, seconds=order * 20)
        latest = self.now - timedelta(seconds=2000 - order)
        self.steps.append(Step(min(at, latest), order, lambda: act(*given)))

    def _plan_issue(self, stage: Stage, one: dict[str, Any]) -> None:
        key = one["key"]
        self._plan(one["days_ago"], stage.post, one)
        if one["visibility"] in ("shared", "public"):
            self._plan(one["days_ago"], stage.share, key)
        for support in one["supports"]:
            self._plan(support["days_ago"], stage.support, key, support)
        for comment in one["comments"]:
            self._plan(comment["days_ago"], stage.comment, key, one["language"], comment)
            if "reported" in comment:
                self._plan(comment["reported"]["days_ago"], stage.report, comment)
        for act in one["chain"]:
            self._plan(act["days_ago"], stage.act, key, act)

    def _plan_meeting(self, stage: Stage, one: dict[str, Any]) -> None:
        days_ago = -one["in_days"]
        self._plan(max(days_ago, 0) + 20, stage.plan_meeting, one)
        for number, item in enumerate(one["agenda"]):
            self._plan(max(days_ago, 0) + 16, stage.add_item, one["key"], number, item)
            if item["vote"]:
                self._plan(max(days_ago, 0), stage.vote, one["key"], number, item["issue"], item["vote"])
        if days_ago > 0:
            self._plan(days_ago, stage.hold_meeting, one["key"])


def _calm(now: datetime) -> None:
    """Old mails stay at home, and old notices are read: a demo does not begin with hundreds of letters."""
    db.session.execute(
        update(Mail)
        .where(Mail.created_at < now - QUIET, Mail.sent_at.is_(None))
        .values(dropped_at=now, dropped_reason="before the demo began")
    )
    db.session.execute(update(Notice).where(Notice.at < now - READ, Notice.read_at.is_(None)).values(read_at=now))
