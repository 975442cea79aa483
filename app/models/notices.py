"""What happened (event), who should know (notice), what leaves the house (mail)."""

from datetime import datetime
from enum import StrEnum
from functools import partial
from secrets import token_hex
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import CODE, SHORT, Base, index_where, rel
from app.models.comments import Comment
from app.models.councils import Council
from app.models.issues import Issue
from app.models.people import Delivery, Locale, Person


class EventKind(StrEnum):
    """The table of contents of the domain: everything that somebody is told of, or that history shows."""

    # the issue
    ISSUE_POSTED = "issue_posted"
    ISSUE_HELD = "issue_held"
    ISSUE_RELEASED = "issue_released"
    ISSUE_SENT = "issue_sent"
    ISSUE_EDITED = "issue_edited"
    ISSUE_SHARED = "issue_shared"
    ISSUE_SUPPORTED = "issue_supported"
    ISSUE_SUPPORT_WITHDRAWN = "issue_support_withdrawn"
    ISSUE_PHASED = "issue_phased"
    PRAISE_PASSED_ON = "praise_passed_on"
    ISSUE_COMMENTED = "issue_commented"
    ISSUE_MERGED = "issue_merged"
    ISSUE_WITHDRAWN = "issue_withdrawn"
    ISSUE_NAME_REMOVED = "issue_name_removed"
    ISSUE_CLOSED = "issue_closed"
    ISSUE_REOPENED = "issue_reopened"
    ISSUE_HANDED_OVER = "issue_handed_over"
    PUBLIC_VERSION_PROPOSED = "public_version_proposed"
    PUBLIC_VERSION_AGREED = "public_version_agreed"
    PUBLIC_VERSION_REFUSED = "public_version_refused"
    PUBLIC_VERSION_WITHDRAWN = "public_version_withdrawn"
    ISSUE_PUBLISHED = "issue_published"
    ASSENT_ASKED = "assent_asked"
    # the chain
    MUNICIPALITY_ASKED = "municipality_asked"
    RECEIPT_GIVEN = "receipt_given"
    ANSWER_GIVEN = "answer_given"
    ANSWER_CORRECTED = "answer_corrected"
    ANSWER_CONTESTED = "answer_contested"
    CLARIFICATION_ASKED = "clarification_asked"
    CLARIFICATION_GIVEN = "clarification_given"
    CLARIFICATION_LAPSED = "clarification_lapsed"
    SENT_ON = "sent_on"
    SENT_OUTSIDE = "sent_outside"
    SENT_ON_ACCEPTED = "sent_on_accepted"
    SENT_ON_DECLINED = "sent_on_declined"
    DUE_EXTENDED = "due_extended"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION_REFUSED = "extension_refused"
    ACTION_PROMISED = "action_promised"
    ACTION_CLAIMED = "action_claimed"
    ACTION_CONFIRMED = "action_confirmed"
    ACTION_CONTESTED = "action_contested"
    OUTCOME_ASKED = "outcome_asked"
    OUTCOME_REMINDED = "outcome_reminded"
    OUTCOME_SAID = "outcome_said"
    COUNCIL_ASKED = "council_asked"
    CHANGE_ANNOUNCED = "change_announced"
    STATEMENT_GIVEN = "statement_given"
    ISSUE_RAISED = "issue_raised"
    RAISE_REPLIED = "raise_replied"
    RELAPSE_FOUND = "relapse_found"
    RELAPSE_LEFT = "relapse_left"
    REMINDER = "reminder"
    # the council
    COUNCIL_STARTED = "council_started"
    COUNCIL_ENDED = "council_ended"
    APPOINTMENT_STARTED = "appointment_started"
    APPOINTMENT_ENDED = "appointment_ended"
    APPOINTMENT_ENDING = "appointment_ending"
    REPRESENTATIVE_PROPOSED = "representative_proposed"
    NOMINATION_DECIDED = "nomination_decided"
    MEMBERS_ADDED = "members_added"
    PROPOSAL_ASKED = "proposal_asked"
    PROPOSAL_DECIDED = "proposal_decided"
    SLIP_REGISTERED = "slip_registered"
    SCOPE_GIVEN = "scope_given"
    # meetings, votes, summaries
    AGENDA_ITEM_ADDED = "agenda_item_added"
    VOTE_OPENED = "vote_opened"
    VOTE_CLOSED = "vote_closed"
    ADVICE_GIVEN = "advice_given"
    SUMMARY_PUBLISHED = "summary_published"
    # safety
    TEXT_REPORTED = "text_reported"
    TEXT_HIDDEN = "text_hidden"
    TEXT_HIDDEN_FOR_NOW = "text_hidden_for_now"
    TEXT_KEPT = "text_kept"
    REPORT_APPEALED = "report_appealed"
    APPEAL_DECIDED = "appeal_decided"
    # security
    PASSWORD_CHANGED = "password_changed"
    ADDRESS_ASKED = "address_asked"
    ADDRESS_CHANGED = "address_changed"
    SIGN_IN_TRIED = "sign_in_tried"
    MAIL_REFUSED = "mail_refused"
    # how the house runs
    MAILS_HANDLED = "mails_handled"
    # one's own texts
    DRAFT_ENDING = "draft_ending"


