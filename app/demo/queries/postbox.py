"""The mails that the demo's catcher has kept: the newest first, by receiver, each with its parts."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from pathlib import Path

from flask import current_app

from app.core.errors import NotFound

SHOWN = 200
NAME = re.compile(r"[0-9T]{21}-[0-9]{3}")


@dataclass(frozen=True)
class Kept:
    """A mail in the list."""

    key: str
    subject: str
    name: str
    address: str
    at: datetime


@dataclass(frozen=True)
class Whole:
    """A mail with all its parts."""

    kept: Kept
    text: str
    html: str
    headers: list[tuple[str, str]]


def mail_folder() -> Path:
    return Path(current_app.config["INSTANCE"]) / "postkasse"


def newest_mails() -> list[Kept]:
    files = sorted(mail_folder().glob("*.eml"), reverse=True)[:SHOWN]
    parser = BytesHeaderParser(policy=policy.default)
    return [_kept(file.stem, parser.parsebytes(file.read_bytes())) for file in files]


def mail_receivers(mails: Iterable[Kept]) -> list[tuple[str, str, int]]:
    """Address, name and number of mails, the one with the newest mail first."""
    found = list(mails)
    counts = Counter(mail.address for mail in found)
    names = {mail.address: mail.name for mail in reversed(found)}
    return [(address, names[address], counts[address]) for address in dict.fromkeys(mail.address for mail in found)]


def whole_mail(key: str) -> Whole:
    """Raises NotFound for a name that is none of ours."""
    file = mail_folder() / f"{key}.eml"
    if not NAME.fullmatch(key) or not file.exists():
        raise NotFound
    message = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(file.read_bytes())
    return Whole(
        kept=_kept(key, message),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        headers=[(name, str(value)) for name, value in message.items()],
    )


def _kept(key: str, message: EmailMessage) -> Kept:
    to = _first_address(message)
    return Kept(
        key=key,
        subject=str(message["Subject"] or ""),
        name=to.display_name or to.addr_spec,
        address=to.addr_spec,
        at=datetime.strptime(key.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC),
    )


def _first_address(message: EmailMessage) -> Address:
    addresses = message["To"].addresses if message["To"] else ()
    return addresses[0] if addresses else Address(display_name="?")


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""
