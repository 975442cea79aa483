"""A real SMTP server on the loopback that keeps what it takes, and can be told to say no."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import update

from app.core import clock
from app.database import db, transaction
from app.models.notices import Event, EventKind, Mail, Notice, Reason
from app.models.people import Delivery, Person
from app.notices.service.record import post_letter, record


@dataclass
class Postman:
    """What the server took, and what it refuses: address → the server's words."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    sessions: list[int] = field(default_factory=list)  # which connection each mail came by
    refuses: dict[str, str] = field(default_factory=dict)
    refuses_text: str = ""
    hangs_up: list[str] = field(default_factory=list)  # once at each of these commands
    when_asked: list[Callable[[], None]] = field(default_factory=list)  # somebody wants to send
    when_taken: list[Callable[[], None]] = field(default_factory=list)  # it is ours; the sender does not know yet

    def to(self, person: Person) -> list[EmailMessage]:
        return [mail for mail in self.mails if person.email in str(mail["To"])]


HANGS_UP = "421 4.7.0 Closing transmission channel"


def _hangs_up(post: Postman, command: str) -> bool:
    if command not in post.hangs_up:
        return False
    post.hangs_up.remove(command)
    return True


async def _on_sender(
    post: Postman, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
) -> str:
    if _hangs_up(post, "MAIL"):
        return HANGS_UP
    envelope.mail_from = address
    return "250 OK"


async def _on_recipient(
    post: Postman, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
) -> str:
    for act in post.when_asked:
        act()
    if _hangs_up(post, "RCPT"):
        return HANGS_UP
    if address in post.refuses:
        return post.refuses[address]
    envelope.rcpt_tos.append(address)
    return "250 OK"


async def _on_data(post: Postman, _server: SMTP, session: Session, envelope: Envelope) -> str:
    if _hangs_up(post, "DATA"):
        return HANGS_UP
    if post.refuses_text:
        return post.refuses_text
    content = envelope.original_content or b""
    post.raw.append(content)
    post.mails.append(message_from_bytes(content, _class=EmailMessage, policy=policy.default))
    post.sessions.append(id(session))
    for act in post.when_taken:
        act()
    return "250 Taken"


# The server calls its handler by these names.
Server = type("Server", (Postman,), {"handle_MAIL": _on_sender, "handle_RCPT": _on_recipient, "handle_DATA": _on_data})


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@pytest.fixture
def postman(app: Flask, clean: None) -> Iterator[Postman]:
    """Mails really leave, to this server."""
    server: Postman = Server(free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    state = app.extensions["mail"]
    before = state.port, state.suppress
    state.port, state.suppress = server.port, False
    yield server
    state.port, state.suppress = before
    controller.stop()


@pytest.fixture
def tell(clean: None) -> Callable[..., Any]:
    """Record an event in a transaction, as a use case does."""

    def telling(kind: EventKind, actor: Any, **given: Any) -> Any:
        with transaction():
            return record(kind, actor, **given)

    return telling


def waiting_letter(make: Any, person: Person) -> Mail:
    """A digest of one unread notice: the smallest mail there is."""
    event = make._add(Event(kind=EventKind.SUMMARY_PUBLISHED, at=clock.now(), data={"slug": "a"}))
    mail = post_letter(person, letter="digest", data={})
    db.session.flush()
    notice = {"reason": Reason.SELF, "delivery": Delivery.DAILY, "at": event.at, "mail_id": mail.id}
    make._add(Notice(event_id=event.id, person_id=person.id, **notice))
    return mail


def make_due() -> None:
    """As if every pause and lease were over."""
    db.session.execute(update(Mail).where(Mail.sent_at.is_(None)).values(due_at=clock.now() - timedelta(seconds=1)))
    db.session.commit()


def mail_rows() -> list[Mail]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(Mail).order_by(Mail.id)))


def notices_of(person: Person) -> list[Notice]:
    return list(db.session.scalars(db.select(Notice).where(Notice.person_id == person.id).order_by(Notice.id)))
