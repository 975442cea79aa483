"""A mail server whose certificate does not hold gets nothing, neither secretly nor in the clear; the mail waits."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from app.core import clock
from app.database import db
from app.notices.commands.outbox import deliver_due
from tests.notices.conftest import Postman, Server, free_port, mail_rows, make_due, waiting_letter

CERTIFICATE = Path(__file__).with_name("self_signed.pem")
OWN_NAME, OTHER_NAME = "localhost", "127.0.0.1"  # the certificate is for the first
FROM_THE_FIRST_BYTE, AFTER_A_GREETING = "use_ssl", "use_tls"


def controller(server: Postman, way: str) -> Controller:
    """It would take mail in the clear too, where it greets first: nothing but the sender's care prevents it."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    secrecy = {"ssl_context": context} if way == FROM_THE_FIRST_BYTE else {"tls_context": context}
    return Controller(server, hostname="127.0.0.1", port=server.port, **secrecy)


@contextmanager
def running(app: Flask, server: Postman, at_work: Controller, *, way: str, name: str) -> Iterator[Postman]:
    """The house sends to `name` by this way, and the server is there."""
    state = app.extensions["mail"]
    given = {"server": name, "port": server.port, "suppress": False, "use_ssl": False, "use_tls": False, way: True}
    before = {key: getattr(state, key) for key in given}
    vars(state).update(given)
    at_work.start()
    try:
        yield server
    finally:
        at_work.stop()
        vars(state).update(before)


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the administrator has made the certificate known to the machine."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))


@pytest.fixture
def waiting(make: Any) -> Callable[[], Any]:
    waiting_letter(make, make.person())
    db.session.commit()
    return lambda: mail_rows()[0]


@pytest.mark.parametrize("way", [FROM_THE_FIRST_BYTE, AFTER_A_GREETING])
def test_a_certificate_that_nobody_vouches_for_is_refused_and_the_mail_waits(app, waiting, way):
    server = Server(free_port())

    with running(app, server, controller(server, way), way=way, name=OWN_NAME):
        sent = deliver_due()

    assert (sent, server.raw) == (0, [])
    assert waiting().last_error == "SSLCertVerificationError"
    assert (waiting().sent_at, waiting().dropped_at) == (None, None)
    assert waiting().due_at > clock.now()


@pytest.mark.parametrize("way", [FROM_THE_FIRST_BYTE, AFTER_A_GREETING])
def test_a_good_certificate_for_another_name_is_refused_too(app, waiting, trusted, way):
    server = Server(free_port())

    with running(app, server, controller(server, way), way=way, name=OTHER_NAME):
        sent = deliver_due()

    assert (sent, server.raw) == (0, [])
    assert waiting().last_error == "SSLCertVerificationError"


def test_a_server_that_has_no_secrecy_to_offer_gets_nothing_in_the_clear(app, waiting):
    server = Server(free_port())
    plain = Controller(server, hostname="127.0.0.1", port=server.port)

    with running(app, server, plain, way=AFTER_A_GREETING, name=OWN_NAME):
        sent = deliver_due()

    assert (sent, server.raw) == (0, [])
    assert waiting().last_error == "SMTPNotSupportedError"
    assert waiting().dropped_at is None


@pytest.mark.parametrize("way", [FROM_THE_FIRST_BYTE, AFTER_A_GREETING])
def test_the_mail_that_waited_leaves_once_the_certificate_holds(app, waiting, monkeypatch, way):
    server = Server(free_port())
    with running(app, server, controller(server, way), way=way, name=OWN_NAME):
        deliver_due()
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        make_due()

        sent = deliver_due()

    assert (sent, len(server.mails)) == (1, 1)
    assert waiting().sent_at is not None
    assert waiting().tries == 2
