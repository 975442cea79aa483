"""Signed-in devices are ended: one, all others, or all."""

from sqlalchemy import delete

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
