"""SMTP as we want it: patience where it matters, checked certificates, one connection for many mails."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from email.charset import QP, Charset
from email.mime.base import MIMEBase
from email.mime.text import MIMEText
from email.policy import compat32
from typing import Any

from flask import current_app
from flask_mail import Connection, Message

from app.notices.service.rendering import Composed

END_OF_TEXT = b"\r\n.\r\n"
# Connecting (greeting, TLS and sign-in included), and MAIL, RCPT, DATA with its text, each wait for the server.
OPENING, COMMANDS = 7, 4
MAILS_A_CONNECTION = 100  # some servers refuse the 101st mail of a session
PERMANENT = 500
POLICY = b"5.7."  # the server refuses us, not the address


class NoServer(Exception):
    """No connection could be opened: the next letter would fare no better. The cause says why."""


class Patient(smtplib.SMTP):
    """Waits for the answer to the text much longer than for any other: whoever hangs up then sends it twice.

    RFC 5321, 4.5.3.2.6: ten minutes, since the server may have taken the letter and be busy with it.
    """

    def send(self, s: Any) -> None:
        super().send(s)
        if self.sock is not None:
            is_text = isinstance(s, bytes) and s.endswith(END_OF_TEXT)
            self.sock.settimeout(_seconds()["end"] if is_text else _seconds()["command"])


class PatientFromTheStart(Patient, smtplib.SMTP_SSL):
    """The same where the connection begins with TLS."""


class HouseConnection(Connection):
    """Flask-Mail's connection opens without a time-out and greets TLS without checking the certificate."""

    def configure_host(self) -> smtplib.SMTP | smtplib.SMTP_SSL:
        context, seconds = ssl.create_default_context(), _seconds()["command"]
        if self.mail.use_ssl:
            host: smtplib.SMTP = PatientFromTheStart(self.mail.server, self.mail.port, timeout=seconds, context=context)
        else:
            host = Patient(self.mail.server, self.mail.port, timeout=seconds)
        try:
            if self.mail.use_tls:
                host.starttls(context=context)
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except Exception:
            host.close()  # nobody else knows of it yet
            raise
        return host


class HouseMessage(Message):
    """Flask-Mail writes lines of any length in eight bits, and hides a long List-Unsubscribe in code words."""

    def _mimetext(self, text: str | None, subtype: str = "plain") -> MIMEText:
        short_lines = Charset("utf-8")
        short_lines.body_encoding = QP
        return MIMEText(text or "", subtype, short_lines)  # type: ignore[arg-type]

    def _message(self) -> MIMEBase:
        built = super()._message()
        # The policy that leaves a long address alone; words that are not ASCII have been folded before this.
        built.policy = compat32.clone(linesep="\r\n", max_line_length=0)
        return built


class Line:
    """An SMTP connection that opens when the first letter leaves and again after a hundred, or when it broke."""

    def __init__(self) -> None:
        self._open: HouseConnection | None = None

    def send(self, letter: Composed) -> None:
        """Raises NoServer where nobody lets us in, SMTPException for a no, anything for a letter that is broken."""
        message = _message(letter)
        connection = self._connection()
        try:
            connection.send(message)
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused):
            raise  # the server said no to this one; the connection stands, unless it hung up as well
        except Exception:
            self._drop()  # how far it came is unknown: the next letter begins anew
            raise

    def close(self) -> None:
        """Say goodbye; a server that has gone already is no loaded."""
        if self._open is not None and self._open.host is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._open.host.quit()
        self._open = None

    def _drop(self) -> None:
        if self._open is not None and self._open.host is not None:
            self._open.host.close()
        self._open = None

    def _is_gone(self) -> bool:
        """The server said no and hung up (421, "closing channel"): smtplib has let go of the socket."""
        return self._open is not None and self._open.host is not None and self._open.host.sock is None

    def _connection(self) -> HouseConnection:
        if self._open is not None and (self._is_gone() or self._open.num_emails >= MAILS_A_CONNECTION):
            self.close()
        if self._open is None:
            opened = HouseConnection(current_app.extensions["mail"])
            try:
                opened.__enter__()
            except Exception as error:
                raise NoServer from error
            self._open = opened
        return self._open


@contextmanager
def open_line() -> Iterator[Line]:
    held = Line()
    try:
        yield held
    finally:
        held.close()


def longest_letter() -> timedelta:
    """How long one letter can take when the server uses every second it is given."""
    seconds = _seconds()
    return timedelta(seconds=(OPENING + COMMANDS) * seconds["command"] + seconds["end"])


def _seconds() -> dict[str, float]:
    """How long to wait for an answer: to a command, and to the text that has been sent."""
    found: dict[str, float] = current_app.config["MAIL_SECONDS"]
    return found


def refuses_the_address(error: Exception) -> bool:
    """A lasting no to this one address; a server that does not trust us says no to all and is tried again."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= PERMANENT and POLICY not in said for code, said in error.recipients.values())


def words_of(error: Exception) -> str:
    """What went wrong, for the administrator: the kind and the server's code, never an address or a text."""
    if isinstance(error, NoServer) and isinstance(error.__cause__, Exception):
        return words_of(error.__cause__)
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{type(error).__name__} {error.smtp_code}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"{type(error).__name__} {', '.join(str(code) for code, _said in error.recipients.values())}"
    return type(error).__name__


def _message(letter: Composed) -> Message:
    message = HouseMessage(
        subject=letter.subject,
        recipients=[(letter.name, letter.address) if letter.name else letter.address],
        body=letter.text,
        html=letter.html,
        reply_to=letter.reply_to,
        extra_headers=letter.headers,
    )
    message.msgId = letter.message_id
    return message
