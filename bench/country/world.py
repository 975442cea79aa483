"""What all lives share: the rows, the dice, the texts, the day it is, and who hears of what has just happened."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from app.models.counters import Counter
from app.models.notices import Event, EventKind, Notice, Reason
from app.models.people import Delivery
from bench.country.people import Body, Country, Dice, Official
from bench.country.rows import Row, Rows
from bench.country.texts import Texts

TOLD_FOR = timedelta(days=60)  # older notices are not kept
READ_AFTER = timedelta(days=8)

Told = tuple[int, Reason, bool]  # person, why, and whether it is a duty


@dataclass
class World:
    """The country on the day of loading."""

    rows: Rows
    dice: Dice
    texts: Texts
    country: Country
    now: datetime
    today: date
    numbers: dict[int, int] = field(default_factory=dict)
    newest: dict[int, Row] = field(default_factory=dict)  # council → an issue that others can be merged into
    notices: list[dict[str, Any]] = field(default_factory=list)

    def next_number(self, year: int) -> int:
        self.numbers[year] = self.numbers.get(year, 0) + 1
        return self.numbers[year]

    def tell(self, event: Row, people: Iterable[Told]) -> None:
        """A notice for each, once, if it happened lately; what is older than a week has been read."""
        at: datetime = event["at"]
        if self.now - at > TOLD_FOR:
            return
        read = at + timedelta(hours=self.dice.randint(1, 100)) if self.now - at > READ_AFTER else None
        for person_id, (reason, duty) in {told[0]: told[1:] for told in people}.items():
            if person_id != event["actor_id"]:
                facts = {
                    "event_id": event["id"],
                    "person_id": person_id,
                    "reason": reason,
                    "duty": duty,
                    "read_at": read,
                }
                self.notices.append({**facts, "delivery": Delivery.NOW, "at": at})

    def finish(self) -> None:
        """Notices in the order of time, as the list of them stands by number; and the counters of the years."""
        for facts in sorted(self.notices, key=lambda one: (one["at"], one["event_id"])):
            self.rows.add(Notice, **facts)
        for year, number in self.numbers.items():
            self.rows.add(Counter, name=f"issue:{year}", value=number)


def told_of(kind: EventKind, body: Body, author: Official | None) -> list[Told]:
    """The people around an issue who hear of one kind of event: the plain cases of the rules of notices."""
    leader = (body.leader.person_id, Reason.LEADER, False)
    office = (body.director.person_id, Reason.OWES, True)
    by_author = [(author.person_id, Reason.AUTHOR, True)] if author else []
    if kind in (EventKind.ISSUE_POSTED, EventKind.OUTCOME_SAID, EventKind.ISSUE_HELD):
        return [leader]
    if kind in (EventKind.ISSUE_SENT, EventKind.ACTION_CONTESTED):
        return [office]
    if kind in (EventKind.ANSWER_GIVEN, EventKind.ISSUE_CLOSED):
        return [leader, *by_author]
    if kind in (EventKind.ACTION_CLAIMED, EventKind.CLARIFICATION_ASKED):
        return [(body.leader.person_id, Reason.OWES, True)]
    if kind in (EventKind.ACTION_CONFIRMED, EventKind.CLARIFICATION_GIVEN, EventKind.STATEMENT_GIVEN):
        return [(body.director.person_id, Reason.OFFICE, True)]
    if kind in (EventKind.COUNCIL_ASKED, EventKind.CHANGE_ANNOUNCED):
        return [(one.person_id, Reason.MEMBER, False) for one in body.sittings]
    if kind in (EventKind.ISSUE_COMMENTED, EventKind.ISSUE_SUPPORTED, EventKind.ACTION_PROMISED):
        return by_author
    return []


def new_event(world: World, kind: EventKind, at: datetime, who: Official, **facts: Any) -> Row:
    by = {"actor_id": who.person_id, "actor_name": who.name, "actor_title": who.title}
    return world.rows.add(Event, kind=kind, at=at, **by, **facts)
