"""What time asks of accounts: owners hear of tries with their address, and what has run out is thrown away."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import delete, func, select

from app.accounts.tries import FREE, LONGEST_WAIT, REMEMBERED
from app.core import clock
from app.core.actor import ANYONE
from app.database import db
from app.models.notices import EventKind
from app.models.people import Device, KeptForm, OneTimeLink, SignInTry
from app.notices.record import record

KEPT = timedelta(hours=1)
LINK_REMEMBERED = timedelta(days=30)
DEVICE_REMEMBERED = timedelta(days=7)  # what is typed in a session that ran out is given back to its owner alone


def due(now: datetime) -> Iterator[Callable[[], object]]:
    """Use cases, each idempotent and for a transaction of its own."""
    for person_id in _tried_in_vain(now):
        yield partial(tell_of_tries, person_id, now)
    yield partial(throw_away, now)


def tell_of_tries(person_id: int, now: datetime) -> None:
    """Told here and not in the request, so that a known address gives nothing away by taking longer. Once a day."""
    key = f"sign_in_tried:{person_id}:{clock.local_day(now)}"
    record(EventKind.SIGN_IN_TRIED, ANYONE, to=[person_id], key=key)


def throw_away(now: datetime) -> None:
    """Devices that ran out, links and tries of the past, forms nobody came back for."""
    db.session.execute(delete(Device).where(Device.expires_at < now - DEVICE_REMEMBERED))
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at < now - LINK_REMEMBERED))
    db.session.execute(delete(SignInTry).where(SignInTry.at < now - REMEMBERED))
    db.session.execute(delete(KeptForm).where(KeptForm.created_at < now - KEPT))


def _tried_in_vain(now: datetime) -> list[int]:
    """Whose tries nobody has followed up with a success, after the time a person needs to get in at last."""
    found = (
        select(SignInTry.person_id)
        .where(SignInTry.person_id.is_not(None), SignInTry.succeeded.is_(False), SignInTry.forgiven.is_(False))
        .where(SignInTry.at > now - REMEMBERED, SignInTry.at <= now - LONGEST_WAIT)
        .group_by(SignInTry.person_id)
        .having(func.count() >= FREE)
    )
    return [person_id for person_id in db.session.scalars(found) if person_id is not None]
