"""One issue as it goes: what is owed on it, answered, promised, claimed and judged, row by row."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from app.core import clock, workdays
from app.models.followups import Answer, FollowUp, Pause, Slip
from app.models.issue_enums import CLOSES_ANYWHERE, Outcome
from app.models.issues import ActReason
from app.models.notices import EventKind
from app.models.states import (
    LIVE,
    DropReason,
    FollowUpKind,
    FollowUpState,
    IssueState,
    SlipState,
    Stance,
    state_from_follow_ups,
)
from bench.country.people import Body, Official, Sitting
from bench.country.rows import Row
from bench.country.texts import Sayings, Words
from bench.country.world import Told, World, new_event, told_of

ENDS = (Stance.FOLLOWS_UP, Stance.PARTLY, Stance.DOES_NOT)
OFTEN = (45, 30, 25)


class NotYet(Exception):
    """The next step lies ahead of today."""


@dataclass(frozen=True)
class Standing:
    """What `state_from_follow_ups` reads of a follow-up."""

    kind: FollowUpKind
    state: FollowUpState


@dataclass
class Chain:
    """An issue under way: its row, the people around it, and the time it has come to."""

    world: World
    body: Body
    issue: Row
    words: Words
    author: Sitting | None
    time: datetime
    supporters: list[Sitting] = field(default_factory=list)
    owed: list[Row] = field(default_factory=list)

    @property
    def said(self) -> Sayings:
        return self.world.texts.said[self.words.language]

    @property
    def day(self) -> date:
        return clock.local_day(self.time)

    def pass_days(self, least: int, most: int) -> None:
        """Time goes by. Raises NotYet when it reaches today."""
        self.time += timedelta(days=self.world.dice.randint(least, most), seconds=self.world.dice.randint(60, 20_000))
        if self.time > self.world.now:
            raise NotYet

    def tell(
        self, kind: EventKind, who: Official, *, at: datetime | None = None, to: list[Told] | None = None, **facts: Any
    ) -> Row:
        at = at or self.time
        place = {"issue_id": self.issue["id"], "council_id": self.body.id}
        event = new_event(self.world, kind, at, who, **place, **facts)
        self.issue["changed_at"] = max(self.issue["changed_at"], at)
        self.world.tell(event, told_of(kind, self.body, self.author) if to is None else to)
        return event

    def tell_of(self, kind: EventKind, who: Official, follow_up: Row, **data: Any) -> None:
        self.tell(kind, who, subject="follow_up", subject_id=follow_up["id"], data=data)

    def owe(
        self, kind: FollowUpKind, owner: dict[str, int], *, days: int | None = 20, due: date | None = None, **facts: Any
    ) -> Row:
        due = due or workdays.add_workdays(self.day, days or 0)
        row = self.world.rows.add(
            FollowUp,
            issue_id=self.issue["id"],
            kind=kind,
            started_on=self.day,
            due=due,
            original_due=due,
            days=days,
            created_at=self.time,
            **owner,
            **facts,
        )
        self.owed.append(row)
        return row

    def end(self, row: Row) -> None:
        row.update(state=FollowUpState.DONE, ended_at=self.time)

    def answer(self, row: Row, who: Official, text: str, *, stance: Stance | None = None, turn: int = 1) -> Row:
        reason = self.world.dice.choice(self.said.reasons) if stance in (Stance.PARTLY, Stance.DOES_NOT) else None
        return self.world.rows.add(
            Answer,
            follow_up_id=row["id"],
            turn=turn,
            stance=stance,
            text=self.world.texts.shorter(text),
            reason=reason,
            language=self.words.language,
            by_name=who.name,
            by_title=who.title,
            at=self.time,
            person_id=who.person_id,
        )

    def close(self, outcome: Outcome, text: str | None) -> None:
        reason = DropReason(outcome) if outcome in CLOSES_ANYWHERE else DropReason.CLOSED
        for row in self.owed:
            if row["state"] in LIVE:
                row.update(state=FollowUpState.DROPPED, ended_at=self.time, drop_reason=reason)
        self.issue.update(state=IssueState.CLOSED, outcome=outcome, outcome_text=text, closed_at=self.time)

    def tell_closed(self, outcome: Outcome, text: str | None, who: Official) -> None:
        self.close(outcome, text)
        event = self.tell(EventKind.ISSUE_CLOSED, who, data={"outcome": outcome.value})
        if text:
            self.world.rows.add(ActReason, event_id=event["id"], issue_id=self.issue["id"], text=text)

    def settle(self) -> None:
        """The state that follows, unless somebody has set one."""
        if self.issue["state"] not in (IssueState.HELD, IssueState.CLOSED):
            self.issue["state"] = state_from_follow_ups(Standing(row["kind"], row["state"]) for row in self.owed)

    # The answer

    def answered(self) -> tuple[Row, Stance]:
        """From sent to answered, by whatever way round."""
        dice = self.world.dice
        owed = self.owe(FollowUpKind.ANSWER, self.body.owner)
        self.issue["sent_at"] = self.time
        self.tell_of(EventKind.ISSUE_SENT, self.author or self.body.secretary, owed)
        turn = 1
        if dice.hits(0.06):
            self._put_off(owed)
        if dice.hits(0.07):
            self._ask_back(owed)
            turn = 2
        if dice.hits(0.05) and self.body.municipality and self.body.office_id:
            self._ask_municipality(*self.body.municipality)
        least, most = dice.choices(((2, 14), (14, 27), (27, 55), (55, 150)), (50, 38, 10, 2))[0]
        self.pass_days(least, most)
        stance = dice.choices(ENDS, OFTEN)[0]
        given = self.answer(owed, self.body.director, dice.choice(self.said.answers), stance=stance, turn=turn)
        self.end(owed)
        data = {"stance": stance.value, "answer": given["id"], "label": "both"}
        self.tell_of(EventKind.ANSWER_GIVEN, self.body.director, owed, **data)
        return owed, stance

    def _put_off(self, owed: Row) -> None:
        self.pass_days(3, 20)
        due = workdays.add_workdays(owed["due"], 10)
        reason = self.world.dice.choice(self.said.reasons)
        moved = {"from_due": owed["due"], "to_due": due, "state": SlipState.MOVED, "reason": reason}
        director = self.body.director
        self.world.rows.add(Slip, follow_up_id=owed["id"], at=self.time, person_id=director.person_id, **moved)
        owed.update(due=due, extended_at=self.time)
        self.tell_of(EventKind.DUE_EXTENDED, director, owed, due=due.isoformat())

    def _ask_back(self, owed: Row) -> None:
        self.pass_days(1, 10)
        director, leader = self.body.director, self.body.leader
        text = self.world.dice.choice(self.said.comments)
        given = self.answer(owed, director, text, stance=Stance.ASKS_BACK)
        since = self.day
        owed.update(state=FollowUpState.PAUSED, paused_on=since)
        owner = {"council_id": self.body.id}
        question = self.owe(FollowUpKind.CLARIFICATION, owner, days=10, parent_id=owed["id"], what=text)
        self.tell_of(EventKind.CLARIFICATION_ASKED, director, question, answer=given["id"])
        self.pass_days(1, 14)
        said = self.answer(question, leader, self.world.dice.choice(self.said.comments))
        self.end(question)
        self.world.rows.add(Pause, follow_up_id=owed["id"], from_day=since, to_day=self.day)
        lost = workdays.workdays_between(since, self.day)
        owed.update(state=FollowUpState.RUNNING, paused_on=None, due=workdays.add_workdays(owed["due"], max(lost, 1)))
        self.tell_of(EventKind.CLARIFICATION_GIVEN, leader, owed, answer=said["id"])

    def _ask_municipality(self, municipality_id: int, director: Official) -> None:
        owed = self.owe(FollowUpKind.ANSWER, {"municipality_id": municipality_id})
        self.tell_of(EventKind.MUNICIPALITY_ASKED, self.body.director, owed)
        self.pass_days(5, 30)
        given = self.answer(owed, director, self.world.dice.choice(self.said.answers), stance=Stance.PARTLY)
        self.end(owed)
        data = {"stance": Stance.PARTLY.value, "answer": given["id"], "label": "municipality"}
        self.tell_of(EventKind.ANSWER_GIVEN, director, owed, **data)

    def stated(self) -> None:
        """The council answers what the office asked of it."""
        owed = self.owe(FollowUpKind.STATEMENT, {"council_id": self.body.id})
        kind = EventKind.COUNCIL_ASKED if self.issue["change_on"] is None else EventKind.CHANGE_ANNOUNCED
        self.tell_of(kind, self.body.director, owed)
        self.pass_days(3, 50)
        given = self.answer(owed, self.body.leader, self.world.dice.choice(self.said.comments))
        self.end(owed)
        self.tell_of(EventKind.STATEMENT_GIVEN, self.body.leader, owed, answer=given["id"])
