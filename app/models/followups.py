"""What somebody owes on an issue, the answers given, the claims, and what the council said of them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import SHORT, Base, rel
from app.models.councils import Council
from app.models.issues import ActReason, Issue, Reopening
from app.models.people import Person
from app.models.places import Municipality, NavRegion, Office
from app.models.reportable import Reportable, Reported
from app.models.states import (
    LIVE,
    MOVES,
    SLIP_MOVES,
    AnswerLabel,
    DropReason,
    FollowUpKind,
    FollowUpState,
    SlipState,
    Stance,
    Verdict,
)

OWNERS = {
    "office_id": "office",
    "municipality_id": "municipality",
    "nav_region_id": "nav_region",
    "council_id": "council",
}


class FollowUp(Reportable, Base):
    """Something somebody owes somebody (restanse). Exactly one owner; late is computed, never stored."""

    __tablename__ = "follow_up"
    reported_as = Reported.FOLLOW_UP
    words_in = ("what", "who")
    said_on = ("created_at",)
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN office_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN municipality_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN nav_region_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN council_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_owner",
        ),
        CheckConstraint("state != 'dropped' OR drop_reason IS NOT NULL", name="dropped_has_reason"),
        CheckConstraint("state NOT IN ('done', 'handed_on', 'dropped') OR ended_at IS NOT NULL", name="ended_has_time"),
        CheckConstraint("state != 'paused' OR paused_on IS NOT NULL", name="paused_has_date"),
        CheckConstraint("state != 'claimed' OR kind = 'action'", name="only_actions_are_claimed"),
        Index("ix_follow_up_live", "state", "due"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    kind: Mapped[FollowUpKind]
    state: Mapped[FollowUpState] = mapped_column(default=FollowUpState.RUNNING)
    round: Mapped[int] = mapped_column(default=1)
    what: Mapped[str | None]  # an action: what is promised; else what somebody asks for. Others' words: `words_answer`
    who: Mapped[str | None] = mapped_column(SHORT)  # an action: who does it, in the office's words
    drop_reason: Mapped[DropReason | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who wrote these words; none: a repeat

    started_on: Mapped[date]
    due: Mapped[date]
    original_due: Mapped[date]
    days: Mapped[int | None]  # the clock in working days; none when a date was promised
    extended_at: Mapped[datetime | None]
    paused_on: Mapped[date | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]  # something sent on: when the new owner took it
    received_at: Mapped[datetime | None]  # an answer: when its owner said that they have seen it; stops no clock
    offered: Mapped[bool] = mapped_column(default=False)  # sent on, not yet accepted
    awaits_date: Mapped[bool] = mapped_column(default=False)  # promised without a date: `due` is when a date will come
    asked_due: Mapped[date | None]  # a later date, asked for and not yet granted by the user side: see `asked`

    parent_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up.id"), index=True)
    advice_id: Mapped[int | None] = mapped_column(ForeignKey("advice.id"))
    # Owed because the issue was opened again: what is not in order stands there.
    reopening_id: Mapped[int | None] = mapped_column(ForeignKey("reopening.id"), index=True)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"), index=True)
    nav_region_id: Mapped[int | None] = mapped_column(ForeignKey("nav_region.id"), index=True)
    council_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"), index=True)
    # Where the words stand that it is owed because of, when they are not its own: at most one of these.
    words_answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id", use_alter=True))  # the newest version
    words_claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id", use_alter=True))
    words_reason_id: Mapped[int | None] = mapped_column(ForeignKey("act_reason.event_id"))
    words_follow_up_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up.id"))

    issue: Mapped[Issue] = rel(back_populates="follow_ups")
    office: Mapped[Office | None] = rel()
    municipality: Mapped[Municipality | None] = rel()
    nav_region: Mapped[NavRegion | None] = rel()
    council: Mapped[Council | None] = rel()
    parent: Mapped["FollowUp | None"] = rel(foreign_keys=parent_id, remote_side=id)
    answers: Mapped[list["Answer"]] = rel(
        back_populates="follow_up", foreign_keys="Answer.follow_up_id", order_by="Answer.id"
    )
    claims: Mapped[list["Claim"]] = rel(
        back_populates="follow_up", foreign_keys="Claim.follow_up_id", order_by="Claim.id"
    )
    pauses: Mapped[list["Pause"]] = rel(order_by="Pause.id")
    slips: Mapped[list["Slip"]] = rel(back_populates="follow_up", order_by="Slip.id")
    missing_dates: Mapped[list["MissingDate"]] = rel(order_by="MissingDate.id")
    reopening: Mapped[Reopening | None] = rel()
    words_answer: Mapped["Answer | None"] = rel(foreign_keys=words_answer_id, viewonly=True)
    words_claim: Mapped["Claim | None"] = rel(foreign_keys=words_claim_id, viewonly=True)
    words_reason: Mapped[ActReason | None] = rel(foreign_keys=words_reason_id, viewonly=True)
    words_follow_up: Mapped["FollowUp | None"] = rel(foreign_keys=words_follow_up_id, remote_side=id, viewonly=True)

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def owner(self) -> Office | Municipality | NavRegion | Council:
        """Who owes it; the one of the four that a query has loaded. Raises ValueError where it has loaded none."""
        for key, name in OWNERS.items():
            if getattr(self, key) is not None:
                owner: Office | Municipality | NavRegion | Council = getattr(self, name)
                return owner
        raise ValueError("A follow-up without an owner.")

    @property
    def owner_name(self) -> str:
        owner = self.owner
        return owner.display_name if isinstance(owner, Municipality) else owner.name

    @property
    def is_ours(self) -> bool:
        """Owed by a council; everything else is owed by an office, a municipality or a region."""
        return self.council_id is not None

    @property
    def is_contested(self) -> bool:
        return self.is_live and self.round > 1 and self.reopening_id is None

    @property
    def is_reopened(self) -> bool:
        """Owed because the user side opened the issue again."""
        return self.is_live and self.reopening_id is not None

    @property
    def words(self) -> list[str]:
        """None where it only repeats another text, which is reported there."""
        return super().words if self.person_id is not None else []

    @property
    def quote(self) -> str | None:
        """The words it is owed because of; none when a moderator has hidden them. Needs what `words_…` point at."""
        text, hidden_at = self._words
        return None if hidden_at else text

    @property
    def quote_hidden_at(self) -> datetime | None:
        """Since when the words it is owed because of are hidden. Needs what `words_…` point at."""
        return self._words[1]

    @property
    def _words(self) -> tuple[str | None, datetime | None]:
        """The words and since when they are hidden, from the one row in which they stand."""
        if self.words_answer is not None:
            return self.words_answer.text, self.words_answer.hidden_at
        if self.words_claim is not None:
            return self.words_claim.what_changed, self.words_claim.hidden_at
        if self.words_reason is not None:
            return self.words_reason.text, self.words_reason.hidden_at
        row = self.words_follow_up or self
        return row.what, row.hidden_at

    @property
    def asked_in(self) -> "FollowUp | None":
        """The row in which somebody wrote what is asked for: itself, or one that it takes up again. Else none."""
        row = self.words_follow_up or self
        return row if row.person_id is not None else None

    @property
    def outside(self) -> str | None:
        """The unit outside Medvirk that it was sent on to last; the owner writes its reply down. Needs the answers."""
        sent = [one.unit for one in self.answers if one.stance is Stance.SENT_ON and one.unit and not one.hidden_at]
        return sent[-1] if sent else None

    @property
    def moved(self) -> "list[Slip]":
        """Each time its date was moved."""
        return [slip for slip in self.slips if slip.state is SlipState.MOVED]

    @property
    def asked(self) -> "Slip | None":
        """The later date that the user side has been asked for, and has not answered."""
        return next((slip for slip in self.slips if slip.state is SlipState.ASKED), None)

    def is_late(self, today: date) -> bool:
        """Past its date, and the clock is not standing still."""
        return self.state is FollowUpState.RUNNING and self.due < today

    def move(self, to: FollowUpState, at: datetime) -> None:
        """Change the state along MOVES. Raises Conflict where there is no such way."""
        self.state = MOVES[self.kind].step(self.state, to)
        if to in (FollowUpState.DONE, FollowUpState.HANDED_ON, FollowUpState.DROPPED):
            self.ended_at = at

    def drop(self, reason: DropReason, at: datetime) -> None:
        self.drop_reason = reason
        self.move(FollowUpState.DROPPED, at)

    def pause(self, today: date, at: datetime) -> None:
        self.paused_on = today
        self.move(FollowUpState.PAUSED, at)

    def resume(self, due: date, original_due: date, at: datetime) -> None:
        """The clock runs on, both dates moved by the time that it stood still: a pause is no slip."""
        self.move(FollowUpState.RUNNING, at)
        self.paused_on = None
        self.due = due
        self.original_due = original_due

    def put_off(self, due: date, at: datetime) -> None:
        """Move the date; the first one stays for the statistics."""
        self.due = due
        self.extended_at = at

    def run_again(self, due: date, days: int | None, at: datetime) -> None:
        """A contested claim: a new round with a new date; the first date stays for the statistics."""
        self.move(FollowUpState.RUNNING, at)
        self.round += 1
        self.due = due
        self.days = days


def follow_ups_of(issue: Issue) -> list[FollowUp]:
    """What is or was owed on an issue, the oldest first. Needs `Issue.follow_ups`."""
    return [row for row in issue.follow_ups if isinstance(row, FollowUp)]


class Pause(Base):
    """A span in which a clock stood still because the other side had been asked."""

    __tablename__ = "pause"

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"), index=True)
    from_day: Mapped[date]
    to_day: Mapped[date]


class MissingDate(Base):
    """A promise that stood without a date: by when one would come, and when it came. Of older ones less is known."""

    __tablename__ = "missing_date"

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"), index=True)
    promised_on: Mapped[date]
    date_by: Mapped[date | None]
    came_on: Mapped[date | None]
    due: Mapped[date | None]  # the date that came


class Slip(Reportable, Base):
    """A later date and why: one that the office took by itself, or asked the user side for. None is forgotten."""

    __tablename__ = "slip"
    reported_as = Reported.SLIP
    words_in = ("reason",)
    stands_in = "follow_up.issue"

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"), index=True)
    from_due: Mapped[date]
    to_due: Mapped[date]
    state: Mapped[SlipState] = mapped_column(default=SlipState.ASKED)
    reason: Mapped[str]
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None]  # when the user side said yes or no; none when nobody was asked
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    follow_up: Mapped[FollowUp] = rel(back_populates="slips")

    def move(self, to: SlipState) -> None:
        self.state = SLIP_MOVES.step(self.state, to)


class Answer(Reportable, Base):
    """Svar: what was said to a follow-up, by whom in which office; corrected only by a visible new version."""

    __tablename__ = "answer"
    reported_as = Reported.ANSWER
    words_in = ("text", "reason", "unit", "correction_note")
    stands_in = "follow_up.issue"
    __table_args__ = (
        CheckConstraint("stance != 'does_not_follow_up' OR reason IS NOT NULL", name="a_no_has_reason"),
        UniqueConstraint("follow_up_id", "turn", "version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"), index=True)
    turn: Mapped[int] = mapped_column(default=1)  # first answer, then e.g. the one after a clarification
    version: Mapped[int] = mapped_column(default=1)
    issue_version: Mapped[int] = mapped_column(default=1)  # which version of the text it answered
    stance: Mapped[Stance | None]  # none: the council's own words (clarification, statement)
    text: Mapped[str]
    reason: Mapped[str | None]
    label: Mapped[AnswerLabel] = mapped_column(default=AnswerLabel.BOTH)
    # Outside Medvirk: where it was sent on to, or whose reply the owner has written down.
    unit: Mapped[str | None] = mapped_column(SHORT)
    language: Mapped[str] = mapped_column(SHORT, default="nb")
    by_name: Mapped[str] = mapped_column(SHORT)
    by_title: Mapped[str] = mapped_column(SHORT)
    at: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    booked_by: Mapped[str | None] = mapped_column(SHORT)  # "ført av": who wrote it down on the council's behalf
    correction_note: Mapped[str | None]

    follow_up: Mapped[FollowUp] = rel(back_populates="answers", foreign_keys=follow_up_id)
    person: Mapped[Person] = rel(foreign_keys=person_id)
    drafted_by: Mapped[Person | None] = rel(foreign_keys=drafted_by_id)

    @property
    def is_question(self) -> bool:
        """The office asks the council: a question is never shown or counted as an answer."""
        return self.stance is Stance.ASKS_BACK

    @property
    def is_answer(self) -> bool:
        """Says what was asked for; neither a question back nor word that somebody else is to answer."""
        return self.stance not in (Stance.ASKS_BACK, Stance.SENT_ON)


class Claim(Reportable, Base):
    """ "Kontoret sier det er gjort": what changed, where, since when, how users notice it."""

    __tablename__ = "claim"
    reported_as = Reported.CLAIM
    words_in = ("what_changed", "where", "how_noticed")
    stands_in = "follow_up.issue"
    __table_args__ = (UniqueConstraint("follow_up_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"), index=True)
    round: Mapped[int] = mapped_column(default=1)
    what_changed: Mapped[str]
    where: Mapped[str]
    since: Mapped[date]
    how_noticed: Mapped[str]
    by_name: Mapped[str] = mapped_column(SHORT)
    by_title: Mapped[str] = mapped_column(SHORT)
    at: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    verdict: Mapped[Verdict | None]
    verdict_text: Mapped[str | None]
    verdict_at: Mapped[datetime | None]
    verdict_by: Mapped[str | None]
    verdict_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    early_reason: Mapped[str | None]  # why the council judged before any asked seat had answered
    verdict_hidden_at: Mapped[datetime | None]  # the council's words; the claim's own have the next

    follow_up: Mapped[FollowUp] = rel(back_populates="claims", foreign_keys=follow_up_id)

    @property
    def verdict_words(self) -> "VerdictWords":
        return VerdictWords(self)


@dataclass(eq=False)
class VerdictWords(Reportable):
    """What the council said of a claim: a text of its own, reported and hidden apart from the office's."""

    reported_as = Reported.VERDICT
    words_in = ("claim.verdict_text", "claim.early_reason")
    said_by = ("claim.verdict_by_id",)
    said_on = ("claim.verdict_at", "claim.at")
    numbered = "claim.id"
    stands_in = "claim.follow_up.issue"

    claim: Claim

    @property
    def hidden_at(self) -> datetime | None:
        return self.claim.verdict_hidden_at

    @hidden_at.setter
    def hidden_at(self, at: datetime | None) -> None:
        self.claim.verdict_hidden_at = at

    @property
    def row(self) -> Base:
        return self.claim
