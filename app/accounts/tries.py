"""Failed tries to sign in grow a delay, per address and coarsely per network; never a lock that shuts an owner out."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from flask import current_app
from sqlalchemy import ColumnElement, func, select, update

from app.core import clock
from app.database import db
from app.models.people import Person, SignInTry

REMEMBERED = timedelta(hours=24)  # how long a failed try counts
FREE = 3  # this many may fail before the first wait
FREE_IN_A_NETWORK = 50  # a whole county may come from one network address
STEP_IN_A_NETWORK = 25
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)


@dataclass(frozen=True)
class Attempt:
    """A try that may go on to the password: whose it is (nobody's, if the address is unknown), and its row."""

    person: Person | None
    row: SignInTry


@dataclass(frozen=True)
class Wait:
    """Too many have failed; the next try may come then."""

    until: datetime


def delay(failures: int, *, free: int = FREE, step: int = 1) -> timedelta:
    """How long to wait after so many failed tries: 30 s, doubled with each more, at most 15 minutes."""
    if failures < free:
        return timedelta(0)
    doublings = min((failures - free) // step, 10)
    return min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)


def begin(email: str, network: str) -> Attempt | Wait:
    """Book a try as failed, before the password is looked at, so that many at once count as many."""
    now = clock.now()
    address_hash, network_hash = keyed(email), keyed(neighbourhood(network))
    until = max(
        _wait_until(SignInTry.address_hash == address_hash, now - REMEMBERED, FREE, 1),
        _wait_until(
            SignInTry.network_hash == network_hash, now - timedelta(hours=1), FREE_IN_A_NETWORK, STEP_IN_A_NETWORK
        ),
    )
    if until > now:
        return Wait(until)
    person = db.session.scalar(select(Person).where(Person.email == email, Person.active.is_(True)))
    row = SignInTry(
        address_hash=address_hash, network_hash=network_hash, person_id=person.id if person else None, at=now
    )
    db.session.add(row)
    db.session.flush()
    return Attempt(person, row)


def succeed(attempt: Attempt) -> None:
    """The try was right after all: it and those before it no longer slow anybody."""
    attempt.row.succeeded = True
    forgive(attempt.row.address_hash)


def forgive(address_hash: str) -> None:
    db.session.execute(
        update(SignInTry)
        .where(SignInTry.address_hash == address_hash, SignInTry.forgiven.is_(False))
        .values(forgiven=True)
        .execution_options(synchronize_session=False)
    )


def keyed(text: str) -> str:
    """The text as nobody can read it back without the key of this installation."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"sign-in-try:{text}".encode(), hashlib.sha256).hexdigest()


def neighbourhood(address: str) -> str:
    """The network around an address: 256 neighbours in IPv4, one site in IPv6."""
    try:
        size = 24 if ip_address(address).version == 4 else 48
        return str(ip_network(f"{address}/{size}", strict=False))
    except ValueError:
        return "?"


def _wait_until(where: ColumnElement[bool], since: datetime, free: int, step: int) -> datetime:
    failed = (SignInTry.succeeded.is_(False), SignInTry.forgiven.is_(False), SignInTry.at > since)
    count, last = db.session.execute(select(func.count(), func.max(SignInTry.at)).where(where, *failed)).one()
    wait = delay(count, free=free, step=step)
    return last + wait if wait else since
