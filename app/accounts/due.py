"""What time asks of accounts: owners hear of tries with their address, and what has run out is thrown away."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, String, and_, cast, delete, exists, func, literal, or_, select

from app.accounts.service.sign_in_attempts import FAMILIAR, FREE, LONGEST_WAIT, REMEMBERED
from app.core import clock
from app.core.actor import ANYONE
from app.database import db
from app.models.notices import Event, EventKind
from app.models.people import Device, KeptForm, OneTimeLink, SignInTry
from app.notices.service.record import record

Old = type[Device] | type[OneTimeLink] | type[SignInTry] | type[KeptForm]

TOLD_OF = "sign_in_tried:"  # the event's key; person and day follow
AT_ONCE = 1000
KEPT = timedelta(hours=1)
LINK_REMEMBERED = timedelta(days=30)
DEVICE_REMEMBERED = timedelta(days=7)  # what is typed in a session that ran out is given back to its owner alone


def due(now: datetime) -> Iterator[Callable[[], object]]:
    """Use cases, each idempotent and for a transaction of its own."""
    for person_id in _tried_in_vain(now):
        yield partial(tell_of_tries, person_id, now)
    for model, old in _thrown_away(now).items():
        if db.session.scalar(select(model.id).where(old).limit(1)) is not None:
            yield partial(throw_away, model, old)


def tell_of_tries(person_id: int, now: datetime) -> None:
    """Told here and not in the request, so that a known address gives nothing away by taking longer. Once a day."""
    record(EventKind.SIGN_IN_TRIED, ANYONE, to=[person_id], key=f"{TOLD_OF}{person_id}:{clock.local_day(now)}")


def throw_away(model: Old, old: ColumnElement[bool]) -> None:
    """A thousand at a time: after many tries at once the rest goes in the next minutes."""
    some = select(model.id).where(old).order_by(model.id).limit(AT_ONCE)
    db.session.execute(delete(model).where(model.id.in_(some)).execution_options(synchronize_session=False))


def _thrown_away(now: datetime) -> dict[Old, ColumnElement[bool]]:
    """Devices that ran out, links and tries of the past, forms nobody came back for."""
    return {
        Device: Device.expires_at < now - DEVICE_REMEMBERED,
        OneTimeLink: OneTimeLink.expires_at < now - LINK_REMEMBERED,
        SignInTry: or_(
            and_(SignInTry.at < now - REMEMBERED, SignInTry.succeeded.is_(False)), SignInTry.at < now - FAMILIAR
        ),
        KeptForm: KeptForm.created_at < now - KEPT,
    }


def _tried_in_vain(now: datetime) -> list[int]:
    """Whose tries nobody has followed up with a success, after the time a person needs to get in at last."""
    day = clock.local_day(now)
    key = literal(TOLD_OF) + cast(SignInTry.person_id, String) + f":{day}"
    found = (
        select(SignInTry.person_id)
        .where(SignInTry.person_id.is_not(None), SignInTry.succeeded.is_(False), SignInTry.forgiven.is_(False))
        .where(SignInTry.at > now - REMEMBERED, SignInTry.at <= now - LONGEST_WAIT)
        .where(~exists().where(Event.key == key))
        .group_by(SignInTry.person_id)
        .having(func.count() >= FREE)
    )
    return [person_id for person_id in db.session.scalars(found) if person_id is not None]
