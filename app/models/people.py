"""Persons and how they come in: the account, its signed-in devices, its one-time links and failed tries."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import CODE, SHORT, Base, rel


class Locale(StrEnum):
    """The reader's written language (målform)."""

    NB = "nb"
    NN = "nn"
    EN = "en"


class Delivery(StrEnum):
    """When a notice leaves the house as mail."""

    NOW = "now"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class Person(Base):
    """Somebody with a part in the chain. A person may lack an address: then the secretary prints and posts."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(SHORT)
    email: Mapped[str | None] = mapped_column(SHORT, unique=True)
    phone: Mapped[str | None] = mapped_column(CODE)
    locale: Mapped[Locale] = mapped_column(default=Locale.NB)
    large_text: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    password_hash: Mapped[str | None] = mapped_column(SHORT)
    created_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]  # first sign-in; before that the person is only invited
    mail_refused_at: Mapped[datetime | None]

    wishes: Mapped[list["DeliveryWish"]] = rel(cascade="all, delete-orphan")


class DeliveryWish(Base):
    """How one person wants one kind of notice; no row means the default of the kind."""

    __tablename__ = "delivery_wish"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(CODE, primary_key=True)
    delivery: Mapped[Delivery]


class Device(Base):
    """A signed-in browser (innlogging). Its random token is the sign-in; deleting the row ends it."""

    __tablename__ = "device"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(CODE, unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    remembered: Mapped[bool] = mapped_column(default=False)
    label: Mapped[str] = mapped_column(SHORT)

    person: Mapped[Person] = rel()


class LinkPurpose(StrEnum):
    """What a one-time link by mail is for."""

    SIGN_IN = "sign_in"
    INVITATION = "invitation"
    PASSWORD = "password"


class OneTimeLink(Base):
    """A link by mail. Only the hash of its nonce is kept; no person for an unknown address (same work, same answer)."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[LinkPurpose]
    nonce_hash: Mapped[str] = mapped_column(CODE, unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    next_url: Mapped[str | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person | None] = rel()


class SignInTry(Base):
    """One try to sign in with a password; failed ones grow the delay. Both addresses are kept as keyed hashes."""

    __tablename__ = "sign_in_try"
    __table_args__ = (
        Index("ix_sign_in_try_address", "address_hash", "at"),
        Index("ix_sign_in_try_network", "network_hash", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    address_hash: Mapped[str] = mapped_column(CODE)
    network_hash: Mapped[str] = mapped_column(CODE, default="")  # coarse: the neighbourhood of the network address
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)  # whose address it is
    at: Mapped[datetime] = mapped_column(index=True)
    succeeded: Mapped[bool] = mapped_column(default=False)
    forgiven: Mapped[bool] = mapped_column(default=False)


DRAFT_LIFE = timedelta(days=90)  # untouched; then it is deleted
DRAFT_NOTICE = timedelta(days=7)  # its writer is told so long before
SENT_REMEMBERED = timedelta(days=1)  # what was sent is known for a late save or a second press of the same page


class Draft(Base):
    """What somebody is writing in one opened form: saved every few seconds, until sent or thrown away.

    An assistant's draft for a director carries `offered_at` when it is ready for the director to read and send.
    When the form was sent, the row stays for a day without its text (`ended_at`), so that nothing comes to life again.
    """

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_person_id_form", "person_id", "form"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(CODE, unique=True)  # random, made when the form opens
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    form: Mapped[str] = mapped_column(CODE)  # the endpoint that shows it
    subject: Mapped[str] = mapped_column(CODE, default="")  # of an offered answer: which follow-up
    path: Mapped[str]  # where it is written on
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    excerpt: Mapped[str] = mapped_column(SHORT, default="")
    writer: Mapped[str] = mapped_column(CODE, default="")  # the window that saved it last
    saved_at: Mapped[datetime] = mapped_column(index=True)
    offered_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    digest: Mapped[str] = mapped_column(CODE, default="")  # of what was sent

    person: Mapped[Person] = rel()


class KeptForm(Base):
    """The fields of a POST that met an ended session, or of a page that shows what it would do: kept an hour.

    Given back, under a random key, only to the person whose session it was, and only in the browser that posted.
    """

    __tablename__ = "kept_form"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(CODE, unique=True)
    path: Mapped[str]
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    browser_hash: Mapped[str] = mapped_column(CODE, default="")
    created_at: Mapped[datetime]


IMPORT_REGISTERS = "import-registers"  # the command, and its sign of life
IMPORT_REFUSED = "import-registers-refused"  # the last import of registers that was refused, until one is not


SEARCH_BEHIND = "search_behind"  # since when something was written that the search index could not take in
MAILS_PAUSED = "mails_paused"  # since when the outbox is paused
FORWARDED = "forwarded_"  # before the number of trusted proxies: when headers of more of them were last seen
FAILING = "failing_"  # before the name of a room: since when something in it fails each time the worker asks it


class Heartbeat(Base):
    """The last sign of life of a part that runs beside the web, and what the clock has done (day jobs)."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(CODE, primary_key=True)
    at: Mapped[datetime]
