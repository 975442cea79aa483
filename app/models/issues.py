"""The issue (innspill) and what hangs on it: versions, supports, public words, who may read."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, UniqueConstraint, and_, or_
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, foreign, mapped_column

from app.core import clock
from app.core.errors import Conflict
from app.core.text import squash
from app.models.assents import Assent
from app.models.base import CODE, SHORT, Base, index_where, rel
from app.models.councils import Council, Organisation, Seat
from app.models.issue_enums import (
    CLOSES_ANYWHERE,
    CLOSES_FROM,
    NEVER_RELEASED,
    NO_QUESTION_LEFT,
    STAYS_CLOSED,
    Channel,
    IssueKind,
    OfficeAsk,
    Origin,
    Outcome,
    Phase,
    Visibility,
)
from app.models.people import Person
from app.models.places import Office
from app.models.public_words import PublicWords
from app.models.reportable import Reportable, Reported
from app.models.revisions import IssueRevision
from app.models.states import LIVE, ActEvent, FollowUpKind, IssueState, JudgedClaim, Owed, state_from_follow_ups
from app.models.themes import Theme


class Issue(Reportable, Base):
    """Innspill. A person sets held and closed; every other state is computed by `state_from_follow_ups` and stored."""

    __tablename__ = "issue"
    reported_as = Reported.ISSUE
    words_in = ("title", "body", "affected", "wanted")
    said_by = ("author_id", "registered_by_id")
    said_on = ("posted_at",)
    stands_in = None  # it is the issue
    __table_args__ = (
        UniqueConstraint("year", "number"),
        CheckConstraint(
            "state != 'closed' OR (outcome IS NOT NULL AND closed_at IS NOT NULL)", name="closed_has_outcome"
        ),
        CheckConstraint("state = 'closed' OR outcome IS NULL", name="outcome_means_closed"),
        CheckConstraint("outcome != 'merged' OR merged_into_id IS NOT NULL", name="merged_into_something"),
        CheckConstraint("origin != 'office' OR office_ask IS NOT NULL", name="office_asks_something"),
        CheckConstraint("visibility != 'public' OR public_at IS NOT NULL", name="public_has_time"),
        Index("ix_issue_council_list", "council_id", "posted_at", "id"),
        Index("ix_issue_posted", "posted_at", "id"),
        Index("ix_issue_office_state", "office_id", "state"),
        index_where("visibility = 'public'", "ix_issue_public", "public_at"),
        index_where("visibility = 'public'", "ix_issue_told", "closed_at", "id"),
        index_where("state = 'held'", "ix_issue_held", "council_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    reference: Mapped[str] = mapped_column(CODE, unique=True)  # "2026-0042"; on screen "Innspill 2026-0042"
    kind: Mapped[IssueKind] = mapped_column(default=IssueKind.PROBLEM)
    theme: Mapped[Theme] = mapped_column(index=True)
    phase: Mapped[Phase | None]
    title: Mapped[str] = mapped_column(SHORT)
    body: Mapped[str]
    affected: Mapped[str | None]
    wanted: Mapped[str | None]
    language: Mapped[str] = mapped_column(CODE, default="nb")
    version: Mapped[int] = mapped_column(default=1)

    origin: Mapped[Origin] = mapped_column(default=Origin.REPRESENTATIVE)
    office_ask: Mapped[OfficeAsk | None]
    change_on: Mapped[date | None]  # an announced change: the day it begins
    decide_on: Mapped[date | None]  # what an office asks: the day on which it decides
    channel: Mapped[Channel] = mapped_column(default=Channel.WRITTEN)
    on_behalf_of: Mapped[str | None] = mapped_column(SHORT)  # in general words, never a private person's name
    consent_noted: Mapped[bool] = mapped_column(default=False)

    state: Mapped[IssueState] = mapped_column(default=IssueState.OPEN)
    outcome: Mapped[Outcome | None]
    outcome_text: Mapped[str | None]  # written no more: older words of which it is not known where they were said
    outcome_hidden_at: Mapped[datetime | None]  # the older words are hidden
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.COUNCIL)
    posted_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    public_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]  # last act that a list shows
    reopened: Mapped[int] = mapped_column(default=0)
    held_reason: Mapped[str | None]
    anonymous: Mapped[bool] = mapped_column(default=False)  # the author withdrew: the name alone is taken off
    show_to_organisation: Mapped[bool] = mapped_column(default=False)
    post_key: Mapped[str | None] = mapped_column(CODE, unique=True)  # one form posts once, however often it is sent
    post_digest: Mapped[str | None] = mapped_column(CODE)  # of what it was posted with

    born_council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"), index=True)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    author_seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    # An organisation's contact reads the issue when the author ticked `show_to_organisation`.
    author_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("issue.id"), index=True)
    # Where the words stand that it ended with: those of the act, or what the user side said of a claim.
    outcome_reason_id: Mapped[int | None] = mapped_column(ForeignKey("act_reason.event_id", use_alter=True))
    outcome_claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id", use_alter=True))

    born_council: Mapped[Council] = rel(foreign_keys=born_council_id)
    council: Mapped[Council] = rel(foreign_keys=council_id)
    office: Mapped[Office | None] = rel()
    author: Mapped[Person | None] = rel(foreign_keys=author_id)
    author_seat: Mapped[Seat | None] = rel()
    registered_by: Mapped[Person | None] = rel(foreign_keys=registered_by_id)
    merged_into: Mapped["Issue | None"] = rel(remote_side="Issue.id")
    outcome_reason: Mapped["ActReason | None"] = rel(foreign_keys=outcome_reason_id, viewonly=True)
    outcome_claim: Mapped[JudgedClaim | None] = rel("Claim", foreign_keys=outcome_claim_id, viewonly=True)
    audience: Mapped[list["IssueAudience"]] = rel(back_populates="issue", cascade="all, delete-orphan")
    follow_ups: Mapped[list[Owed]] = rel("FollowUp", back_populates="issue", order_by="FollowUp.id")
    supports: Mapped[list["Support"]] = rel(back_populates="issue", order_by="Support.id")
    revisions: Mapped[list["IssueRevision"]] = rel(order_by="IssueRevision.version")
    public_version: Mapped["PublicVersion | None"] = rel(back_populates="issue")
    public_proposal: Mapped["PublicProposal | None"] = rel(back_populates="issue")
    assents: Mapped[list[Assent]] = rel(
        primaryjoin=lambda: and_(Assent.subject == Issue.__tablename__, foreign(Assent.subject_id) == Issue.id),
        order_by="Assent.id",
        viewonly=True,
    )
    reopenings: Mapped[list["Reopening"]] = rel(order_by="Reopening.id", viewonly=True)

    @property
    def in_front_of(self) -> dict[int, datetime]:
        """The councils that read it, each with the time from which it does. Needs the audience."""
        return {row.council_id: row.since for row in self.audience}

    @property
    def is_closed(self) -> bool:
        return self.state is IssueState.CLOSED

    @property
    def is_kept_back(self) -> bool:
        """Held, or ended while it was held: nobody has let it through to those it would be in front of."""
        return self.state is IssueState.HELD or self.held_reason is not None

    @property
    def standing_author_id(self) -> int | None:
        """Who wrote it and stands by it: none once the name has been taken off."""
        return None if self.anonymous else self.author_id

    @hybrid_property
    def is_unsent(self) -> bool:
        """Waits for somebody in the council to send it on: praise, and what the office itself opened, go nowhere."""
        waits = self.state is IssueState.OPEN and self.sent_at is None
        return waits and self.kind is not IssueKind.WORKS_WELL and self.origin is not Origin.OFFICE

    @is_unsent.inplace.expression
    @classmethod
    def _is_unsent(cls) -> ColumnElement[bool]:
        """The same of rows in a query."""
        waits = and_(cls.state == IssueState.OPEN, cls.sent_at.is_(None))
        return waits & (cls.kind != IssueKind.WORKS_WELL) & (cls.origin != Origin.OFFICE)

    @property
    def has_recipient(self) -> bool:
        """Is there somebody to send it to? A central council has neither office nor region. Needs the council."""
        return self.office_id is not None or self.council.nav_region_id is not None

    @hybrid_property
    def still_asks(self) -> bool:
        """May its seats be asked whether it helped? Not when it ended in a way that leaves no question."""
        noted_change = self.outcome is Outcome.NOTED and self.office_ask is OfficeAsk.CHANGE
        return noted_change or self.outcome not in NO_QUESTION_LEFT

    @still_asks.inplace.expression
    @classmethod
    def _still_asks(cls) -> ColumnElement[bool]:
        """The same of rows in a query."""
        noted_change = (cls.outcome == Outcome.NOTED) & (cls.office_ask == OfficeAsk.CHANGE)
        return or_(cls.outcome.is_(None), cls.outcome.not_in(NO_QUESTION_LEFT), noted_change)

    @property
    def ending(self) -> str | None:
        """The words it ended with, hidden or not, from the row in which they stand. Needs reason and claim."""
        if self.outcome_reason is not None:
            return self.outcome_reason.text
        return self.outcome_claim.verdict_text if self.outcome_claim is not None else self.outcome_text

    @property
    def ending_hidden_at(self) -> datetime | None:
        """Since when the words it ended with are hidden. Needs reason and claim."""
        if self.outcome_reason is not None:
            return self.outcome_reason.hidden_at
        return self.outcome_claim.verdict_hidden_at if self.outcome_claim is not None else self.outcome_hidden_at

    @property
    def is_shared(self) -> bool:
        return self.visibility is not Visibility.COUNCIL

    @property
    def is_public(self) -> bool:
        return self.visibility is Visibility.PUBLIC

    @property
    def proposed_words(self) -> "PublicVersion | PublicProposal | None":
        """The public words that await a yes; of a public issue those that would come instead."""
        return self.public_proposal if self.is_public else self.public_version

    def says(self, title: str, body: str, *, digest: str) -> bool:
        """Is this what it was posted with? Older issues know no digest: there title and text decide."""
        if self.post_digest:
            return self.post_digest == digest
        return (squash(title), squash(body)) == (squash(self.title), squash(self.body))

    def settle(self, follow_ups: Iterable[Owed]) -> None:
        """Store the computed state, unless a person has set one that stands (held, closed)."""
        if self.state not in (IssueState.HELD, IssueState.CLOSED):
            self.state = state_from_follow_ups(follow_ups)

    def close(self, outcome: Outcome, at: datetime, *, said_in: JudgedClaim | None = None) -> None:
        """End the issue with an outcome. Raises Conflict while an answer or an action is still owed.

        `said_in`: the claim that was judged in the same press; else `outcome_reason_id` points at the words of the act.
        """
        if self.is_closed:
            raise Conflict(_("Innspillet er avsluttet allerede."))
        if self.state not in CLOSES_FROM and outcome not in CLOSES_ANYWHERE:
            raise Conflict(
                _("Noe i innspillet gjenstår, så det kan ikke avsluttes slik."), detail=f"{self.state} → {outcome}"
            )
        if self.state is IssueState.HELD:
            self.held_reason = self.held_reason or NEVER_RELEASED
        self.state = IssueState.CLOSED
        self.outcome = outcome
        self.outcome_text = self.outcome_hidden_at = self.outcome_reason_id = None
        self.outcome_claim_id = said_in.id if said_in else None
        self.closed_at = at

    def reopen(self, follow_ups: Collection[Owed]) -> None:
        """Open again, as far as it had come; where no answer is given or owed any more, it can be sent anew.

        An issue that stands open can be taken up anew as well, when its seats say that it did not last (a relapse).
        Raises Conflict for an open one that has not relapsed, and for one that is merged or withdrawn.
        """
        relapsed = any(row.kind is FollowUpKind.RELAPSE and row.state in LIVE for row in follow_ups)
        if not self.is_closed and not relapsed:
            raise Conflict(_("Innspillet er ikke avsluttet, så det trenger ikke åpnes igjen."))
        if self.outcome in STAYS_CLOSED:
            raise Conflict(_("Innspillet er slått sammen eller trukket, og kan ikke åpnes igjen."))
        self.outcome = None
        self.closed_at = None
        self.reopened += 1
        self.state = IssueState.HELD if self.is_kept_back else state_from_follow_ups(follow_ups)
        if self.state is IssueState.OPEN:
            self.sent_at = None

    def release(self) -> None:
        """The text was read through: it is with the council. Raises Conflict for an issue that is not held."""
        if self.state is not IssueState.HELD:
            raise Conflict(_("Innspillet venter ikke på at noen leser gjennom teksten."))
        self.state = IssueState.OPEN
        self.held_reason = None


class IssueAudience(Base):
    """Which councils an issue is in front of; written by post, raise, hand over and gather.

    `since` decides what a council that came later reads: a comment that was for the user side alone stays with
    those whom its label named (docs/decisions/0008).
    """

    __tablename__ = "issue_audience"

    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"), primary_key=True, index=True)
    since: Mapped[datetime] = mapped_column(default=clock.now)

    issue: Mapped[Issue] = rel(back_populates="audience")


class ActReason(Reportable, Base):
    """The words that went with an act: why it was closed, left as it is, raised or declined. Apart from the event, so
    that no story stands in history or mail, and a passage can be taken out."""

    __tablename__ = "act_reason"
    reported_as = Reported.REASON
    words_in = ("text", "early_reason")
    said_by = ("event.actor_id",)
    said_on = ("event.at",)
    numbered = "event_id"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    text: Mapped[str]
    early_reason: Mapped[str | None]  # why it was closed before any asked seat had answered

    event: Mapped[ActEvent] = rel("Event")
    issue: Mapped[Issue] = rel(foreign_keys=issue_id)


class Reopening(Reportable, Base):
    """The user side opened an issue again, and what is not in order. `round` is the one that begins: the first is 2."""

    __tablename__ = "reopening"
    reported_as = Reported.REOPENING
    words_in = ("reason",)
    __table_args__ = (UniqueConstraint("issue_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    round: Mapped[int]
    reason: Mapped[str]
    at: Mapped[datetime]
    by_name: Mapped[str | None] = mapped_column(SHORT)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    issue: Mapped[Issue] = rel()


class PublicVersion(PublicWords, Reportable, Base):
    """The words outsiders read, or would read once both have said yes."""

    __tablename__ = "public_version"
    reported_as = Reported.PUBLIC_VERSION
    words_in = ("title", "text", "outcome_text")
    said_by = ("written_by_id",)
    said_on = ("written_at",)
    numbered = "issue_id"

    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str | None] = mapped_column(SHORT)

    issue: Mapped[Issue] = rel(back_populates="public_version")


class PublicProposal(PublicWords, Base):
    """Newer words for an issue that is public: those that stand are read until these have both yeses."""

    __tablename__ = "public_proposal"

    issue: Mapped[Issue] = rel(back_populates="public_proposal")


class Support(Reportable, Base):
    """Samme hos oss: a seat's word that it is so at one named office, with an optional example."""

    __tablename__ = "support"
    reported_as = Reported.SUPPORT
    words_in = ("example",)
    __table_args__ = (index_where("withdrawn_at IS NULL", "uq_support_standing", "issue_id", "seat_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    example: Mapped[str | None]
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    issue: Mapped[Issue] = rel(back_populates="supports")
    seat: Mapped[Seat] = rel()
    person: Mapped[Person] = rel()
    office: Mapped[Office] = rel()
    organisation: Mapped[Organisation | None] = rel()

    @property
    def is_said(self) -> bool:
        return self.withdrawn_at is None and bool(self.words)
