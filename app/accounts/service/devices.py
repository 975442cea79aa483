"""Signed-in devices: their use is noted, and they are ended: one, all others, or all."""

from datetime import datetime

from sqlalchemy import delete, update

from app.accounts import policy
from app.core.actor import Actor
from app.core.authz import require, require_sight
from app.database import db
from app.models.people import Device


def end_device(actor: Actor, device_id: int) -> None:
    """Sign one of the actor's devices out. Ended already is as good."""
    device = db.session.get(Device, device_id)
    if device is not None:
        require_sight(policy.is_own_device(actor, device))
        db.session.delete(device)


def end_other_devices(actor: Actor, *, this_device: int | None) -> None:
    require(actor.is_authenticated)
    if actor.person_id is not None:
        end_devices(actor.person_id, but=this_device)


def end_devices(person_id: int, *, but: int | None) -> None:
    """Sign a person out everywhere, or everywhere else."""
    db.session.execute(delete(Device).where(Device.person_id == person_id, Device.id != (but or 0)))


def end_this(device: Device) -> None:
    """The device that somebody signs out with. Ended already is as good."""
    db.session.execute(delete(Device).where(Device.id == device.id))


def note_use(device: Device, *, at: datetime, until: datetime) -> None:
    """It was used, and its sign-in lasts longer for it."""
    db.session.execute(
        update(Device)
        .where(Device.id == device.id)
        .values(seen_at=at, expires_at=until)
        .execution_options(synchronize_session=False)
    )
