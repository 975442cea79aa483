"""Failed tries to sign in grow a delay; never a lock that shuts an owner out, nor one that shuts out the neighbours.

Three rules, each asked before the password is looked at, the same for known and unknown addresses:

1. *An account that fails* may fail three times; then it waits 30 s, doubled with each more, at most 15 minutes.
2. *In a network where many fail* (50 in an hour; 256 neighbours in IPv4, one site in IPv6) an account that has failed
   there has no free tries any more. An account that has not failed is not slowed: a whole county may come from one
   network, and whoever types the right password at once gets in.
3. *In a network where many different accounts fail* (100 in an hour) somebody tries one password on everybody. Then one
   try a minute is taken there, but for accounts that have signed in from there in the last 30 days: they are not
   slowed by it.

Whoever waits is offered a link by mail, and a success forgives the account's failures.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from flask import current_app
from sqlalchemy import ColumnElement, func, select, update

from app.core import clock
from app.database import db
from app.models.base import UTCDateTime
from app.models.people import Person, SignInTry

REMEMBERED = timedelta(hours=24)  # how long a failed try counts
FREE = 3  # this many may fail before the first wait
IN_A_NETWORK = timedelta(hours=1)  # how long a failed try counts against its network
MANY_FAIL = 50
MANY_ACCOUNTS_FAIL = 100
PACE = timedelta(minutes=1)  # between two tries in a network where that many accounts fail
AHEAD = timedelta(
    minutes=1
)  # a try that is later than this was booked while the clock ran ahead, and counts for nothing
FAMILIAR = timedelta(days=30)  # how long a success makes an account known in its network
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)


FAILED = (SignInTry.succeeded.is_(False), SignInTry.forgiven.is_(False))


@dataclass(frozen=True)
class Attempt:
    """A try that may go on to the password: whose it is (nobody's, if the address is unknown), and its row."""

    person: Person | None
    row: SignInTry


@dataclass(frozen=True)
class Wait:
    """Too many have failed; the next try may come then."""

    until: datetime


def delay_after(failures: int, *, free: int = FREE) -> timedelta:
    """How long to wait after so many failed tries: 30 s, doubled with each more, at most 15 minutes."""
    if failures < free:
        return timedelta(0)
    doublings = min(failures - free, 10)
    return min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)


def begin_attempt(email: str, network: str) -> Attempt | Wait:
    """Book a try as failed, before the password is looked at, so that many at once count as many."""
    now = clock.now()
    address_hash, network_hash = keyed_hash(email), keyed_hash(network_of(network))
    until = max(_account_waits(address_hash, now), _network_waits(address_hash, network_hash, now))
    if until > now:
        return Wait(until)
    person = db.session.scalar(select(Person).where(Person.email == email, Person.active.is_(True)))
    row = SignInTry(
        address_hash=address_hash, network_hash=network_hash, person_id=person.id if person else None, at=now
    )
    db.session.add(row)
    db.session.flush()
    return Attempt(person, row)


def mark_successful(attempt: Attempt) -> None:
    """The try was right after all: it and those before it no longer slow anybody."""
    attempt.row.succeeded = True
    forgive_attempts(attempt.row.address_hash)


def forgive_attempts(address_hash: str) -> None:
    db.session.execute(
        update(SignInTry)
        .where(SignInTry.address_hash == address_hash, SignInTry.forgiven.is_(False))
        .values(forgiven=True)
        .execution_options(synchronize_session=False)
    )


def keyed_hash(text: str) -> str:
    """The text as nobody can read it back without the key of this installation."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"sign-in-try:{text}".encode(), hashlib.sha256).hexdigest()


def network_of(address: str) -> str:
    """The network around an address: 256 neighbours in IPv4, one site in IPv6."""
    try:
        known = ip_address(address)
        inside = getattr(known, "ipv4_mapped", None)  # as a socket for both kinds gives it: ::ffff:192.0.2.1
        known = inside or known
        return str(ip_network(f"{known}/{24 if known.version == 4 else 48}", strict=False))
    except ValueError:
        return "?"


def _account_waits(address_hash: str, now: datetime) -> datetime:
    """Until when, by what this account has failed anywhere; a time that has passed where it need not wait."""
    count, last = _failed(SignInTry.address_hash == address_hash, *_since(now - REMEMBERED, now))
    return last + delay_after(count) if last else now


def _network_waits(address_hash: str, network_hash: str, now: datetime) -> datetime:
    """Until when, by what has failed around this account."""
    here = (SignInTry.network_hash == network_hash, *_since(now - IN_A_NETWORK, now))
    all_here, last_here = _failed(*here)
    own, last_own = _failed(*here, SignInTry.address_hash == address_hash)
    accounts = db.session.scalar(select(func.count(SignInTry.address_hash.distinct())).where(*here, *FAILED)) or 0
    familiar = db.session.scalar(
        select(SignInTry.id)
        .where(SignInTry.address_hash == address_hash, SignInTry.network_hash == network_hash)
        .where(SignInTry.succeeded.is_(True), SignInTry.at > now - FAMILIAR)
        .limit(1)
    )
    until = now
    if all_here >= MANY_FAIL and last_own is not None:
        until = max(until, last_own + delay_after(own, free=1))
    if accounts >= MANY_ACCOUNTS_FAIL and familiar is None and last_here is not None:
        until = max(until, last_here + PACE)
    return until


def _since(begin: datetime, now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return SignInTry.at > begin, SignInTry.at < now + AHEAD


def _failed(*where: ColumnElement[bool]) -> tuple[int, datetime | None]:
    """How many, and when the last."""
    count, last = db.session.execute(
        select(func.count(), func.max(SignInTry.at, type_=UTCDateTime())).where(*where, *FAILED)
    ).one()
    return count, last
