"""`flask catcher`: a real SMTP server on the loopback that keeps every mail of the demo as a file; nothing leaves."""

import signal
import threading
from email.message import Message
from itertools import count
from pathlib import Path
from types import FrameType

import click
from aiosmtpd import handlers
from aiosmtpd.controller import Controller
from flask import current_app
from flask.cli import with_appcontext

from app.core import clock
from app.demo.queries.postbox import mail_folder

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
KEPT = 1000  # the oldest go when there are more


class Keeper(handlers.Message):
    """Takes every mail and writes it down whole, under the time it came."""

    def __init__(self, where: Path) -> None:
        super().__init__()
        self.where = where
        self.where.mkdir(parents=True, exist_ok=True)
        self.numbers = count()

    def handle_message(self, message: Message) -> None:
        name = f"{clock.now():%Y%m%dT%H%M%S%f}-{next(self.numbers) % 1000:03d}"
        half = self.where / f"{name}.new"
        half.write_bytes(message.as_bytes())
        half.rename(self.where / f"{name}.eml")
        self._forget_the_oldest()

    def _forget_the_oldest(self) -> None:
        for old in sorted(self.where.glob("*.eml"))[:-KEPT]:
            old.unlink(missing_ok=True)


@click.command("catcher")
@with_appcontext
def command() -> None:
    """Catch the demo's mails on MAIL_SERVER:MAIL_PORT and show them at /demo/postkasse. Runs until told to stop."""
    host, port = current_app.config["MAIL_SERVER"], current_app.config["MAIL_PORT"]
    if not current_app.config["DEMO"]:
        raise click.ClickException("The catcher is for the demo only: MEDVIRK_ENV must be demo.")
    if host not in LOOPBACK:
        raise click.ClickException(f"The catcher listens on this machine only, and MAIL_SERVER is {host}.")
    ended = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    controller = Controller(Keeper(mail_folder()), hostname=host, port=port)
    try:
        controller.start()
    except OSError as error:
        raise click.ClickException(f"Port {port} on {host} cannot be used ({error.strerror}).") from error
    ended.wait()
    controller.stop()