class Event(Base):
    """Something that happened. `key` makes a step of the clock happen once: (kind, subject, due date, step)."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_issue", "issue_id", "id"),
        Index("ix_event_kind", "kind", "id"),
        Index("ix_event_council_at", "council_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[EventKind]
    at: Mapped[datetime]
    key: Mapped[str | None] = mapped_column(SHORT, unique=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    actor_name: Mapped[str | None] = mapped_column(SHORT)
    actor_title: Mapped[str | None] = mapped_column(SHORT)  # role and organisation or office, as they were that day
    for_name: Mapped[str | None] = mapped_column(SHORT)  # "ført av": on whose behalf it was booked
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("issue.id"))
    council_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"))
    subject: Mapped[str | None] = mapped_column(CODE)  # "follow_up", "comment", "vote" …
    subject_id: Mapped[int | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    issue: Mapped[Issue | None] = rel()
    council: Mapped[Council | None] = rel()

    @property
    def anchor(self) -> str:
        """Where it stands on the page of its issue: a comment among the comments, all else in the history."""
        if self.subject == Comment.__tablename__:
            return f"kommentar-{self.subject_id}"
        return f"hendelse-{self.id}"


class Reason(StrEnum):
    """Why a person is told: "Du får denne fordi …"."""

    OWES = "owes"  # you or your office owe something
    STANDS_IN = "stands_in"
    AUTHOR = "author"
    SUPPORTER = "supporter"
    FOLLOWER = "follower"
    SEAT = "seat"  # your seat is asked
    LEADER = "leader"
    SECRETARY = "secretary"
    MEMBER = "member"
    COORDINATOR = "coordinator"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"
    ORGANISATION = "organisation"
    OFFICE = "office"
    SELF = "self"
    FALLBACK = "fallback"  # the one who owes is missing; you are next in line


class Notice(Base):
    """That one person should know of one event; its delivery is fixed when recorded."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        Index("ix_notice_inbox", "person_id", "read_at", "id"),
        index_where("mail_id IS NULL AND read_at IS NULL", "ix_notice_digest", "delivery", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[Reason]
    duty: Mapped[bool] = mapped_column(default=False)
    delivery: Mapped[Delivery]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id"), index=True)

    event: Mapped[Event] = rel()
    person: Mapped[Person] = rel()


class Mail(Base):
    """A letter in the outbox. No "sending" state: a worker claims it by moving `due_at` (compared on `tries`)."""

    __tablename__ = "mail"
    __table_args__ = (
        index_where("sent_at IS NULL AND dropped_at IS NULL", "ix_mail_waiting", "due_at"),
        index_where("sent_at IS NOT NULL", "ix_mail_sent", "sent_at"),
        index_where("dropped_at IS NOT NULL", "ix_mail_dropped", "dropped_reason", "dropped_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # In the Message-ID, since after a restore the same row number is given to another letter; none: from before this.
    message_key: Mapped[str | None] = mapped_column(CODE, default=partial(token_hex, 8))
    letter: Mapped[str] = mapped_column(CODE)  # the folder in templates/emails
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    address: Mapped[str] = mapped_column(SHORT)
    locale: Mapped[Locale] = mapped_column(default=Locale.NB)
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    dropped_reason: Mapped[str | None] = mapped_column(SHORT)

    person: Mapped[Person | None] = rel()


class PrintTask(Base):
    """A duty letter for somebody without an e-mail address: the secretary prints it and posts it."""

    __tablename__ = "print_task"
    __table_args__ = (UniqueConstraint("event_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"), index=True)
    reason: Mapped[Reason]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    event: Mapped[Event] = rel()
    person: Mapped[Person] = rel(foreign_keys=person_id)
    council: Mapped[Council] = rel()
